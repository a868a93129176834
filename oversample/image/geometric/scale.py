"""Scaling, also called zoom."""

from __future__ import annotations

from typing import ClassVar

from numpy.random import Generator

from oversample._params import Boolean
from oversample.image.canvas import Canvas, FillLike
from oversample.image.draws import Draws
from oversample.image.geometric.affine import SCALES
from oversample.image.geometric.base import MatrixTransform
from oversample.image.geometric.interpolation import BorderMode, Interpolation
from oversample.image.geometric.matrices import Matrices, about_centre, scalings
from oversample.image.ranges import Range, draw_log_uniform


class Scale(MatrixTransform):
    r"""Enlarge or reduce about the centre; the image keeps its shape.

    .. warning:: If size makes the label, as of c and C or of a coin, small becomes large; far
       above 1 the edges of the object leave the image.

    Parameters
    ----------
    scale_range : float or (float, float), default=(0.8, 1.2)
        The factor, from 0.01 to 100: above 1 objects become larger. It is drawn from the
        log-uniform distribution, so that half and twice are equally likely.
    keep_ratio : bool, default=True
        Whether width and height have the same factor, instead of one each.
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
    >>> from oversample.image import Scale
    >>> Scale(0.5).transform(np.array([[[0.1, 0.2, 0.3, 0.4, 0.5]]]))
    array([[[0. , 0.1, 0.3, 0.5, 0. ]]])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "scale_range": [SCALES],
        "keep_ratio": [Boolean],
        **MatrixTransform._parameter_constraints,
    }

    def __init__(
        self,
        scale_range: Range = (0.8, 1.2),
        *,
        keep_ratio: bool = True,
        interpolation: Interpolation = "bilinear",
        border_mode: BorderMode = "constant",
        fill: FillLike = 0.0,
    ) -> None:
        self.scale_range = scale_range
        self.keep_ratio = keep_ratio
        self.interpolation = interpolation
        self.border_mode = border_mode
        self.fill = fill

    def _sample(self, n: int, rng: Generator) -> Draws:
        for_x, for_y = rng.spawn(2)
        x = draw_log_uniform(for_x, self.scale_range, n)
        y = x.copy() if self.keep_ratio else draw_log_uniform(for_y, self.scale_range, n)
        return {"x": x, "y": y}

    def matrices(self, draws: Draws, canvas: Canvas) -> Matrices:
        """Return the matrices; see :meth:`MatrixTransform.matrices`."""
        return about_centre(scalings(draws["x"], draws["y"]), canvas)
