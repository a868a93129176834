"""The grid that the cells of a column of floats lie on, and new cells put back onto it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import CACHED, blocks
from oversample._kernel_files import is_worth_compiling
from oversample._table.columns import Floats, Origins

_MOST_DECIMALS = 6
_FEW_VALUES = 20
"""A column of no more distinct values has no others."""
_REPEATED_SHARE = 0.3
"""Beyond this share of rows, values that occur more than once are no coincidence."""

_LEAST_COUNTED = 1_000
"""Rows; sorting fewer takes no time worth saving."""
_N_SEEN = 64
"""Cells that tell of most columns that no number of decimals is enough."""
_ROOM = 8
"""Places for each row, where different values are counted: few of them have the same place."""
_AT_ONCE = 8
"""Columns that are counted at once: a bit for each place of so many is no more than a column."""
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class GridFloats:
    """Floats whose new cells lie where those of their column do.

    The first of these rules that fits all rows of a column is its own; ``v`` is a computed cell:

    1. the same value everywhere: that value;
    2. no more than ``p`` decimals, for the smallest ``p`` up to 6: ``v`` rounded half to even to
       ``p`` decimals; whole numbers are ``p = 0``;
    3. at most 20 distinct values: the nearest of them, the lower one of two;
    4. more than 30 % of rows have a value that others have, too: the nearest value of the column,
       if that is one of these; zeros among measurements, for example;
    5. otherwise ``v``.
    """

    floats: Floats

    @property
    def cells(self) -> NDArray[np.floating]:
        """The cells as a NumPy array."""
        return self.floats.cells

    @property
    def may_be_labels(self) -> bool:
        """Return whether these may be labels, as without a grid."""
        return self.floats.may_be_labels

    def encode(self) -> NDArray[np.floating]:
        """Return the cells as float32 or float64."""
        return self.floats.encode()

    def decode(self, new: NDArray[np.floating], origins: Origins) -> Any:
        """Put new cells onto the grid of their column, and bring them into its dtype."""
        placed = new.copy()
        self.place(placed)
        return self.floats.decode(placed, origins)

    def place(self, new: NDArray[np.floating]) -> None:
        """Put new cells onto the grid of their column, in place."""
        cells, placed = np.atleast_2d(self.cells.T).T, np.atleast_2d(new.T).T
        for column in np.flatnonzero(~_are_surely_off(cells)):
            placed[:, column] = _placed(cells[:, column], placed[:, column])


def to_grid(cells: NDArray[np.floating], new: NDArray[np.floating]) -> NDArray[np.floating]:
    """Put new cells of a column where its cells lie; see :class:`GridFloats`.

    Parameters
    ----------
    cells : ndarray of shape (n_rows,)
        The column; missing cells are left out.
    new : ndarray of shape (n_new,)
        Computed cells; missing ones stay missing.

    Returns
    -------
    ndarray of shape (n_new,)
        The new cells.
    """
    return new if _are_surely_off(cells[:, np.newaxis])[0] else _placed(cells, new)


def _placed(cells: NDArray[np.floating], new: NDArray[np.floating]) -> NDArray[np.floating]:
    """Put new cells where those of a column lie, which are sorted for that."""
    values, counts = np.unique(cells[~np.isnan(cells)], return_counts=True)
    if not len(values):
        return new
    if len(values) > 1:
        decimals = _decimals(values)
        if decimals is not None:
            with np.errstate(all="ignore"):
                return np.round(new, decimals)
    is_repeated = counts > 1
    are_few = len(values) <= _FEW_VALUES
    if not are_few and counts[is_repeated].sum() <= _REPEATED_SHARE * counts.sum():
        return new
    nearest = _nearest(values.astype(new.dtype), new)
    on_grid = np.where(np.isnan(new), new, values[nearest].astype(new.dtype))
    if are_few:
        return on_grid
    return np.where(is_repeated[nearest], on_grid, new)


def describe_grid(cells: NDArray[np.floating]) -> str | None:
    """Return what lies on the grid of a column, in words; None where it has none.

    Parameters
    ----------
    cells : ndarray of shape (n_rows,)
        The column; missing cells are left out.

    Returns
    -------
    str or None
        The words. There is nothing to say of few values none of which is there twice.
    """
    values, counts = np.unique(cells[~np.isnan(cells)], return_counts=True)
    if len(values) == 1:
        return f"the number {values[0]:g} only"
    decimals = _decimals(values)
    if decimals is not None:
        return f"numbers of at most {decimals} decimals" if decimals else "whole numbers"
    if (counts == 1).all():
        return None
    if len(values) <= _FEW_VALUES:
        return f"{len(values)} different numbers"
    is_repeated = counts > 1
    if counts[is_repeated].sum() <= _REPEATED_SHARE * counts.sum():
        return None
    return f"{is_repeated.sum():,} numbers again and again"


def _are_surely_off(cells: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Return of which columns it is sure, without a sort of their cells, that they have no grid.

    Values of different places are different. Among ``n`` rows with ``d`` different values, at
    most ``2 (n - d)`` have one that others have, too.

    Parameters
    ----------
    cells : ndarray of shape (n_rows, n_columns)
        The columns.

    Returns
    -------
    ndarray of shape (n_columns,)
        True where it is sure; False where that is not known.
    """
    n, n_columns = cells.shape
    if n < _LEAST_COUNTED or cells.dtype.itemsize > _GOLDEN.itemsize or not n_columns:
        return np.zeros(n_columns, dtype=bool)
    seen = cells[:_N_SEEN]
    is_off = ~np.any([_have_decimals(seen, p) for p in range(_MOST_DECIMALS + 1)], axis=0)
    if np.isnan(cells.max()):
        is_off &= ~np.isnan(cells).any(axis=0)
    left = np.flatnonzero(is_off)
    # Zero has two forms.
    n_different = _count_places(cells if is_off.all() else cells[:, left]) - 1
    is_off[left] = (n_different > _FEW_VALUES) & (2 * (n - n_different) <= _REPEATED_SHARE * n)
    return is_off


def _count_places(cells: NDArray[np.floating]) -> NDArray[np.intp]:
    """Count the places that the cells of each column have, by a product of their bits."""
    n, n_columns = cells.shape
    bits = cells.view(f"u{cells.dtype.itemsize}")
    n_bits = (_ROOM * n).bit_length()
    shift = np.uint64(64 - n_bits)
    counts = np.zeros(n_columns, dtype=np.intp)
    if is_worth_compiling(cells.size, "count_places"):
        from oversample._kernels.places import count_places

        for first in range(0, n_columns, _AT_ONCE):
            few = counts[first : first + _AT_ONCE]
            is_taken = np.zeros((len(few), 2**n_bits // 64), dtype=np.uint64)
            for rows in blocks(n, n_columns, CACHED):
                some = np.ascontiguousarray(bits[rows])
                some.flags.writeable = False  # so that kernels are compiled for one kind of array
                count_places(some, first, shift, is_taken, few)
        return counts
    for column in range(n_columns):
        is_taken = np.zeros(2**n_bits, dtype=bool)
        is_taken[(bits[:, column].astype(np.uint64) * _GOLDEN) >> shift] = True
        counts[column] = np.count_nonzero(is_taken)
    return counts


def _have_decimals(values: NDArray[np.floating], decimals: int) -> Any:
    """Return whether so many decimals are enough, for all values or for all of each column."""
    # The product of very large numbers with a power of ten is no float.
    with np.errstate(all="ignore"):
        return (np.round(values, decimals) == values).all(axis=0)


def _decimals(values: NDArray[np.floating]) -> int | None:
    """Return how many decimals are enough for all of some values; None where none of few are."""
    enough = (p for p in range(_MOST_DECIMALS + 1) if _have_decimals(values, p))
    return next(enough, None)


def _nearest(values: NDArray[np.floating], new: NDArray[np.floating]) -> NDArray[np.intp]:
    """Return the position of the nearest of some sorted values, the lower one of two."""
    upper = np.clip(np.searchsorted(values, new), 1, max(len(values) - 1, 1))
    upper = np.minimum(upper, len(values) - 1)
    lower = np.maximum(upper - 1, 0)
    with np.errstate(over="ignore", invalid="ignore"):
        is_upper = new - values[lower] > values[upper] - new
    return np.where(is_upper, upper, lower)
