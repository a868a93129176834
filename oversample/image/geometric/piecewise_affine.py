"""Piecewise affine distortion."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample._params import Constraint, integer_from
from oversample.image.canvas import Canvas, FillLike
from oversample.image.draws import Draws
from oversample.image.geometric.base import FieldTransform
from oversample.image.geometric.interpolation import BorderMode, Interpolation
from oversample.image.ranges import Range, draw_uniform, range_within

Grid = Constraint(
    "a pair (rows, columns) of ints of at least 2",
    lambda v: (
        isinstance(v, list | tuple)
        and len(v) == 2
        and all(isinstance(count, integer_from(2)) for count in v)
    ),
)


class PiecewiseAffine(FieldTransform):
    r"""Move the points of a regular grid, and the pixels between them affinely.

    The points are spread evenly from the first pixel to the last. The pixel at point :math:`p`
    takes the value at :math:`p + (z_x W, z_y H)`, with :math:`z \sim N(0, \sigma^2)` for each
    point. In each of the two triangles of a cell of the grid, cut along the diagonal from its top
    left to its bottom right, displacements are linear.

    .. warning:: Beyond 0.05 strokes fold and break, and a digit becomes another one or none.

    Parameters
    ----------
    scale_range : float or (float, float), default=(0.01, 0.04)
        The standard deviation :math:`\sigma`, as a fraction of width and height, at most 1.
    grid : (int, int), default=(4, 4)
        Rows and columns of points, at least two of each.
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
    >>> from oversample.image import PiecewiseAffine
    >>> image = np.tile(np.arange(8.0), (1, 8, 1))
    >>> PiecewiseAffine(0.05, border_mode="edge").transform(image, random_state=0).shape
    (1, 8, 8)
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "scale_range": [range_within(0, 1)],
        "grid": [Grid],
        **FieldTransform._parameter_constraints,
    }

    def __init__(
        self,
        scale_range: Range = (0.01, 0.04),
        *,
        grid: tuple[int, int] = (4, 4),
        interpolation: Interpolation = "bilinear",
        border_mode: BorderMode = "constant",
        fill: FillLike = 0.0,
    ) -> None:
        self.scale_range = scale_range
        self.grid = grid
        self.interpolation = interpolation
        self.border_mode = border_mode
        self.fill = fill

    def _sample(self, n: int, rng: Generator) -> Draws:
        for_scale, for_points = rng.spawn(2)
        scale = draw_uniform(for_scale, self.scale_range, n)
        normal = for_points.standard_normal((n, *self.grid, 2))
        return {"offset": normal * scale[:, np.newaxis, np.newaxis, np.newaxis]}

    def displacements(self, draws: Draws, canvas: Canvas) -> NDArray[np.float32]:
        """Return the displacements; see :meth:`FieldTransform.displacements`."""
        from oversample._kernels.image.piecewise import write_piecewise

        offsets = draws["offset"] * (canvas.width, canvas.height)
        out = np.empty((len(offsets), canvas.height, canvas.width, 2), dtype=np.float32)
        write_piecewise(offsets, out)
        return out
