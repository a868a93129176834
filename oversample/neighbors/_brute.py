"""All distances, in blocks of bounded size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

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
        indices[found], squared[found] = _smallest(distances, k)
    return indices, np.sqrt(squared)


def _smallest(
    distances: NDArray[np.float64], k: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Give the k smallest of each line, by value and then by position."""
    kth = np.partition(distances, k - 1, axis=1)[:, k - 1 : k]
    # All that can be among the first k, ties of the last included; positions ascend in each line.
    line, position = np.nonzero(distances <= kth)
    order = np.lexsort((distances[line, position], line))
    starts = np.searchsorted(line, np.arange(len(distances)))
    chosen = order[starts[:, np.newaxis] + np.arange(k)]
    return position[chosen], distances[line[chosen], position[chosen]]
