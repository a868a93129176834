"""Columns as numbers or codes of categories, and the way from computed values back to cells.

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

from oversample._table.containers import blank, object_column

# Absolute value of a cell; float64 also resolves sums of squares of numbers up to here.
_NEAR = 2**40


class Origins(NamedTuple):
    """The old rows that new rows are bound to.

    Attributes
    ----------
    old, new : ndarray of shape (n_old,) and (n_new,)
        The group of each old and of each new row; rows of a group stay inside its range.
    copied : ndarray of shape (n_new,) or (n_new, n_columns)
        The old row that a new row, or each of its cells, is a plain copy of, or -1.
    """

    old: NDArray[np.integer]
    new: NDArray[np.integer]
    copied: NDArray[np.intp]

    def of_columns(self, columns: int | slice) -> Origins:
        """Return the same for the cells of some columns of numbers."""
        if self.copied.ndim == 1:
            return self
        return self._replace(copied=self.copied[:, columns])

    def copies(self) -> tuple[tuple[NDArray[np.intp], ...], tuple[NDArray[np.intp], ...]]:
        """Return which new cells are copies, and of which old cells: two indices of arrays."""
        new = np.nonzero(self.copied >= 0)
        return new, (self.copied[new], *new[1:])


class Numbers(Protocol):
    """Cells that interpolate."""

    @property
    def cells(self) -> NDArray[Any]:
        """The cells as a NumPy array."""

    @property
    def may_be_labels(self) -> bool:
        """Whether cells may be labels as well as amounts: whole numbers and truth values."""

    def encode(self) -> NDArray[np.floating]:
        """Return the cells as floats."""

    def decode(self, new: NDArray[np.floating], origins: Origins) -> Any:
        """Return floats as cells, inside the observed range of each group."""


@dataclass(frozen=True)
class Floats:
    """Floating point cells; float16 is computed in float32, anything longer in float64.

    A missing cell is NaN.
    """

    cells: NDArray[np.floating]
    restore: Callable[[NDArray[Any]], Any]

    @property
    def may_be_labels(self) -> bool:
        """Return whether these are whole numbers with gaps, which pandas keeps as floats."""
        gone = np.isnan(self.cells)
        present = self.cells[~gone]
        return bool(gone.any() and (present == np.rint(present)).all())

    def encode(self) -> NDArray[np.floating]:
        """Return the cells as float32 or float64, without a copy where possible."""
        return self.cells.astype(working_dtype(self.cells.dtype), copy=False)

    def decode(self, new: NDArray[np.floating], origins: Origins) -> Any:
        """Round to the dtype of the cells; values beyond its largest float become that float."""
        if self.cells.dtype.itemsize < new.dtype.itemsize:
            limit = np.finfo(self.cells.dtype).max
            new = np.clip(new, -limit, limit)
        result = new.astype(self.cells.dtype, copy=False)
        if self.cells.dtype.itemsize > new.dtype.itemsize:
            # Copies take their cells from the source, whose last digits float64 does not have.
            copies, source = origins.copies()
            copied, made = self.cells[source], result[copies]
            result[copies] = np.where(np.isnan(copied) | np.isnan(made), made, copied)
        return self.restore(result)


@dataclass(frozen=True)
class Integers:
    """Whole numbers of any width and sign, and instants and durations as whole ticks.

    Columns of instants, and of 64-bit cells that exceed 2**40 (identifiers, milliseconds since
    1970), are taken relative to their smallest cell, so that float64 resolves them and their
    squares; all others are taken in their own units.
    """

    cells: NDArray[np.integer]
    restore: Callable[[NDArray[Any]], Any]
    missing: NDArray[np.bool_] | None = None
    temporal: bool = False

    @property
    def may_be_labels(self) -> bool:
        """Return whether these are whole numbers, not instants or durations."""
        return not self.temporal

    def encode(self) -> NDArray[np.floating]:
        """Return the cells as float64; in columns of large ones, the distance from the smallest."""
        if self.cells.dtype.itemsize < 8 or not self._is_far.any():
            return _with_nan(self.cells.astype(np.float64), self.missing)
        distance = _distance(self.cells, self._origin).astype(np.float64)
        return _with_nan(distance + self._shift(), self.missing)

    def encoded_zero(self) -> Any:
        """Return, for each column, the cell that is encoded as 0."""
        if self.cells.dtype.itemsize < 8:
            return 0
        return np.where(self._is_far, self._origin, 0)

    def decode(self, new: NDArray[np.floating], origins: Origins) -> Any:
        """Round half to even, into the range of the group's own rows."""
        gone = np.isnan(new)
        rounded = np.rint(np.where(gone, 0.0, new))
        result = np.empty(new.shape, dtype=self.cells.dtype)
        for group in np.unique(origins.new):
            mine = origins.new == group
            result[mine] = self._into_range(rounded[mine], *self._range(origins.old == group))
        if self.cells.dtype.itemsize == 8:
            # Copies take their cells from the source: float64 may not resolve neighbours.
            copies, source = origins.copies()
            copied = self.cells[source]
            if self.missing is not None:
                copied = np.where(self.missing[source], result[copies], copied)
            result[copies] = copied
        if self.missing is not None:
            # The value under a missing cell must be valid, too: a time of day is less than a day.
            result = np.where(gone, self.cells[0], result)
        return blank(self.restore(result), gone)

    def _range(self, members: NDArray[np.bool_]) -> tuple[Any, Any]:
        if self.missing is None:
            return self.cells[members].min(axis=0), self.cells[members].max(axis=0)
        limit = np.iinfo(self.cells.dtype)
        low = np.where(self.missing, limit.max, self.cells)[members].min(axis=0)
        high = np.where(self.missing, limit.min, self.cells)[members].max(axis=0)
        # A group without a value of its own has low > high: it bounds nothing.
        return np.minimum(low, high), np.maximum(low, high)

    # Each is a pass over all cells, needed for every group of rows. Not a `cached_property`, whose
    # lock on Python 3.11 is one for all objects of a process, and stays locked in a forked child.
    def _once(self, name: str, compute: Callable[[], Any]) -> Any:
        """Compute a value at its first use; two threads may both do it, with the same result."""
        if name not in self.__dict__:
            self.__dict__[name] = compute()
        return self.__dict__[name]

    @property
    def _origin(self) -> Any:
        return self._once("origin", lambda: self.cells.min(axis=0))

    @property
    def _is_far(self) -> Any:
        return self._once("is_far", self._find_far)

    def _find_far(self) -> Any:
        """Return, for each column, whether it is taken relative to its smallest cell."""
        low, high = self._origin, self.cells.max(axis=0)
        is_far = np.logical_or(low < -_NEAR, high > _NEAR)
        return np.ones_like(is_far) if self.temporal else is_far

    def _shift(self) -> Any:
        """Return, for each column, encoded cells minus their distance from its smallest cell."""
        return np.where(self._is_far, 0.0, self._origin.astype(np.float64))

    def _into_range(self, rounded: NDArray[np.floating], low: Any, high: Any) -> NDArray[Any]:
        if self.cells.dtype.itemsize < 8:
            return np.clip(rounded, low, high)
        # Unsigned offsets from the origin: exact over the whole width of int64 and uint64. The
        # largest offset may round up to 2**64 in float64, so compare before the cast.
        origin = self._origin
        rounded = rounded - self._shift()
        least, most = _distance(low, origin), _distance(high, origin)
        inside = rounded < most.astype(np.float64)
        offset = np.where(inside, np.maximum(rounded, 0.0), 0.0).astype(np.uint64)
        offset = np.clip(np.where(inside, offset, most), least, most)
        with np.errstate(over="ignore"):
            return (offset + origin.astype(np.uint64)).astype(self.cells.dtype)


@dataclass(frozen=True)
class Booleans:
    """True and false, compared as 1 and 0; a new cell is that of the nearer parent."""

    cells: NDArray[np.bool_]
    restore: Callable[[NDArray[Any]], Any]
    missing: NDArray[np.bool_] | None = None

    @property
    def may_be_labels(self) -> bool:
        """Return True: truth values may be labels."""
        return True

    def encode(self) -> NDArray[np.floating]:
        """Return the cells as 0 and 1."""
        return _with_nan(self.cells.astype(np.float32), self.missing)

    def decode(self, new: NDArray[np.floating], origins: Origins) -> Any:
        """Return the nearer of True and False."""
        return blank(self.restore(new > 0.5), np.isnan(new))


@dataclass(frozen=True)
class Categories:
    """Cells without arithmetic: a new cell is a copy of an old one.

    Attributes
    ----------
    codes : ndarray of shape (n,)
        The number of each cell's category, in the sorted order of the categories; missing cells
        are a category of their own, the last.
    first : ndarray of shape (n_categories,)
        A row that holds each category.
    take : callable
        Copies cells by row number, in the column's own dtype.
    """

    codes: NDArray[np.int32]
    first: NDArray[np.intp]
    take: Callable[[NDArray[np.intp]], Any]

    def decode(self, codes: NDArray[np.integer]) -> Any:
        """Copy a cell of each category."""
        return self.take(self.first[codes])


def working_dtype(dtype: np.dtype[Any]) -> type[np.floating]:
    """Return the float type that cells of a dtype are computed in."""
    return np.float32 if np.can_cast(dtype, np.float32) and dtype.kind in "fb" else np.float64


def number_categories(
    cells: Any, take: Callable[[NDArray[np.intp]], Any], by_content: bool = False
) -> Categories:
    """Number the distinct cells of a column in sorted order, missing ones last.

    Cells that have no hash, such as lists, are a TypeError, or compared ``by_content``.
    """
    import pandas as pd

    try:
        codes, categories = pd.factorize(cells, sort=False, use_na_sentinel=True)
    except (TypeError, NotImplementedError):
        # Arrow compares few of its types, and Python objects all that have a hash.
        keys = object_column(cells)
        if by_content:
            keys = object_column([_content(cell) for cell in keys])
        codes, categories = pd.factorize(keys, sort=False, use_na_sentinel=True)
    return rank_categories(codes, np.asarray(categories, dtype=object), take)


def _content(cell: Any) -> Any:
    """Return an object with a hash that is equal for equal cells."""
    if isinstance(cell, np.ndarray):
        return "array", cell.dtype.str, cell.shape, _content(cell.ravel().tolist())
    if isinstance(cell, list | tuple):
        return type(cell).__name__, *map(_content, cell)
    if isinstance(cell, dict):
        return "dict", *((key, _content(value)) for key, value in cell.items())
    if isinstance(cell, set):
        return frozenset(cell)
    try:
        hash(cell)
    except TypeError:
        # Each of other objects without a hash is equal to itself only.
        return "object", id(cell)
    return cell


def rank_categories(
    codes: NDArray[np.integer],
    categories: NDArray[np.object_],
    take: Callable[[NDArray[np.intp]], Any],
) -> Categories:
    """Bring numbered categories, in any order and -1 for missing ones, into sorted order."""
    order = _sorted_order(categories)
    rank = np.empty(len(order) + 1, dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    rank[-1] = len(order)
    ranked = rank[codes]
    return Categories(ranked, np.unique(ranked, return_index=True)[1], take)


def _sorted_order(categories: NDArray[np.object_]) -> NDArray[np.intp]:
    try:
        return np.argsort(categories, kind="stable")
    except TypeError:
        # Categories of several types (1, "a") have no order of their own; order by type, then text.
        keys = [(type(category).__name__, str(category)) for category in categories]
        return np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)


def _with_nan(
    cells: NDArray[np.floating], missing: NDArray[np.bool_] | None
) -> NDArray[np.floating]:
    if missing is not None:
        cells[missing] = np.nan
    return cells


def _distance(cells: NDArray[Any], origin: NDArray[Any]) -> NDArray[np.uint64]:
    # Modular arithmetic: the difference of two 64-bit integers always fits in uint64.
    with np.errstate(over="ignore"):
        return cells.astype(np.uint64) - origin.astype(np.uint64)
