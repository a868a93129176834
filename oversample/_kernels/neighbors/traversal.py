"""The leaves that a group of queries visits, and their order."""

import numpy as np

from oversample._kernels import jit


@jit
def _box_gaps(low, high, box, gaps):
    """Squared distances of one box from every leaf's box."""
    gaps[:] = 0
    for p in range(low.shape[0]):
        for leaf in range(gaps.size):
            gap = max(low[p, leaf] - box[1, p], box[0, p] - high[p, leaf], np.float32(0))
            gaps[leaf] += gap * gap


@jit
def _list_reachable(gaps, farthest, first, leaves):
    """List the leaves within `farthest`, from `first` on in a ring; return how many they are.

    Leaves next to one another are likely to be near, and so come first.
    """
    n = 0
    for i in range(gaps.size):
        leaf = first + i
        if leaf >= gaps.size:
            leaf -= gaps.size
        leaves[n] = leaf
        n += gaps[leaf] <= farthest
    return n
