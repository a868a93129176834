"""Exact nearest neighbours of groups of points: float32 filter, float64 answer."""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.neighbors.candidates import (
    INFINITY,
    NOBODY,
    SIGN,
    _ascending,
    _filter_reach,
    _insert,
    _measure,
    _settle,
    _sink,
)
from oversample._kernels.neighbors.partition import LEAF
from oversample._kernels.neighbors.tiles import ROWS, near_lanes, score_tile, trailing_zeros
from oversample._kernels.neighbors.traversal import _box_gaps, _list_reachable

_SPARE = 2
"""Candidates kept beyond k, so that rounding rarely leaves the k-th neighbour undecided."""

_FAR = np.float32(-1e38)
"""Cut that every finite score exceeds."""

_BEFORE = 2
"""Leaves before its first own leaf that a group visits first."""

_LARGEST_PENALTY = 1e30
"""Penalty of a differing code in the filter: any higher one might overflow float32."""


@jit
def _load_group(blocks, positions, start, size, d, shrink, lines, queries, norms, middle, box):
    """Gather the queries of a group, their box, and their coordinates relative to its middle."""
    n_columns = blocks.shape[1]
    for lane in range(norms.size):
        position = positions[start + min(lane, size - 1)]
        for p in range(n_columns):
            lines[lane // LEAF, p, lane % LEAF] = blocks[position // LEAF, p, position % LEAF]
    for p in range(d):
        low = high = lines[0, p, 0]
        for block in range(lines.shape[0]):
            for lane in range(LEAF):
                low = min(low, lines[block, p, lane])
                high = max(high, lines[block, p, lane])
        box[0, p] = low
        box[1, p] = high
        middle[p] = np.float32(0.5) * (low + high)
    for lane in range(norms.size):
        total = np.float32(0)
        for p in range(d):
            x = lines[lane // LEAF, p, lane % LEAF] - middle[p]
            queries[lane, p] = x
            total += x * x
        for p in range(d, n_columns):
            queries[lane, p] = lines[lane // LEAF, p, lane % LEAF]
        norms[lane] = total * shrink


@jit
def _center_block(blocks, leaf, middle, shrink, n_points, block):
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
        block[n_columns, lane] *= np.float32(-0.5) * shrink
    for p in range(d, n_columns):
        for lane in range(LEAF):
            block[p, lane] = blocks[leaf, p, lane]
    for lane in range(n_points, LEAF):
        block[n_columns, lane] = -np.inf


@jit
def _first_cut(scores, r, kept):
    """Return a cut that at least `kept` other lanes than the query's own exceed, in a first leaf.

    The lanes are dealt to `n` sets. Each holds its own maximum, so that n lanes reach the least of
    the maxima.
    """
    n = 1
    while n <= kept:
        n *= 2
    if n >= LEAF:
        return _FAR
    least = np.float32(np.inf)
    for i in range(n):
        most = scores[r, i]
        for j in range(i + n, LEAF, n):
            most = max(most, scores[r, j])
        least = min(least, most)
    return max(_FAR, np.float32(least - abs(least) * np.float32(1e-6) - np.float32(1e-30)))


@jit
def _list_own(own_leaves, first, pending, active):
    """List the lanes from `first` on that share its leaf; return how many, and the next lane."""
    n_active = 0
    lane = first
    while lane < own_leaves.size and own_leaves[lane] == own_leaves[first]:
        active[n_active] = lane
        n_active += pending[lane]
        lane += 1
    return n_active, lane


@jit
def _list_near(lines, low, high, leaf, limits, own_leaves, pending, active):
    """List the lanes that a leaf not their own may serve; return their number."""
    holds_own = own_leaves[0] <= leaf <= own_leaves[-1]
    n_active = 0
    for block in range(lines.shape[0]):
        near = near_lanes(lines, block, low, high, leaf, limits, np.float32(0))
        while near != np.uint64(0):
            lane = block * LEAF + trailing_zeros(near)
            near &= near - np.uint64(1)
            active[n_active] = lane
            n_active += pending[lane] and not (holds_own and own_leaves[lane] == leaf)
    return n_active


@jit
def _drop_settled(active, n_active, keys, rows, last, first_row):
    """Keep the lanes to which rows from `first_row` on can still contribute.

    Where all k distances are 0 only lower rows can: this spares duplicates from one another.
    """
    n = 0
    for i in range(n_active):
        lane = active[i]
        active[n] = lane
        n += keys[lane, last] > 0 or first_row < rows[lane, last]
    return n


@jit
def _farthest(limits, pending):
    """Return the largest squared distance within which a pending query wants more."""
    least = np.float32(0)
    for lane in range(limits.size):
        least = min(least, limits[lane] if pending[lane] else np.float32(0))
    return np.float32(-2) * least


@jit
def _list_hits(hit, scores, score_bits, r, order, base, own, nearest, lane, cuts, cut_bits):
    """Put points whose bits are set into the list of a query, and raise its cut."""
    while hit != np.uint64(0):
        column = trailing_zeros(hit)
        hit &= hit - np.uint64(1)
        if base + column != own and scores[r, column] > cuts[lane]:
            half = np.int64(_ascending(score_bits[r, column] ^ SIGN))
            _insert(nearest, lane, half << 32 | order[base + column])
            half = nearest[lane, -1] >> 32
            if half != INFINITY:
                cut_bits[lane] = _ascending(half) ^ SIGN


@jit
def _measure_hits(hit, X, codes, square_mismatch, order, base, own, keys, rows, lane, last):
    """Measure points whose bits are set, and put them in their places among `last` + 1."""
    while hit != np.uint64(0):
        column = trailing_zeros(hit)
        hit &= hit - np.uint64(1)
        if base + column == own:
            continue
        row = order[base + column]
        key = _measure(X, codes, square_mismatch, order[own], row)
        if key < keys[lane, last] or (key == keys[lane, last] and row < rows[lane, last]):
            keys[lane, last] = key
            rows[lane, last] = row
            _sink(keys, rows, lane, last)


@jit
def search(
    X,
    codes,
    order,
    blocks,
    low,
    high,
    scale,
    slack,
    relative,
    mismatch,
    positions,
    slots,
    group_size,
    first,
    last,
    indices,
    distances,
):
    """Find the nearest rows of the queries in groups `first` to `last`.

    Every group is searched once with filter distances. The few best candidates of each query are
    then measured exactly; queries whose neighbours the rounding of the filter leaves open (ties,
    mostly) are searched again, with every point within the exact k-th distance measured exactly.

    Parameters
    ----------
    X : ndarray of shape (n, d), float32 or float64
    codes : ndarray of shape (n, c), integers
    order : ndarray of shape (n,), intp
        Row at each position of the leaves.
    blocks, low, high : as written by `lay_out`
    scale : float
        Factor of the blocks' coordinates.
    slack : float
        Largest error, in blocks' units, that rounding the coordinates adds to a distance.
    relative : float
        Largest error of a filter distance, relative to the sum of the two squared norms.
    mismatch : float
        Distance between rows that differ in one code only.
    positions : ndarray of shape (m,), intp
        Ascending positions of the query rows.
    slots : ndarray of shape (m,), intp
        Line of the answer that each query fills.
    group_size : int
        Queries that visit leaves together.
    indices : ndarray of shape (m, k), intp
        Written.
    distances : ndarray of shape (m, k), float64
        Written: Euclidean distances.
    """
    n, d = X.shape
    k = indices.shape[1]
    n_columns = d + codes.shape[1]
    kept = min(k + _SPARE, n - 1)
    shrink = np.float32(1.0 - relative)
    square_mismatch = mismatch * mismatch
    half_mismatch = np.float32(
        min(0.5 * square_mismatch * scale * scale * (1.0 - relative), _LARGEST_PENALTY)
    )

    lines = np.empty((group_size // LEAF, n_columns, LEAF), np.float32)
    queries = np.empty((group_size, n_columns), np.float32)
    norms = np.empty(group_size)
    middle = np.empty(d, np.float32)
    box = np.empty((2, d), np.float32)
    own_leaves = np.empty(group_size, np.intp)
    pending = np.empty(group_size, np.bool_)
    nearest = np.empty((group_size, kept), np.int64)
    keys = np.empty((group_size, kept))
    rows = np.empty((group_size, kept), np.intp)
    cuts = np.empty(group_size, np.float32)
    cut_bits = cuts.view(np.int32)
    limits = np.empty(group_size, np.float32)
    gaps = np.empty(blocks.shape[0], np.float32)
    leaves = np.empty(blocks.shape[0], np.intp)
    block = np.empty((n_columns + 1, LEAF), np.float32)
    active = np.empty(group_size, np.intp)
    tile_rows = np.empty(ROWS, np.intp)
    scores = np.empty((ROWS, LEAF), np.float32)
    score_bits = scores.view(np.int32)
    hits = np.empty(ROWS, np.uint64)

    for group in range(first, last):
        start = group * group_size
        size = min(group_size, positions.size - start)
        _load_group(blocks, positions, start, size, d, shrink, lines, queries, norms, middle, box)
        _box_gaps(low, high, box, gaps)
        for lane in range(group_size):
            own_leaves[lane] = positions[start + min(lane, size - 1)] // LEAF
            pending[lane] = lane < size
            cuts[lane] = limits[lane] = _FAR
        nearest[:] = NOBODY

        for exact in range(2):
            # Every query begins with its own leaf: what that leaves reachable comes next.
            n_begun = n_reachable = turn = 0
            farthest = np.float32(np.inf)
            while True:
                if n_begun < size:
                    leaf = own_leaves[n_begun]
                    n_active, n_begun = _list_own(own_leaves, n_begun, pending, active)
                else:
                    if turn == 0:
                        neighboring = max(own_leaves[0] - _BEFORE, 0)
                        n_reachable = _list_reachable(gaps, farthest, neighboring, leaves)
                    if turn == n_reachable:
                        break
                    leaf = leaves[turn]
                    turn += 1
                    if gaps[leaf] > farthest:
                        continue
                    n_active = _list_near(
                        lines, low, high, leaf, limits, own_leaves, pending, active
                    )
                base = leaf * LEAF
                if exact:
                    n_active = _drop_settled(active, n_active, keys, rows, k - 1, order[base])
                if n_active == 0:
                    continue
                _center_block(blocks, leaf, middle, shrink, min(LEAF, n - base), block)
                for i in range(0, n_active, ROWS):
                    for r in range(ROWS):
                        tile_rows[r] = active[min(i + r, n_active - 1)]
                    score_tile(queries, tile_rows, block, d, half_mismatch, cuts, scores, hits)
                    for r in range(min(ROWS, n_active - i)):
                        hit = hits[r]
                        if hit == np.uint64(0):
                            continue
                        lane = tile_rows[r]
                        own = positions[start + lane]
                        if exact:
                            _measure_hits(
                                hit,
                                X,
                                codes,
                                square_mismatch,
                                order,
                                base,
                                own,
                                keys,
                                rows,
                                lane,
                                k - 1,
                            )
                            reach = keys[lane, k - 1] * scale * scale
                            reach = _filter_reach(reach, slack, relative)
                            cuts[lane] = max(cuts[lane], 0.5 * (norms[lane] - reach))
                            limits[lane] = max(limits[lane], -0.5 * reach)
                        else:
                            if cuts[lane] == _FAR:
                                cuts[lane] = _first_cut(scores, r, kept)
                            _list_hits(
                                hit,
                                scores,
                                score_bits,
                                r,
                                order,
                                base,
                                own,
                                nearest,
                                lane,
                                cuts,
                                cut_bits,
                            )
                            limits[lane] = cuts[lane] - 0.5 * norms[lane]
                farthest = _farthest(limits, pending)

            if exact:
                break
            for lane in range(size):
                own = order[positions[start + lane]]
                _settle(X, codes, square_mismatch, own, nearest, lane, lane, keys, rows)
                bound = norms[lane] - 2.0 * np.float64(cuts[lane])
                reach = _filter_reach(keys[lane, k - 1] * scale * scale, slack, relative)
                pending[lane] = kept < n - 1 and reach >= bound
                if pending[lane]:
                    cuts[lane] = max(_FAR, 0.5 * (norms[lane] - reach))
                    limits[lane] = max(_FAR, -0.5 * reach)
                    keys[lane, :k] = np.inf
                    rows[lane, :k] = n
            if not pending.any():
                break

        for lane in range(size):
            slot = slots[start + lane]
            for c in range(k):
                indices[slot, c] = rows[lane, c]
                distances[slot, c] = np.sqrt(keys[lane, c])
