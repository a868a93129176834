"""Read the columns of a table: as numbers, as categories, or with an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._table.checks import Reading
from oversample._table.columns import Categories, Numbers, number_categories
from oversample._table.containers import is_polars
from oversample._table.numpy_columns import array_numbers
from oversample._table.object_columns import holds_numbers, object_numbers
from oversample._table.pandas_columns import (
    is_category_dtype,
    read_pandas_categories,
    read_pandas_numbers,
)
from oversample._table.polars_columns import (
    is_polars_category,
    read_polars_categories,
    read_polars_numbers,
)
from oversample._table.selection import chosen_columns

NumberParts = list[tuple[NDArray[np.intp], Numbers]]
CategoryParts = list[tuple[int, Categories]]


class _Readers(NamedTuple):
    """The functions that read one column of a container as numbers and as categories."""

    numbers: Callable[[Any, str, Reading], Numbers | None]
    categories: Callable[[Any, bool], Categories]


def read_array(
    X: NDArray[Any], categorical: Any, reading: Reading
) -> tuple[NumberParts, CategoryParts]:
    """Read the columns of a two-dimensional array of any dtype.

    An array of one numeric dtype is read as one block. An object array, as made from a table with
    text in it, is read column by column; under "auto" columns that are not all numbers are
    categories.
    """
    n_columns = X.shape[1]
    if isinstance(categorical, str):
        chosen = [
            j
            for j in range(n_columns)
            if X.dtype.kind in "bUST" or (X.dtype.kind == "O" and not holds_numbers(X[:, j]))
        ]
    else:
        chosen = chosen_columns(categorical, n_columns, reading.owner)
    if X.dtype.kind in "OUST":
        columns = [X[:, j] for j in range(n_columns)]
        readers = _Readers(_object_column, _array_categories)
        return _read_columns(columns, [f"{j}" for j in range(n_columns)], chosen, reading, readers)
    categories = [(j, _array_categories(X[:, j], by_content=False)) for j in chosen]
    where = np.setdiff1d(np.arange(n_columns), chosen)
    if not len(where):
        return [], categories
    block = X if len(where) == n_columns else X[:, where]
    return [(where, array_numbers(block, where, reading.allow_missing))], categories


def read_frame(X: Any, categorical: Any, reading: Reading) -> tuple[NumberParts, CategoryParts]:
    """Read the columns of a DataFrame, each by its dtype."""
    if is_polars(X, "DataFrame"):
        columns, is_category = X.get_columns(), is_polars_category
        readers = _Readers(read_polars_numbers, read_polars_categories)
    else:
        columns, is_category = [X.iloc[:, j] for j in range(X.shape[1])], is_category_dtype
        readers = _Readers(read_pandas_numbers, read_pandas_categories)
    if isinstance(categorical, str):
        chosen = [j for j, column in enumerate(columns) if is_category(column.dtype)]
    else:
        chosen = chosen_columns(categorical, X.columns, reading.owner)
    return _read_columns(columns, [repr(name) for name in X.columns], chosen, reading, readers)


def _read_columns(
    columns: Sequence[Any],
    names: Sequence[str],
    chosen: Sequence[int],
    reading: Reading,
    readers: _Readers,
) -> tuple[NumberParts, CategoryParts]:
    numbers: NumberParts = []
    # Categories stand in the order in which they were chosen: votes are drawn in that order.
    categories: CategoryParts = [
        (j, _read_categories(columns[j], names[j], readers, reading)) for j in chosen
    ]
    refused = []
    for j in sorted(set(range(len(columns))).difference(chosen)):
        cells = readers.numbers(columns[j], names[j], reading)
        if cells is not None:
            numbers.append((np.array([j]), cells))
        elif reading.refuse:
            refused.append(names[j])
        else:
            categories.append((j, _read_categories(columns[j], names[j], readers, reading)))
    if refused:
        raise ValueError(_refusal(refused, reading.owner))
    return numbers, categories


def _refusal(names: Sequence[str], owner: str) -> str:
    columns = f"columns {', '.join(names)} are" if len(names) > 1 else f"column {names[0]} is"
    return (
        f"{owner} interpolates numbers, but {columns} of category, string or object type (could "
        "not convert string to float). Pass categorical_features='auto', or the list of those "
        "columns, to choose their new values by vote among the neighbors (the SMOTE-NC rule); or "
        "encode them first."
    )


def _object_column(column: NDArray[Any], name: str, reading: Reading) -> Numbers | None:
    return object_numbers(column, name, np.asarray, reading)


def _array_categories(column: NDArray[Any], by_content: bool) -> Categories:
    return number_categories(column, column.__getitem__, by_content)


def _read_categories(column: Any, name: str, readers: _Readers, reading: Reading) -> Categories:
    try:
        return readers.categories(column, not reading.refuse)
    except TypeError as error:
        raise TypeError(
            f"Column {name} holds objects that cannot be compared: {error}. Drop it, or make text "
            "or tuples of its cells."
        ) from error
