"""Columns of Python objects that stand for numbers: whole ones of any size, fractions, dates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from numbers import Integral, Rational, Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._table.checks import Reading, check_finite, missing_error
from oversample._table.columns import Booleans, Floats, Integers, Numbers, Origins
from oversample._table.containers import is_pandas, missing_cells, object_column
from oversample._table.exact import ExactNumbers, to_denominator, to_exponent

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Objects:
    """Python objects, computed as the numbers that they stand for.

    A new cell that is a copy is the very object; a missing one is marked as the column marks them.

    Attributes
    ----------
    cells : ndarray of shape (n,), object
        The cells.
    numbers : Numbers
        What they stand for; decodes to objects.
    restore : callable
        Turns an array of objects into cells of the column.
    missing : ndarray of shape (n,), bool
        A mask of the missing cells.
    zero : float
        What the numbers are relative to.
    """

    cells: NDArray[np.object_]
    numbers: Numbers
    restore: Callable[[NDArray[np.object_]], Any]
    missing: NDArray[np.bool_] = field(repr=False)
    zero: float = 0.0

    @property
    def may_be_labels(self) -> bool:
        """Return whether what they stand for may be labels."""
        return self.numbers.may_be_labels

    def encode(self) -> NDArray[np.floating]:
        """Return the cells as floats."""
        return self.numbers.encode()

    def decode(self, new: NDArray[np.floating], origins: Origins) -> Any:
        """Return floats as objects of the column's type."""
        gone = np.isnan(new)
        result = self.numbers.decode(new, origins)
        if gone.any():
            result[gone] = self.cells[self.missing][0] if self.missing.any() else np.nan
        copies, source = origins.copies()
        # What its source misses may be there, of another parent.
        is_same = self.missing[source] == gone[copies]
        result[copies] = np.where(is_same, self.cells[source], result[copies])
        return self.restore(result)


def holds_numbers(cells: NDArray[Any]) -> bool:
    """Return whether all cells that are there are real numbers, and not all of them booleans."""
    present = cells[~_missing(cells)]
    kinds = {type(cell) for cell in present}
    return all(issubclass(kind, Real | Decimal) for kind in kinds) and not _are_booleans(kinds)


def object_numbers(
    cells: NDArray[Any], name: str, restore: Callable[[Any], Any], reading: Reading
) -> Numbers | None:
    """Read a column of Python objects; None if there is text among them.

    Parameters
    ----------
    cells : ndarray of shape (n,)
        The cells; None for arrays of text.
    name : str
        The column, for messages.
    restore : callable
        Turns an array of objects into cells of the column.
    reading : Reading
        What is allowed. Where nothing is refused, cells without arithmetic give None, too.

    Returns
    -------
    Objects or None
        The column as numbers.

    Raises
    ------
    ValueError
        If cells are missing, infinite or too far apart.
    TypeError
        If cells are neither numbers nor dates, or of several kinds.
    """
    if cells.dtype.kind != "O" or any(isinstance(cell, str | bytes) for cell in cells):
        return None
    missing = _missing(cells)
    try:
        stands_for = _read(cells, missing, name)
    except TypeError:
        if reading.refuse:
            raise
        return None
    if missing.any() and not reading.allow_missing:
        raise missing_error(name, int(missing.sum()), len(cells))
    return Objects(cells, stands_for.numbers, restore, missing, stands_for.zero)


def _missing(cells: NDArray[np.object_]) -> NDArray[np.bool_]:
    # A signalling NaN of decimals is missing, too, though every comparison of it is an error.
    signals = np.array([isinstance(cell, Decimal) and cell.is_nan() for cell in cells], dtype=bool)
    marked = cells.copy()
    marked[signals] = None
    return missing_cells(marked)


class _StandsFor(NamedTuple):
    """The numbers that objects stand for, and what these are relative to."""

    numbers: Numbers
    zero: float = 0.0


def _read(cells: NDArray[np.object_], missing: NDArray[np.bool_], name: str) -> _StandsFor:
    present = cells[~missing]
    kinds = {type(cell) for cell in present}
    gaps = missing if missing.any() else None
    build = _builder(kinds)
    if _are_booleans(kinds):
        flags = np.where(missing, False, cells).astype(bool)
        return _StandsFor(Booleans(flags, build, gaps))
    if kinds and all(issubclass(kind, Integral) for kind in kinds):
        return _read_integers(cells, missing, name, build)
    if any(issubclass(kind, Decimal) for kind in kinds):
        return _StandsFor(_read_decimals(cells, missing, name))
    if kinds and all(issubclass(kind, Rational) for kind in kinds):
        check_finite(_as_floats(cells, missing, name), [name], allow_missing=True)
        largest = max(cell.denominator for cell in present)
        return _StandsFor(ExactNumbers(cells, np.asarray, to_denominator(largest), gaps))
    found = _read_dates(present) if len(kinds) == 1 else None
    if found is not None:
        ticks = np.full(len(cells), found.ticks[0])
        ticks[~missing] = found.ticks
        return _StandsFor(Integers(ticks, found.build, gaps, temporal=True))
    values = _as_floats(cells, missing, name)
    check_finite(values, [name], allow_missing=True)
    return _StandsFor(Floats(values, build))


def _are_booleans(kinds: set[type]) -> bool:
    return bool(kinds) and all(issubclass(kind, bool | np.bool_) for kind in kinds)


def _builder(kinds: set[type]) -> Callable[[NDArray[Any]], NDArray[np.object_]]:
    """Return what makes objects of an array: of the type of the column's, where it is one."""
    (kind,) = kinds if len(kinds) == 1 else (object,)
    if not issubclass(kind, np.generic):
        return lambda new: new.astype(object)
    return lambda new: object_column(map(kind, new.tolist()))


def _as_floats(
    cells: NDArray[np.object_], missing: NDArray[np.bool_], name: str
) -> NDArray[np.float64]:
    try:
        return np.where(missing, np.nan, cells).astype(np.float64)
    except OverflowError as error:
        raise ValueError(_too_large(name)) from error
    except (TypeError, ValueError) as error:
        kinds = sorted({type(cell).__name__ for cell in cells[~missing]})
        raise TypeError(
            f"Column {name} holds objects that are not numbers, of type {', '.join(kinds)}: "
            f"{error}. Convert it (dates with pandas.to_datetime), drop it, or name it in "
            "categorical_features."
        ) from error


def _too_large(name: str) -> str:
    return (
        f"Column {name} holds numbers beyond the largest float, about 1.8e308, which cannot be "
        "computed with. Scale it first."
    )


def _read_integers(
    cells: NDArray[np.object_],
    missing: NDArray[np.bool_],
    name: str,
    build: Callable[[NDArray[Any]], NDArray[np.object_]],
) -> _StandsFor:
    gaps = missing if missing.any() else None
    values = [int(cell) for cell in cells[~missing]]
    low, high = min(values), max(values)
    whole = np.full(len(cells), low, dtype=object)
    whole[~missing] = values
    for dtype in (np.int64, np.uint64):
        limits = np.iinfo(dtype)
        if limits.min <= low and high <= limits.max:
            return _StandsFor(Integers(whole.astype(dtype), build, gaps))

    def shifted(new: NDArray[Any]) -> NDArray[np.object_]:
        return new.astype(object) + low

    # Beyond 64 bits, relative to the smallest; of any size if need be.
    offset = whole - low
    try:
        zero, _ = float(low), float(high)
    except OverflowError as error:
        raise ValueError(_too_large(name)) from error
    if high - low <= np.iinfo(np.uint64).max:
        return _StandsFor(Integers(offset.astype(np.uint64), shifted, gaps), zero)
    return _StandsFor(ExactNumbers(offset, shifted, round, gaps), zero)


def _read_decimals(
    cells: NDArray[np.object_], missing: NDArray[np.bool_], name: str
) -> ExactNumbers:
    others = {type(cell).__name__ for cell in cells[~missing] if not isinstance(cell, Decimal)}
    if others:
        raise TypeError(
            f"Column {name} holds Decimals beside {', '.join(sorted(others))}. Make all of its "
            "cells Decimals, or all of them floats."
        )
    check_finite(_as_floats(cells, missing, name), [name], allow_missing=True)
    exponent = min((int(cell.as_tuple().exponent) for cell in cells[~missing]), default=0)
    gaps = missing if missing.any() else None
    return ExactNumbers(cells, np.asarray, to_exponent(exponent), gaps)


class _Dates(NamedTuple):
    """Instants or durations of one type as whole ticks, and the way back."""

    ticks: NDArray[np.int64]
    build: Callable[[NDArray[np.int64]], NDArray[np.object_]]


def _read_dates(present: NDArray[np.object_]) -> _Dates | None:
    """Read cells of one type, or return None if they are no dates, or of several zones."""
    kind = type(present[0])
    if is_pandas(present[0], "Timestamp") or is_pandas(present[0], "Timedelta"):
        return _read_pandas_dates(present)
    if issubclass(kind, np.datetime64 | np.timedelta64):
        instants = np.array(present.tolist())
        return _Dates(instants.view(np.int64), lambda new: object_column(new.view(instants.dtype)))
    if kind is date:
        days = [cell.toordinal() for cell in present]
        return _Dates(np.array(days), lambda new: _each(date.fromordinal, new))
    if kind is timedelta:
        ticks = [cell // _MICROSECOND for cell in present]
        return _Dates(np.array(ticks), lambda new: _each(_duration, new))
    if kind is datetime and len({cell.tzinfo for cell in present}) == 1:
        zone = present[0].tzinfo
        epoch = datetime(1970, 1, 1, tzinfo=None if zone is None else UTC)
        ticks = [(cell - epoch) // _MICROSECOND for cell in present]
        return _Dates(np.array(ticks), lambda new: _each(partial(_instant, epoch, zone), new))
    return None


def _read_pandas_dates(present: NDArray[np.object_]) -> _Dates | None:
    import pandas as pd

    if isinstance(present[0], pd.Timedelta):
        durations = pd.TimedeltaIndex(present)
        unit = f"m8[{durations.unit}]"
        return _Dates(durations.asi8, lambda new: object_column(pd.TimedeltaIndex(new.view(unit))))
    try:
        index = pd.DatetimeIndex(present)
    except ValueError:
        return None

    def build(new: NDArray[np.int64]) -> NDArray[np.object_]:
        instants = pd.DatetimeIndex(new.view(f"M8[{index.unit}]"))
        if index.tz is not None:
            instants = instants.tz_localize("UTC").tz_convert(index.tz)
        return object_column(instants)

    return _Dates(index.asi8, build)


def _each(make: Callable[[int], Any], new: NDArray[np.integer]) -> NDArray[np.object_]:
    return object_column(make(tick) for tick in new.tolist())


def _duration(ticks: int) -> timedelta:
    return timedelta(microseconds=ticks)


def _instant(epoch: datetime, zone: Any, ticks: int) -> datetime:
    instant = epoch + timedelta(microseconds=ticks)
    return instant if zone is None else instant.astimezone(zone)
