"""All rows ask: each pair of leaves is scored once, for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from oversample._kernels.neighbors.candidates import NOBODY
from oversample._kernels.neighbors.pairs import halve_norms, join, settle_all
from oversample._kernels.neighbors.partition import LEAF
from oversample._kernels.neighbors.search import search

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from oversample._threads import Team
    from oversample.neighbors._leaves import Leaves

_FROM = 1024
"""Rows from which asking a few of them first is cheap."""

_ONE_OF = 64
"""Groups of queries of which one is asked first."""

_OPEN_SHARE = 0.1
"""Share of queries that rounding may leave undecided where pairs pay: these are searched again."""

_ENTRIES = 2**22
"""Entries of all lists together, of 8 bytes each, up to which pairs are scored for both."""

_SPARE = 2
"""Candidates kept beyond k, so that rounding rarely leaves the k-th neighbour undecided."""

_PARTS_PER_THREAD = 4
"""Parts of the leaves for each thread; half of them are joined with the other half at once."""


def pairs_fit(leaves: Leaves, k: int) -> bool:
    """Tell whether there are only numbers, and so few lists that they take little memory."""
    n, d = leaves.X.shape
    return d > 0 and not leaves.codes.shape[1] and n * (k + _SPARE) <= _ENTRIES


def pairs_pay(leaves: Leaves, k: int) -> bool:
    """Ask a few rows first, to tell whether the candidates that pairs leave decide the answer.

    They do not where there are ties, or clusters so far apart that norms hide distances. Such rows
    are searched again row by row, and where there are many the pairs were for nothing.
    """
    n = leaves.order.size
    if n < max(_FROM, k + _SPARE + 1):
        return False
    n_groups = n // LEAF
    n_asked = -(-n_groups // _ONE_OF)
    groups = np.arange(n_asked) * (n_groups // n_asked)
    positions = (groups[:, None] * LEAF + np.arange(LEAF)).ravel()
    slots = np.arange(positions.size)
    indices = np.empty((positions.size, k + _SPARE), dtype=np.intp)
    distances = np.empty((positions.size, k + _SPARE))
    search(*leaves, positions, slots, LEAF, 0, n_asked, indices, distances)
    norms = np.square(leaves.blocks[groups]).sum(axis=1).ravel()
    last = np.square(np.maximum(distances[:, -1] * leaves.scale - leaves.slack, 0.0))
    reach = np.square(distances[:, k - 1] * leaves.scale + leaves.slack) * (1.0 + leaves.relative)
    is_open = reach >= last - 2.0 * leaves.relative * norms
    return bool(is_open.mean() <= _OPEN_SHARE)


def join_leaves(leaves: Leaves, k: int, team: Team) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find the neighbours of all rows from the scores of all pairs of leaves.

    A score is seen by both points, so two tasks that run at once must not share a part of the
    leaves: parts meet one another as the teams of a tournament do. What the rounding of scores
    leaves undecided is searched row by row; exact scores leave nothing undecided.
    """
    X, codes, order, blocks, low, high = leaves[:6]
    scale, slack, relative = leaves.scale, leaves.slack, leaves.relative
    n, n_leaves = order.size, len(blocks)
    kept = k if leaves.is_exact else min(k + _SPARE, n - 1)
    ties = np.int32(leaves.is_exact)
    halves = np.empty(n_leaves * LEAF, dtype=np.float32)
    cuts = np.full(n_leaves * LEAF, -np.inf, dtype=np.float32)
    cuts[n:] = np.inf
    lowest = np.full(n_leaves, -np.inf, dtype=np.float32)
    nearest = np.full((n_leaves * LEAF, kept), NOBODY)
    shrink = np.float32(1.0 - relative)
    team.run_evenly(
        lambda first, last: halve_norms(blocks, n, shrink, first, last, halves), n_leaves
    )

    n_parts = _PARTS_PER_THREAD * team.n_threads
    edges = [n_leaves * part // n_parts for part in range(n_parts + 1)]

    def join_parts(a, b):
        ranges = *edges[a : a + 2], *edges[b : b + 2]
        join(order, blocks, low, high, halves, *ranges, cuts, lowest, nearest, ties)

    team.run_rounds(join_parts, list(_meetings(n_parts)))
    indices = np.empty((n, k), dtype=np.intp)
    distances = np.empty((n, k))
    is_open = np.empty(n, dtype=bool)

    def settle(first, last):
        frame = scale, slack, relative
        settle_all(X, codes, order, nearest, cuts, *frame, first, last, indices, distances, is_open)

    team.run_evenly(settle, n)
    if leaves.is_exact:
        return indices, distances
    positions = np.flatnonzero(is_open)
    slots = order[positions]

    def find(first, last):
        search(*leaves, positions, slots, LEAF, first, last, indices, distances)

    team.run_evenly(find, -(-positions.size // LEAF))
    return indices, distances


def _meetings(n: int) -> Iterator[list[tuple[int, int]]]:
    """Give rounds in which each of n parts, an even number, meets one; first of all itself."""
    yield [(part, part) for part in range(n)]
    ring = list(range(n))
    for _ in range(n - 1):
        yield [(min(pair), max(pair)) for pair in zip(ring[: n // 2], ring[::-1], strict=False)]
        ring.insert(1, ring.pop())
