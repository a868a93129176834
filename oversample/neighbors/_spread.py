"""Standard deviations of columns, right for numbers whose squares are no floats, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.sparsefuncs import mean_variance_axis

from oversample.neighbors._by_column import by_column
from oversample.neighbors._magnitude import SQUARES, magnitude_for_squares


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
    if usual is np.nanstd and X.dtype == np.float64 and X.size and not np.isnan(X.max()):
        # The same bits in half of the time.
        usual = np.std
    with np.errstate(all="ignore"):
        spread = usual(X, axis=0, dtype=np.float64)
    largest = np.fmax(by_column(np.fmax, X), -by_column(np.fmin, X)).astype(np.float64)
    is_usual = (largest == 0) | ((largest > SQUARES[0]) & (largest < SQUARES[1]))
    for column in np.flatnonzero(~is_usual):
        magnitude = magnitude_for_squares(float(largest[column]))
        spread[column] = np.nanstd(X[:, column].astype(np.float64) / magnitude) * magnitude
    return spread


def sparse_spread_of(X: Any) -> NDArray[np.float64]:
    """Return the standard deviation of each column of a sparse matrix; see :func:`spread_of`."""
    X = X.astype(np.float64)
    magnitude = np.ones(X.shape[1])
    cells = np.abs(X.data)
    if X.nnz and (cells.max() >= SQUARES[1] or cells.min() <= SQUARES[0]):
        largest = abs(X).max(axis=0).toarray().ravel()
        magnitude = np.array([magnitude_for_squares(cell) for cell in largest])
        X = (X @ sparse.diags_array(1 / magnitude)).tocsr()
    return np.sqrt(mean_variance_axis(X, axis=0)[1]) * magnitude
