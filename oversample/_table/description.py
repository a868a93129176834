"""The columns of a table one by one, for reports and plots."""

from __future__ import annotations

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
    """

    name: Any
    kind: str
    values: NDArray[Any]
    zero: float


def describe_columns(table: Table) -> list[ColumnCells]:
    """Return the columns of a dense table in their order."""
    names = list(table.X.columns) if is_frame(table.X) else range(_width(table))
    found = {}
    for where, numbers in table.numbers:
        block = numbers.encode().astype(np.float64, copy=False).reshape(len(table.codes), -1)
        kind, zeros = _kind(numbers), np.broadcast_to(_zero(numbers), block.shape[1:])
        for j, values, zero in zip(where.tolist(), block.T, zeros, strict=True):
            found[j] = ColumnCells(names[j], kind, values, float(zero))
    for j, column in table.categories:
        found[j] = ColumnCells(names[j], "category", column.codes, 0.0)
    return [found[j] for j in sorted(found)]


def _width(table: Table) -> int:
    return table.numeric.shape[1] + table.codes.shape[1]


def _kind(numbers: Numbers) -> str:
    numbers = numbers.numbers if isinstance(numbers, Objects) else numbers
    return "time" if isinstance(numbers, Integers) and numbers.temporal else "number"


def _zero(numbers: Numbers) -> Any:
    if isinstance(numbers, Objects):
        return numbers.zero + _zero(numbers.numbers)
    return numbers.encoded_zero() if isinstance(numbers, Integers) else 0.0
