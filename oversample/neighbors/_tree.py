"""Few columns, until kernels are loaded: candidates of SciPy's k-d tree, measured again.

The tree measures in float64, in an order of its own. Where its rounding, or a tie, leaves open
whether a row that is no candidate is as near, all rows are looked at instead.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

from oversample._threads import count_threads, run_ranges
from oversample.neighbors._brute import search_float32
from oversample.neighbors._measure import measure_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from oversample.neighbors._float32 import Float32Scaling
    from oversample.neighbors._queries import Queries

_LEAF = 24
"""Rows in a leaf of the tree."""

_SPARE = 1, 24
"""Candidates beyond k: first one, to tell that none is missing; then enough for some ties."""

_RELATIVE = 1e-12
"""Bound of the relative error of a squared distance of the tree: some hundred roundings."""

_ABSOLUTE = 1e-300
"""Bound of the error of squares that underflow."""

_THREADED_FROM = 2**13
"""Queries, some ten milliseconds of work, from which starting threads pays."""

_CHUNK = 2**9
"""Queries in a chunk."""


def search_tree(
    X: NDArray[np.floating],
    k: int,
    queries: Queries,
    n_jobs: int | None,
    scaling: Float32Scaling,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find neighbours in a k-d tree; those it leaves open, at last, among all rows."""
    rows = queries.rows
    # Not balanced: medians of many equal values would take long to find.
    tree = KDTree(X, _LEAF, balanced_tree=False)
    indices = np.empty((rows.size, k), dtype=np.intp)
    squares = np.empty((rows.size, k))
    left = np.arange(rows.size)
    for spare in _SPARE:
        is_open = np.empty(left.size, dtype=np.bool_)

        def search(
            first: int,
            last: int,
            left: NDArray[np.intp] = left,
            spare: int = spare,
            is_open: NDArray[np.bool_] = is_open,
        ) -> None:
            some = left[first:last]
            found = _nearest_in_tree(tree, X, k, replace(queries, selected=rows[some]), spare)
            indices[some], squares[some], is_open[first:last] = found

        n_threads = count_threads(n_jobs) if left.size >= _THREADED_FROM else 1
        run_ranges(search, left.size, _CHUNK, n_threads)
        left = left[is_open]
    distances = np.sqrt(squares)
    if left.size:
        no_codes = np.empty((len(X), 0), dtype=np.int32)
        open_queries = replace(queries, selected=rows[left])
        found = search_float32(X, k, open_queries, no_codes, 0.0, scaling)
        indices[left], distances[left] = found
    return indices, distances


def _nearest_in_tree(
    tree: KDTree, X: NDArray[np.floating], k: int, queries: Queries, spare: int
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.bool_]]:
    """Return the k nearest candidates, their squares, and where another row may be as near."""
    rows = queries.rows
    kept = min(k + spare, len(X) - queries.are_rows)
    filtered, candidates = tree.query(queries.X[rows], kept + queries.are_rows)
    filtered = filtered.reshape(rows.size, -1)
    candidates = candidates.reshape(rows.size, -1)
    if queries.are_rows:
        candidates = _without_self(candidates, rows)
    asked = np.repeat(rows, kept)
    squares = measure_pairs(queries.X, asked, X, candidates.ravel()).reshape(rows.size, kept)
    unsorted = np.flatnonzero((squares[:, 1:] <= squares[:, :-1]).any(axis=1))
    order = np.lexsort((candidates[unsorted], squares[unsorted]))
    candidates[unsorted] = np.take_along_axis(candidates[unsorted], order, axis=1)
    squares[unsorted] = np.take_along_axis(squares[unsorted], order, axis=1)
    reach = np.square(filtered[:, -1]) * (1 - _RELATIVE) - _ABSOLUTE
    is_open = squares[:, k - 1] >= reach
    if kept == len(X) - queries.are_rows:
        is_open[:] = False
    return candidates[:, :k], squares[:, :k], is_open


def _without_self(candidates: NDArray[np.intp], rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Drop each row from its candidates, or the last where it is not among them."""
    is_self = candidates == rows[:, np.newaxis]
    is_self[~is_self.any(axis=1), -1] = True
    return candidates[~is_self].reshape(len(candidates), -1)
