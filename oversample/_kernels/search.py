"""Exact nearest neighbours of groups of points: float32 filter, float64 answer."""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.partition import LEAF, _select
from oversample._kernels.tiles import ROWS, score_tile, trailing_zeros

_SPARE = 2
"""Candidates kept beyond k, so that rounding rarely leaves the k-th neighbour undecided."""

_FAR = np.float32(-3e38)
"""Cut that every finite score exceeds."""

_FIRST_PART = 62
"""Leaves that a group sorts at first, beside the nearest."""

_TOWARDS_MEAN = np.float32(0.7)
"""How far the box of a group shrinks before leaves are ranked that it may not all visit."""

_LARGEST_PENALTY = 1e30
"""Penalty of a differing code in the filter: any higher one might overflow float32."""


@jit
def _exact(X, codes, square_mismatch, a, b):
    """Squared distance in float64: features summed in order, then the codes that differ."""
    total = 0.0
    for p in range(X.shape[1]):
        difference = np.float64(X[a, p]) - np.float64(X[b, p])
        total += difference * difference
    differing = 0
    for p in range(codes.shape[1]):
        differing += codes[a, p] != codes[b, p]
    return total + square_mismatch * differing


@jit
def _sink(keys, rows, lane, i):
    """Move entry i to its place among the i entries before it, which are sorted by (key, row)."""
    key = keys[lane, i]
    row = rows[lane, i]
    while i > 0 and (
        keys[lane, i - 1] > key or (keys[lane, i - 1] == key and rows[lane, i - 1] > row)
    ):
        keys[lane, i] = keys[lane, i - 1]
        rows[lane, i] = rows[lane, i - 1]
        i -= 1
    keys[lane, i] = key
    rows[lane, i] = row


@jit
def _first_cut(scores, r, kept):
    """Return a cut that at least `kept` other lanes than the query's own reach, from a first leaf.

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
    return np.float32(least - abs(least) * np.float32(1e-6) - np.float32(1e-30))


@jit
def _reach(square_distance, slack, relative):
    """Filter distance that no point within `square_distance` can exceed, whatever was rounded."""
    root = np.sqrt(square_distance) + slack
    return root * root * (1.0 + relative)


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
            mean += lines[p, lane]
        mean /= np.float32(size)
        for side in range(2):
            box[side, p] += _TOWARDS_MEAN * (mean - box[side, p])


@jit
def _list_reachable(gaps, farthest, ranks, leaf_ranks, leaves):
    """List behind the first leaf all others within `farthest`; return the length of the list."""
    n = 1
    nearest = leaves[0]
    for leaf in range(gaps.size):
        if leaf != nearest and gaps[leaf] <= farthest:
            leaf_ranks[n] = ranks[leaf]
            leaves[n] = leaf
            n += 1
    return n


@jit
def _sort_part(leaf_ranks, leaves, n_sorted, n_reachable):
    """Sort as many more leaves as are sorted already, and some; return how many then are.

    Few groups visit all the leaves that they might have to: sorting all takes longer than looking.
    """
    stop = min(2 * n_sorted + _FIRST_PART, n_reachable)
    if stop < n_reachable:
        _select(leaf_ranks, leaves, n_sorted, n_reachable - 1, stop)
    part = slice(n_sorted, stop)
    order = np.argsort(leaf_ranks[part])
    leaf_ranks[part] = leaf_ranks[part][order]
    leaves[part] = leaves[part][order]
    return stop


@jit
def _row_gaps(low, high, leaf, lines, gaps):
    """Squared distances of the points of a group, one column a line, from one leaf's box."""
    gaps[:] = 0
    for p in range(low.shape[0]):
        below = low[p, leaf]
        above = high[p, leaf]
        for lane in range(gaps.size):
            gap = max(below - lines[p, lane], lines[p, lane] - above, np.float32(0))
            gaps[lane] += gap * gap


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
def _load_group(blocks, positions, start, size, d, shrink, lines, queries, norms, middle, box):
    """Gather the queries of a group, their box, and their coordinates relative to its middle."""
    n_columns = blocks.shape[1]
    for lane in range(norms.size):
        position = positions[start + min(lane, size - 1)]
        for p in range(n_columns):
            lines[p, lane] = blocks[position // LEAF, p, position % LEAF]
    for p in range(d):
        low = lines[p, 0]
        high = lines[p, 0]
        for lane in range(1, norms.size):
            low = min(low, lines[p, lane])
            high = max(high, lines[p, lane])
        box[0, p] = low
        box[1, p] = high
        middle[p] = np.float32(0.5) * (low + high)
    for lane in range(norms.size):
        total = np.float32(0)
        for p in range(d):
            x = lines[p, lane] - middle[p]
            queries[lane, p] = x
            total += x * x
        for p in range(d, n_columns):
            queries[lane, p] = lines[p, lane]
        norms[lane] = total * shrink


@jit
def _drop_settled(active, n_active, keys, rows, last_kept, first_row):
    """Keep the lanes to which rows from `first_row` on can still contribute.

    Where all k distances are 0 only lower rows can: this spares duplicates from one another.
    """
    n = 0
    for i in range(n_active):
        lane = active[i]
        active[n] = lane
        n += keys[lane, last_kept] > 0 or first_row < rows[lane, last_kept]
    return n


@jit
def _settle(X, codes, square_mismatch, own, lane, kept, keys, rows):
    """Replace the filter distances of the candidates of a lane by exact ones, and sort by them."""
    for c in range(kept):
        keys[lane, c] = _exact(X, codes, square_mismatch, own, rows[lane, c])
        _sink(keys, rows, lane, c)


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
    max_leaves,
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
    max_leaves : int
        Leaves that a group visits at most. With fewer than there are, the answer is approximate,
        and no query is searched again.
    indices : ndarray of shape (m, k), intp
        Written.
    distances : ndarray of shape (m, k), float64
        Written: Euclidean distances.
    """
    n, d = X.shape
    k = indices.shape[1]
    n_columns = d + codes.shape[1]
    kept = min(k + _SPARE, n - 1)
    capped = max_leaves < blocks.shape[0]
    shrink = np.float32(1.0 - relative)
    square_mismatch = mismatch * mismatch
    half_mismatch = np.float32(
        min(0.5 * square_mismatch * scale * scale * (1.0 - relative), _LARGEST_PENALTY)
    )

    keys = np.empty((group_size, kept))
    rows = np.empty((group_size, kept), np.intp)
    lines = np.empty((n_columns, group_size), np.float32)
    queries = np.empty((group_size, n_columns), np.float32)
    norms = np.empty(group_size)
    reaches = np.empty(group_size)
    cuts = np.empty(group_size, np.float32)
    middle = np.empty(d, np.float32)
    box = np.empty((2, d), np.float32)
    gaps = np.empty(blocks.shape[0], np.float32)
    likely = np.empty(blocks.shape[0], np.float32)
    leaf_ranks = np.empty(blocks.shape[0], np.float32)
    leaves = np.empty(blocks.shape[0], np.intp)
    row_gaps = np.empty(group_size, np.float32)
    block = np.empty((n_columns + 1, LEAF), np.float32)
    pending = np.empty(group_size, np.intp)
    active = np.empty(group_size, np.intp)
    tile_rows = np.empty(ROWS, np.intp)
    scores = np.empty((ROWS, LEAF), np.float32)
    hits = np.empty(ROWS, np.uint64)

    for group in range(first, last):
        start = group * group_size
        size = min(group_size, positions.size - start)
        _load_group(blocks, positions, start, size, d, shrink, lines, queries, norms, middle, box)
        _box_gaps(low, high, box, gaps)
        nearest = np.argmin(gaps)
        ranks = gaps
        if capped:
            # Most of a group is near its mean: that leaf is visited first that is near to many.
            _shrink_box(lines, size, box)
            ranks = likely
            _box_gaps(low, high, box, ranks)
        n_pending = size
        for lane in range(size):
            pending[lane] = lane

        for exact in range(2):
            width = k if exact else kept
            last_kept = width - 1
            for i in range(n_pending):
                lane = pending[i]
                reaches[lane] = np.inf
                cuts[lane] = _FAR
                if exact:
                    reaches[lane] = _reach(keys[lane, k - 1] * scale * scale, slack, relative)
                    cuts[lane] = max(0.5 * (norms[lane] - reaches[lane]), _FAR)
                for c in range(width):
                    keys[lane, c] = np.inf
                    rows[lane, c] = n

            # The nearest leaf comes first and alone: what it leaves reachable is then sorted.
            leaves[0] = nearest
            leaf_ranks[0] = ranks[nearest]
            n_sorted = n_reachable = 1
            turn = 0
            n_visits = 0
            farthest = np.inf
            while n_visits < max_leaves:
                if turn == 1:
                    n_reachable = _list_reachable(gaps, farthest, ranks, leaf_ranks, leaves)
                if turn == n_sorted:
                    n_sorted = _sort_part(leaf_ranks, leaves, n_sorted, n_reachable)
                if turn == n_sorted or (leaf_ranks[turn] > farthest and not capped):
                    break
                leaf = leaves[turn]
                turn += 1
                if gaps[leaf] > farthest:
                    continue
                base = leaf * LEAF
                _row_gaps(low, high, leaf, lines, row_gaps)
                n_active = 0
                for i in range(n_pending):
                    lane = pending[i]
                    # Written at every turn and kept now and then: a branch would be mispredicted.
                    active[n_active] = lane
                    n_active += row_gaps[lane] <= reaches[lane]
                n_visits += n_active > 0
                if exact:
                    n_active = _drop_settled(active, n_active, keys, rows, last_kept, order[base])
                if n_active > 0:
                    _center_block(blocks, leaf, middle, shrink, min(LEAF, n - base), block)
                for i in range(0, n_active, ROWS):
                    for r in range(ROWS):
                        tile_rows[r] = active[min(i + r, n_active - 1)]
                    score_tile(queries, tile_rows, block, d, half_mismatch, cuts, scores, hits)
                    for r in range(min(ROWS, n_active - i)):
                        lane = tile_rows[r]
                        own = positions[start + lane]
                        hit = hits[r]
                        if hit != np.uint64(0) and cuts[lane] == _FAR and not exact:
                            cuts[lane] = _first_cut(scores, r, kept)
                        while hit != np.uint64(0):
                            column = trailing_zeros(hit)
                            hit &= hit - np.uint64(1)
                            if base + column == own or scores[r, column] <= cuts[lane]:
                                continue
                            row = order[base + column]
                            key = norms[lane] - 2.0 * np.float64(scores[r, column])
                            if exact:
                                key = _exact(X, codes, square_mismatch, order[own], row)
                                if key > keys[lane, last_kept] or (
                                    key == keys[lane, last_kept] and row > rows[lane, last_kept]
                                ):
                                    continue
                            keys[lane, last_kept] = key
                            rows[lane, last_kept] = row
                            _sink(keys, rows, lane, last_kept)
                            reach = keys[lane, last_kept]
                            if reach < np.inf:
                                if exact:
                                    reach = _reach(reach * scale * scale, slack, relative)
                                reaches[lane] = reach
                                cuts[lane] = max(0.5 * (norms[lane] - reach), _FAR)
                farthest = 0.0
                for i in range(n_pending):
                    farthest = max(farthest, reaches[pending[i]])

            if exact:
                break
            n_undecided = 0
            for i in range(n_pending):
                lane = pending[i]
                bound = keys[lane, kept - 1]
                own = order[positions[start + lane]]
                _settle(X, codes, square_mismatch, own, lane, kept, keys, rows)
                reach = _reach(keys[lane, k - 1] * scale * scale, slack, relative)
                if kept < n - 1 and reach >= bound and not capped:
                    pending[n_undecided] = lane
                    n_undecided += 1
            n_pending = n_undecided

        for lane in range(size):
            slot = slots[start + lane]
            for c in range(k):
                indices[slot, c] = rows[lane, c]
                distances[slot, c] = np.sqrt(keys[lane, c])
