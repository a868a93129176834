"""The search for all rows at once: each pair of leaves is scored once, for both sides."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.distance import cdist

from oversample._kernels.neighbors.candidates import EMPTY
from oversample._kernels.neighbors.pairs import halve_norms, join, rerank
from oversample._kernels.neighbors.partition import LEAF
from oversample._kernels.neighbors.structures import Leaves, Lists, Measured, Tile
from oversample.neighbors._by_group import measure_queries, new_tile, queries_of, unmeasured
from oversample.neighbors._leaves import are_exact
from oversample.neighbors._select import smallest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from oversample._threads import ThreadTeam

_FROM = 1024
"""Rows from which trying a few of them first is cheap."""

_ONE_OF = 64
"""Leaves of which one is tried first."""

_OPEN_SHARE = 0.1
"""Share of queries that rounding may leave undecided where pairs pay: these are searched again."""

_FEW = 8
"""Undecided rows up to which measuring every pair takes less time than loading kernels for them."""

_ENTRIES = 2**22
"""Entries of all lists together, of 8 bytes each, up to which pairs are scored for both."""

_SPARE = 2
"""Candidates kept beyond k, so that rounding rarely leaves the k-th neighbour undecided."""

_PARTS_PER_THREAD = 4
"""Parts of the leaves for each thread; half of them are joined with the other half at once."""

_LEAVES_PER_PART = 16
"""Leaves of a part at least: tasks grow with the square of the parts, and each of them costs."""


def pairs_fit(leaves: Leaves, k: int) -> bool:
    """Return whether there are only numbers, and so few lists that they take little memory."""
    n, d = leaves.rows.X.shape
    return d > 0 and not leaves.rows.codes.shape[1] and n * (k + _SPARE) <= _ENTRIES


def pairs_pay(leaves: Leaves, k: int, team: ThreadTeam) -> bool:
    """Return whether the candidates that pairs leave decide the answer, for a few leaves.

    They do not where there are ties, or clusters so far apart that norms hide distances. Such rows
    are searched again row by row, and where there are many the pairs were for nothing.
    """
    n_leaves = leaves.order.size // LEAF
    if leaves.order.size < max(_FROM, k + _SPARE + 1):
        return False
    n_tried = -(-n_leaves // _ONE_OF)
    tried = np.arange(n_tried) * (n_leaves // n_tried)
    lists = new_lists(leaves, k + _SPARE, team)
    # Only the points of these leaves have lists that others come into.
    untried = np.ones(len(leaves.blocks), dtype=np.bool_)
    untried[tried] = False
    lists.lowest[untried] = np.inf
    lists.cuts[np.repeat(untried, LEAF)] = np.inf
    edges = np.unique(np.concatenate([[0, len(leaves.blocks)], tried, tried + 1]))
    parts = np.searchsorted(edges, tried)
    working = working_memory(leaves)
    for part in parts:
        join(leaves, lists, working, edges, part, part)
    for a in range(edges.size - 1):
        for b in range(a + 1, edges.size - 1):
            if not (untried[edges[a]] and untried[edges[b]]):
                join(leaves, lists, working, edges, a, b)
    measured = unmeasured(leaves.order.size, k)
    is_open = np.zeros(leaves.order.size, dtype=np.bool_)
    candidates = unmeasured(LEAF, k + _SPARE)
    for leaf in tried:
        rerank(leaves, lists, leaf * LEAF, (leaf + 1) * LEAF, candidates, measured, is_open)
    return bool(is_open.sum() <= _OPEN_SHARE * n_tried * LEAF)


def search_by_pair(
    leaves: Leaves, k: int, team: ThreadTeam
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find the neighbours of all rows from the scores of all pairs of leaves.

    A score counts for both points, so two tasks that run at once must not share a part of the
    leaves: parts meet one another as the teams of a tournament do. What the rounding of scores
    leaves undecided is searched row by row; exact scores leave nothing undecided.
    """
    n = leaves.order.size
    lists = _join_all(leaves, k if are_exact(leaves) else min(k + _SPARE, n - 1), team)
    measured = unmeasured(n, k)
    is_open = np.empty(n, dtype=np.bool_)

    def measure(first: int, last: int) -> None:
        candidates = unmeasured(LEAF, lists.nearest.shape[1])
        rerank(leaves, lists, first, last, candidates, measured, is_open)

    team.run_evenly(measure, n)
    if not are_exact(leaves):
        _decide(leaves, np.flatnonzero(is_open), measured, team)
    return measured.rows, np.sqrt(measured.keys, out=measured.keys)


def _decide(
    leaves: Leaves, positions: NDArray[np.intp], measured: Measured, team: ThreadTeam
) -> None:
    """Search row by row for the points at some positions; for few without the kernels for it."""
    rows = leaves.order[positions]
    if positions.size > _FEW:
        queries = queries_of(leaves, True, positions, rows)
        measure_queries(leaves, queries, measured, LEAF, team)
    elif positions.size:
        squares = cdist(leaves.rows.X[rows], leaves.rows.X, "sqeuclidean")
        k = measured.keys.shape[1]
        measured.rows[rows], measured.keys[rows] = smallest(squares, k, rows)


def _join_all(leaves: Leaves, kept: int, team: ThreadTeam) -> Lists:
    """List the nearest points of all points, by the scores of all pairs of leaves."""
    n_leaves = len(leaves.blocks)
    lists = new_lists(leaves, kept, team)
    n_parts = _count_parts(n_leaves, team)
    edges = n_leaves * np.arange(n_parts + 1) // n_parts

    def join_parts(a: int, b: int) -> None:
        join(leaves, lists, working_memory(leaves), edges, a, b)

    team.run_rounds(join_parts, list(_meetings(n_parts)))
    return lists


def _count_parts(n_leaves: int, team: ThreadTeam) -> int:
    """Return an even number of parts, so many that all threads have some, and that tasks are short.

    The pairs of `n_parts` parts are some ``n_parts ** 2 / 2`` tasks.
    """
    wanted = max(_PARTS_PER_THREAD * team.n_threads, math.isqrt(2 * team.n_tasks))
    return max(_PARTS_PER_THREAD, min(wanted, n_leaves // _LEAVES_PER_PART)) // 2 * 2


def new_lists(leaves: Leaves, kept: int, team: ThreadTeam) -> Lists:
    """Return empty lists of all points."""
    n, n_leaves = leaves.order.size, len(leaves.blocks)
    cuts = np.full(n_leaves * LEAF, -np.inf, dtype=np.float32)
    cuts[n:] = np.inf
    halves = np.empty(n_leaves * LEAF, dtype=np.float32)
    team.run_evenly(lambda first, last: halve_norms(leaves, first, last, halves), n_leaves)
    return Lists(
        halves=halves,
        cuts=cuts,
        cut_bits=cuts.view(np.int32),
        lowest=np.full(n_leaves, -np.inf, dtype=np.float32),
        nearest=np.full((n_leaves * LEAF, kept), EMPTY),
        ties=np.int32(are_exact(leaves)),
    )


def working_memory(leaves: Leaves) -> tuple[Tile, NDArray[np.float32]]:
    """Return what a thread works in: a tile, and the distances of a leaf from others."""
    n_leaves, d, _ = leaves.blocks.shape
    return new_tile((LEAF, d)), np.empty(n_leaves, dtype=np.float32)


def _meetings(n: int) -> Iterator[list[tuple[int, int]]]:
    """Yield rounds in which each of n parts, an even number, meets one; first of all itself."""
    yield [(part, part) for part in range(n)]
    ring = list(range(n))
    for _ in range(n - 1):
        yield [(min(pair), max(pair)) for pair in zip(ring[: n // 2], ring[::-1], strict=False)]
        ring.insert(1, ring.pop())
