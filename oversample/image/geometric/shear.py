"""Shear."""

from __future__ import annotations

from typing import ClassVar

from numpy.random import Generator

from oversample.image.canvas import Canvas, FillLike
from oversample.image.draws import Draws
from oversample.image.geometric.affine import SHEAR_ANGLES
from oversample.image.geometric.base import MatrixTransform
from oversample.image.geometric.interpolation import BorderMode, Interpolation
from oversample.image.geometric.matrices import Matrices, about_centre, shears
from oversample.image.ranges import Range, draw_uniform


class Shear(MatrixTransform):
    r"""Slant about the centre: :math:`x' = x + y \tan s_x` and :math:`y' = y + x \tan s_y`.

    Coordinates are relative to the centre, x to the right and y down: a positive :math:`s_x` moves
    pixels below the centre to the right, a positive :math:`s_y` pixels right of it down.

    .. warning:: Beyond some 30 degrees a 1 becomes a 7 and a square a rhombus.

    Parameters
    ----------
    x_range : float or (float, float), default=(-15, 15)
        The angle :math:`s_x` in degrees, within 89.
    y_range : float or (float, float), default=0.0
        The angle :math:`s_y` in degrees, within 89.
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
    >>> from oversample.image import Shear
    >>> Shear(45).transform(np.array([[[0, 1, 0], [0, 1, 0], [0, 1, 0]]])).round()
    array([[[1, 0, 0],
            [0, 1, 0],
            [0, 0, 1]]])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "x_range": [SHEAR_ANGLES],
        "y_range": [SHEAR_ANGLES],
        **MatrixTransform._parameter_constraints,
    }

    def __init__(
        self,
        x_range: Range = (-15.0, 15.0),
        y_range: Range = 0.0,
        *,
        interpolation: Interpolation = "bilinear",
        border_mode: BorderMode = "constant",
        fill: FillLike = 0.0,
    ) -> None:
        self.x_range = x_range
        self.y_range = y_range
        self.interpolation = interpolation
        self.border_mode = border_mode
        self.fill = fill

    def _sample(self, n: int, rng: Generator) -> Draws:
        for_x, for_y = rng.spawn(2)
        return {
            "x": draw_uniform(for_x, self.x_range, n),
            "y": draw_uniform(for_y, self.y_range, n),
        }

    def matrices(self, draws: Draws, canvas: Canvas) -> Matrices:
        """Return the matrices; see :meth:`MatrixTransform.matrices`."""
        return about_centre(shears(draws["x"], draws["y"]), canvas)
