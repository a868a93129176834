"""Sparse matrices, by products of sparse rows: whole numbers exactly, others measured again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from oversample._threads import count_threads, run_ranges
from oversample.neighbors._brute import first_of_each

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DENSE_CELLS = 2**23
"""Cells up to which a table may be made dense: 64 MB."""

_DENSE_COLUMNS = 400
"""Columns of a dense product that take the time of a column that two sparse rows share."""

_CHUNK_PAIRS = 2**18
"""Pairs of rows whose products are held at once, by each thread."""


def fits_dense(X: sparse.sparray | sparse.spmatrix) -> bool:
    """Tell whether a table is better searched as a dense one: it is small, and not that sparse.

    A product of sparse rows takes the longer, the more columns they share; a dense one, the more
    columns there are.
    """
    n, d = X.shape
    n_shared = np.square(np.bincount(sparse.csr_array(X).indices) / n).sum()
    return n * d <= _DENSE_CELLS and d <= _DENSE_COLUMNS * (1 + n_shared)


def search_sparse(
    X: sparse.sparray | sparse.spmatrix,
    k: int,
    queries: NDArray[np.intp] | None,
    n_jobs: int | None,
    compiled: bool,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find neighbours by products of sparse rows, in compiled kernels or by SciPy.

    Those of small whole numbers are exact, however many ties there are. Of others every row is
    measured that rounding does not exclude.
    """
    X = sparse.csr_array(X, dtype=np.float64)
    if not X.has_canonical_format:
        X = X.copy()
        X.sum_duplicates()
    n = X.shape[0]
    rows = np.arange(n) if queries is None else queries
    norms = (X * X).sum(axis=1)
    columns = X.T.tocsr()
    is_whole = (X.data == np.rint(X.data)).all() and 4.0 * norms.max() * n < 2.0**53
    relative = 0.0 if is_whole else 4.0 * (np.diff(X.indptr).max() + 4) * 2.0**-53
    indices = np.empty((rows.size, k), dtype=np.intp)
    squares = np.empty((rows.size, k))
    if compiled:
        from oversample._kernels.neighbors.sparse import search_products

        tables = *_arrays(X), *_arrays(columns), norms

        def search(first, last):
            search_products(*tables, relative, rows, first, last, indices, squares)

    else:

        def search(first, last):
            some = rows[first:last]
            if is_whole:
                answer = _nearest_whole(X, columns, norms, some, k)
            else:
                answer = _nearest_measured(X, columns, norms, relative, some, k)
            indices[first:last], squares[first:last] = answer

    run_ranges(search, rows.size, max(1, _CHUNK_PAIRS // n), count_threads(n_jobs))
    return indices, np.sqrt(squares)


def _arrays(table):
    """Give the arrays of a table, of the same types always, so that kernels compile once."""
    return table.data, table.indices.astype(np.intp), table.indptr.astype(np.intp)


def _nearest_whole(X, columns, norms, rows, k):
    """Pick the k nearest among rows of whole numbers, whose distances the product gives exactly.

    Distance and row are one number, so that selecting by it breaks ties.
    """
    n = X.shape[0]
    near = (X[rows] @ columns).toarray().astype(np.int64)
    near *= -2 * n
    near += norms.astype(np.int64) * n + np.arange(n)
    near[np.arange(rows.size), rows] = np.iinfo(np.int64).max
    nearest = np.sort(np.partition(near, k - 1, axis=1)[:, :k], axis=1)
    squares, indices = np.divmod(nearest, n)
    return indices, norms[rows, np.newaxis] + squares


def _nearest_measured(X, columns, norms, relative, rows, k):
    """Measure the rows that may be among the k nearest, whatever the product has rounded."""
    n = X.shape[0]
    near = (X[rows] @ columns).toarray()
    near *= -2.0
    near += norms
    near[np.arange(rows.size), rows] = np.inf
    kth = np.partition(near, k - 1, axis=1)[:, k - 1]
    farthest = kth + 2.0 * relative * (norms[rows] + norms.max())
    query, column = np.divmod(np.flatnonzero(near <= farthest[:, np.newaxis]), n)
    squares = _measure(X[rows[query]], X[column])
    return first_of_each(query, column, squares, rows.size, k)


def _measure(A, B):
    """Squared distances of the rows of A from those of B.

    The product adds the entries of a row one after the other; ``sum`` would add them in pairs.
    """
    difference = A - B
    return (difference * difference) @ np.ones(A.shape[1])
