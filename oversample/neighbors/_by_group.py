"""The search for groups of queries: each scans the leaves that are within its reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from oversample._kernels.neighbors.partition import LEAF
from oversample._kernels.neighbors.search import filter_groups, measure_groups
from oversample._kernels.neighbors.structures import Group, Leaves, Measured, Queries, Tile, Tour
from oversample._kernels.neighbors.tiles import ROWS

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from oversample._threads import ThreadTeam

_WIDE = 32
"""Columns from which blocks are long to read, and larger groups of queries share a reading."""

_SPARE = 2
"""Candidates kept beyond k, so that rounding rarely leaves the k-th neighbour undecided."""


def search_by_group(
    leaves: Leaves,
    k: int,
    own_leaves: Leaves,
    selected: NDArray[np.intp] | None,
    team: ThreadTeam,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find the neighbours of points, group by group.

    Queries are taken in the order of their own leaves and in groups as large, so that a group lies
    in a small box too. A group scans leaves from its own one on until no query can reach any
    further; in each leaf, a tile of queries and points is scored in registers, and scores above a
    cut are looked at.

    Parameters
    ----------
    leaves : Leaves
        What is searched.
    k : int
    own_leaves : Leaves
        Those that queries are points of: the same object, or others.
    selected : ndarray of shape (n_queries,), intp, or None
        Rows of those, in any order and repeated at will; None: every row, once.
    team : ThreadTeam

    Returns
    -------
    tuple of ndarray of shape (n_queries, k)
        Rows, and distances.
    """
    n, n_columns = own_leaves.order.size, leaves.blocks.shape[1]
    positions, slots = np.arange(n), own_leaves.order
    if selected is not None:
        position_of = np.empty(n, dtype=np.intp)
        position_of[own_leaves.order] = positions
        positions, copies = np.unique(position_of[selected], return_inverse=True)
        slots = np.arange(positions.size)
    queries = queries_of(own_leaves, own_leaves is leaves, positions, slots)
    # Smaller groups agree more on which leaves are near: that counts where these are few.
    small_groups = n_columns < _WIDE or positions.size <= LEAF
    group_size = LEAF if small_groups else 4 * LEAF
    measured = unmeasured(positions.size, k)
    is_open = np.empty(positions.size, dtype=np.bool_)

    def search(first: int, last: int) -> None:
        working = _working(leaves, queries, k, group_size)
        filter_groups(leaves, queries, working, first, last, measured, is_open)

    team.run_evenly(search, -(-positions.size // group_size))
    if is_open.any():
        measure_queries(
            leaves,
            queries._replace(positions=positions[is_open], slots=slots[is_open]),
            measured,
            group_size,
            team,
        )
    distances = np.sqrt(measured.keys, out=measured.keys)
    if selected is None:
        return measured.rows, distances
    return measured.rows[copies], distances[copies]


def measure_queries(
    leaves: Leaves, queries: Queries, measured: Measured, group_size: int, team: ThreadTeam
) -> None:
    """Search again for queries of which rows are known that are near, but not the nearest."""

    def search(first: int, last: int) -> None:
        working = _working(leaves, queries, measured.keys.shape[1], group_size)
        measure_groups(leaves, queries, working, first, last, measured)

    team.run_evenly(search, -(-queries.positions.size // group_size))


def queries_of(
    leaves: Leaves, are_rows: bool, positions: NDArray[np.intp], slots: NDArray[np.intp]
) -> Queries:
    """Return the points at some positions of leaves as queries."""
    return Queries(leaves.rows, leaves.order, leaves.blocks, are_rows, positions, slots)


def unmeasured(n: int, k: int) -> Measured:
    """Return the k nearest of n points, as they are before they are written."""
    return Measured(np.empty((n, k)), np.empty((n, k), dtype=np.intp))


def _working(leaves: Leaves, queries: Queries, k: int, size: int) -> tuple[Group, Tour, Tile]:
    """Return the working memory of a thread."""
    n_leaves, n_columns, _ = leaves.blocks.shape
    d = leaves.rows.X.shape[1]
    kept = min(k + _SPARE, leaves.order.size - queries.are_rows)
    cuts = np.empty(size, dtype=np.float32)
    group = Group(
        k=k,
        positions=np.empty(size, dtype=np.intp),
        pending=np.empty(size, dtype=np.bool_),
        homes=np.empty(size, dtype=np.intp),
        lines=np.empty((size // LEAF, n_columns, LEAF), dtype=np.float32),
        box=np.empty((2, d), dtype=np.float32),
        middle=np.empty(d, dtype=np.float32),
        points=np.empty((size, n_columns), dtype=np.float32),
        norms=np.empty(size),
        cuts=cuts,
        cut_bits=cuts.view(np.int32),
        limits=np.empty(size, dtype=np.float32),
        nearest=np.empty((size, kept), dtype=np.int64),
        keys=np.empty((size, kept)),
        rows=np.empty((size, kept), dtype=np.intp),
    )
    tour = Tour(
        gaps=np.empty(n_leaves, dtype=np.float32),
        leaves=np.empty(n_leaves, dtype=np.intp),
        state=np.empty(3, dtype=np.intp),
        active=np.empty(size, dtype=np.intp),
    )
    return group, tour, new_tile((n_columns + 1, LEAF))


def new_tile(block: tuple[int, int]) -> Tile:
    """Return a tile with a block of this shape."""
    scores: NDArray[Any] = np.empty((ROWS, LEAF), dtype=np.float32)
    return Tile(
        rows=np.empty(ROWS, dtype=np.intp),
        block=np.empty(block, dtype=np.float32),
        scores=scores,
        score_bits=scores.view(np.int32),
        hits=np.empty(ROWS, dtype=np.uint64),
    )
