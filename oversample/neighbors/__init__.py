"""Exact k nearest neighbours, by whichever backend is fastest for the input.

::

                 kneighbors(X, k, queries or points, codes, mismatch)
                                         |
             +-------------------+-------+-----------+---------------------+
             |                   |                   |                     |
        sparse, and        missing cells      until kernels are      kernels that are
        large or wide            |             worth their time        worth their time
             |                   |             (see _choice.py)              |
             |                   |                   |                     |
         _sparse.py         _missing.py     _brute.py  _tree.py       _compiled.py
         products of      every distance,   float32    few columns,  leaves of 64 near
         sparse rows     over common cells   GEMM      many rows     points (_leaves.py)
             |                   |                   |                     |
             |                   |                   |             +-------+--------+
             |                   |                   |             |                |
             |                   |                   |        _by_pair.py      _by_group.py
             |                   |                   |        all rows:        some rows, points,
             |                   |                   |        each pair of     codes: groups of
             |                   |                   |        leaves scored    queries scan the
             |                   |                   |        once, for both   leaves within reach
             |                   |                   |             |                |
             +-------------------+---------+---------+-------------+----------------+
                                           |
                candidates measured in float64 and sorted by (distance, row)

Every backend keeps the same promise, so that the choice never shows in the result:

* the squared distance of two rows is the float64 sum, in the order of the features, of the squared
  differences, plus ``mismatch ** 2`` for each code that differs;
* neighbours are sorted by squared distance, and by row number where it is equal;
* a row is not its own neighbour, though a duplicate of it is; a point is none of the rows.

Filters compute in float32. Each of them bounds its rounding error and hands on every row that the
bound cannot exclude; the order of the answer is decided in float64 alone. Numbers whose squares
would leave the range of float64 are scaled by a power of two first, which changes no order.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from oversample.neighbors import _choice
from oversample.neighbors._float32 import float32_scaling
from oversample.neighbors._magnitude import largest_of, magnitude_for_squares
from oversample.neighbors._queries import Queries
from oversample.neighbors._select import smallest

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import ArrayLike, NDArray
    from scipy.sparse import sparray, spmatrix

__all__ = ["Neighbors", "kneighbors", "smallest"]


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
    points: NDArray[np.floating] | sparray | spmatrix | None = None,
    codes: NDArray[np.integer] | None = None,
    point_codes: NDArray[np.integer] | None = None,
    mismatch: float = 0.0,
    n_jobs: int | None = None,
) -> Neighbors:
    """Return the k nearest rows of X, of rows of X or of points that are no rows of it.

    The distance of rows a and b is::

        sqrt(sum_p (X[a, p] - X[b, p]) ** 2 + mismatch ** 2 * sum_p (codes[a, p] != codes[b, p]))

    which is the Euclidean distance, or with codes that of SMOTE-NC [1]_. A row is not among its own
    neighbours; of a point all rows are candidates, equal ones too.

    Parameters
    ----------
    X : ndarray or sparse matrix of shape (n, d), float32 or float64
        No infinity. With codes, d may be 0. Missing cells (NaN, dense X only) are left out of
        distances, see `oversample.neighbors._missing`.
    k : int
        Number of neighbours, at least 1; at most n - 1, or n for points.
    queries : array-like of shape (n_queries,), int, optional
        Row numbers, in any order and repeated at will; every row by default.
    points : ndarray or sparse matrix of shape (n_queries, d), float32 or float64, optional
        Points instead of rows: the queries are these, in their order. No infinity.
    codes : ndarray of shape (n, c), int, optional
        Category codes; dense X only.
    point_codes : ndarray of shape (n_queries, c), int, optional
        The category codes of the points; needed where X has codes.
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
        If k is out of range, a query is not a row number, there are queries and points, or points
        have other columns than X.

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
    >>> kneighbors(X, 2, points=np.array([[2.0]])).indices
    array([[1, 2]])
    """
    n = X.shape[0]
    most = n if points is not None else n - 1
    if not 1 <= k <= most:
        raise ValueError(f"k must be between 1 and {most} for {n} rows. Got k={k}.")
    codes = np.empty((n, 0), dtype=np.int32) if codes is None else codes
    X, points, magnitude = _within_squares(X, points)
    if points is None:
        asked = Queries(X, codes, _row_numbers(queries, n), are_rows=True)
    elif queries is not None:
        raise ValueError("queries and points exclude each other.")
    else:
        asked = _points(X, codes, points, point_codes)
    if not asked.size:
        return Neighbors(np.empty((0, k), dtype=np.intp), np.empty((0, k)))
    mismatch = mismatch / magnitude if codes.shape[1] else 0.0
    indices, distances = _search(X, k, asked, codes, mismatch, n_jobs)
    return Neighbors(indices, distances * magnitude if magnitude != 1.0 else distances)


def _row_numbers(queries: ArrayLike | None, n: int) -> NDArray[np.intp] | None:
    """Check row numbers."""
    if queries is None:
        return None
    rows = np.asarray(queries, dtype=np.intp)
    if rows.size and not (rows.min() >= 0 and rows.max() < n):
        raise ValueError(f"queries must be row numbers from 0 to {n - 1}.")
    return rows


def _points(
    X: Any, codes: NDArray[np.integer], points: Any, point_codes: NDArray[np.integer] | None
) -> Queries:
    """Check points, and put them in the form of X: dense or sparse."""
    if point_codes is None:
        point_codes = np.empty((points.shape[0], 0), dtype=np.int32)
    given = points.shape[1:], point_codes.shape
    if given != (X.shape[1:], (points.shape[0], codes.shape[1])):
        raise ValueError(
            f"points need {X.shape[1]} columns and {codes.shape[1]} codes each, as X has. Got "
            f"points of shape {points.shape} and codes of shape {point_codes.shape}."
        )
    if isinstance(X, np.ndarray) and not isinstance(points, np.ndarray):
        points = points.toarray()
    return Queries(points, point_codes, None, are_rows=False)


def _search(
    X: Any,
    k: int,
    queries: Queries,
    codes: NDArray[np.integer],
    mismatch: float,
    n_jobs: int | None,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Choose a backend; each is imported where it is used, for some bring much along."""
    if not isinstance(X, np.ndarray):
        if codes.shape[1]:
            raise ValueError("codes need a dense X.")
        from oversample.neighbors._sparse import fits_dense, search_sparse

        if not fits_dense(X):
            n_shared = X.nnz // X.shape[0]
            compiled = _choice.use_compiled("search_products", X.shape[0], queries.size, n_shared)
            return search_sparse(X, k, queries, n_jobs, compiled)
        X, queries = _dense(X, queries)
    if _has_gaps(X) or (not queries.are_rows and _has_gaps(queries.X)):
        from oversample.neighbors._missing import search_with_gaps

        return search_with_gaps(X, k, queries, codes, mismatch)
    scaling = float32_scaling(X, mismatch, None if queries.are_rows else queries.X)
    if scaling is None:
        from oversample.neighbors._brute import search_float64

        return search_float64(X, k, queries, codes, mismatch, n_jobs)
    n, n_columns = X.shape[0], X.shape[1] + codes.shape[1]
    are_all = queries.are_rows and queries.selected is None and not codes.shape[1]
    kernel = "join" if are_all else "filter_groups"
    by_tree = not codes.shape[1] and _choice.tree_pays(n, n_columns, queries.size)
    if _choice.use_compiled(kernel, n, queries.size, n_columns, by_tree):
        from oversample.neighbors._compiled import search_leaves

        return search_leaves(X, k, queries, codes, mismatch, n_jobs, scaling)
    if by_tree:
        from oversample.neighbors._tree import search_tree

        return search_tree(X, k, queries, n_jobs, scaling)
    from oversample.neighbors._brute import search_float32

    return search_float32(X, k, queries, codes, mismatch, scaling)


def _dense(X: Any, queries: Queries) -> tuple[NDArray[np.floating], Queries]:
    """Make a sparse table and its queries dense."""
    X = X.toarray()
    if queries.are_rows:
        return X, replace(queries, X=X)
    points = queries.X
    return X, replace(queries, X=points if isinstance(points, np.ndarray) else points.toarray())


def _has_gaps(X: NDArray[np.floating]) -> bool:
    return X.size > 0 and bool(np.isnan(X.max()))


def _within_squares(X: Any, points: Any) -> tuple[Any, Any, float]:
    """Scale by a power of two, exactly, where squares would leave the range of floats."""
    largest = max(largest_of(X), 0.0 if points is None else largest_of(points))
    magnitude = magnitude_for_squares(largest)
    if magnitude == 1:
        return X, points, 1.0
    X = X.astype(np.float64) / magnitude
    return X, None if points is None else points.astype(np.float64) / magnitude, magnitude
