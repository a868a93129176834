"""All distances, in blocks of bounded size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from oversample.neighbors._select import smallest

# Squared distances held at a time: 16 MB.
_BLOCK_CELLS = 2_000_000


def search_all(
    X: NDArray[np.floating],
    k: int,
    queries: NDArray[np.intp],
    codes: NDArray[np.integer] | None = None,
    mismatch: float = 0.0,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find neighbours by measuring every row from every query.

    Parameters and result are those of :func:`oversample.neighbors.kneighbors`.
    """
    indices = np.empty((len(queries), k), dtype=np.intp)
    squared = np.empty((len(queries), k))
    length = max(1, _BLOCK_CELLS // len(X))
    for start in range(0, len(queries), length):
        block = queries[start : start + length]
        distances = np.zeros((len(block), len(X)))
        if X.shape[1]:
            cdist(X[block], X, "sqeuclidean", out=distances)
        if codes is not None:
            differing = np.zeros(distances.shape)
            for column in codes.T:
                differing += column[block, np.newaxis] != column
            distances += mismatch**2 * differing
        distances[np.arange(len(block)), block] = np.inf
        found = slice(start, start + len(block))
        indices[found], squared[found] = smallest(distances, k)
    return indices, np.sqrt(squared)
