"""The leaves that a group of queries visits, or a leaf is joined with, and their order."""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.neighbors.candidates import ROW
from oversample._kernels.neighbors.partition import LEAF, _select, _sort

_PART = 64
"""Leaves that a group sorts by rank at once."""

_TOWARDS_MEAN = np.float32(0.7)
"""How far the box of a group shrinks before leaves are ranked that it may not all visit."""


@jit
def _box_gaps(low, high, box, gaps):
    """Squared distances of one box from every leaf's box."""
    gaps[:] = 0
    for p in range(low.shape[0]):
        for leaf in range(gaps.size):
            gap = max(low[p, leaf] - box[1, p], box[0, p] - high[p, leaf], np.float32(0))
            gaps[leaf] += gap * gap


@jit
def _shrink_box(lines, size, box):
    """Move the sides of a box `_TOWARDS_MEAN` of the way to the mean of its points."""
    for p in range(box.shape[1]):
        mean = np.float32(0)
        for lane in range(size):
            mean += lines[lane // LEAF, p, lane % LEAF]
        mean /= np.float32(size)
        for side in range(2):
            box[side, p] += _TOWARDS_MEAN * (mean - box[side, p])


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


@jit
def _add_ranks(leaves, n, rank_bits):
    """Put the bits of the rank, a float32 that is not negative, above the number of each leaf."""
    for i in range(n):
        leaves[i] |= np.int64(rank_bits[leaves[i]]) << 32


@jit
def _sort_part(leaves, n_sorted, n):
    """Sort `_PART` more ranked leaves behind those that are sorted; return how many then are.

    Few groups visit all the leaves that they might have to: sorting all takes longer than looking.
    """
    stop = min(n_sorted + _PART, n)
    if stop < n:
        _select(leaves, n_sorted, n, stop)
    _sort(leaves, n_sorted, stop)
    return stop


@jit
def likeliest_leaves(blocks, n, low, high, first, last, likely):
    """Write which other leaves are likeliest to hold neighbours of the points of each leaf.

    Parameters
    ----------
    blocks, low, high : as written by `lay_out`
    n : intp
        Number of points.
    first, last : intp
        Leaves that are looked at.
    likely : ndarray of shape (n_leaves, n_likely), intp
        Written from `first` to `last`, in no order; fewer than there are leaves.
    """
    n_leaves, n_likely = likely.shape
    box = np.empty((2, low.shape[0]), np.float32)
    ranks = np.empty(n_leaves, np.float32)
    rank_bits = ranks.view(np.int32)
    leaves = np.empty(n_leaves, np.intp)
    for leaf in range(first, last):
        for p in range(low.shape[0]):
            box[0, p] = low[p, leaf]
            box[1, p] = high[p, leaf]
        _shrink_box(blocks[leaf : leaf + 1], min(LEAF, n - leaf * LEAF), box)
        _box_gaps(low, high, box, ranks)
        ranks[leaf] = np.inf
        for other in range(n_leaves):
            leaves[other] = other
        _add_ranks(leaves, n_leaves, rank_bits)
        _select(leaves, 0, n_leaves, n_likely)
        for i in range(n_likely):
            likely[leaf, i] = leaves[i] & ROW
