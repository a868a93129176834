"""All pairs in NumPy: until kernels are loaded, and for squares that leave the range of float64.

Nothing is compiled or imported beyond NumPy and SciPy, so that a first call costs what any other
does. Queries are taken in chunks, whose scores stay in the cache of a core. Threads share chunks of
distances; products of matrices have threads of their own, with which ours would compete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.distance import cdist

from oversample._blocks import block_length
from oversample._threads import count_threads, run_ranges
from oversample.neighbors._float32 import Float32Scaling, relative_error
from oversample.neighbors._measure import measure_pairs, penalty
from oversample.neighbors._queries import Queries
from oversample.neighbors._select import at_least_kth, smallest, smallest_entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Found = tuple[NDArray[np.intp], NDArray[np.float64]]

_CHUNK_PAIRS = 2**18
"""Pairs of rows in a chunk: 1 MB of scores."""

_PAIRS_PER_THREAD = 2**21
"""Pairs of rows, some milliseconds of work, for which a thread pays."""

_CROWDED = 16
"""Rows for each candidate of a query below which measuring every pair is cheaper."""


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
    right = np.empty((d + 1, n), dtype=np.float32)
    right[:d], right[d] = points.T, 0.5 * (1 - relative) * norms
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
        kth = lowered + 2.0 * at_least_kth(scores, k)
        bound = np.maximum(kth, 0) * (1 + relative) + 2 * relative * (own_norms + largest)
        reach = np.square(np.sqrt(bound) + 2 * scaling.slack) * (1 + relative)
        cuts = 0.5 * (reach - lowered)
        found = np.flatnonzero(scores <= cuts.astype(np.float32)[:, None])
        if found.size > rows.size * max(4 * k, n // _CROWDED):
            return _nearest_of_all(X, k, queries, codes, mismatch, rows)
        query, row = np.divmod(found, n)
        squares = measure_pairs(queries.X, rows[query], X, row)
        if codes.shape[1]:
            differing = np.sum(queries.codes[rows[query]] != codes[row], axis=1)
            squares += penalty(mismatch, differing)
        return smallest_entries(query, row, squares, rows.size, k)

    return _by_chunks(nearest, n, k, queries, n_jobs=1)


def search_float64(
    X: NDArray[np.floating],
    k: int,
    queries: Queries,
    codes: NDArray[np.integer],
    mismatch: float,
    n_jobs: int | None,
) -> Found:
    """Find neighbours by measuring every pair."""
    X = X.astype(np.float64, copy=False)

    def nearest(rows: NDArray[np.intp]) -> Found:
        return _nearest_of_all(X, k, queries, codes, mismatch, rows)

    return _by_chunks(nearest, X.shape[0], k, queries, n_jobs)


def _by_chunks(
    nearest: Callable[[NDArray[np.intp]], Found],
    n: int,
    k: int,
    queries: Queries,
    n_jobs: int | None,
) -> Found:
    """Apply `nearest` to chunks of queries, and take square roots."""
    rows = queries.rows
    indices = np.empty((rows.size, k), dtype=np.intp)
    distances = np.empty((rows.size, k))

    def search(first: int, last: int) -> None:
        indices[first:last], distances[first:last] = nearest(rows[first:last])

    n_threads = rows.size * n // _PAIRS_PER_THREAD
    n_threads = min(n_threads, count_threads(n_jobs)) if n_threads > 1 else 1
    run_ranges(search, rows.size, block_length(n, _CHUNK_PAIRS), n_threads)
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
        differing = np.zeros(squares.shape, dtype=np.intp)
        for own, column in zip(queries.codes[rows].T, codes.T, strict=True):
            differing += own[:, np.newaxis] != column
        squares += penalty(mismatch, differing)
    return smallest(squares, k, rows if queries.are_rows else None)
