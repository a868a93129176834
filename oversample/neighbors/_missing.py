"""All distances between rows with missing cells, in blocks of bounded size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import DISTANCES, blocks
from oversample._progress import track
from oversample._threads import SEARCH
from oversample.neighbors._queries import Queries
from oversample.neighbors._select import smallest


def search_with_gaps(
    X: NDArray[np.floating],
    k: int,
    queries: Queries,
    codes: NDArray[np.integer],
    mismatch: float,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    r"""Find neighbours by the cells that two rows both have.

    .. math:: d^2(a, b) = \frac{n_{all}}{n_{both}} \sum_{j \in both} (a_j - b_j)^2

    as in ``sklearn.metrics.pairwise.nan_euclidean_distances``, plus the squared mismatch of each
    differing category. Rows without a cell in common are farther than all others.

    Parameters and result are those of :func:`oversample.neighbors.kneighbors`.
    """
    rows = queries.rows
    indices = np.empty((len(rows), k), dtype=np.intp)
    squared = np.empty((len(rows), k))
    for found in track(SEARCH, list(blocks(len(rows), len(X), DISTANCES))):
        block = rows[found]
        distances = _over_common_cells(queries.X[block], X)
        for column, own in zip(codes.T, queries.codes[block].T, strict=True):
            distances += mismatch**2 * (own[:, np.newaxis] != column)
        # A row is no neighbour of its own, not even of last resort: those are merely "far".
        own_rows = block if queries.are_rows else None
        indices[found], squared[found] = smallest(distances, k, own_rows)
    return indices, np.sqrt(squared)


def _over_common_cells(A: NDArray[np.floating], B: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the squared distances of all rows of A from all of B."""
    total = np.zeros((len(A), len(B)))
    n_both = np.zeros(total.shape, dtype=np.int32)
    for p in range(B.shape[1]):
        difference = A[:, p, np.newaxis].astype(np.float64) - B[:, p].astype(np.float64)
        both = ~np.isnan(difference)
        np.add(total, difference * difference, out=total, where=both)
        n_both += both
    far = np.finfo(np.float64).max / 4
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n_both > 0, total * (B.shape[1] / n_both), far)
