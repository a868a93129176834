"""Nearest neighbours of sparse rows, by products that are summed column by column."""

import numpy as np

from oversample._kernels import jit_in_place
from oversample._kernels.neighbors.candidates import _insert_sorted


@jit_in_place
def search_products(table, queries, first, last, products, measured):
    """Find the nearest rows of queries `first` to `last`.

    Products with all rows are added up at once, an entry of the query after the other. If they are
    rounded, every row that may yet be among the nearest is measured.

    Parameters
    ----------
    table : SparseTable
    queries : SparseQueries
    first, last : intp
    products : ndarray of shape (n,), float64
        Working memory, of this call alone.
    measured : Measured
        Written: squared distances and rows, of shape (m, k), from `first` to `last`.
    """
    squares, indices = measured.keys, measured.rows
    n, k = table.norms.size, squares.shape[1]
    for line in range(first, last):
        query = queries.selected[line]
        _subtract_products(table, queries, query, products)
        squares[line] = np.inf
        indices[line] = n
        for row in range(n):
            _keep(measured, line, products[row], row)
        norm = queries.norms[query]
        if table.relative == 0.0:
            for i in range(k):
                squares[line, i] += norm
            continue
        farthest = squares[line, k - 1] + 2.0 * table.relative * (norm + table.largest)
        squares[line] = np.inf
        indices[line] = n
        for row in range(n):
            if products[row] <= farthest:
                _keep(measured, line, _square_distance(queries.rows, query, table.rows, row), row)


@jit_in_place
def _subtract_products(table, queries, query, products):
    """Write the squared norms of all rows less twice their products with a query."""
    rows, columns = queries.rows, table.columns
    for row in range(products.size):
        products[row] = table.norms[row]
    for i in range(rows.starts[query], rows.starts[query + 1]):
        twice = -2.0 * rows.data[i]
        column = rows.columns[i]
        for j in range(columns.starts[column], columns.starts[column + 1]):
            products[columns.columns[j]] += twice * columns.data[j]
    if queries.are_rows:
        products[query] = np.inf


@jit_in_place
def _keep(measured, line, key, row):
    """Put a row into the answer of a query, if it belongs there."""
    keys, rows = measured.keys, measured.rows
    k = keys.shape[1]
    if key < keys[line, k - 1] or (key == keys[line, k - 1] and row < rows[line, k - 1]):
        keys[line, k - 1] = key
        rows[line, k - 1] = row
        _insert_sorted(keys, rows, line, k - 1)


@jit_in_place
def _square_distance(A, a, B, b):
    """Return the squared distance of row a of A from row b of B, summed in order of columns."""
    total = 0.0
    i, j = A.starts[a], B.starts[b]
    while i < A.starts[a + 1] or j < B.starts[b + 1]:
        if j == B.starts[b + 1] or (i < A.starts[a + 1] and A.columns[i] < B.columns[j]):
            difference = A.data[i]
            i += 1
        elif i == A.starts[a + 1] or B.columns[j] < A.columns[i]:
            difference = B.data[j]
            j += 1
        else:
            difference = A.data[i] - B.data[j]
            i += 1
            j += 1
        total += difference * difference
    return total
