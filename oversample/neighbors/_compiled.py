"""The compiled search: leaves, and the better of the two ways to go through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from oversample._threads import ThreadTeam, count_threads
from oversample.neighbors._by_group import search_by_group
from oversample.neighbors._by_pair import pairs_fit, pairs_pay, search_by_pair
from oversample.neighbors._leaves import Grower, in_whole_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from oversample.neighbors._float32 import Float32Scaling
    from oversample.neighbors._queries import Queries

_THREADED_FROM = 6e8
"""Products of pairs and columns, some milliseconds of work, from which starting threads pays."""

_PER_THREAD = 3e8
"""Products for each thread at least, however many there are."""

_PER_TASK = 1e10
"""Products of a task, a fraction of a second of work: an interrupt waits for the end of one."""

_COLUMNS_ASIDE = 16
"""Work of a pair apart from its columns, in columns."""


def search_leaves(
    X: NDArray[np.floating],
    k: int,
    queries: Queries,
    codes: NDArray[np.integer],
    mismatch: float,
    n_jobs: int | None,
    scaling: Float32Scaling,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find neighbours leaf by leaf.

    Where all rows are queries, every pair of leaves that can reach one another is scored for both;
    otherwise groups of queries scan leaves. The working set is one float32 copy of X and the codes,
    a float64 one where X is float32, and where it pays a rotated one.
    """
    with team_for(queries.size, len(X), X.shape[1] + codes.shape[1], n_jobs) as team:
        grower = Grower(X, mismatch, scaling, team)
        leaves = grower.grow(X, codes)
        if not queries.are_rows:
            points = grower.grow(queries.X, queries.codes)
            return search_by_group(leaves, k, points, queries.selected, team)
        if queries.selected is None and pairs_fit(leaves, k):
            joined = leaves if pairs_pay(leaves, k, team) else in_whole_numbers(leaves, team)
            if joined is not None:
                return search_by_pair(joined, k, team)
        return search_by_group(leaves, k, leaves, queries.selected, team)


def team_for(n_queries: int, n: int, n_columns: int, n_jobs: int | None) -> ThreadTeam:
    """Return the threads for the pairs of so many queries and rows."""
    products = float(n_queries) * n * (n_columns + _COLUMNS_ASIDE)
    return ThreadTeam(_threads_for(products, n_jobs), int(products / _PER_TASK))


def _threads_for(products: float, n_jobs: int | None) -> int:
    """Return how many of the threads that are granted have enough to do."""
    if products < _THREADED_FROM:
        return 1
    return min(count_threads(n_jobs), max(1, int(products / _PER_THREAD)))
