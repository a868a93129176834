"""The columns of a table one by one, for reports and plots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._table.columns import Integers, Numbers
from oversample._table.containers import is_frame
from oversample._table.object_columns import Objects
from oversample._table.table import Table


class ColumnCells(NamedTuple):
    """One column.

    Attributes
    ----------
    name : object
        Its name, or its position where it has none.
    kind : str
        "number", "time" or "category".
    values : ndarray of shape (n_rows,)
        The cells as float64, missing ones NaN; of categories, their codes.
    zero : float
        The number that a value of 0 stands for; 64-bit numbers are relative to the smallest of
        their column.
    cell : callable
        Returns what a value stands for: a float; of times the nearest instant or duration, as the
        column has them.
    """

    name: Any
    kind: str
    values: NDArray[Any]
    zero: float
    cell: Callable[[float], Any]


def describe_columns(table: Table) -> list[ColumnCells]:
    """Return the columns of a dense table in their order."""
    names = names_of(table)
    found = {}
    for where, numbers in table.numbers:
        block = numbers.encode().astype(np.float64, copy=False).reshape(len(table.codes), -1)
        instants = _instants(numbers)
        # Ticks are whole numbers, which a float would round.
        zero_of_all = _zero(numbers) if instants is None else instants.encoded_zero()
        zeros = np.broadcast_to(zero_of_all, block.shape[1:])
        for j, values, zero in zip(where.tolist(), block.T, zeros.tolist(), strict=True):
            if instants is None:
                found[j] = ColumnCells(names[j], "number", values, float(zero), float(zero).__add__)
            else:
                cell = partial(_nearest_cell, instants, zero)
                found[j] = ColumnCells(names[j], "time", values, float(zero), cell)
    for j, column in table.categories:
        found[j] = ColumnCells(names[j], "category", column.codes, 0.0, float)
    return [found[j] for j in sorted(found)]


def names_of(table: Table) -> Sequence[Any]:
    """Return the names of the columns, or their positions where they have none."""
    width = table.numeric.shape[1] + table.codes.shape[1]
    return list(table.X.columns) if is_frame(table.X) else range(width)


def _instants(numbers: Numbers) -> Integers | None:
    """Return instants or durations as whole ticks; None if these are plain numbers."""
    numbers = numbers.numbers if isinstance(numbers, Objects) else numbers
    return numbers if isinstance(numbers, Integers) and numbers.temporal else None


def _nearest_cell(instants: Integers, zero: int, value: float) -> Any:
    """Return the instant or duration of the tick nearest to a value that is relative to zero."""
    tick = np.array([zero + round(value)], dtype=instants.cells.dtype)
    (cell,) = instants.restore(tick)
    return cell


def _zero(numbers: Numbers) -> Any:
    if isinstance(numbers, Objects):
        return numbers.zero + _zero(numbers.numbers)
    return numbers.encoded_zero() if isinstance(numbers, Integers) else 0.0
