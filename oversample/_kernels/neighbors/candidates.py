"""Lists of the nearest points: candidates of a filter as packed integers, then measured rows."""

import numpy as np

from oversample._kernels import inline, jit_in_place

SIGN = np.int32(-(2**31))
"""The sign bit of a float32."""

INFINITY = np.float32(np.inf).view(np.int32)
"""The bits of an infinite float32."""

ROW = 2**32 - 1
"""The bits of a candidate that are a row; above them are those of half of the squared distance."""

EMPTY = np.int64(INFINITY) << 32
"""A place in a list that no candidate has taken yet."""


@inline
def _ascending(bits):
    """Make the bits of a float32 ascend with it, as an integer; done again, it is undone."""
    return bits ^ ((bits >> 31) & (2**31 - 1))


@inline
def _insert(nearest, point, candidate):
    """Put a candidate into the ascending list of a point, without a branch, and drop the last."""
    for i in range(nearest.shape[1] - 1, 0, -1):
        nearest[point, i] = min(nearest[point, i], max(nearest[point, i - 1], candidate))
    nearest[point, 0] = min(nearest[point, 0], candidate)


@inline
def _measure(queries, query, rows, row, square_mismatch):
    """Return the squared distance in float64: features in their order, then codes that differ."""
    total = 0.0
    for p in range(rows.X.shape[1]):
        difference = queries.X[query, p] - rows.X[row, p]
        total += difference * difference
    differing = 0
    for p in range(rows.codes.shape[1]):
        differing += queries.codes[query, p] != rows.codes[row, p]
    return total + square_mismatch * differing


@inline
def _insert_sorted(keys, rows, line, i):
    """Move measured row i to its place among the i before it, which are sorted by (key, row)."""
    key = keys[line, i]
    row = rows[line, i]
    while i > 0 and (
        keys[line, i - 1] > key or (keys[line, i - 1] == key and rows[line, i - 1] > row)
    ):
        keys[line, i] = keys[line, i - 1]
        rows[line, i] = rows[line, i - 1]
        i -= 1
    keys[line, i] = key
    rows[line, i] = row


@jit_in_place
def _rerank(rows, queries, query, square_mismatch, nearest, point, candidates):
    """Measure the candidates of a point, and sort them by distance and row.

    They are written to the line of its number, or of the remainder where there are fewer lines.
    """
    keys, numbers = candidates
    line = point % keys.shape[0]
    for i in range(nearest.shape[1]):
        row = nearest[point, i] & ROW
        numbers[line, i] = row
        keys[line, i] = _measure(queries, query, rows, row, square_mismatch)
        _insert_sorted(keys, numbers, line, i)


@inline
def _filter_reach(square_distance, scale, slack, relative):
    """Return the filter distance that no point within a distance exceeds, whatever was rounded."""
    root = np.sqrt(square_distance * scale * scale) + slack
    return root * root * (1.0 + relative)
