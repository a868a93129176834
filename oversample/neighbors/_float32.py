"""Center and scale with which coordinates fit float32, and what rounding them can do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from oversample._blocks import blocks
from oversample.neighbors._by_column import by_column

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNIT = 2.0**-24
"""Largest relative rounding error of float32."""

_CHUNK_CELLS = 2**16
"""Cells that are looked at at once."""

_SAFE = 1e-100, 1e100
"""Coordinates between which neither squares nor their sums over- or underflow in float64."""


class Float32Scaling(NamedTuple):
    """How coordinates are written in float32: ``(X - center) * scale``."""

    center: NDArray[np.float64]
    scale: float
    """A power of two; scaled coordinates are between -1 and 1."""

    slack: float
    """Bound of the difference between a scaled distance before and after rounding coordinates."""


def float32_scaling(
    X: NDArray[np.floating], mismatch: float, points: NDArray[np.floating] | None = None
) -> Float32Scaling | None:
    """Return the scaling of X and of other points, or None where squares of float64 might overflow.

    Or underflow: it is None, too, where all coordinates are near to one another.

    Rounding moves a scaled point x by at most ``UNIT * norm(x)``, and so the distance of two points
    by twice that; the same again for each change of origin. With R the norm of the corner of the
    box of all points, ``8 * UNIT * R`` bounds both with room to spare.
    """
    if X.shape[1] == 0:
        return Float32Scaling(np.empty(0), 1.0, 1e-15) if mismatch < _SAFE[1] else None
    with np.errstate(over="ignore", invalid="ignore"):
        center = by_column(np.add, X, dtype=np.float64) / len(X)
        corner = _corner(X, center)
        if points is not None and len(points):
            corner = np.maximum(corner, _corner(points, center))
    top = max(corner.max(), 0.0)
    if not (top == 0 or _SAFE[0] < top < _SAFE[1]) or not mismatch < _SAFE[1]:
        return None
    scale = 2.0 ** -math.frexp(top)[1]
    radius = float(np.sqrt(np.sum(np.square(corner * scale))))
    return Float32Scaling(center, scale, max(8 * UNIT * radius, 1e-15))


def _corner(X: NDArray[np.floating], center: NDArray[np.float64]) -> NDArray[np.floating]:
    """Return the largest distance of each column from its center."""
    return np.maximum(by_column(np.maximum, X) - center, center - by_column(np.minimum, X))


def center_of_whole_numbers(X: NDArray[np.floating]) -> NDArray[np.float64] | None:
    """Return whole numbers relative to which the distances of rows are exact in float32, or None.

    All terms of a score are then multiples of 1/2, and all their sums below the corner's squared
    norm four times, which float32 resolves up to 2 ** 24 of its steps.
    """
    low = by_column(np.minimum, X).astype(np.float64)
    high = by_column(np.maximum, X).astype(np.float64)
    center = np.rint(low + 0.5 * (high - low))
    if not 4.0 * np.square(np.maximum(high - center, center - low)).sum() < 2.0**23:
        return None
    for rows in blocks(len(X), X.shape[1], _CHUNK_CELLS):
        cells = X[rows]
        if not (cells == np.rint(cells)).all():
            return None
    return center


def relative_error(n_columns: int) -> float:
    """Bound, relative to the sum of two squared norms, of the error of their float32 distance.

    The norms, the product and the sums round some ``n_columns`` times each; twice that is for the
    squares of the errors and for the rounding of the bound itself.
    """
    return 4.0 * (n_columns + 4) * UNIT
