"""Pairs of points within a distance, counted for both of them."""

import numpy as np

from oversample._kernels import inline, jit_in_place
from oversample._kernels.neighbors.candidates import _measure
from oversample._kernels.neighbors.pairs import _find_gaps, _load_points
from oversample._kernels.neighbors.partition import LEAF
from oversample._kernels.neighbors.tiles import ROWS, near_lanes, score_both, trailing_zeros


@jit_in_place
def count_pairs(leaves, lists, working, reach, first, last, counts):
    """Count the pairs within a distance of leaves `first` to `last` with these and later leaves.

    Parameters
    ----------
    leaves : Leaves
        Without codes.
    lists : Lists
        Halves of norms, and the cut of the distance for all points.
    working : (Tile, gaps)
        Working memory, of this call alone: a tile, and an array of shape (n_leaves,), float32.
    reach : Reach
        The distance.
    first, last : intp
    counts : ndarray of shape (n_leaves * LEAF,), intp
        Added to, for both points of a pair.
    """
    tile, gaps = working
    blocks, low, high = leaves.blocks, leaves.low, leaves.high
    for leaf in range(first, last):
        _load_points(blocks, leaf, tile.block)
        _find_gaps(low, high, leaf, leaf, blocks.shape[0], gaps)
        for other in range(leaf, blocks.shape[0]):
            if np.float32(-0.5) * gaps[other] >= reach.cut:
                near = near_lanes(blocks, leaf, low, high, other, lists.cuts, reach.cut)
                _count_of_leaves(leaves, lists, tile, reach, (leaf, other), near, counts)


@jit_in_place
def _count_of_leaves(leaves, lists, tile, reach, pair, near, counts):
    """Count the pairs of the points of a leaf whose bits are set with those of another leaf."""
    leaf, other = pair
    row = 0
    while near != np.uint64(0):
        n_rows = 0
        for r in range(ROWS):
            if near != np.uint64(0):
                row = trailing_zeros(near)
                near &= near - np.uint64(1)
                n_rows += 1
            tile.rows[r] = row
        score_both(leaves.blocks, leaf, other, lists, tile)
        for r in range(n_rows):
            _count_hits(leaves, tile, reach, pair, r, counts)


@inline
def _count_hits(leaves, tile, reach, pair, r, counts):
    """Count the pairs that a line of a tile has found; those near the limit are measured."""
    leaf, other = pair
    point, hit = leaf * LEAF + tile.rows[r], tile.hits[r]
    while hit != np.uint64(0):
        lane = trailing_zeros(hit)
        hit &= hit - np.uint64(1)
        if leaf == other and lane <= tile.rows[r]:
            continue
        partner = other * LEAF + lane
        if tile.scores[r, lane] >= reach.sure or _are_within(leaves, point, partner, reach.square):
            counts[point] += 1
            counts[partner] += 1


@inline
def _are_within(leaves, point, partner, square):
    """Return whether the points of two positions are within a squared distance."""
    rows, order = leaves.rows, leaves.order
    return _measure(rows, order[point], rows, order[partner], 0.0) <= square
