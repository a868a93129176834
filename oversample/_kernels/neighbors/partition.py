"""Order points into leaves of near neighbours, and lay the leaves out for vector arithmetic."""

import numpy as np

from oversample._kernels import inline, jit_in_place
from oversample._kernels.neighbors.candidates import ROW, _ascending

LEAF = 64
"""Points in a leaf, and lanes in the register tile that scans it."""

_SAMPLE = 40
"""Rows from which the widest column of a node is estimated."""


@jit_in_place
def split(tree, start, stop):
    """Split the rows of a node at its median, and return the first position of the upper half.

    A node is split across its widest column, and at a multiple of `LEAF`, so that all leaves but
    the last are full. Equal values are split by row number: leaves of duplicates are runs of rows.
    A node of one leaf is sorted by row instead, and its end is returned.

    Parameters
    ----------
    tree : Tree
        Its order is permuted from `start` to `stop`.
    start, stop : intp
        The node; a multiple of `LEAF`, and another or n.
    """
    X, order = tree.X, tree.order
    n_leaves = (stop - start + LEAF - 1) // LEAF
    if n_leaves <= 1 or X.shape[1] == 0:
        for i in range(start, stop):
            order[i] &= ROW
        _sort(order, start, stop)
        return stop
    column = _widest(X, order, start, stop, tree.sums)
    for i in range(start, stop):
        row = order[i] & ROW
        tree.value[0] = (X[row, column] - tree.center[column]) * tree.scale
        order[i] = np.int64(_ascending(tree.value_bits[0])) << 32 | row
    middle = start + n_leaves // 2 * LEAF
    _select(order, start, stop, middle)
    return middle


@jit_in_place
def split_to_leaves(tree, start, stop):
    """Split a node, and what it is split into, until every run of `LEAF` rows is a leaf."""
    nodes = tree.nodes
    nodes[0, 0] = start
    nodes[0, 1] = stop
    n = 1
    while n > 0:
        n -= 1
        start = nodes[n, 0]
        stop = nodes[n, 1]
        middle = split(tree, start, stop)
        if middle < stop:
            nodes[n, 1] = middle
            nodes[n + 1, 0] = middle
            nodes[n + 1, 1] = stop
            n += 2


@inline
def _widest(X, order, start, stop, sums):
    """Return the column of largest variance among a sample of the rows of a node."""
    d = X.shape[1]
    step = max(1, (stop - start) // _SAMPLE)
    first = order[start] & ROW
    for p in range(d):
        sums[0, p] = sums[1, p] = 0.0
    count = 0
    for i in range(start, stop, step):
        row = order[i] & ROW
        count += 1
        for p in range(d):
            shifted = X[row, p] - X[first, p]
            sums[0, p] += shifted
            sums[1, p] += shifted * shifted
    widest = 0
    for p in range(d):
        sums[1, p] -= sums[0, p] * sums[0, p] / count
        if sums[1, p] > sums[1, widest]:
            widest = p
    return widest


@jit_in_place
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


@inline
def _sort(keys, start, stop):
    """Sort a few keys by insertion: NumPy's sort would be compiled for about a second."""
    for i in range(start + 1, stop):
        key = keys[i]
        while i > start and keys[i - 1] > key:
            keys[i] = keys[i - 1]
            i -= 1
        keys[i] = key


@jit_in_place
def lay_out(points, center, scale, leaves, first, last):
    """Write leaves `first` to `last` as float32 blocks, one column of X to a line, and their boxes.

    Parameters
    ----------
    points : Rows
        The rows of the leaves, or the same along other axes.
    center : ndarray of shape (d,), float64
    scale : float
        A power of two: block = (X - center) * scale.
    leaves : Leaves
        Written: blocks and boxes.
    first, last : intp
    """
    X, codes = points
    blocks = leaves.blocks
    n, d = X.shape
    for leaf in range(first, last):
        start = leaf * LEAF
        for lane in range(LEAF):
            row = leaves.order[min(start + lane, n - 1)]
            for p in range(d):
                blocks[leaf, p, lane] = (X[row, p] - center[p]) * scale
            for p in range(codes.shape[1]):
                blocks[leaf, d + p, lane] = codes[row, p]
        for p in range(d):
            least = most = blocks[leaf, p, 0]
            for lane in range(1, LEAF):
                least = min(least, blocks[leaf, p, lane])
                most = max(most, blocks[leaf, p, lane])
            leaves.low[p, leaf] = least
            leaves.high[p, leaf] = most
