"""Leaves of near points, scanned in order of distance by compiled kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from oversample._kernels.neighbors.partition import LEAF, lay_out, split, split_to_leaves
from oversample._kernels.neighbors.search import search
from oversample._threads import Team, count_threads
from oversample.neighbors._axes import rotate_to_axes
from oversample.neighbors._frame import Frame, center_of_whole_numbers, relative_error
from oversample.neighbors._pairs import join_leaves, pairs_fit, pairs_pay

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WIDE = 32
"""Columns from which blocks are long to read, and larger groups of queries share a reading."""

_THREADED_FROM = 6e8
"""Products of pairs and columns, some milliseconds of work, from which starting threads pays."""

_COLUMNS_ASIDE = 16
"""Work of a pair apart from its columns, in columns."""

_SPLIT_AT_ONCE_FROM = 2**14
"""Rows from which halves of the tree are built by different threads."""


class Leaves(NamedTuple):
    """A table in leaves: the first arguments of the kernel `search`, which tells what they are."""

    X: NDArray[np.floating]
    codes: NDArray[np.int64]
    order: NDArray[np.intp]
    blocks: NDArray[np.float32]
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    scale: float
    slack: float
    relative: float
    mismatch: float

    @property
    def is_exact(self) -> bool:
        """Whether float32 scores are the very distances."""
        return self.slack == self.relative == 0.0


def search_leaves(
    X: NDArray[np.floating],
    k: int,
    queries: NDArray[np.intp] | None,
    codes: NDArray[np.integer],
    mismatch: float,
    n_jobs: int | None,
    frame: Frame,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find neighbours leaf by leaf.

    Median splits order the rows into leaves of `LEAF` near points. Queries are taken in the same
    order and in groups as large, so that a group lies in a small box too. A group visits leaves in
    order of the distance between the boxes until no query can reach any further; in each leaf, a
    tile of queries and points is scored in registers, and scores above a cut are looked at.
    Where all rows ask, every pair of leaves that can reach one another is scored for both instead.
    The working set is one float32 copy of X and the codes, and where it pays a rotated one.
    """
    n, d = X.shape
    n_queries = n if queries is None else queries.size
    small = n_queries * n * (d + codes.shape[1] + _COLUMNS_ASIDE) < _THREADED_FROM
    with Team(1 if small else count_threads(n_jobs)) as team:
        leaves = grow(X, codes, mismatch, frame, team)
        if queries is None and pairs_fit(leaves, k):
            joined = leaves if pairs_pay(leaves, k) else in_whole_numbers(leaves, team)
            if joined is not None:
                return join_leaves(joined, k, team)
        return _search_groups(leaves, k, queries, team)


def _search_groups(leaves, k, queries, team):
    """Search for each group of queries on its own."""
    n, n_columns = leaves.order.size, leaves.blocks.shape[1]
    positions, slots = np.arange(n), leaves.order
    if queries is not None:
        position_of = np.empty(n, dtype=np.intp)
        position_of[leaves.order] = positions
        positions, copies = np.unique(position_of[queries], return_inverse=True)
        slots = np.arange(positions.size)
    # Smaller groups agree more on which leaves are near: that counts where these are few.
    small_groups = n_columns < _WIDE or positions.size <= LEAF
    group_size = LEAF if small_groups else 4 * LEAF
    indices = np.empty((positions.size, k), dtype=np.intp)
    distances = np.empty((positions.size, k))

    def find(first, last):
        search(*leaves, positions, slots, group_size, first, last, indices, distances)

    team.run_evenly(find, -(-positions.size // group_size))
    if queries is None:
        return indices, distances
    return indices[copies], distances[copies]


def grow(X, codes, mismatch, frame, team):
    """Split a table into leaves, and lay them out."""
    X = _read_only(X, X.dtype)
    codes = _read_only(codes, np.int64)
    d = X.shape[1]
    points = rotate_to_axes(X, frame)
    center, scale = frame.center, frame.scale
    if points is None:
        points = X
    else:
        points = _read_only(points, points.dtype)
        center, scale = np.zeros(d), 1.0
    order = _order_by_splits(points, center, scale, team)
    relative = relative_error(d + codes.shape[1])
    blocks, low, high = _lay_out(points, codes, order, center, scale, team)
    rounding = frame.scale, frame.slack, relative
    return Leaves(X, codes, order, blocks, low, high, *rounding, mismatch)


def in_whole_numbers(leaves, team):
    """Lay leaves out anew so that scores are exact, or return None where they cannot be."""
    center = center_of_whole_numbers(leaves.X)
    if center is None:
        return None
    X, codes, order = leaves[:3]
    blocks, low, high = _lay_out(X, codes, order, center, 1.0, team)
    return leaves._replace(blocks=blocks, low=low, high=high, scale=1.0, slack=0.0, relative=0.0)


def _lay_out(points, codes, order, center, scale, team):
    """Write the blocks of all leaves, and their boxes."""
    n, d = points.shape
    n_leaves = -(-n // LEAF)
    blocks = np.empty((n_leaves, d + codes.shape[1], LEAF), dtype=np.float32)
    low = np.empty((d, n_leaves), dtype=np.float32)
    high = np.empty((d, n_leaves), dtype=np.float32)

    def write(first, last):
        lay_out(points, codes, order, center, scale, first, last, blocks, low, high)

    team.run_evenly(write, n_leaves)
    return blocks, low, high


def _order_by_splits(points, center, scale, team):
    """Order rows leaf by leaf; the top of the tree one split after the other, the rest at once."""
    n = len(points)
    order = np.arange(n)
    nodes = [(0, n)]
    while len(nodes) < team.n_threads and n >= _SPLIT_AT_ONCE_FROM:
        middles = [split(points, center, scale, order, *node) for node in nodes]
        nodes = [
            part
            for (start, stop), middle in zip(nodes, middles, strict=True)
            for part in ((start, middle), (middle, stop))
        ]

    def finish(first, last):
        for start, stop in nodes[first:last]:
            split_to_leaves(points, center, scale, order, start, stop)

    team.run_ranges(finish, len(nodes), 1)
    return order


def _read_only(array, dtype):
    """View an array contiguously and read-only, so that kernels compile for one kind of array."""
    view = np.ascontiguousarray(array, dtype=dtype).view()
    view.flags.writeable = False
    return view
