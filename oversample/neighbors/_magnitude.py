"""Powers of two that bring numbers into the range in which they can be squared, exactly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

SQUARES = (1e-100, 1e100)
"""Between these, squares and sums of squares are well inside the range of float64."""

_SINGLE = (1e-18, 1e18)
"""Between these, squares are inside the range of float32, in which estimators may compute."""


def largest_of(X: Any) -> float:
    """Return the largest magnitude of all cells, dense or sparse; 0 if there is none."""
    cells = X if isinstance(X, np.ndarray) else X.data
    if not cells.size:
        return 0.0
    return float(max(np.fmax.reduce(cells, axis=None), -np.fmin.reduce(cells, axis=None)))


def magnitude_for_squares(largest: float) -> float:
    """Return the power of two to divide by before squares are taken in float64; 1 for most data."""
    return _magnitude(largest, *SQUARES)


def magnitude_for_single(largest: float) -> float:
    """Return the power of two to divide by before squares are taken in float32; 1 for most data."""
    return _magnitude(largest, *_SINGLE)


def _magnitude(largest: float, low: float, high: float) -> float:
    if not largest > 0 or low < largest < high:
        return 1.0
    return 2.0 ** min(math.frexp(largest)[1], 1023)
