"""Reading a table: which of its columns are numbers, which are levels, which are refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._table.columns import (
    Flags,
    Floats,
    Integers,
    Levels,
    Numbers,
    number_levels,
)
from oversample._table.containers import missing_cells
from oversample._table.selection import chosen_columns

NumberParts = list[tuple[NDArray[np.intp], Numbers]]
LevelParts = list[tuple[int, Levels]]


class Reading(NamedTuple):
    """How strictly to read.

    Attributes
    ----------
    owner : str
        Who reads, for messages.
    allow_missing : bool
        Whether missing numbers are no error.
    refuse : bool
        Whether columns that are neither numbers nor chosen are an error; otherwise they are levels.
    """

    owner: str
    allow_missing: bool
    refuse: bool


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
            if X.dtype.kind in "bUS" or (X.dtype.kind == "O" and _all_flags(X[:, j]))
        ]
        reading = reading._replace(refuse=False)
    else:
        chosen = chosen_columns(categorical, n_columns, reading.owner)
    if X.dtype.kind in "OUS":
        columns = [X[:, j] for j in range(n_columns)]
        return _read_columns(columns, [f"{j}" for j in range(n_columns)], chosen, reading)
    levels = [(j, _read_levels(X[:, j], f"{j}")) for j in chosen]
    where = np.setdiff1d(np.arange(n_columns), chosen)
    if not len(where):
        return [], levels
    block = X if len(where) == n_columns else X[:, where]
    return [(where, _array_numbers(block, where, reading.allow_missing))], levels


def read_frame(X: Any, categorical: Any, reading: Reading) -> tuple[NumberParts, LevelParts]:
    """Sort the columns of a DataFrame by dtype."""
    columns = [X.iloc[:, j] for j in range(X.shape[1])]
    if isinstance(categorical, str):
        chosen = [j for j, column in enumerate(columns) if _is_level_dtype(column.dtype)]
    else:
        chosen = chosen_columns(categorical, X.columns, reading.owner)
    return _read_columns(columns, [repr(name) for name in X.columns], chosen, reading)


def _read_columns(
    columns: Sequence[Any], names: Sequence[str], chosen: Sequence[int], reading: Reading
) -> tuple[NumberParts, LevelParts]:
    numbers: NumberParts = []
    # Levels stand in the order in which they were chosen: votes are drawn in that order.
    levels: LevelParts = [(j, _read_levels(columns[j], names[j])) for j in chosen]
    refused = []
    for j in sorted(set(range(len(columns))).difference(chosen)):
        cells = _column_numbers(columns[j], names[j], reading)
        if cells is not None:
            numbers.append((np.array([j]), cells))
        elif reading.refuse:
            refused.append(names[j])
        else:
            levels.append((j, _read_levels(columns[j], names[j])))
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


def _array_numbers(X: NDArray[Any], where: NDArray[np.intp], allow_missing: bool) -> Numbers:
    kind = X.dtype.kind
    if kind == "f":
        _refuse_not_finite(X, [f"{j}" for j in where], allow_missing)
        return Floats(X, np.asarray)
    if kind in "iu":
        return Integers(X, np.asarray)
    if kind == "b":
        return Flags(X, np.asarray)
    if kind in "Mm":
        missing = np.isnat(X)
        if missing.any() and not allow_missing:
            j = int(missing.any(axis=0).argmax())
            _refuse_missing(f"{where[j]}", int(missing[:, j].sum()), len(X))
        return _ticks(X, missing, lambda ticks: ticks.view(X.dtype))
    if kind == "c":
        raise ValueError(f"Complex data not supported: X has dtype {X.dtype}.")
    raise ValueError(f"X has dtype {X.dtype}, which holds neither numbers nor text.")


def _refuse_not_finite(X: NDArray[np.floating], names: Sequence[str], allow_missing: bool) -> None:
    # Two passes without a mask of the table's size: extremes are finite only if all cells are.
    with np.errstate(all="ignore"):
        if np.isfinite(X.max().astype(np.float64) - X.min()):
            return
    for name, column in zip(names, X.reshape(len(X), -1).T, strict=True):
        missing = int(np.isnan(column).sum())
        if missing and not allow_missing:
            _refuse_missing(name, missing, len(X))
        if np.isinf(column).any():
            raise ValueError(
                f"Input X contains infinity: column {name} has {int(np.isinf(column).sum())} such "
                f"cells in {len(X)} rows. Replace or drop them first."
            )
        with np.errstate(over="ignore"):
            if missing < len(X) and np.isinf(np.nanmax(column) - np.nanmin(column)):
                raise ValueError(
                    f"Column {name} has values whose difference is beyond the largest float of its "
                    f"dtype, {column.dtype}: nothing can be put between them. Scale it first."
                )


def _refuse_missing(name: str, n_missing: int, n_rows: int) -> None:
    raise ValueError(
        f"Input X contains NaN: column {name} has {n_missing} missing cells in {n_rows} rows. "
        "Set missing_values='present' or 'propagate' where the sampler has it, or impute them "
        "first, for example with sklearn.impute.SimpleImputer as an earlier step of the pipeline."
    )


def _column_numbers(column: Any, name: str, reading: Reading) -> Numbers | None:
    """Read one column as numbers; None if it is of a kind without arithmetic."""
    if isinstance(column, np.ndarray):
        return _object_numbers(column, name, np.asarray, reading.allow_missing)
    import pandas as pd
    from pandas.api import types

    allow_missing = reading.allow_missing
    dtype = column.dtype
    restore = partial(pd.array, dtype=dtype)
    if isinstance(dtype, pd.SparseDtype):
        dense = np.asarray(column)
        if dense.dtype.kind == "f":
            _refuse_not_finite(dense, [name], allow_missing)
        kind = {"i": Integers, "u": Integers, "b": Flags}.get(dense.dtype.kind, Floats)
        return kind(dense, partial(pd.arrays.SparseArray, dtype=dtype))
    if types.is_object_dtype(dtype):
        return _object_numbers(column.to_numpy(), name, restore, allow_missing)
    if isinstance(dtype, pd.CategoricalDtype) or types.is_string_dtype(dtype):
        return None
    missing = column.isna().to_numpy()
    if missing.any() and not allow_missing:
        _refuse_missing(name, int(missing.sum()), len(column))
    if types.is_bool_dtype(dtype):
        return Flags(_filled(column, missing, bool), restore, _or_none(missing))
    if types.is_integer_dtype(dtype):
        return Integers(_filled(column, missing, _numpy_dtype(dtype)), restore, _or_none(missing))
    if types.is_float_dtype(dtype):
        cells = column.to_numpy(dtype=_numpy_dtype(dtype), na_value=np.nan)
        _refuse_not_finite(cells, [name], allow_missing)
        return Floats(cells, restore)
    if isinstance(dtype, pd.DatetimeTZDtype):
        instants = column.to_numpy(dtype=f"datetime64[{dtype.unit}]")
        return _ticks(instants, missing, partial(_zoned, instants.dtype, dtype.tz))
    if isinstance(dtype, np.dtype) and dtype.kind in "mM":
        return _ticks(column.to_numpy(), missing, lambda ticks: ticks.view(dtype))
    if not reading.refuse:
        return None
    raise ValueError(
        f"Column {name} has dtype {dtype}, which cannot be interpolated (complex data not "
        "supported, nor periods and intervals). Drop or convert it, or name it in "
        "categorical_features."
    )


def _filled(column: Any, missing: NDArray[np.bool_], dtype: Any) -> NDArray[Any]:
    """Give cells as plain numbers, with a value that the column has in place of missing ones."""
    if not missing.any():
        return column.to_numpy(dtype=dtype)
    some = 0 if missing.all() else column[~missing].iloc[0]
    return column.fillna(some).to_numpy(dtype=dtype)


def _ticks(
    instants: NDArray[Any], missing: NDArray[np.bool_], restore: Callable[[Any], Any]
) -> Integers:
    ticks = instants.view(np.int64)
    if missing.any():
        # NaT is the smallest int64; a tick that is there keeps the range true.
        ticks = np.where(missing, ticks.max(axis=0), ticks)
    return Integers(ticks, restore, _or_none(missing))


def _or_none(missing: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    return missing if missing.any() else None


def _object_numbers(
    cells: NDArray[Any], name: str, restore: Callable[[Any], Any], allow_missing: bool
) -> Numbers | None:
    if cells.dtype.kind != "O" or any(isinstance(cell, str | bytes) for cell in cells):
        return None
    missing = missing_cells(cells)
    if missing.any() and not allow_missing:
        _refuse_missing(name, int(missing.sum()), len(cells))
    if _all_flags(cells):
        return Flags(cells.astype(bool), lambda new: restore(new.astype(object)))
    values = np.where(missing, np.nan, cells)
    try:
        values = values.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(f"Column {name} holds objects that are not numbers: {error}") from error
    _refuse_not_finite(values, [name], allow_missing)
    if all(isinstance(cell, Integral) for cell in cells) and np.abs(values).max() < 2.0**53:
        return Integers(values.astype(np.int64), lambda new: restore(new.astype(object)))
    return Floats(values, lambda new: restore(new.astype(object)))


def _all_flags(cells: NDArray[Any]) -> bool:
    return all(isinstance(cell, bool | np.bool_) for cell in cells)


def _read_levels(column: Any, name: str) -> Levels:
    take = column.__getitem__ if isinstance(column, np.ndarray) else column.array.take
    try:
        return number_levels(column, take)
    except TypeError as error:
        raise TypeError(f"Column {name} holds objects that cannot be compared: {error}") from error


def _is_level_dtype(dtype: Any) -> bool:
    import pandas as pd
    from pandas.api import types

    return isinstance(dtype, pd.CategoricalDtype) or (
        not isinstance(dtype, pd.SparseDtype)
        and (
            types.is_bool_dtype(dtype)
            or types.is_object_dtype(dtype)
            or types.is_string_dtype(dtype)
        )
    )


def _numpy_dtype(dtype: Any) -> np.dtype[Any]:
    return dtype if isinstance(dtype, np.dtype) else dtype.numpy_dtype


def _zoned(naive: np.dtype[Any], zone: Any, ticks: NDArray[np.int64]) -> Any:
    import pandas as pd

    return pd.DatetimeIndex(ticks.view(naive)).tz_localize("UTC").tz_convert(zone).array
