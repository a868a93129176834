"""Neighbours of all points at once: every pair of points is scored once, for both of them."""

import numpy as np

from oversample._kernels import inline, jit_in_place
from oversample._kernels.neighbors.candidates import (
    INFINITY,
    SIGN,
    _filter_reach,
    _insert,
    _rerank,
)
from oversample._kernels.neighbors.partition import LEAF
from oversample._kernels.neighbors.tiles import ROWS, near_lanes, score_both, trailing_zeros

_BAND = 4
"""Leaves, itself among them, with which each is joined before all others."""

_APART = np.float32(1 / 64)
"""Share of a point's squared reach from which two boxes are so far apart that few of their points
reach each other."""


@jit_in_place
def halve_norms(leaves, first, last, halves):
    """Write minus half of the (shrunk) squared norms of the points in leaves `first` to `last`.

    Lanes past the last point get minus infinity: they are near to none.
    """
    blocks = leaves.blocks
    shrink = np.float32(1.0 - leaves.relative)
    for leaf in range(first, last):
        for lane in range(LEAF):
            total = np.float32(0)
            for p in range(blocks.shape[1]):
                total += blocks[leaf, p, lane] * blocks[leaf, p, lane]
            halves[leaf * LEAF + lane] = np.float32(-0.5) * shrink * total
        for position in range(max(leaves.order.size, leaf * LEAF), (leaf + 1) * LEAF):
            halves[position] = -np.inf


@jit_in_place
def join(leaves, lists, working, edges, a, b):
    """Score all pairs of points of two parts of the leaves, the same or disjoint, for both points.

    Leaves next to one another come first, for they are likely to be near.

    Parameters
    ----------
    leaves : Leaves
        Without codes.
    lists : Lists
        Changed: lists, cuts and lowest cuts of both parts.
    working : (Tile, gaps)
        Working memory, of this call alone: a tile, and an array of shape (n_leaves,), float32.
    edges : ndarray, intp
        Part i are the leaves from ``edges[i]`` to ``edges[i + 1]``.
    a, b : intp
        The parts; b is not before a.
    """
    first, last = edges[a], edges[a + 1]
    for offset in range(0 if a == b else _BAND, _BAND + 1):
        for leaf in range(first, last):
            if offset < _BAND:
                begin = leaf + offset
                end = min(begin + 1, last)
            else:
                begin = leaf + _BAND if a == b else edges[b]
                end = edges[b + 1]
            _join_leaf(leaves, lists, working, leaf, begin, end)


@jit_in_place
def _join_leaf(leaves, lists, working, leaf, first, last):
    """Score a leaf with those of leaves `first` to `last` that are within reach."""
    tile, gaps = working
    blocks, low, high, cuts = leaves.blocks, leaves.low, leaves.high, lists.cuts
    _load_points(blocks, leaf, tile.block)
    _find_gaps(low, high, leaf, first, last, gaps)
    apart = _APART * cuts[leaf * LEAF]
    for other in range(first, last):
        most = np.float32(-0.5) * gaps[other]
        if most >= min(lists.lowest[leaf], lists.lowest[other]):
            least = lists.lowest[other]
            if most < apart:
                # The farthest reach of a leaf may be that of a point on its other side.
                reaching = near_lanes(blocks, other, low, high, leaf, cuts, np.float32(0))
                least = _lowest_of(cuts, other * LEAF, reaching)
            # A point too far from the other leaf's box is left out.
            near = near_lanes(blocks, leaf, low, high, other, cuts, least)
            _score_leaves(blocks, leaves.order, lists, tile, leaf, other, near)


@inline
def _lowest_of(cuts, start, lanes):
    """Return the lowest cut of the lanes whose bits are set; 0, the highest, where none is."""
    least = np.float32(0)
    while lanes != np.uint64(0):
        least = min(least, cuts[start + trailing_zeros(lanes)])
        lanes &= lanes - np.uint64(1)
    return least


@inline
def _load_points(blocks, leaf, points):
    """Copy a leaf, one point to a line."""
    for p in range(blocks.shape[1]):
        for lane in range(LEAF):
            points[lane, p] = blocks[leaf, p, lane]


@inline
def _find_gaps(low, high, leaf, first, last, gaps):
    """Measure the squared distances of one leaf's box from those of leaves `first` to `last`."""
    for other in range(first, last):
        gaps[other] = 0
    for p in range(low.shape[0]):
        for other in range(first, last):
            gap = max(low[p, leaf] - high[p, other], low[p, other] - high[p, leaf], np.float32(0))
            gaps[other] += gap * gap


@jit_in_place
def _score_leaves(blocks, order, lists, tile, leaf, other, near):
    """Score the points of a leaf whose bits are set with all points of another leaf."""
    row = 0
    any_hit = np.uint64(0)
    while near != np.uint64(0):
        n_rows = 0
        for r in range(ROWS):
            if near != np.uint64(0):
                row = trailing_zeros(near)
                near &= near - np.uint64(1)
                n_rows += 1
            tile.rows[r] = row
        score_both(blocks, leaf, other, lists, tile)
        for r in range(n_rows):
            if tile.hits[r] != np.uint64(0):
                any_hit |= tile.hits[r]
                _list_hits(order, leaf, other, lists, tile, r)
    if any_hit != np.uint64(0):
        lists.lowest[leaf] = _lowest_cut(lists.cuts, leaf)
        lists.lowest[other] = _lowest_cut(lists.cuts, other)


@jit_in_place
def _list_hits(order, leaf, other, lists, tile, r):
    """Put the pairs of points that a line of a tile has found into the lists of both."""
    point = leaf * LEAF + tile.rows[r]
    hit = tile.hits[r]
    while hit != np.uint64(0):
        lane = trailing_zeros(hit)
        hit &= hit - np.uint64(1)
        if leaf == other and lane <= tile.rows[r]:
            continue
        partner = other * LEAF + lane
        score = tile.scores[r, lane]
        # Bits of a float that is not negative ascend with it; flip the sign of the score.
        half = np.int64(max(tile.score_bits[r, lane] ^ SIGN, 0)) << 32
        if score > lists.cuts[point]:
            _list(lists, point, half | order[partner])
        if score > lists.cuts[partner]:
            _list(lists, partner, half | order[point])


@inline
def _list(lists, point, candidate):
    """Put a candidate into the list of a point, and raise its cut."""
    _insert(lists.nearest, point, candidate)
    last = np.int32(lists.nearest[point, -1] >> 32)
    lists.cut_bits[point] = min(last + lists.ties, INFINITY) ^ SIGN


@inline
def _lowest_cut(cuts, leaf):
    least = cuts[leaf * LEAF]
    for position in range(leaf * LEAF + 1, (leaf + 1) * LEAF):
        least = min(least, cuts[position])
    return least


@jit_in_place
def rerank(leaves, lists, first, last, candidates, measured, is_open):
    """Measure the candidates of positions `first` to `last`, and write which remain undecided.

    Parameters
    ----------
    leaves : Leaves
    lists : Lists
        Lists of k or more candidates each.
    first, last : intp
    candidates : Measured
        Working memory for `LEAF` points, of this call alone.
    measured : Measured
        Written: the k nearest of each row.
    is_open : ndarray of shape (n,), bool
        Written: whether a point that is not among the candidates of a position may be nearer.
    """
    keys, rows = candidates
    square_mismatch = leaves.mismatch * leaves.mismatch
    k = measured.keys.shape[1]
    for position in range(first, last):
        row = leaves.order[position]
        _rerank(leaves.rows, leaves.rows, row, square_mismatch, lists.nearest, position, candidates)
        line = position % keys.shape[0]
        reach = _filter_reach(keys[line, k - 1], leaves.scale, leaves.slack, leaves.relative)
        is_open[position] = reach >= -2.0 * np.float64(lists.cuts[position])
        for i in range(k):
            measured.keys[row, i] = keys[line, i]
            measured.rows[row, i] = rows[line, i]
