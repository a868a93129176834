"""Sparse matrices: whole numbers by their product, others by scikit-learn, measured again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from oversample._progress import track
from oversample.neighbors._brute import first_of_each
from oversample.neighbors._threads import SEARCH, count_threads, run_ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DENSE_CELLS = 2**23
"""Cells up to which a table may be made dense: 64 MB."""

_DENSE_COLUMNS = 500
"""Columns up to which dense products are faster than the sparse ones of empty rows."""

_DENSE_ENTRIES = 5
"""Entries of a row from which they take the time of the sparse products, which is quadratic."""

_SPARE = 2
"""Candidates beyond k, so that rounding rarely leaves the k-th neighbour undecided."""

_CHUNK = 4096
"""Queries measured at once."""

_CHUNK_PAIRS = 2**20
"""Pairs of rows whose products are held at once, where many rows are undecided."""


def fits_dense(X: sparse.sparray | sparse.spmatrix) -> bool:
    """Tell whether a table is better searched as a dense one: it is small, and not that sparse.

    scikit-learn compares every entry of a row with every entry of another.
    """
    n, d = X.shape
    per_row = X.nnz / n
    return n * d <= _DENSE_CELLS and d <= _DENSE_COLUMNS * (1 + (per_row / _DENSE_ENTRIES) ** 2)


def search_sparse(
    X: sparse.sparray | sparse.spmatrix,
    k: int,
    queries: NDArray[np.intp] | None,
    n_jobs: int | None,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Measure the candidates of scikit-learn, and all rows where its rounding may matter.

    Small whole numbers have many ties and no rounding: they are searched here.
    """
    X = sparse.csr_array(X, dtype=np.float64)
    if not X.has_canonical_format:
        X = X.copy()
        X.sum_duplicates()
    n = X.shape[0]
    rows = np.arange(n) if queries is None else queries
    wanted = min(k + 1 + _SPARE, n)
    norms = (X * X).sum(axis=1)
    if (X.data == np.rint(X.data)).all() and 4.0 * norms.max() * n < 2.0**53:
        return _search_whole(X, norms, k, rows, n_jobs)
    from sklearn.neighbors import NearestNeighbors

    error = 4.0 * (np.diff(X.indptr).max() + 4) * 2.0**-53
    finder = NearestNeighbors(n_neighbors=wanted, algorithm="brute", n_jobs=n_jobs).fit(X)
    indices = np.empty((rows.size, k), dtype=np.intp)
    distances = np.empty((rows.size, k))

    for first in track(SEARCH, range(0, rows.size, _CHUNK)):
        chunk = rows[first : first + _CHUNK]
        approximate, found = finder.kneighbors(X[chunk])
        itself = found == chunk[:, None]
        itself[~itself.any(axis=1), -1] = True
        candidates = found[~itself].reshape(chunk.size, wanted - 1)
        squares = _measure(X[np.repeat(chunk, wanted - 1)], X[candidates.ravel()])
        squares = squares.reshape(candidates.shape)
        order = np.lexsort((candidates, squares))
        candidates = np.take_along_axis(candidates, order, axis=1)
        squares = np.take_along_axis(squares, order, axis=1)

        bound = np.square(approximate[:, -1]) - error * (norms[chunk] + norms.max())
        decided = squares[:, k - 1] < bound if wanted < n else np.ones(chunk.size, dtype=bool)
        here = slice(first, first + chunk.size)
        indices[here] = candidates[:, :k]
        distances[here] = squares[:, :k]
        undecided = np.flatnonzero(~decided)
        step = max(1, _CHUNK_PAIRS // n)
        for start in range(0, undecided.size, step):
            some = undecided[start : start + step]
            slack = error * (norms[chunk[some]] + norms.max())
            answer = _nearest_within(X, norms, chunk[some], squares[some, k - 1] + slack, k)
            indices[first + some], distances[first + some] = answer
    return indices, np.sqrt(distances)


def _search_whole(X, norms, k, rows, n_jobs):
    """Find neighbours among rows of whole numbers, whose distances the product gives exactly.

    Distance and row are one number, so that selecting by it breaks ties.
    """
    n = X.shape[0]
    keys = norms.astype(np.int64) * n + np.arange(n)
    columns = X.T.tocsr()
    indices = np.empty((rows.size, k), dtype=np.intp)
    distances = np.empty((rows.size, k))

    def search(first, last):
        chunk = rows[first:last]
        products = X[chunk] @ columns
        near = np.repeat(keys[None], chunk.size, axis=0)
        lines = np.repeat(np.arange(chunk.size), np.diff(products.indptr))
        near[lines, products.indices] -= 2 * n * products.data.astype(np.int64)
        near[np.arange(chunk.size), chunk] = np.iinfo(np.int64).max
        nearest = np.sort(np.partition(near, k - 1, axis=1)[:, :k], axis=1)
        squares, indices[first:last] = np.divmod(nearest, n)
        distances[first:last] = np.sqrt(norms[chunk, None] + squares)

    run_ranges(search, rows.size, max(1, _CHUNK_PAIRS // n), count_threads(n_jobs))
    return indices, distances


def _measure(A, B):
    """Squared distances of the rows of A from those of B.

    The product adds the entries of a row one after the other; ``sum`` would add them in pairs.
    """
    difference = A - B
    return (difference * difference) @ np.ones(A.shape[1])


def _nearest_within(X, norms, rows, limit, k):
    """Pick the k nearest of all rows that the product of matrices puts within a limit."""
    products = (X[rows] @ X.T).toarray()
    near = norms[rows, None] + norms - 2.0 * products <= limit[:, None]
    near[np.arange(rows.size), rows] = False
    query, column = np.nonzero(near)
    squares = _measure(X[rows[query]], X[column])
    return first_of_each(query, column, squares, rows.size, k)
