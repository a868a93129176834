"""Order points into leaves of near neighbours, and lay the leaves out for vector arithmetic."""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.neighbors.candidates import ROW, _ascending

LEAF = 64
"""Points in a leaf, and lanes in the register tile that scans it."""

_SAMPLE = 40
"""Rows from which the widest column of a node is estimated."""


@jit
def split(X, center, scale, order, start, stop):
    """Split the rows of a node at its median, and return the first position of the upper half.

    A node is split across its widest column, and at a multiple of `LEAF`, so that all leaves but
    the last are full. Equal values are split by row number: leaves of duplicates are runs of rows.
    A node of one leaf is sorted by row instead, and its end is returned.

    Parameters
    ----------
    X : ndarray of shape (n, d)
    center : ndarray of shape (d,), float64
    scale : float
        Values are compared as float32 of (X - center) * scale.
    order : ndarray of shape (n,), int64
        Row number at each position, in the lower 32 bits; permuted from `start` to `stop`. The
        upper ones are used meanwhile, and 0 where a leaf is done.
    start, stop : intp
        The node; a multiple of `LEAF`, and another or n.
    """
    n_leaves = (stop - start + LEAF - 1) // LEAF
    if n_leaves <= 1 or X.shape[1] == 0:
        for i in range(start, stop):
            order[i] &= ROW
        _sort(order, start, stop)
        return stop
    column = _widest(X, order, start, stop)
    value = np.empty(1, np.float32)
    bits = value.view(np.int32)
    for i in range(start, stop):
        row = order[i] & ROW
        value[0] = (np.float64(X[row, column]) - center[column]) * scale
        order[i] = np.int64(_ascending(bits[0])) << 32 | row
    middle = start + n_leaves // 2 * LEAF
    _select(order, start, stop, middle)
    return middle


@jit
def split_to_leaves(X, center, scale, order, start, stop):
    """Split a node, and what it is split into, until every run of `LEAF` rows is a leaf."""
    starts = [start]
    stops = [stop]
    while len(starts) > 0:
        start = starts.pop()
        stop = stops.pop()
        middle = split(X, center, scale, order, start, stop)
        if middle < stop:
            starts.append(start)
            stops.append(middle)
            starts.append(middle)
            stops.append(stop)


@jit
def _widest(X, order, start, stop):
    """Return the column of largest variance among a sample of the rows of a node."""
    d = X.shape[1]
    step = max(1, (stop - start) // _SAMPLE)
    first = order[start] & ROW
    total = np.zeros(d)
    squares = np.zeros(d)
    count = 0
    for i in range(start, stop, step):
        row = order[i] & ROW
        count += 1
        for p in range(d):
            shifted = np.float64(X[row, p]) - np.float64(X[first, p])
            total[p] += shifted
            squares[p] += shifted * shifted
    widest = 0
    for p in range(d):
        squares[p] -= total[p] * total[p] / count
        if squares[p] > squares[widest]:
            widest = p
    return widest


@jit
def _select(keys, start, stop, nth):
    """Permute keys, all different, from `start` to `stop`, so that none before `nth` is larger.

    Quickselect by the median of three. Every key is moved, without a branch: whether it is below
    the pivot cannot be predicted.
    """
    while stop - start > 2:
        a, b, c = keys[start], keys[(start + stop) // 2], keys[stop - 1]
        pivot = max(min(a, b), min(max(a, b), c))
        middle = start
        for i in range(start, stop):
            key = keys[i]
            keys[i] = keys[middle]
            keys[middle] = key
            middle += key < pivot
        if nth < middle:
            stop = middle
        else:
            start = middle
    if stop - start == 2 and keys[start] > keys[start + 1]:
        keys[start], keys[start + 1] = keys[start + 1], keys[start]


@jit
def _sort(keys, start, stop):
    """Sort a few keys by insertion: NumPy's sort would be compiled for about a second."""
    for i in range(start + 1, stop):
        key = keys[i]
        while i > start and keys[i - 1] > key:
            keys[i] = keys[i - 1]
            i -= 1
        keys[i] = key


@jit
def lay_out(X, codes, order, center, scale, first, last, blocks, low, high):
    """Write leaves `first` to `last` as float32 blocks, one column of X to a line, and their boxes.

    Parameters
    ----------
    X : ndarray of shape (n, d)
    codes : ndarray of shape (n, c)
    order : ndarray of shape (n,), intp
    center : ndarray of shape (d,), float64
    scale : float
        A power of two: block = (X - center) * scale.
    blocks : ndarray of shape (n_leaves, d + c, LEAF), float32
        Written; lanes past the last point repeat the last point.
    low, high : ndarray of shape (d, n_leaves), float32
        Written; bounding boxes of the leaves' float32 coordinates.
    """
    n, d = X.shape
    for leaf in range(first, last):
        start = leaf * LEAF
        for lane in range(LEAF):
            row = order[min(start + lane, n - 1)]
            for p in range(d):
                blocks[leaf, p, lane] = (np.float64(X[row, p]) - center[p]) * scale
            for p in range(codes.shape[1]):
                blocks[leaf, d + p, lane] = codes[row, p]
        for p in range(d):
            least = most = blocks[leaf, p, 0]
            for lane in range(1, LEAF):
                least = min(least, blocks[leaf, p, lane])
                most = max(most, blocks[leaf, p, lane])
            low[p, leaf] = least
            high[p, leaf] = most
