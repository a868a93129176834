"""Powers of two that bring numbers into the range in which they can be squared, exactly."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.sparsefuncs import mean_variance_axis

_SQUARES = (1e-100, 1e100)
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
    return _magnitude(largest, *_SQUARES)


def magnitude_for_single(largest: float) -> float:
    """Return the power of two to divide by before squares are taken in float32; 1 for most data."""
    return _magnitude(largest, *_SINGLE)


def _magnitude(largest: float, low: float, high: float) -> float:
    if not largest > 0 or low < largest < high:
        return 1.0
    return 2.0 ** min(math.frexp(largest)[1], 1023)


def spread_of(X: NDArray[np.floating], usual: Callable[..., Any] = np.nanstd) -> NDArray[Any]:
    """Return the standard deviation of each column; each column has cells.

    Parameters
    ----------
    X : ndarray of shape (n_rows, n_columns)
        Numbers.
    usual : callable
        What computes it of columns whose squares are floats: ``np.std``, or ``np.nanstd`` where
        cells may be missing.

    Returns
    -------
    ndarray of shape (n_columns,), float64
        Finite, and not zero because of small numbers.
    """
    with np.errstate(all="ignore"):
        spread = usual(X, axis=0, dtype=np.float64)
    largest = np.fmax(np.fmax.reduce(X, axis=0), -np.fmin.reduce(X, axis=0)).astype(np.float64)
    is_usual = (largest == 0) | ((largest > _SQUARES[0]) & (largest < _SQUARES[1]))
    for column in np.flatnonzero(~is_usual):
        magnitude = magnitude_for_squares(float(largest[column]))
        spread[column] = np.nanstd(X[:, column].astype(np.float64) / magnitude) * magnitude
    return spread


def sparse_spread_of(X: Any) -> NDArray[np.float64]:
    """Return the standard deviation of each column of a sparse matrix; see :func:`spread_of`."""
    X = X.astype(np.float64)
    magnitude = np.ones(X.shape[1])
    cells = np.abs(X.data)
    if X.nnz and (cells.max() >= _SQUARES[1] or cells.min() <= _SQUARES[0]):
        largest = abs(X).max(axis=0).toarray().ravel()
        magnitude = np.array([magnitude_for_squares(cell) for cell in largest])
        X = (X @ sparse.diags_array(1 / magnitude)).tocsr()
    return np.sqrt(mean_variance_axis(X, axis=0)[1]) * magnitude
