"""Exact k nearest neighbours, by whichever backend is fastest for the input.

::

                       kneighbors(X, k, queries, codes, mismatch)
                                         |
             +-------------------+-------+-----------+---------------------+
             |                   |                   |                     |
        sparse, and        missing cells       kernels not          kernels loaded, or
        large or wide            |              loaded yet         COMPILED_FROM pairs
             |                   |                   |                     |
         _sparse.py         _missing.py          _brute.py             _leaves.py
         products of      every distance,      float32 GEMM,       leaves of 64 points,
         sparse rows     over common cells     np.partition      compiled float32 filter
             |                   |                   |                     |
             |                   |                   |           all rows ask: _pairs.py
             |                   |                   |         scores a pair for both points
             |                   |                   |                     |
             +-------------------+---------+---------+---------------------+
                                           |
                candidates measured in float64 and sorted by (distance, row)

Every backend keeps the same promise, so that the choice never shows in the result:

* the squared distance of two rows is the float64 sum, in the order of the features, of the squared
  differences, plus ``mismatch ** 2`` for each code that differs;
* neighbours are sorted by squared distance, and by row number where it is equal;
* a row is not its own neighbour, though a duplicate of it is.

Filters compute in float32. Each of them bounds its rounding error and hands on every row that the
bound cannot exclude; the order of the answer is decided in float64 alone. Numbers whose squares
would leave the range of float64 are scaled by a power of two first, which changes no order.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from oversample.neighbors._frame import float32_frame
from oversample.neighbors._select import smallest

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import sparray, spmatrix

__all__ = ["Neighbors", "kneighbors", "smallest"]

COMPILED_FROM = 4096**2
"""Pairs of rows, in all calls of a process, from which it loads the compiled kernels."""


class Neighbors(NamedTuple):
    """The nearest rows of each query, nearest first."""

    indices: NDArray[np.intp]
    """Row numbers, of shape (n_queries, k)."""

    distances: NDArray[np.float64]
    """Euclidean distances, of shape (n_queries, k)."""


def kneighbors(
    X: NDArray[np.floating] | sparray | spmatrix,
    k: int,
    *,
    queries: ArrayLike | None = None,
    codes: NDArray[np.integer] | None = None,
    mismatch: float = 0.0,
    n_jobs: int | None = None,
) -> Neighbors:
    """Return the k nearest other rows of rows of X.

    The distance of rows a and b is::

        sqrt(sum_p (X[a, p] - X[b, p]) ** 2 + mismatch ** 2 * sum_p (codes[a, p] != codes[b, p]))

    which is the Euclidean distance, or with codes that of SMOTE-NC [1]_.

    Parameters
    ----------
    X : ndarray or sparse matrix of shape (n, d), float32 or float64
        No infinity. With codes, d may be 0. Missing cells (NaN, dense X only) are left out of
        distances, see `oversample.neighbors._missing`.
    k : int
        Number of neighbours, at least 1 and at most n - 1.
    queries : array-like of shape (n_queries,), int, optional
        Row numbers, in any order and repeated at will; every row by default.
    codes : ndarray of shape (n, c), int, optional
        Category codes; dense X only.
    mismatch : float, default=0.0
        Distance between two rows that differ in one code only.
    n_jobs : int, optional
        Threads, as joblib counts them, except that None means all available cores. The result does
        not depend on it.

    Returns
    -------
    Neighbors
        `indices` and `distances`, sorted by distance and then by row.

    Raises
    ------
    ValueError
        If k is not between 1 and n - 1, or a query is not a row number.

    References
    ----------
    .. [1] Chawla, Bowyer, Hall, Kegelmeyer (2002). SMOTE: Synthetic Minority Over-sampling
       Technique. Journal of Artificial Intelligence Research 16, section 6.1.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.neighbors import kneighbors
    >>> X = np.array([[0.0], [1.0], [3.0], [3.0]])
    >>> kneighbors(X, 2).indices
    array([[1, 2],
           [0, 2],
           [3, 1],
           [2, 1]])
    >>> kneighbors(X, 1, queries=[3, 0]).distances
    array([[0.],
           [1.]])
    """
    n = X.shape[0]
    if not 1 <= k <= n - 1:
        raise ValueError(f"k must be between 1 and {n - 1} for {n} rows. Got k={k}.")
    if queries is not None:
        queries = np.asarray(queries, dtype=np.intp)
        if queries.size and not (queries.min() >= 0 and queries.max() < n):
            raise ValueError(f"queries must be row numbers from 0 to {n - 1}.")

    codes = np.empty((n, 0), dtype=np.int32) if codes is None else codes
    X, magnitude = _within_squares(X)
    mismatch = mismatch / magnitude if codes.shape[1] else 0.0
    indices, distances = _search(X, k, queries, codes, mismatch, n_jobs)
    return Neighbors(indices, distances * magnitude if magnitude != 1.0 else distances)


def _search(
    X: Any,
    k: int,
    queries: NDArray[np.intp] | None,
    codes: NDArray[np.integer],
    mismatch: float,
    n_jobs: int | None,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Choose a backend; each is imported where it is used, for some bring much along."""
    n = X.shape[0]
    compiled = _use_compiled(n * (n if queries is None else queries.size))
    if not isinstance(X, np.ndarray):
        if codes.shape[1]:
            raise ValueError("codes need a dense X.")
        from oversample.neighbors._sparse import fits_dense, search_sparse

        if not fits_dense(X):
            return search_sparse(X, k, queries, n_jobs, compiled)
        X = X.toarray()
    if X.size and np.isnan(X.max()):
        from oversample.neighbors._missing import search_with_gaps

        return search_with_gaps(X, k, queries, codes, mismatch)
    frame = float32_frame(X, mismatch)
    if frame is None:
        from oversample.neighbors._brute import search_float64

        return search_float64(X, k, queries, codes, mismatch)
    if compiled:
        from oversample.neighbors._leaves import search_leaves

        return search_leaves(X, k, queries, codes, mismatch, n_jobs, frame)
    from oversample.neighbors._brute import search_float32

    return search_float32(X, k, queries, codes, mismatch, frame)


def _within_squares(X: Any) -> tuple[Any, float]:
    """Scale by a power of two, exactly, where squares would leave the range of floats."""
    cells = X if isinstance(X, np.ndarray) else X.data
    if not cells.size:
        return X, 1.0
    largest = float(max(np.fmax.reduce(cells, axis=None), -np.fmin.reduce(cells, axis=None)))
    if not largest > 0 or 1e-100 < largest < 1e100:
        return X, 1.0
    magnitude = 2.0 ** min(math.frexp(largest)[1], 1023)
    return X.astype(np.float64) / magnitude, magnitude


def _use_compiled(pairs: int) -> bool:
    """Decide for the compiled kernels.

    Once loaded they are the fastest at any size. Loading them takes about half a second, and
    compiling them, once a machine, some seconds: neither is for small inputs, however many.
    """
    return pairs >= COMPILED_FROM or "oversample._kernels.neighbors.search" in sys.modules
