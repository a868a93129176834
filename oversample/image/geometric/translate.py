"""Translation."""

from __future__ import annotations

from typing import ClassVar, Literal, get_args

from numpy.random import Generator

from oversample._params import one_of
from oversample.image.canvas import Canvas, FillLike
from oversample.image.draws import Draws
from oversample.image.geometric.base import MatrixTransform
from oversample.image.geometric.interpolation import BorderMode, Interpolation
from oversample.image.geometric.matrices import Matrices, translations
from oversample.image.ranges import Range, draw_uniform, range_within

Unit = Literal["fraction", "px"]
"""The unit of displacements."""


class Translate(MatrixTransform):
    r"""Move to the right and down: :math:`I'[y, x] = I[y - t_y, x - t_x]`.

    .. warning:: If the position makes the label (a mark at the left or at the right), one class
       becomes the other; and objects that are moved far leave the image.

    Parameters
    ----------
    x_range, y_range : float or (float, float), default=(-0.1, 0.1)
        The displacements :math:`t_x` and :math:`t_y`.
    unit : {"fraction", "px"}, default="fraction"
        Whether displacements are fractions of width and height, or pixels, whole or not.
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
    >>> from oversample.image import Translate
    >>> Translate(1, 0, unit="px").transform(np.array([[[1, 2, 3]]]))
    array([[[0, 1, 2]]])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "x_range": [range_within(-1e6, 1e6)],
        "y_range": [range_within(-1e6, 1e6)],
        "unit": [one_of(*get_args(Unit))],
        **MatrixTransform._parameter_constraints,
    }

    def __init__(
        self,
        x_range: Range = (-0.1, 0.1),
        y_range: Range = (-0.1, 0.1),
        *,
        unit: Unit = "fraction",
        interpolation: Interpolation = "bilinear",
        border_mode: BorderMode = "constant",
        fill: FillLike = 0.0,
    ) -> None:
        self.x_range = x_range
        self.y_range = y_range
        self.unit = unit
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
        is_fraction = self.unit == "fraction"
        x_unit, y_unit = (canvas.width, canvas.height) if is_fraction else (1, 1)
        return translations(draws["x"] * x_unit, draws["y"] * y_unit)
