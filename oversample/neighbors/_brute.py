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
from oversample.neighbors._float32 import Float32Scaling, relative_error
from oversample.neighbors._measure import penalty, squared_distances
from oversample.neighbors._queries import Queries
from oversample.neighbors._select import smallest, smallest_entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Found = tuple[NDArray[np.intp], NDArray[np.float64]]

_CHUNK_PAIRS = 2**19
"""Pairs of rows in a chunk."""

_CROWDED = 4
"""Candidates per neighbour from which measuring every pair is cheaper."""


def search_float32(
    X: NDArray[np.floating],
    k: int,
    queries: Queries,
    codes: NDArray[np.integer],
    mismatch: float,
    scaling: Float32Scaling,
) -> Found:
    """Find neighbours by one float32 matrix product a chunk; re-rank the candidates in float64.

    With ``score(a, b) = |b|^2 / 2 - a . b`` the squared distance is ``|a|^2 + 2 * score(a, b)``.
    """
    n, d = X.shape
    relative = relative_error(d + codes.shape[1])
    points = ((X - scaling.center) * scaling.scale).astype(np.float32)
    norms = np.einsum("ij,ij->i", points, points, dtype=np.float64)
    right = np.column_stack([points, 0.5 * (1 - relative) * norms]).astype(np.float32).T
    largest = norms.max(initial=0.0)
    half_penalty = np.float32(min(0.5 * (mismatch * scaling.scale) ** 2 * (1 - relative), 1e30))

    def nearest(rows: NDArray[np.intp]) -> Found:
        asked = ((queries.X[rows] - scaling.center) * scaling.scale).astype(np.float32)
        own_norms = np.einsum("ij,ij->i", asked, asked, dtype=np.float64)
        lowered = (1 - relative) * own_norms
        scores = np.column_stack([-asked, np.ones(rows.size, np.float32)]) @ right
        for c in range(codes.shape[1]):
            scores += half_penalty * (queries.codes[rows, c, None] != codes[:, c])
        if queries.are_rows:
            scores[np.arange(rows.size), rows] = np.inf
        kth = lowered + 2.0 * np.partition(scores, k - 1, axis=1)[:, k - 1]
        bound = np.maximum(kth, 0) * (1 + relative) + 2 * relative * (own_norms + largest)
        reach = np.square(np.sqrt(bound) + 2 * scaling.slack) * (1 + relative)
        cuts = 0.5 * (reach - lowered)
        found = np.flatnonzero(scores <= cuts.astype(np.float32)[:, None])
        if found.size > _CROWDED * k * rows.size:
            return _nearest_of_all(X, k, queries, codes, mismatch, rows)
        query, row = np.divmod(found, n)
        squares = squared_distances(queries.X[rows[query]], X[row])
        if codes.shape[1]:
            differing = np.sum(queries.codes[rows[query]] != codes[row], axis=1)
            squares += penalty(mismatch, differing)
        return smallest_entries(query, row, squares, rows.size, k)

    return _by_chunks(nearest, n, k, queries)


def search_float64(
    X: NDArray[np.floating],
    k: int,
    queries: Queries,
    codes: NDArray[np.integer],
    mismatch: float,
) -> Found:
    """Find neighbours by measuring every pair."""
    X = X.astype(np.float64, copy=False)

    def nearest(rows: NDArray[np.intp]) -> Found:
        return _nearest_of_all(X, k, queries, codes, mismatch, rows)

    return _by_chunks(nearest, X.shape[0], k, queries)


def _by_chunks(
    nearest: Callable[[NDArray[np.intp]], Found], n: int, k: int, queries: Queries
) -> Found:
    """Apply `nearest` to chunks of queries, and take square roots."""
    rows = queries.rows
    indices = np.empty((rows.size, k), dtype=np.intp)
    distances = np.empty((rows.size, k))
    for chunk in track(SEARCH, list(blocks(rows.size, n, _CHUNK_PAIRS))):
        indices[chunk], distances[chunk] = nearest(rows[chunk])
    return indices, np.sqrt(distances)


def _nearest_of_all(
    X: NDArray[np.floating],
    k: int,
    queries: Queries,
    codes: NDArray[np.integer],
    mismatch: float,
    rows: NDArray[np.intp],
) -> Found:
    """Measure all rows of X from some queries, and pick the k nearest."""
    n, d = X.shape
    squares = cdist(queries.X[rows], X, "sqeuclidean") if d else np.zeros((rows.size, n))
    if codes.shape[1]:
        squares += penalty(mismatch, np.sum(queries.codes[rows, None] != codes, axis=2))
    return smallest(squares, k, rows if queries.are_rows else None)
