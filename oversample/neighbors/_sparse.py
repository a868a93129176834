"""Sparse matrices: candidates from scikit-learn, measured again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from oversample._progress import track
from oversample.neighbors._brute import first_of_each
from oversample.neighbors._threads import SEARCH

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SPARE = 2
"""Candidates beyond k, so that rounding rarely leaves the k-th neighbour undecided."""

_CHUNK = 4096
"""Queries measured at once."""

_CHUNK_PAIRS = 2**20
"""Pairs of rows whose products are held at once, where many rows are undecided."""


def search_sparse(
    X: sparse.sparray | sparse.spmatrix,
    k: int,
    queries: NDArray[np.intp] | None,
    n_jobs: int | None,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Measure the candidates of scikit-learn, and all rows where its rounding may matter."""
    from sklearn.neighbors import NearestNeighbors

    X = sparse.csr_array(X, dtype=np.float64)
    if not X.has_canonical_format:
        X = X.copy()
        X.sum_duplicates()
    n = X.shape[0]
    rows = np.arange(n) if queries is None else queries
    wanted = min(k + 1 + _SPARE, n)
    norms = (X * X).sum(axis=1)
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
