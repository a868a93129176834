"""Neighbours of all points at once: every pair of points is scored once, for both of them."""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.neighbors.candidates import INFINITY, SIGN, _filter_reach, _insert, _settle
from oversample._kernels.neighbors.partition import LEAF
from oversample._kernels.neighbors.tiles import ROWS, near_lanes, score_both, trailing_zeros

_BAND = 4
"""Leaves, itself among them, with which each is joined before all others."""


@jit
def halve_norms(blocks, n, shrink, first, last, halves):
    """Write minus half of the (shrunk) squared norms of the points in leaves `first` to `last`.

    Lanes past the last of `n` points get minus infinity: they are near to nobody.
    """
    for leaf in range(first, last):
        for lane in range(LEAF):
            total = np.float32(0)
            for p in range(blocks.shape[1]):
                total += blocks[leaf, p, lane] * blocks[leaf, p, lane]
            halves[leaf * LEAF + lane] = np.float32(-0.5) * shrink * total
        for position in range(max(n, leaf * LEAF), (leaf + 1) * LEAF):
            halves[position] = -np.inf


@jit
def _load_points(blocks, leaf, points):
    for p in range(blocks.shape[1]):
        for lane in range(LEAF):
            points[lane, p] = blocks[leaf, p, lane]


@jit
def _leaf_gaps(low, high, leaf, first, last, gaps):
    """Squared distances of one leaf's box from the boxes of leaves `first` to `last`."""
    gaps[first:last] = 0
    for p in range(low.shape[0]):
        for other in range(first, last):
            gap = max(low[p, leaf] - high[p, other], low[p, other] - high[p, leaf], np.float32(0))
            gaps[other] += gap * gap


@jit
def _lowest_cut(cuts, leaf):
    least = cuts[leaf * LEAF]
    for position in range(leaf * LEAF + 1, (leaf + 1) * LEAF):
        least = min(least, cuts[position])
    return least


@jit
def _list(nearest, cut_bits, point, entry, ties):
    """Put an entry into the list of a point, and raise its cut."""
    _insert(nearest, point, entry)
    last = np.int32(nearest[point, -1] >> 32)
    cut_bits[point] = min(last + ties, INFINITY) ^ SIGN


@jit
def _score_leaves(
    order, blocks, low, high, halves, leaf, other, points, cuts, lowest, nearest, ties, scratch
):
    """Score the points of two leaves; a point too far from the other leaf's box is left out."""
    active, rows, scores, score_bits, cut_bits, hits = scratch
    near = near_lanes(blocks, leaf, low, high, other, cuts, lowest[other])
    n_active = 0
    while near != np.uint64(0):
        active[n_active] = trailing_zeros(near)
        near &= near - np.uint64(1)
        n_active += 1
    any_hit = np.uint64(0)
    for i in range(0, n_active, ROWS):
        for r in range(ROWS):
            rows[r] = active[min(i + r, n_active - 1)]
        score_both(points, rows, leaf, blocks, other, halves, cuts, scores, hits)
        for r in range(min(ROWS, n_active - i)):
            hit = hits[r]
            any_hit |= hit
            point = leaf * LEAF + rows[r]
            while hit != np.uint64(0):
                lane = trailing_zeros(hit)
                hit &= hit - np.uint64(1)
                if leaf == other and lane <= rows[r]:
                    continue
                partner = other * LEAF + lane
                score = scores[r, lane]
                # Bits of a float that is not negative ascend with it; flip the sign of the score.
                half = np.int64(max(score_bits[r, lane] ^ SIGN, 0)) << 32
                if score > cuts[point]:
                    _list(nearest, cut_bits, point, half | order[partner], ties)
                if score > cuts[partner]:
                    _list(nearest, cut_bits, partner, half | order[point], ties)
    if any_hit != np.uint64(0):
        lowest[leaf] = _lowest_cut(cuts, leaf)
        lowest[other] = _lowest_cut(cuts, other)


@jit
def join(
    order,
    blocks,
    low,
    high,
    halves,
    first,
    last,
    other_first,
    other_last,
    cuts,
    lowest,
    nearest,
    ties,
):
    """Score all pairs of points of two ranges of leaves, the same or disjoint, for both points.

    Leaves next to one another come first, for they are likely to be near.

    Parameters
    ----------
    order : ndarray of shape (n,), intp
        Row at each position of the leaves.
    blocks, low, high : as written by `lay_out`, without codes
    halves : as written by `halve_norms`
    first, last : intp
        A range of leaves.
    other_first, other_last : intp
        The same range, or a later one.
    cuts : ndarray of shape (n_leaves * LEAF,), float32
        Score that a point must exceed to come into the list of each; changed.
    lowest : ndarray of shape (n_leaves,), float32
        The lowest cut of each leaf, or less; changed.
    nearest : ndarray of shape (n_leaves * LEAF, kept), int64
        Ascending lists of the nearest points of each; changed. An entry has half of the squared
        distance, or a little less, in the upper 32 bits, as those of a float32, and a row in the
        lower ones.
    ties : int32
        1 if a point as far as the last of a list may come into it, by its row, or else 0.
    """
    points = np.empty((LEAF, blocks.shape[1]), np.float32)
    gaps = np.empty(blocks.shape[0], np.float32)
    scores = np.empty((ROWS, LEAF), np.float32)
    scratch = (
        np.empty(LEAF, np.intp),
        np.empty(ROWS, np.intp),
        scores,
        scores.view(np.int32),
        cuts.view(np.int32),
        np.empty(ROWS, np.uint64),
    )
    same = first == other_first
    for offset in range(min(_BAND, last - first) if same else 0):
        for leaf in range(first, last - offset):
            _load_points(blocks, leaf, points)
            other = leaf + offset
            _score_leaves(
                order,
                blocks,
                low,
                high,
                halves,
                leaf,
                other,
                points,
                cuts,
                lowest,
                nearest,
                ties,
                scratch,
            )
    for leaf in range(first, last):
        begin = leaf + _BAND if same else other_first
        _load_points(blocks, leaf, points)
        _leaf_gaps(low, high, leaf, begin, other_last, gaps)
        for other in range(begin, other_last):
            if np.float32(-0.5) * gaps[other] >= min(lowest[leaf], lowest[other]):
                _score_leaves(
                    order,
                    blocks,
                    low,
                    high,
                    halves,
                    leaf,
                    other,
                    points,
                    cuts,
                    lowest,
                    nearest,
                    ties,
                    scratch,
                )


@jit
def settle_all(
    X, codes, order, nearest, cuts, scale, slack, relative, first, last, indices, distances, is_open
):
    """Measure the candidates of positions `first` to `last`, and tell which remain undecided.

    Parameters
    ----------
    X, codes, order, scale, slack, relative, indices, distances : as for `search`
    nearest, cuts : as written by `join`, of k or more candidates
    first, last : intp
    is_open : ndarray of shape (n,), bool
        Written: whether a point that is not among the candidates of a position may be nearer.
    """
    kept = nearest.shape[1]
    k = indices.shape[1]
    keys = np.empty((1, kept))
    rows = np.empty((1, kept), np.intp)
    for position in range(first, last):
        row = order[position]
        _settle(X, codes, 0.0, row, nearest, position, 0, keys, rows)
        bound = -2.0 * np.float64(cuts[position])
        is_open[position] = _filter_reach(keys[0, k - 1] * scale * scale, slack, relative) >= bound
        for c in range(k):
            indices[row, c] = rows[0, c]
            distances[row, c] = np.sqrt(keys[0, c])
