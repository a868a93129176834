"""Exact nearest neighbours of groups of queries: float32 filter, float64 answer."""

import numpy as np

from oversample._kernels import inline, jit_in_place
from oversample._kernels.neighbors.candidates import (
    EMPTY,
    INFINITY,
    SIGN,
    _ascending,
    _filter_reach,
    _insert,
    _insert_sorted,
    _measure,
    _rerank,
)
from oversample._kernels.neighbors.partition import LEAF
from oversample._kernels.neighbors.structures import Measured
from oversample._kernels.neighbors.tiles import ROWS, score_tile, trailing_zeros
from oversample._kernels.neighbors.traversal import (
    _choose_homes,
    _farthest,
    _find_gaps,
    _next_leaf,
)

FAR = np.float32(-1e38)
"""Cut that every finite score exceeds."""

_LARGEST_PENALTY = 1e30
"""Penalty of a differing code in the filter: any higher one might overflow float32."""


@jit_in_place
def filter_groups(leaves, queries, working, first, last, measured, is_open):
    """Find the nearest rows of the queries in groups `first` to `last`, by filter distances.

    The few best candidates of each query are then measured. Rounding may leave open whether another
    row is nearer, mostly where there are ties: those queries are for `measure_groups`.

    Parameters
    ----------
    leaves : Leaves
        What is searched.
    queries : Queries
    working : (Group, Tour, Tile)
        Working memory, of this call alone.
    first, last : intp
    measured : Measured
        Written, where the queries say.
    is_open : ndarray of shape (m,), bool
        Written: whether a row that was no candidate may be nearer.
    """
    group, tour, tile = working
    for number in range(first, last):
        size = _load_group(queries, number, leaves.relative, group)
        _find_gaps(leaves.low, leaves.high, group.box, tour.gaps)
        _choose_homes(group.positions, queries.are_rows, tour.gaps, group.homes)
        _filter_group(leaves, queries.are_rows, group, tour, tile)
        _rerank_group(leaves, queries, group, number * group.norms.size, size, is_open)
        _write(queries.slots, number * group.norms.size, size, group.keys, group.rows, measured)


@jit_in_place
def measure_groups(leaves, queries, working, first, last, measured):
    """Find the nearest rows of the queries in groups `first` to `last`, by measuring.

    Every point is measured that the filter does not put beyond the k-th distance of a query.

    Parameters
    ----------
    leaves, queries, working, first, last
        See `filter_groups`.
    measured : Measured
        The k nearest of some rows; written.
    """
    group, tour, tile = working
    k = measured.keys.shape[1]
    for number in range(first, last):
        start = number * group.norms.size
        size = _load_group(queries, number, leaves.relative, group)
        for lane in range(size):
            reach = measured.keys[queries.slots[start + lane], k - 1]
            reach = _filter_reach(reach, leaves.scale, leaves.slack, leaves.relative)
            group.cuts[lane] = max(FAR, 0.5 * (group.norms[lane] - reach))
            group.limits[lane] = max(FAR, -0.5 * reach)
            group.keys[lane, :k] = np.inf
            group.rows[lane, :k] = leaves.order.size
        _find_gaps(leaves.low, leaves.high, group.box, tour.gaps)
        _choose_homes(group.positions, queries.are_rows, tour.gaps, group.homes)
        _measure_group(leaves, queries, group, tour, tile, k)
        _write(queries.slots, start, size, group.keys, group.rows, measured)


@inline
def _write(slots, start, size, keys, rows, measured):
    """Write the k nearest of a group."""
    for lane in range(size):
        slot = slots[start + lane]
        for i in range(measured.keys.shape[1]):
            measured.keys[slot, i] = keys[lane, i]
            measured.rows[slot, i] = rows[lane, i]


@jit_in_place
def _load_group(queries, number, relative, group):
    """Gather the queries of a group, their box, and their coordinates relative to its middle."""
    blocks, lines, d = queries.blocks, group.lines, group.middle.size
    start = number * group.norms.size
    size = min(group.norms.size, queries.positions.size - start)
    for lane in range(group.norms.size):
        position = queries.positions[start + min(lane, size - 1)]
        group.positions[lane] = position
        group.pending[lane] = lane < size
        group.cuts[lane] = group.limits[lane] = FAR
        for p in range(blocks.shape[1]):
            lines[lane // LEAF, p, lane % LEAF] = blocks[position // LEAF, p, position % LEAF]
    _find_box(lines, group.box, group.middle)
    shrink = np.float32(1.0 - relative)
    for lane in range(group.norms.size):
        total = np.float32(0)
        for p in range(d):
            x = lines[lane // LEAF, p, lane % LEAF] - group.middle[p]
            group.points[lane, p] = x
            total += x * x
        for p in range(d, blocks.shape[1]):
            group.points[lane, p] = lines[lane // LEAF, p, lane % LEAF]
        group.norms[lane] = total * shrink
    return size


@inline
def _find_box(lines, box, middle):
    """Find the box of the queries of a group, and its middle."""
    for p in range(middle.size):
        low = high = lines[0, p, 0]
        for block in range(lines.shape[0]):
            for lane in range(LEAF):
                low = min(low, lines[block, p, lane])
                high = max(high, lines[block, p, lane])
        box[0, p] = low
        box[1, p] = high
        middle[p] = np.float32(0.5) * (low + high)


@inline
def _center_leaf(blocks, leaf, middle, relative, n_points, block):
    """Copy a leaf relative to `middle`, with minus half of the (shrunk) squared norms as last line.

    Near `middle` a product of two coordinates is then small, and so is its rounding error.
    """
    d = middle.size
    n_columns = blocks.shape[1]
    for lane in range(LEAF):
        block[n_columns, lane] = 0
    for p in range(d):
        for lane in range(LEAF):
            y = blocks[leaf, p, lane] - middle[p]
            block[p, lane] = y
            block[n_columns, lane] += y * y
    for lane in range(LEAF):
        block[n_columns, lane] *= np.float32(-0.5) * np.float32(1.0 - relative)
    for p in range(d, n_columns):
        for lane in range(LEAF):
            block[p, lane] = blocks[leaf, p, lane]
    for lane in range(max(n_points - leaf * LEAF, 0), LEAF):
        block[n_columns, lane] = -np.inf


@inline
def _half_penalty(mismatch, scale, relative):
    """Return half of what a differing code takes from a score."""
    penalty = 0.5 * mismatch * mismatch * scale * scale * (1.0 - relative)
    return np.float32(min(penalty, _LARGEST_PENALTY))


# -- filter ----------------------------------------------------------------------------------------


@jit_in_place
def _filter_group(leaves, are_rows, group, tour, tile):
    """List the best candidates of each query by filter distance."""
    half_penalty = _half_penalty(leaves.mismatch, leaves.scale, leaves.relative)
    n, middle, active = leaves.order.size, group.middle, tour.active
    group.nearest[:] = EMPTY
    tour.state[:] = 0
    leaf, n_active = _next_leaf(leaves, group, tour, np.float32(np.inf))
    while n_active > 0:
        _center_leaf(leaves.blocks, leaf, middle, leaves.relative, n, tile.block)
        for i in range(0, n_active, ROWS):
            for r in range(ROWS):
                tile.rows[r] = active[min(i + r, n_active - 1)]
            score_tile(group.points, middle.size, half_penalty, group.cuts, tile)
            if _any_hit(tile.hits):
                n_rows = min(ROWS, n_active - i)
                _list_hits(leaves.order, leaf * LEAF, are_rows, group, tile, n_rows)
        farthest = _farthest(group.limits, group.pending)
        leaf, n_active = _next_leaf(leaves, group, tour, farthest)


@inline
def _any_hit(hits):
    """Return whether any bit is set; a call with all that hits are put into takes longer."""
    found = hits[0]
    for r in range(1, ROWS):
        found |= hits[r]
    return found != np.uint64(0)


@jit_in_place
def _list_hits(order, base, are_rows, group, tile, n_rows):
    """Put the points that a tile has found into the lists of its queries, and raise their cuts."""
    cuts, nearest, scores = group.cuts, group.nearest, tile.scores
    for r in range(n_rows):
        hit, lane = tile.hits[r], tile.rows[r]
        if hit == np.uint64(0):
            continue
        if cuts[lane] == FAR:
            cuts[lane] = _first_cut(scores, r, nearest.shape[1])
        own = group.positions[lane] - base if are_rows else -1
        while hit != np.uint64(0):
            column = trailing_zeros(hit)
            hit &= hit - np.uint64(1)
            if column == own or scores[r, column] <= cuts[lane]:
                continue
            half = np.int64(_ascending(tile.score_bits[r, column] ^ SIGN))
            _insert(nearest, lane, half << 32 | order[base + column])
            last = np.int32(nearest[lane, -1] >> 32)
            if last != INFINITY:
                group.cut_bits[lane] = _ascending(last) ^ SIGN
        group.limits[lane] = cuts[lane] - 0.5 * group.norms[lane]


@inline
def _first_cut(scores, r, kept):
    """Return a cut that at least `kept` other lanes than the query's own exceed, in a first leaf.

    The lanes are dealt to `n` sets. Each holds its own maximum, so that n lanes reach the least of
    the maxima.
    """
    n = 1
    while n <= kept:
        n *= 2
    if n >= LEAF:
        return FAR
    least = np.float32(np.inf)
    for i in range(n):
        most = scores[r, i]
        for j in range(i + n, LEAF, n):
            most = max(most, scores[r, j])
        least = min(least, most)
    return max(FAR, np.float32(least - abs(least) * np.float32(1e-6) - np.float32(1e-30)))


@jit_in_place
def _rerank_group(leaves, queries, group, start, size, is_open):
    """Measure the candidates of a group, and write of which queries rounding may hide others."""
    keys, nearest = group.keys, group.nearest
    candidates = Measured(keys, group.rows)
    square_mismatch = leaves.mismatch * leaves.mismatch
    k, kept = group.k, nearest.shape[1]
    are_all = kept == leaves.order.size - queries.are_rows
    for lane in range(size):
        query = queries.order[group.positions[lane]]
        _rerank(leaves.rows, queries.rows, query, square_mismatch, nearest, lane, candidates)
        bound = group.norms[lane] - 2.0 * np.float64(group.cuts[lane])
        reach = _filter_reach(keys[lane, k - 1], leaves.scale, leaves.slack, leaves.relative)
        is_open[start + lane] = not are_all and reach >= bound


# -- measure ---------------------------------------------------------------------------------------


@jit_in_place
def _measure_group(leaves, queries, group, tour, tile, k):
    """Measure all points that may be among the k nearest of the pending queries."""
    half_penalty = _half_penalty(leaves.mismatch, leaves.scale, leaves.relative)
    n, middle, active = leaves.order.size, group.middle, tour.active
    tour.state[:] = 0
    leaf, n_active = _next_leaf(leaves, group, tour, np.float32(np.inf))
    while n_active > 0:
        base = leaf * LEAF
        n_active = _drop_settled(active, n_active, group.keys, group.rows, k, leaves.order[base])
        if n_active > 0:
            _center_leaf(leaves.blocks, leaf, middle, leaves.relative, n, tile.block)
        for i in range(0, n_active, ROWS):
            for r in range(ROWS):
                tile.rows[r] = active[min(i + r, n_active - 1)]
            score_tile(group.points, middle.size, half_penalty, group.cuts, tile)
            if _any_hit(tile.hits):
                n_rows = min(ROWS, n_active - i)
                _measure_hits(leaves, queries, base, group, tile, n_rows, k)
        farthest = _farthest(group.limits, group.pending)
        leaf, n_active = _next_leaf(leaves, group, tour, farthest)


@inline
def _drop_settled(active, n_active, keys, rows, k, first_row):
    """Keep the queries to which rows from `first_row` on can still contribute.

    Where all k distances are 0 only lower rows can: this spares duplicates from one another.
    """
    n = 0
    for i in range(n_active):
        lane = active[i]
        active[n] = lane
        n += keys[lane, k - 1] > 0 or first_row < rows[lane, k - 1]
    return n


@jit_in_place
def _measure_hits(leaves, queries, base, group, tile, n_rows, k):
    """Measure the points that a tile has found, and keep the k nearest of its queries."""
    keys, rows = group.keys, group.rows
    square_mismatch = leaves.mismatch * leaves.mismatch
    for r in range(n_rows):
        hit, lane = tile.hits[r], tile.rows[r]
        if hit == np.uint64(0):
            continue
        position = group.positions[lane]
        own = position - base if queries.are_rows else -1
        while hit != np.uint64(0):
            column = trailing_zeros(hit)
            hit &= hit - np.uint64(1)
            if column == own:
                continue
            row, query = leaves.order[base + column], queries.order[position]
            key = _measure(queries.rows, query, leaves.rows, row, square_mismatch)
            if key < keys[lane, k - 1] or (key == keys[lane, k - 1] and row < rows[lane, k - 1]):
                keys[lane, k - 1] = key
                rows[lane, k - 1] = row
                _insert_sorted(keys, rows, lane, k - 1)
        reach = _filter_reach(keys[lane, k - 1], leaves.scale, leaves.slack, leaves.relative)
        group.cuts[lane] = max(group.cuts[lane], 0.5 * (group.norms[lane] - reach))
        group.limits[lane] = max(group.limits[lane], -0.5 * reach)
