"""Rotation."""

from __future__ import annotations

from typing import ClassVar

from numpy.random import Generator

from oversample.image.canvas import Canvas, FillLike
from oversample.image.draws import Draws
from oversample.image.geometric.base import MatrixTransform
from oversample.image.geometric.interpolation import BorderMode, Interpolation
from oversample.image.geometric.matrices import Matrices, about_centre, rotations
from oversample.image.ranges import Range, draw_uniform, range_within


class Rotate(MatrixTransform):
    r"""Turn counter-clockwise, as displayed, about the centre.

    Right angles are exact: a square image turned by 90 degrees is :func:`numpy.rot90` of it.

    .. warning:: Half a turn changes digits (6 and 9), and a quarter some letters.

    Parameters
    ----------
    angle_range : float or (float, float), default=(-30, 30)
        The angle in degrees, within 360.
    interpolation : {"bilinear", "nearest"}, default="bilinear"
        The interpolation of values between pixels.
    border_mode : {"constant", "edge", "reflect", "symmetric", "wrap"}, default="constant"
        The values outside of the image, as named by :func:`numpy.pad`.
    fill : float or sequence of float, default=0.0
        The constant of ``border_mode="constant"``, as a fraction of the value range (0:
        black, 1: white); or one for each channel.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Rotate
    >>> Rotate(90).transform(np.array([[[1, 2], [3, 4]]]))
    array([[[2, 4],
            [1, 3]]])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "angle_range": [range_within(-360, 360)],
        **MatrixTransform._parameter_constraints,
    }

    def __init__(
        self,
        angle_range: Range = (-30.0, 30.0),
        *,
        interpolation: Interpolation = "bilinear",
        border_mode: BorderMode = "constant",
        fill: FillLike = 0.0,
    ) -> None:
        self.angle_range = angle_range
        self.interpolation = interpolation
        self.border_mode = border_mode
        self.fill = fill

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {"angle": draw_uniform(rng, self.angle_range, n)}

    def matrices(self, draws: Draws, canvas: Canvas) -> Matrices:
        """Return the matrices; see :meth:`MatrixTransform.matrices`."""
        return about_centre(rotations(draws["angle"]), canvas)
