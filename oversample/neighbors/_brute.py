"""All pairs in NumPy: for small inputs, and for numbers whose squares leave the range of float64.

Nothing is compiled or imported beyond NumPy and SciPy, so that a first call costs what any other
does. Queries are taken in chunks, which bounds the memory by some tens of megabytes. Threads are
left to BLAS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.distance import cdist

from oversample._blocks import blocks
from oversample._progress import track
from oversample._threads import SEARCH
from oversample.neighbors._frame import Frame, relative_error

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CHUNK_PAIRS = 2**19
"""Pairs of rows in a chunk."""

_CROWDED = 4
"""Candidates per neighbour from which measuring every pair is cheaper."""


def search_float32(
    X: NDArray[np.floating],
    k: int,
    queries: NDArray[np.intp] | None,
    codes: NDArray[np.integer],
    mismatch: float,
    frame: Frame,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find neighbours by one float32 matrix product a chunk, and measure who may be among them.

    With ``score(a, b) = |b|^2 / 2 - a . b`` the squared distance is ``|a|^2 + 2 * score(a, b)``.
    """
    n, d = X.shape
    relative = relative_error(d + codes.shape[1])
    points = ((X - frame.center) * frame.scale).astype(np.float32)
    norms = np.einsum("ij,ij->i", points, points, dtype=np.float64)
    lowered = (1 - relative) * norms
    right = np.column_stack([points, 0.5 * lowered]).astype(np.float32).T
    largest = norms.max(initial=0.0)
    penalty = np.float32(min(0.5 * (mismatch * frame.scale) ** 2 * (1 - relative), 1e30))

    def nearest(rows):
        left = np.column_stack([-points[rows], np.ones(rows.size, np.float32)])
        scores = left @ right
        for c in range(codes.shape[1]):
            scores += penalty * (codes[rows, c, None] != codes[:, c])
        scores[np.arange(rows.size), rows] = np.inf
        kth = lowered[rows] + 2.0 * np.partition(scores, k - 1, axis=1)[:, k - 1]
        bound = np.maximum(kth, 0) * (1 + relative) + 2 * relative * (norms[rows] + largest)
        reach = np.square(np.sqrt(bound) + 2 * frame.slack) * (1 + relative)
        cuts = 0.5 * (reach - lowered[rows])
        found = np.flatnonzero(scores <= cuts.astype(np.float32)[:, None])
        if found.size > _CROWDED * k * rows.size:
            return _nearest_of_all(X, codes, mismatch, rows, k)
        query, column = np.divmod(found, n)
        squares = _measure(X, codes, mismatch, rows[query], column)
        return first_of_each(query, column, squares, rows.size, k)

    return _by_chunks(nearest, n, k, queries)


def search_float64(
    X: NDArray[np.floating],
    k: int,
    queries: NDArray[np.intp] | None,
    codes: NDArray[np.integer],
    mismatch: float,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find neighbours by measuring every pair."""
    X = X.astype(np.float64, copy=False)

    def nearest(rows):
        return _nearest_of_all(X, codes, mismatch, rows, k)

    return _by_chunks(nearest, X.shape[0], k, queries)


def _by_chunks(nearest, n, k, queries):
    """Apply `nearest` to chunks of queries, and take square roots."""
    rows = np.arange(n) if queries is None else queries
    indices = np.empty((rows.size, k), dtype=np.intp)
    distances = np.empty((rows.size, k))
    for chunk in track(SEARCH, list(blocks(rows.size, n, _CHUNK_PAIRS))):
        indices[chunk], distances[chunk] = nearest(rows[chunk])
    return indices, np.sqrt(distances)


def _nearest_of_all(X, codes, mismatch, rows, k):
    """Measure all rows of X from each of `rows`, and pick the k nearest."""
    n, d = X.shape
    squares = cdist(X[rows], X, "sqeuclidean") if d else np.zeros((rows.size, n))
    if codes.shape[1]:
        squares += _penalty(mismatch, np.sum(codes[rows, None] != codes, axis=2))
    everyone = np.arange(rows.size)
    squares[everyone, rows] = np.inf
    near = squares <= np.partition(squares, k - 1, axis=1)[:, k - 1, None]
    near[everyone, rows] = False
    query, column = np.nonzero(near)
    return first_of_each(query, column, squares[near], rows.size, k)


def _measure(X, codes, mismatch, a, b):
    """Squared distances of pairs of rows, summed in the order of the columns."""
    differences = X[a].astype(np.float64, copy=False) - X[b]
    differences *= differences
    squares = np.zeros(a.size)
    for p in range(X.shape[1]):
        squares += differences[:, p]
    if codes.shape[1]:
        squares += _penalty(mismatch, np.sum(codes[a] != codes[b], axis=1))
    return squares


def _penalty(mismatch, differing):
    """Squared distance that differing codes add; a product, so that it is rounded once."""
    return np.where(differing == 0, 0.0, mismatch * mismatch * differing)


def first_of_each(query, column, squares, n_queries, k):
    """Pick the k entries of least (square, column) of each query; entries come sorted by query."""
    order = np.lexsort((column, squares, query))
    starts = np.searchsorted(query, np.arange(n_queries))
    chosen = order[starts[:, None] + np.arange(k)]
    return column[chosen], squares[chosen]
