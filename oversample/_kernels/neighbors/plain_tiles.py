"""What `tiles` computes, as plain loops: for an LLVM that does not take its instructions."""

import numpy as np

from oversample._kernels.neighbors.partition import LEAF

ROWS = 4
"""Points in the register tile, each against the `LEAF` lanes of a block."""


def score_tile(points, n_numeric, half_penalty, cuts, tile):
    block, scores = tile.block, tile.scores
    n_columns = points.shape[1]
    for r in range(ROWS):
        point = tile.rows[r]
        for lane in range(LEAF):
            scores[r, lane] = block[n_columns, lane]
        for p in range(n_numeric):
            for lane in range(LEAF):
                scores[r, lane] += points[point, p] * block[p, lane]
        for p in range(n_numeric, n_columns):
            for lane in range(LEAF):
                scores[r, lane] -= half_penalty * (points[point, p] != block[p, lane])
        tile.hits[r] = 0
        for lane in range(LEAF):
            is_hit = np.uint64(scores[r, lane] > cuts[point])
            tile.hits[r] |= is_hit << np.uint64(lane)


def score_both(blocks, leaf, other, lists, tile):
    halves, cuts, scores = lists.halves, lists.cuts, tile.scores
    base = other * LEAF
    for r in range(ROWS):
        point = leaf * LEAF + tile.rows[r]
        for lane in range(LEAF):
            scores[r, lane] = halves[point] + halves[base + lane]
        for p in range(blocks.shape[1]):
            for lane in range(LEAF):
                scores[r, lane] += tile.block[tile.rows[r], p] * blocks[other, p, lane]
        tile.hits[r] = 0
        for lane in range(LEAF):
            is_hit = np.uint64(scores[r, lane] > min(cuts[point], cuts[base + lane]))
            tile.hits[r] |= is_hit << np.uint64(lane)


def near_lanes(blocks, block, low, high, leaf, limits, least):
    near = np.uint64(0)
    for lane in range(LEAF):
        total = np.float32(0)
        for p in range(low.shape[0]):
            x = blocks[block, p, lane]
            gap = max(low[p, leaf] - x, x - high[p, leaf], np.float32(0))
            total += gap * gap
        is_near = np.float32(-0.5) * total >= min(limits[block * LEAF + lane], least)
        near |= np.uint64(is_near) << np.uint64(lane)
    return near


def trailing_zeros(word):
    n = 0
    while word & np.uint64(1) == np.uint64(0):
        word >>= np.uint64(1)
        n += 1
    return n
