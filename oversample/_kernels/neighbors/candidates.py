"""Lists of the nearest points: filtered as packed integers, measured in float64."""

import numpy as np

from oversample._kernels import jit

SIGN = np.int32(-(2**31))
"""The sign bit of a float32."""

INFINITY = np.float32(np.inf).view(np.int32)
"""The bits of an infinite float32."""

ROW = 2**32 - 1
"""The bits of an entry that are a row."""

NOBODY = np.int64(INFINITY) << 32
"""An entry at an infinite distance."""


@jit
def _ascending(bits):
    """Make the bits of a float32 ascend with it, as an integer; done again, it is undone."""
    return bits ^ ((bits >> 31) & (2**31 - 1))


@jit
def _insert(nearest, point, entry):
    """Put an entry into the ascending list of a point, without a branch, and drop the last."""
    for i in range(nearest.shape[1] - 1, 0, -1):
        nearest[point, i] = min(nearest[point, i], max(nearest[point, i - 1], entry))
    nearest[point, 0] = min(nearest[point, 0], entry)


@jit
def _measure(X, codes, square_mismatch, a, b):
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
    """Move measured row i to its place among the i before it, which are sorted by (key, row)."""
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
def _settle(X, codes, square_mismatch, own, nearest, point, lane, keys, rows):
    """Measure the rows in the list of a point, and sort them by distance and row."""
    for c in range(nearest.shape[1]):
        rows[lane, c] = nearest[point, c] & ROW
        keys[lane, c] = _measure(X, codes, square_mismatch, own, rows[lane, c])
        _sink(keys, rows, lane, c)


@jit
def _filter_reach(square_distance, slack, relative):
    """Filter distance that no point within `square_distance` can exceed, whatever was rounded."""
    root = np.sqrt(square_distance) + slack
    return root * root * (1.0 + relative)
