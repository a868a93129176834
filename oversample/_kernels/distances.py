"""Sums of distances of all pairs of points, without a matrix of them."""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.linkage import LANES, square_gaps


@jit
def sum_distances(points, first, last):
    """Return the sum of the distances of some points from all points before them.

    Differences are squared and added up in float64.

    Parameters
    ----------
    points : ndarray of shape (n, d), float32 or float64
    first, last : int
        Which points: those from the first on, before the last.

    Returns
    -------
    float64
    """
    width = points.shape[1]
    block = np.zeros((width, LANES))
    squared = np.empty(LANES)
    # A sum for each lane, so that lanes are added up at once.
    sums = np.zeros(LANES)
    for start in range(0, last, LANES):
        stop = min(start + LANES, last)
        for p in range(width):
            for j in range(start, stop):
                block[p, j - start] = points[j, p]
        for i in range(max(first, start + 1), last):
            square_gaps(points[i], block, squared)
            for lane in range(min(stop, i) - start):
                sums[lane] += np.sqrt(squared[lane])
    return sums.sum()
