"""Perspective."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.random import Generator

from oversample.image.canvas import Canvas, FillLike
from oversample.image.draws import Draws
from oversample.image.geometric.base import MatrixTransform
from oversample.image.geometric.interpolation import BorderMode, Interpolation
from oversample.image.geometric.matrices import Matrices, inverses, onto_quadrilaterals
from oversample.image.ranges import Range, draw_uniform, range_within

# Fraction of a side; corners that move inwards by less than half of it leave a convex figure.
_FARTHEST = 0.32


class Perspective(MatrixTransform):
    r"""Show the image as a plane seen from the side.

    Each corner of the image moves inwards by :math:`|z_x| (W - 1)` and :math:`|z_y| (H - 1)`, with
    :math:`z \sim N(0, \sigma^2)` modulo 0.32. The quadrilateral between the four points is spread
    over the whole image by the homography that takes each point to its corner.

    .. warning:: Parts close to the edges may be cut off, as the tail of a Q, which makes it an O;
       and a square becomes another quadrilateral.

    Parameters
    ----------
    scale_range : float or (float, float), default=(0.05, 0.1)
        The standard deviation :math:`\sigma`, as a fraction of width and height, at most 0.32.
    interpolation : {"bilinear", "nearest"}, default="bilinear"
        The interpolation of values between pixels.
    border_mode : {"constant", "edge", "reflect", "symmetric", "wrap"}, default="constant"
        The values outside of the image, as named by :func:`numpy.pad`. They are visible only after
        other moves in a policy.
    fill : float or sequence of float, default=0.0
        The constant of ``border_mode="constant"``, as a fraction of the value range (0:
        black, 1: white); or one for each channel.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Perspective
    >>> image = np.arange(25.0).reshape(1, 5, 5)
    >>> bool((Perspective().transform(image, random_state=0) > 0).all())
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "scale_range": [range_within(0, _FARTHEST)],
        **MatrixTransform._parameter_constraints,
    }

    def __init__(
        self,
        scale_range: Range = (0.05, 0.1),
        *,
        interpolation: Interpolation = "bilinear",
        border_mode: BorderMode = "constant",
        fill: FillLike = 0.0,
    ) -> None:
        self.scale_range = scale_range
        self.interpolation = interpolation
        self.border_mode = border_mode
        self.fill = fill

    def _sample(self, n: int, rng: Generator) -> Draws:
        for_scale, for_corners = rng.spawn(2)
        scale = draw_uniform(for_scale, self.scale_range, n)
        normal = for_corners.standard_normal((n, 4, 2))
        return {"inwards": np.abs(normal * scale[:, np.newaxis, np.newaxis]) % _FARTHEST}

    def matrices(self, draws: Draws, canvas: Canvas) -> Matrices:
        """Return the matrices; see :meth:`MatrixTransform.matrices`."""
        corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
        extent = max(canvas.width - 1, 1), max(canvas.height - 1, 1)
        points = np.abs(corners - draws["inwards"]) * extent
        return inverses(onto_quadrilaterals(points, canvas))
