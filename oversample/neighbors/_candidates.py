"""scikit-learn's neighbours as candidates, measured again in float64 and put in order."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.neighbors import NearestNeighbors

from oversample.neighbors._brute import search_all

# Candidates beyond the k wanted: one is the row itself, the others show that the last is safe.
_SPARE = 4
_BLOCK_ROWS = 4096
# Up to this width scikit-learn's trees are quicker than its matrix products.
_MAX_TREE_FEATURES = 15


def search_candidates(
    X: Any, k: int, queries: NDArray[np.intp], n_jobs: int | None = None
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find neighbours among scikit-learn's candidates.

    A query is settled when its k-th neighbour is nearer than the last candidate by more than the
    candidate search can be wrong. The others, those with ties or with cancelled digits, are
    measured against all rows.

    Parameters and result are those of :func:`oversample.neighbors.kneighbors`.
    """
    n_rows, width = X.shape
    is_sparse = sparse.issparse(X)
    if is_sparse:
        X = sparse.csr_array(X, dtype=np.float64).sorted_indices()
    # Away from the origin, matrix products would cancel most digits of a distance.
    centred = X if is_sparse else X - X.mean(axis=0, dtype=np.float64)
    algorithm = "kd_tree" if not is_sparse and width <= _MAX_TREE_FEATURES else "brute"
    n_candidates = min(k + _SPARE, n_rows)
    search = NearestNeighbors(n_neighbors=n_candidates, algorithm=algorithm, n_jobs=n_jobs)
    search.fit(centred)
    error = _worst_error(centred)

    indices = np.empty((len(queries), k), dtype=np.intp)
    squared = np.empty((len(queries), k))
    for start in range(0, len(queries), _BLOCK_ROWS):
        block = queries[start : start + _BLOCK_ROWS]
        candidates = search.kneighbors(centred[block], return_distance=False)
        found = _measure(X, block, candidates)
        found[candidates == block[:, np.newaxis]] = np.inf
        order = np.lexsort((candidates, found))
        rows = slice(start, start + len(block))
        indices[rows] = np.take_along_axis(candidates, order, axis=1)[:, :k]
        squared[rows] = np.take_along_axis(found, order, axis=1)[:, :k]
        if n_candidates < n_rows:
            last = np.where(np.isinf(found), -np.inf, found).max(axis=1)
            for row in np.flatnonzero(squared[rows][:, -1] + 2 * error >= last):
                indices[start + row], squared[start + row] = _search_one(X, k, block[row])
    return indices, np.sqrt(squared)


def _worst_error(X: Any) -> float:
    """Bound the error of a squared distance computed as |a|^2 - 2ab + |b|^2."""
    squares = X.multiply(X).sum(axis=1) if sparse.issparse(X) else np.einsum("ij,ij->i", X, X)
    return 8 * (X.shape[1] + 4) * np.finfo(np.float64).eps * float(np.max(squares))


def _measure(
    X: Any, queries: NDArray[np.intp], candidates: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Give squared distances of each query from its candidates, term by term."""
    if sparse.issparse(X):
        pairs = X[np.repeat(queries, candidates.shape[1])] - X[candidates.ravel()]
        pair = np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr))
        # A sum in the order of the columns, as of dense rows, so that both break ties alike.
        sums = np.bincount(pair, pairs.data**2, candidates.size).astype(np.float64)
        return sums.reshape(candidates.shape)
    measured = np.zeros(candidates.shape)
    for column in X.T.astype(np.float64, copy=False):
        measured += (column[queries][:, np.newaxis] - column[candidates]) ** 2
    return measured


def _search_one(X: Any, k: int, query: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    everything = np.arange(X.shape[0])[np.newaxis]
    if not sparse.issparse(X):
        found, distances = search_all(X, k, np.array([query]))
        return found[0], distances[0] ** 2
    measured = _measure(X, np.array([query]), everything)[0]
    measured[query] = np.inf
    order = np.lexsort((everything[0], measured))[:k]
    return order, measured[order]
