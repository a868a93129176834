"""Nearest neighbours, exact and in one order, whatever finds them.

Row ``i`` is never its own neighbour: it is left out by its number, not by its distance, so a
duplicate of it counts. Neighbours come by distance, computed in float64, and equal distances by row
number. A search that answers otherwise would make rows depend on which algorithm was chosen.

::

    kneighbors(X, k)
        |-- few rows, or categories to compare:  all distances in blocks      -> _brute
        |-- many rows, or a sparse table:        scikit-learn's candidates,
        |                                        measured and ordered again   -> _candidates
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from oversample.neighbors._select import smallest as smallest

# Up to here all distances at once are quicker than to build scikit-learn's trees.
_MAX_BRUTE_ROWS = 1500


class Neighbors(NamedTuple):
    """The nearest rows of each query, nearest first.

    Attributes
    ----------
    indices : ndarray of shape (n_queries, k), intp
        Row numbers.
    distances : ndarray of shape (n_queries, k), float64
        Euclidean distances.
    """

    indices: NDArray[np.intp]
    distances: NDArray[np.float64]


def kneighbors(
    X: Any,
    k: int,
    *,
    queries: NDArray[np.intp] | None = None,
    codes: NDArray[np.integer] | None = None,
    mismatch: float = 0.0,
    n_jobs: int | None = None,
) -> Neighbors:
    r"""Find the k nearest other rows.

    .. math::

        d^2(a, b) = \sum_j (x_{aj} - x_{bj})^2 + m^2 \, \#\{c : code_{ac} \neq code_{bc}\}

    Parameters
    ----------
    X : ndarray or CSR of shape (n_rows, n_features), float32 or float64
        The rows; finite.
    k : int
        The number of neighbours, in [1, n_rows - 1].
    queries : ndarray of shape (n_queries,), optional
        The rows of which neighbours are wanted, by number; by default all.
    codes : ndarray of shape (n_rows, n_categorical), optional
        Categories, of which each differing pair adds the square of ``mismatch``.
    mismatch : float, default=0.0
        The distance :math:`m` that a differing category stands for.
    n_jobs : int, optional
        Threads of scikit-learn's search. The result does not depend on it.

    Returns
    -------
    Neighbors
        Indices and distances, each of shape (n_queries, k).

    Raises
    ------
    ValueError
        If there are fewer than ``k + 1`` rows.
    """
    n_rows = X.shape[0]
    if not 1 <= k < n_rows:
        raise ValueError(f"k must be between 1 and {n_rows - 1} for {n_rows} rows. Got k={k}.")
    if queries is None:
        queries = np.arange(n_rows)
    X, magnitude = _within_squares(X)
    codes = codes if codes is not None and codes.shape[1] else None
    mismatch = mismatch / magnitude if codes is not None else 0.0
    found = _search(X, k, queries, codes, mismatch, n_jobs)
    return Neighbors(found[0], found[1] * magnitude)


def _search(
    X: Any,
    k: int,
    queries: NDArray[np.intp],
    codes: NDArray[np.integer] | None,
    mismatch: float,
    n_jobs: int | None,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    # Backends are imported where they are used: some bring scikit-learn or a compiler along.
    if not sparse.issparse(X):
        if np.isnan(X).any():
            from oversample.neighbors._missing import search_with_gaps

            return search_with_gaps(X, k, queries, codes, mismatch)
        if codes is not None or len(X) <= _MAX_BRUTE_ROWS:
            from oversample.neighbors._brute import search_all

            return search_all(X, k, queries, codes, mismatch)
    from oversample.neighbors._candidates import search_candidates

    return search_candidates(X, k, queries, n_jobs)


def _within_squares(X: Any) -> tuple[Any, float]:
    """Scale by a power of two, exactly, where squares would leave the range of floats."""
    cells = X.data if sparse.issparse(X) else X
    largest = float(np.nanmax(np.abs(cells), initial=0.0)) if cells.size else 0.0
    if largest == 0 or 1e-100 < largest < 1e100:
        return X, 1.0
    magnitude = 2.0 ** min(math.frexp(largest)[1], 1023)
    return X.astype(np.float64) / magnitude, magnitude
