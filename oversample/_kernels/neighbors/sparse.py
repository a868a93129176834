"""Nearest neighbours of sparse rows, by products that are summed column by column."""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.neighbors.candidates import _sink


@jit
def _square_distance(data, columns, starts, a, b):
    """Squared distance of two rows in float64, summed in the order of the columns."""
    total = 0.0
    i, j = starts[a], starts[b]
    while i < starts[a + 1] or j < starts[b + 1]:
        if j == starts[b + 1] or (i < starts[a + 1] and columns[i] < columns[j]):
            difference = data[i]
            i += 1
        elif i == starts[a + 1] or columns[j] < columns[i]:
            difference = data[j]
            j += 1
        else:
            difference = data[i] - data[j]
            i += 1
            j += 1
        total += difference * difference
    return total


@jit
def _keep(keys, rows, line, key, row):
    """Put a row into the answer of a query, if it belongs there."""
    k = keys.shape[1]
    if key < keys[line, k - 1] or (key == keys[line, k - 1] and row < rows[line, k - 1]):
        keys[line, k - 1] = key
        rows[line, k - 1] = row
        _sink(keys, rows, line, k - 1)


@jit
def search_products(
    data,
    columns,
    starts,
    column_data,
    column_rows,
    column_starts,
    norms,
    relative,
    queries,
    first,
    last,
    indices,
    squares,
):
    """Find the nearest rows of queries `first` to `last`.

    Products with all rows are added up at once, an entry of the query after the other. If they are
    rounded, every row that may yet be among the nearest is measured.

    Parameters
    ----------
    data, columns, starts : ndarray of shape (n_entries,), (n_entries,) and (n + 1,)
        The table by rows, columns ascending.
    column_data, column_rows, column_starts : ndarray
        The table by columns.
    norms : ndarray of shape (n,), float64
        Squared norms.
    relative : float
        Largest error of a product, relative to the sum of two squared norms; 0 if there is none.
    queries : ndarray of shape (n_queries,), intp
        Row numbers.
    first, last : intp
        The queries to answer.
    indices : ndarray of shape (n_queries, k), intp
        Written, from `first` to `last`.
    squares : ndarray of shape (n_queries, k), float64
        Written: squared distances.
    """
    n, k = norms.size, indices.shape[1]
    largest = norms.max()
    near = np.empty(n)
    for line in range(first, last):
        query = queries[line]
        near[:] = norms
        for i in range(starts[query], starts[query + 1]):
            twice = -2.0 * data[i]
            for j in range(column_starts[columns[i]], column_starts[columns[i] + 1]):
                near[column_rows[j]] += twice * column_data[j]
        near[query] = np.inf
        squares[line] = np.inf
        indices[line] = n
        for row in range(n):
            # Rows ascend: one as far as the last of the list comes too late.
            if near[row] < squares[line, k - 1]:
                _keep(squares, indices, line, near[row], row)
        if relative == 0.0:
            squares[line] += norms[query]
            continue
        farthest = squares[line, k - 1] + 2.0 * relative * (norms[query] + largest)
        squares[line] = np.inf
        indices[line] = n
        for row in range(n):
            if near[row] <= farthest:
                _keep(
                    squares, indices, line, _square_distance(data, columns, starts, query, row), row
                )
