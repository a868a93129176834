"""The first few of many distances, in one order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def smallest(
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
