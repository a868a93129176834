"""What a column holds, and how a computed number becomes one of its cells again.

Every class here turns cells to numbers (``encode``) and numbers back to cells of the same dtype
(``decode``). Cells are one column, shape (n,), or a block of columns of one dtype, shape
(n, width); all arithmetic is element by element, so both are the same code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


class Groups(NamedTuple):
    """Which rows share a range: a code for every old row and one for every new row."""

    old: NDArray[np.intp]
    new: NDArray[np.intp]


class Numbers(Protocol):
    """Cells that interpolate."""

    def encode(self) -> NDArray[np.floating]:
        """Give the cells as floats."""

    def decode(self, new: NDArray[np.floating], groups: Groups) -> Any:
        """Turn floats to cells, staying inside the observed range of each group."""


@dataclass(frozen=True)
class Floats:
    """Floating point cells; float16 is computed in float32, anything longer in float64."""

    cells: NDArray[np.floating]
    restore: Callable[[NDArray[Any]], Any]

    def encode(self) -> NDArray[np.floating]:
        """Give the cells as float32 or float64, without a copy where possible."""
        return self.cells.astype(working_dtype(self.cells.dtype), copy=False)

    def decode(self, new: NDArray[np.floating], groups: Groups) -> Any:
        """Round to the dtype of the cells."""
        return self.restore(new.astype(self.cells.dtype, copy=False))


@dataclass(frozen=True)
class Integers:
    """Whole numbers of any width and sign, and instants and durations as whole ticks.

    Cells are taken relative to the smallest of their column, so that float64 resolves them even
    where the values themselves exceed 2**53 (nanoseconds since 1970, large identifiers).
    """

    cells: NDArray[np.integer]
    restore: Callable[[NDArray[Any]], Any]

    def encode(self) -> NDArray[np.float64]:
        """Give the cells as float64; of 64-bit cells, the distance from the column's minimum."""
        if self.cells.dtype.itemsize < 8:
            return self.cells.astype(np.float64)
        return _distance(self.cells, self.cells.min(axis=0)).astype(np.float64)

    def decode(self, new: NDArray[np.floating], groups: Groups) -> Any:
        """Round half to even, into the range that the group's own rows span."""
        wide = self.cells.dtype.itemsize == 8
        origin = self.cells.min(axis=0) if wide else np.zeros_like(self.cells[0])
        rounded = np.rint(new)
        result = np.empty(new.shape, dtype=self.cells.dtype)
        for group in np.unique(groups.new):
            members = self.cells[groups.old == group]
            low, high = members.min(axis=0), members.max(axis=0)
            mine = groups.new == group
            if wide:
                # Unsigned offsets from the origin: exact over the whole width of int64 and uint64.
                # The largest offset may round up to 2**64 in float64, so compare before the cast.
                least, most = _distance(low, origin), _distance(high, origin)
                value = np.maximum(rounded[mine], 0.0)
                offset = np.where(value < most.astype(np.float64), value, 0.0).astype(np.uint64)
                offset = np.where(value < most.astype(np.float64), offset, most)
                offset = np.clip(offset, least, most)
                with np.errstate(over="ignore"):
                    result[mine] = (offset + origin.astype(np.uint64)).astype(self.cells.dtype)
            else:
                result[mine] = np.clip(rounded[mine], low, high)
        return self.restore(result)


@dataclass(frozen=True)
class Flags:
    """True and false: compared as 1 and 0, and a new cell is that of the nearer parent."""

    cells: NDArray[np.bool_]
    restore: Callable[[NDArray[Any]], Any]

    def encode(self) -> NDArray[np.float32]:
        """Give the cells as 0 and 1."""
        return self.cells.astype(np.float32)

    def decode(self, new: NDArray[np.floating], groups: Groups) -> Any:
        """Choose the nearer of the two."""
        return self.restore(new > 0.5)


@dataclass(frozen=True)
class Levels:
    """Cells without arithmetic: a new cell is a copy of an old one.

    Attributes
    ----------
    codes : ndarray of shape (n,)
        The number of each cell's level, in the sorted order of the levels; missing cells are a
        level of their own, the last.
    first : ndarray of shape (n_levels,)
        A row that holds each level.
    take : callable
        Copies cells by row number, in the column's own dtype.
    """

    codes: NDArray[np.int32]
    first: NDArray[np.intp]
    take: Callable[[NDArray[np.intp]], Any]

    def decode(self, codes: NDArray[np.integer]) -> Any:
        """Copy a cell of each level."""
        return self.take(self.first[codes])


def working_dtype(dtype: np.dtype[Any]) -> type[np.floating]:
    """Choose the float type that cells of a dtype are computed in."""
    return np.float32 if np.can_cast(dtype, np.float32) and dtype.kind in "fb" else np.float64


def number_levels(cells: Any, take: Callable[[NDArray[np.intp]], Any]) -> Levels:
    """Number the distinct cells of a column in sorted order, missing ones last."""
    import pandas as pd

    codes, levels = pd.factorize(cells, sort=False, use_na_sentinel=True)
    order = _sorted_order(np.asarray(levels, dtype=object))
    rank = np.empty(len(order) + 1, dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    rank[-1] = len(order)
    ranked = rank[codes]
    return Levels(ranked, np.unique(ranked, return_index=True)[1], take)


def _sorted_order(levels: NDArray[np.object_]) -> NDArray[np.intp]:
    try:
        return np.argsort(levels, kind="stable")
    except TypeError:
        # Levels of several types (1, "a") have no order of their own; order by type, then text.
        keys = [(type(level).__name__, str(level)) for level in levels]
        return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)


def _distance(cells: NDArray[Any], origin: NDArray[Any]) -> NDArray[np.uint64]:
    # Modular arithmetic: the difference of two 64-bit integers always fits in uint64.
    with np.errstate(over="ignore"):
        return cells.astype(np.uint64) - origin.astype(np.uint64)
