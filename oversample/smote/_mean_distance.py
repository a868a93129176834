"""The mean distance between the points of a group."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.metrics import pairwise_distances_chunked

from oversample._kernel_files import is_worth_compiling
from oversample._threads import count_threads, run_ranges

_DISTANCES = 64
"""MB of distances that are held at a time: all of 2,800 points."""

_PAIRS = 4
"""Pairs of points that scikit-learn measures in the time of a cell of new rows."""

_STEP = 256
"""Points of a task: the same whatever the threads are, so that sums are the same."""


def mean_distance(points: Any, n_jobs: int | None) -> float:
    r"""Return the mean distance between two different points.

    .. math:: \frac{2}{n (n - 1)} \sum_{i < j} \lVert x_i - x_j \rVert

    Parameters
    ----------
    points : ndarray or sparse matrix of shape (n_points, n_features)
        At least two points, without NaN.
    n_jobs : int or None
        Threads.

    Returns
    -------
    float
        The mean, the same to the last digit for any number of threads.
    """
    n = points.shape[0]
    if isinstance(points, np.ndarray) and is_worth_compiling(n**2 // _PAIRS, "sum_distances"):
        return 2 * _sum_before(np.ascontiguousarray(points), n_jobs) / (n**2 - n)
    blocks = pairwise_distances_chunked(points, n_jobs=n_jobs, working_memory=_DISTANCES)
    return sum(float(block.sum()) for block in blocks) / (n**2 - n)


def _sum_before(points: Any, n_jobs: int | None) -> float:
    """Return the sum of the distances of each point from those before it, by a compiled loop."""
    from oversample._kernels.distances import sum_distances

    sums = np.zeros(-(-len(points) // _STEP))

    def add(first: int, last: int) -> None:
        sums[first // _STEP] = sum_distances(points, first, last)

    run_ranges(add, len(points), _STEP, count_threads(n_jobs))
    return float(sums.sum())
