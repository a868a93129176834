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

from oversample._shown import counted
from oversample.neighbors import _choice
from oversample.neighbors._checks import (
    check_k,
    check_options,
    infinity_error,
    read_codes,
    read_numbers,
    read_rows,
)
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
    X: ArrayLike | sparray | spmatrix,
    k: int,
    *,
    queries: ArrayLike | None = None,
    points: ArrayLike | sparray | spmatrix | None = None,
    codes: ArrayLike | None = None,
    point_codes: ArrayLike | None = None,
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
    X : array-like or sparse matrix of shape (n, d)
        Numbers; those that are neither float32 nor float64 are converted to float64. No infinity.
        With codes, d may be 0. Missing cells (NaN, dense X only) are left out of distances, see
        `oversample.neighbors._missing`.
    k : int
        Number of neighbours, at least 1; at most n - 1, or n for points.
    queries : array-like of shape (n_queries,), int, or of shape (n,), bool, optional
        Row numbers, in any order and repeated at will; or a mask, which selects rows as it does in
        NumPy. Every row by default.
    points : array-like or sparse matrix of shape (n_queries, d), optional
        Points instead of rows: the queries are these, in their order. No infinity.
    codes : array-like of shape (n, c), int, optional
        Category codes; dense X only.
    point_codes : array-like of shape (n_queries, c), int, optional
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
        If k is out of range, a query is not a row number, there are queries and points, points
        have other columns than X, or an argument is not what it is described as.

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
    check_options(mismatch, n_jobs)
    X = read_numbers("X", X)
    points = None if points is None else read_numbers("points", points)
    n_rows = X.shape[0]
    check_k(k, n_rows, of_points=points is not None)
    codes = read_codes("codes", codes, n_rows)
    X, points, magnitude = _within_squares(X, points)
    asked = _queries(X, codes, queries, points, point_codes)
    if not asked.size:
        return Neighbors(np.empty((0, k), dtype=np.intp), np.empty((0, k)))
    mismatch = mismatch / magnitude if codes.shape[1] else 0.0
    indices, distances = _search(X, int(k), asked, codes, mismatch, n_jobs)
    return Neighbors(indices, distances * magnitude if magnitude != 1.0 else distances)


def _queries(
    X: Any, codes: NDArray[np.integer], queries: Any, points: Any, point_codes: Any
) -> Queries:
    """Check which rows or points are asked for, and put points in the form of X."""
    if points is None:
        if point_codes is not None:
            raise ValueError("point_codes are those of points. Rows that are queries have codes.")
        return Queries(X, codes, read_rows(queries, X.shape[0]), are_rows=True)
    if queries is not None:
        raise ValueError("queries and points exclude each other: pass one of them.")
    point_codes = read_codes("point_codes", point_codes, points.shape[0])
    widths = points.shape[1], point_codes.shape[1]
    if widths != (X.shape[1], codes.shape[1]):
        raise ValueError(
            f"points need {counted(X.shape[1], 'column')} and {counted(codes.shape[1], 'code')} "
            f"each, as X has. Got points of shape {points.shape} and codes of shape "
            f"{point_codes.shape}."
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
            raise ValueError("codes need a dense X: pass X.toarray().")
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
    largest = 0.0
    for name, table in (("X", X), ("points", points)):
        if table is not None:
            largest = max(largest, largest_of(table))
            if np.isinf(largest):
                raise infinity_error(name, table)
    magnitude = magnitude_for_squares(largest)
    if magnitude == 1:
        return X, points, 1.0
    X = X.astype(np.float64) / magnitude
    return X, None if points is None else points.astype(np.float64) / magnitude, magnitude
