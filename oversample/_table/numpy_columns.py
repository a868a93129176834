"""NumPy cells as numbers: arrays of one dtype, columns of objects, ticks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._table.checks import check_finite, missing_error
from oversample._table.columns import Booleans, Floats, Integers, Numbers
from oversample._table.containers import missing_cells
from oversample._table.decimals import Decimals


def array_numbers(X: NDArray[Any], where: NDArray[np.intp], allow_missing: bool) -> Numbers:
    """Read a block of columns of one dtype; ``where`` are their positions, for messages."""
    kind = X.dtype.kind
    if kind == "f":
        check_finite(X, [f"{j}" for j in where], allow_missing)
        return Floats(X, np.asarray)
    if kind in "iu":
        return Integers(X, np.asarray)
    if kind == "b":
        return Booleans(X, np.asarray)
    if kind in "Mm":
        missing = np.isnat(X)
        if missing.any() and not allow_missing:
            j = int(missing.any(axis=0).argmax())
            raise missing_error(f"{where[j]}", int(missing[:, j].sum()), len(X))
        return ticks(X, missing, lambda ticks: ticks.view(X.dtype))
    if kind == "c":
        raise ValueError(f"Complex data not supported: X has dtype {X.dtype}.")
    raise ValueError(f"X has dtype {X.dtype}, which holds neither numbers nor text.")


def ticks(
    instants: NDArray[Any], missing: NDArray[np.bool_], restore: Callable[[Any], Any]
) -> Integers:
    """Read instants or durations, as NumPy's or as their 64-bit ticks."""
    cells = instants.view(np.int64)
    if missing.any():
        # NaT is the smallest int64; an existing tick in its place keeps the range true.
        cells = np.where(missing, cells.max(axis=0), cells)
    return Integers(cells, restore, or_none(missing), temporal=True)


def or_none(missing: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Return the mask, or None if nothing is missing."""
    return missing if missing.any() else None


def object_numbers(
    cells: NDArray[Any], name: str, restore: Callable[[Any], Any], allow_missing: bool
) -> Numbers | None:
    """Read a column of Python objects; None if there is text among them."""
    if cells.dtype.kind != "O" or any(isinstance(cell, str | bytes) for cell in cells):
        return None
    missing = missing_cells(cells)
    if missing.any() and not allow_missing:
        raise missing_error(name, int(missing.sum()), len(cells))
    if all_booleans(cells):
        return Booleans(cells.astype(bool), lambda new: restore(new.astype(object)))
    if any(isinstance(cell, Decimal) for cell in cells):
        return _object_decimals(cells, name, missing, restore)
    values = np.where(missing, np.nan, cells)
    try:
        values = values.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(f"Column {name} holds objects that are not numbers: {error}") from error
    check_finite(values, [name], allow_missing)
    if all(isinstance(cell, Integral) for cell in cells) and np.abs(values).max() < 2.0**53:
        return Integers(values.astype(np.int64), lambda new: restore(new.astype(object)))
    return Floats(values, lambda new: restore(new.astype(object)))


def all_booleans(cells: NDArray[Any]) -> bool:
    """Return whether all cells are booleans."""
    return all(isinstance(cell, bool | np.bool_) for cell in cells)


def _object_decimals(
    cells: NDArray[Any],
    name: str,
    missing: NDArray[np.bool_],
    restore: Callable[[Any], Any],
) -> Decimals:
    others = {type(cell).__name__ for cell in cells[~missing] if not isinstance(cell, Decimal)}
    if others:
        raise TypeError(
            f"Column {name} holds Decimals beside {', '.join(sorted(others))}. Make all of its "
            "cells Decimals, or all of them floats."
        )
    check_finite(np.where(missing, np.nan, cells).astype(np.float64), [name], True)
    exponent = min((int(cell.as_tuple().exponent) for cell in cells[~missing]), default=0)
    return Decimals(cells, restore, exponent, or_none(missing))
