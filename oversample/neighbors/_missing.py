"""All distances between rows with missing cells, in blocks of bounded size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import DISTANCES, blocks
from oversample._progress import track
from oversample._threads import SEARCH
from oversample.neighbors._select import smallest


def search_with_gaps(
    X: NDArray[np.floating],
    k: int,
    queries: NDArray[np.intp] | None,
    codes: NDArray[np.integer],
    mismatch: float,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    r"""Find neighbours by the cells that two rows both have.

    .. math:: d^2(a, b) = \frac{n_{all}}{n_{both}} \sum_{j \in both} (a_j - b_j)^2

    as in ``sklearn.metrics.pairwise.nan_euclidean_distances``, plus the squared mismatch of each
    differing category. Rows without a cell in common are farther than all others.

    Parameters and result are those of :func:`oversample.neighbors.kneighbors`.
    """
    queries = np.arange(len(X)) if queries is None else queries
    indices = np.empty((len(queries), k), dtype=np.intp)
    squared = np.empty((len(queries), k))
    for block in track(SEARCH, list(blocks(len(queries), len(X), DISTANCES))):
        rows = queries[block]
        distances = _measure(X, rows)
        for column in codes.T:
            distances += mismatch**2 * (column[rows, np.newaxis] != column)
        # A row is no neighbour of its own, not even of last resort: those are merely "far".
        distances[np.arange(len(rows)), rows] = np.inf
        indices[block], squared[block] = smallest(distances, k)
    return indices, np.sqrt(squared)


def _measure(X: NDArray[np.floating], block: NDArray[np.intp]) -> NDArray[np.float64]:
    total = np.zeros((len(block), len(X)))
    n_both = np.zeros(total.shape, dtype=np.int32)
    for column in X.T.astype(np.float64, copy=False):
        difference = column[block, np.newaxis] - column
        both = ~np.isnan(difference)
        np.add(total, difference * difference, out=total, where=both)
        n_both += both
    far = np.finfo(np.float64).max / 4
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n_both > 0, total * (X.shape[1] / n_both), far)
