"""Rows in leaves of near points, laid out for the compiled kernels.

::

     position   0 ............ 63 | 64 .......... 127 | 128 ......... 191 | ...     order[position]
     leaf       0                 | 1                 | 2                 |         is the row

                 lane 0 1 2 3 ... 63
     blocks[1]  +-------------------+  one line for each column, float32:
       column 0 | x x x x ...     x |  (X[order[64 + lane], 0] - center[0]) * scale
       column 1 | x x x x ...     x |
          ...   |                   |  A tile scores 4 points against all lanes, in registers.
       code c   | x x x x ...     x |
                +-------------------+
     low[:, 1], high[:, 1]: the box of its points. A leaf whose box is too far is left out.

The rows are split at the median of their widest column, and the halves likewise, until leaves are
full: only the last may have fewer points, and its other lanes repeat the last one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from oversample._kernels.neighbors.partition import LEAF, lay_out, split, split_to_leaves
from oversample._kernels.neighbors.structures import Leaves, Rows, Tree
from oversample.neighbors._axes import principal_axes, rotate
from oversample.neighbors._float32 import Float32Scaling, center_of_whole_numbers, relative_error

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from oversample._threads import ThreadTeam

_SPLIT_AT_ONCE_FROM = 2**14
"""Rows from which halves of the tree are built by different threads."""


class Grower:
    """What puts rows into leaves, several tables alike, so that they can be compared.

    Parameters
    ----------
    X : ndarray of shape (n, d)
        The rows that are searched; they decide whether coordinates are rotated.
    mismatch : float
        Distance between two rows that differ in one code only.
    scaling : Float32Scaling
        That of all tables.
    team : ThreadTeam
        The threads that do the work.
    """

    def __init__(
        self,
        X: NDArray[np.floating],
        mismatch: float,
        scaling: Float32Scaling,
        team: ThreadTeam,
    ) -> None:
        self._mismatch = mismatch
        self._scaling = scaling
        self._axes = principal_axes(X, scaling)
        self._team = team

    def grow(self, X: NDArray[np.floating], codes: NDArray[np.integer]) -> Leaves:
        """Split a table into leaves, and lay them out."""
        rows = Rows(_read_only(X, np.float64), _read_only(codes, np.int64))
        points, center, scale = rows, self._scaling.center, self._scaling.scale
        if self._axes is not None:
            rotated = rotate(rows.X, self._scaling, self._axes)
            points = Rows(_read_only(rotated, np.float64), rows.codes)
            center, scale = np.zeros(X.shape[1]), 1.0
        order = _order_by_splits(points.X, center, scale, self._team)
        relative = relative_error(X.shape[1] + codes.shape[1])
        rounding = self._scaling.scale, self._scaling.slack, relative
        leaves = Leaves(rows, self._mismatch, order, *_unwritten(rows), *rounding)
        _lay_out(points, center, scale, leaves, self._team)
        return leaves


def are_exact(leaves: Leaves) -> bool:
    """Return whether float32 scores are the very distances."""
    return leaves.slack == leaves.relative == 0.0


def in_whole_numbers(leaves: Leaves, team: ThreadTeam) -> Leaves | None:
    """Lay leaves out anew so that scores are exact, or return None where they cannot be."""
    center = center_of_whole_numbers(leaves.rows.X)
    if center is None:
        return None
    blocks, low, high = _unwritten(leaves.rows)
    exact = leaves._replace(blocks=blocks, low=low, high=high, scale=1.0, slack=0.0, relative=0.0)
    _lay_out(leaves.rows, center, 1.0, exact, team)
    return exact


def _unwritten(rows: Rows) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return the blocks of all leaves, and their boxes, as they are before they are written."""
    n, d = rows.X.shape
    n_leaves = -(-n // LEAF)
    return (
        np.empty((n_leaves, d + rows.codes.shape[1], LEAF), dtype=np.float32),
        np.empty((d, n_leaves), dtype=np.float32),
        np.empty((d, n_leaves), dtype=np.float32),
    )


def _lay_out(
    points: Rows, center: NDArray[np.float64], scale: float, leaves: Leaves, team: ThreadTeam
) -> None:
    """Write the blocks of all leaves, and their boxes."""

    def write(first: int, last: int) -> None:
        lay_out(points, center, scale, leaves, first, last)

    team.run_evenly(write, len(leaves.blocks))


def _order_by_splits(
    X: NDArray[np.float64], center: NDArray[np.float64], scale: float, team: ThreadTeam
) -> NDArray[np.intp]:
    """Order rows leaf by leaf; the top of the tree one split after the other, the rest at once."""
    n = len(X)
    order = np.arange(n)

    def tree() -> Tree:
        value = np.empty(1, dtype=np.float32)
        return Tree(
            X=X,
            center=center,
            scale=scale,
            order=order,
            sums=np.empty((2, X.shape[1])),
            value=value,
            value_bits=value.view(np.int32),
            nodes=np.empty((64, 2), dtype=np.intp),
        )

    nodes = [(0, n)]
    while len(nodes) < team.n_threads and n >= _SPLIT_AT_ONCE_FROM:
        middles = [split(tree(), *node) for node in nodes]
        nodes = [
            part
            for (start, stop), middle in zip(nodes, middles, strict=True)
            for part in ((start, middle), (middle, stop))
        ]

    def finish(first: int, last: int) -> None:
        for start, stop in nodes[first:last]:
            split_to_leaves(tree(), start, stop)

    team.run_ranges(finish, len(nodes), 1)
    return order


def _read_only(array: NDArray[Any], dtype: type) -> NDArray[Any]:
    """View an array contiguously and read-only, so that kernels compile for one kind of array."""
    view: NDArray[Any] = np.ascontiguousarray(array, dtype=dtype).view()
    view.flags.writeable = False
    return view
