"""Sparse matrices, by products of sparse rows: whole numbers exactly, others measured again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from oversample._threads import count_threads, run_ranges
from oversample.neighbors._measure import squared_distances
from oversample.neighbors._queries import Queries
from oversample.neighbors._select import smallest_entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_DENSE_CELLS = 2**23
"""Cells up to which a table may be made dense: 64 MB."""

_DENSE_COLUMNS = 400
"""Columns of a dense product that take the time of a column that two sparse rows share."""

_CHUNK_PAIRS = 2**18
"""Pairs of rows whose products are held at once, by each thread."""


def fits_dense(X: sparse.sparray | sparse.spmatrix) -> bool:
    """Return whether a table is better searched as a dense one: it is small, and not that sparse.

    A product of sparse rows takes the longer, the more columns they share; a dense one, the more
    columns there are.
    """
    n, d = X.shape
    n_shared = np.square(np.bincount(sparse.csr_array(X).indices) / n).sum()
    return n * d <= _DENSE_CELLS and d <= _DENSE_COLUMNS * (1 + n_shared)


def search_sparse(
    X: sparse.sparray | sparse.spmatrix,
    k: int,
    queries: Queries,
    n_jobs: int | None,
    compiled: bool,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find neighbours by products of sparse rows, in compiled kernels or by SciPy.

    Those of small whole numbers are exact. Among others every row is measured that rounding does
    not exclude.
    """
    table = _canonical(X)
    asked = table if queries.are_rows else _canonical(queries.X)
    rows = queries.rows
    indices = np.empty((rows.size, k), dtype=np.intp)
    squares = np.empty((rows.size, k))
    search = (_kernel_search if compiled else _scipy_search)(
        table, asked, queries, _relative_error(table, asked), indices, squares
    )
    step = max(1, _CHUNK_PAIRS // table.shape[0])
    run_ranges(search, rows.size, step, count_threads(n_jobs))
    return indices, np.sqrt(squares)


def _canonical(X: sparse.sparray | sparse.spmatrix) -> sparse.csr_array:
    X = sparse.csr_array(X, dtype=np.float64)
    if not X.has_canonical_format:
        X = X.copy()
        X.sum_duplicates()
    return X


def _norms(X: sparse.csr_array) -> NDArray[np.float64]:
    return (X * X).sum(axis=1)


def _relative_error(table: sparse.csr_array, asked: sparse.csr_array) -> float:
    """Bound the error of a product, relative to the sum of two squared norms.

    Products of small whole numbers have none.
    """
    tables = [table] if asked is table else [table, asked]
    if all(
        (X.data == np.rint(X.data)).all() and 4.0 * _norms(X).max(initial=0.0) < 2.0**53
        for X in tables
    ):
        return 0.0
    longest = max(np.diff(X.indptr).max(initial=0) for X in tables)
    return 4.0 * (int(longest) + 4) * 2.0**-53


def _kernel_search(
    table: sparse.csr_array,
    asked: sparse.csr_array,
    queries: Queries,
    relative: float,
    indices: NDArray[np.intp],
    squares: NDArray[np.float64],
) -> Callable[[int, int], None]:
    """Return the function that answers a range of queries, by compiled kernels."""
    from oversample._kernels.neighbors.sparse import search_products
    from oversample._kernels.neighbors.structures import (
        Measured,
        SparseQueries,
        SparseRows,
        SparseTable,
    )

    def arrays(X: sparse.csr_array) -> SparseRows:
        # The same types always, so that kernels compile once.
        return SparseRows(X.data, X.indices.astype(np.intp), X.indptr.astype(np.intp))

    rows, norms = arrays(table), _norms(table)
    columns = arrays(table.T.tocsr())
    sparse_table = SparseTable(rows, columns, norms, float(norms.max()), relative)
    if not queries.are_rows:
        rows, norms = arrays(asked), _norms(asked)
    sparse_queries = SparseQueries(rows, norms, queries.rows, queries.are_rows)
    answer = Measured(squares, indices)

    def search(first: int, last: int) -> None:
        products = np.empty(table.shape[0])
        search_products(sparse_table, sparse_queries, first, last, products, answer)

    return search


def _scipy_search(
    table: sparse.csr_array,
    asked: sparse.csr_array,
    queries: Queries,
    relative: float,
    indices: NDArray[np.intp],
    squares: NDArray[np.float64],
) -> Callable[[int, int], None]:
    """Return the function that answers a range of queries, by products of SciPy.

    Rows are candidates that may be among the k nearest, whatever the product has rounded; they are
    measured, unless the product has rounded nothing.
    """
    n, k = table.shape[0], indices.shape[1]
    columns, norms = table.T.tocsr(), _norms(table)
    all_rows, own_norms = queries.rows, norms if queries.are_rows else _norms(asked)
    largest = norms.max(initial=0.0)

    def search(first: int, last: int) -> None:
        rows = all_rows[first:last]
        near = (asked[rows] @ columns).toarray()
        near *= -2.0
        near += norms
        if queries.are_rows:
            near[np.arange(rows.size), rows] = np.inf
        kth = np.partition(near, k - 1, axis=1)[:, k - 1]
        farthest = kth + 2.0 * relative * (own_norms[rows] + largest)
        found = np.flatnonzero(near <= farthest[:, np.newaxis])
        query, row = np.divmod(found, n)
        if relative:
            measured = squared_distances(asked[rows[query]], table[row])
        else:
            measured = near.ravel()[found] + own_norms[rows[query]]
        answer = smallest_entries(query, row, measured, rows.size, k)
        indices[first:last], squares[first:last] = answer

    return search
