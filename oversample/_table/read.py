"""Sorting the columns of a table: which are numbers, which are levels, which are refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._table.checks import Reading
from oversample._table.columns import Levels, Numbers, number_levels
from oversample._table.containers import is_polars
from oversample._table.numpy_columns import all_flags, array_numbers, object_numbers
from oversample._table.pandas_columns import (
    is_level_dtype,
    read_pandas_levels,
    read_pandas_numbers,
)
from oversample._table.polars_columns import (
    is_polars_level,
    read_polars_levels,
    read_polars_numbers,
)
from oversample._table.selection import chosen_columns

NumberParts = list[tuple[NDArray[np.intp], Numbers]]
LevelParts = list[tuple[int, Levels]]


class _Readers(NamedTuple):
    """How one column of a container becomes numbers, or levels."""

    numbers: Callable[[Any, str, Reading], Numbers | None]
    levels: Callable[[Any], Levels]


def read_array(
    X: NDArray[Any], categorical: Any, reading: Reading
) -> tuple[NumberParts, LevelParts]:
    """Sort the columns of a two-dimensional array of any dtype.

    An array of one numeric dtype is read as one block. Of an object array, as made by a table with
    text in it, each column is looked at by itself; under "auto" those that are not all numbers are
    levels.
    """
    n_columns = X.shape[1]
    if isinstance(categorical, str):
        chosen = [
            j
            for j in range(n_columns)
            if X.dtype.kind in "bUS" or (X.dtype.kind == "O" and all_flags(X[:, j]))
        ]
        reading = reading._replace(refuse=False)
    else:
        chosen = chosen_columns(categorical, n_columns, reading.owner)
    if X.dtype.kind in "OUS":
        columns = [X[:, j] for j in range(n_columns)]
        readers = _Readers(_object_column, _array_levels)
        return _read_columns(columns, [f"{j}" for j in range(n_columns)], chosen, reading, readers)
    levels = [(j, _array_levels(X[:, j])) for j in chosen]
    where = np.setdiff1d(np.arange(n_columns), chosen)
    if not len(where):
        return [], levels
    block = X if len(where) == n_columns else X[:, where]
    return [(where, array_numbers(block, where, reading.allow_missing))], levels


def read_frame(X: Any, categorical: Any, reading: Reading) -> tuple[NumberParts, LevelParts]:
    """Sort the columns of a DataFrame by dtype."""
    if is_polars(X, "DataFrame"):
        columns, is_level = X.get_columns(), is_polars_level
        readers = _Readers(read_polars_numbers, read_polars_levels)
    else:
        columns, is_level = [X.iloc[:, j] for j in range(X.shape[1])], is_level_dtype
        readers = _Readers(read_pandas_numbers, read_pandas_levels)
    if isinstance(categorical, str):
        chosen = [j for j, column in enumerate(columns) if is_level(column.dtype)]
    else:
        chosen = chosen_columns(categorical, X.columns, reading.owner)
    return _read_columns(columns, [repr(name) for name in X.columns], chosen, reading, readers)


def _read_columns(
    columns: Sequence[Any],
    names: Sequence[str],
    chosen: Sequence[int],
    reading: Reading,
    readers: _Readers,
) -> tuple[NumberParts, LevelParts]:
    numbers: NumberParts = []
    # Levels stand in the order in which they were chosen: votes are drawn in that order.
    levels: LevelParts = [(j, _read_levels(columns[j], names[j], readers)) for j in chosen]
    refused = []
    for j in sorted(set(range(len(columns))).difference(chosen)):
        cells = readers.numbers(columns[j], names[j], reading)
        if cells is not None:
            numbers.append((np.array([j]), cells))
        elif reading.refuse:
            refused.append(names[j])
        else:
            levels.append((j, _read_levels(columns[j], names[j], readers)))
    if refused:
        raise ValueError(_refusal(refused, reading.owner))
    return numbers, levels


def _refusal(names: Sequence[str], owner: str) -> str:
    columns = f"columns {', '.join(names)} are" if len(names) > 1 else f"column {names[0]} is"
    return (
        f"{owner} interpolates numbers, but {columns} of category, string or object type (could "
        "not convert string to float). Pass categorical_features='auto', or the list of those "
        "columns, to choose their new values by vote among the neighbors (the SMOTE-NC rule); or "
        "encode them first."
    )


def _object_column(column: NDArray[Any], name: str, reading: Reading) -> Numbers | None:
    return object_numbers(column, name, np.asarray, reading.allow_missing)


def _array_levels(column: NDArray[Any]) -> Levels:
    return number_levels(column, column.__getitem__)


def _read_levels(column: Any, name: str, readers: _Readers) -> Levels:
    try:
        return readers.levels(column)
    except TypeError as error:
        raise TypeError(f"Column {name} holds objects that cannot be compared: {error}") from error
