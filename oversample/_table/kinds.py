"""Reading a table: which of its columns are numbers, which are levels, which are refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._table.columns import (
    Flags,
    Floats,
    Integers,
    Levels,
    Numbers,
    number_levels,
    working_dtype,
)

NumberParts = list[tuple[NDArray[np.intp], Numbers]]
LevelParts = list[tuple[int, Levels]]


def read_array(X: NDArray[Any], categorical: Any, owner: str) -> tuple[NumberParts, LevelParts]:
    """Sort the columns of a two-dimensional array of any dtype.

    An array of one numeric dtype is read as one block. Of an object array, as made by a table with
    text in it, each column is looked at by itself.
    """
    n_columns = X.shape[1]
    if isinstance(categorical, str):
        chosen = np.full(n_columns, X.dtype.kind in "bUS")
    else:
        chosen = chosen_columns(categorical, np.arange(n_columns), owner)
    if X.dtype.kind == "O":
        return _read_columns(
            [X[:, j] for j in range(n_columns)],
            [f"{j}" for j in range(n_columns)],
            chosen,
            isinstance(categorical, str),
            owner,
        )
    if X.dtype.kind in "US" and not chosen.all():
        _refuse([f"{j}" for j in np.flatnonzero(~chosen)], owner)
    levels = [(int(j), _read_levels(X[:, j])) for j in np.flatnonzero(chosen)]
    where = np.flatnonzero(~chosen)
    if not len(where):
        return [], levels
    block = X if len(where) == n_columns else X[:, where]
    return [(where, _array_numbers(block, where))], levels


def read_frame(X: Any, categorical: Any, owner: str) -> tuple[NumberParts, LevelParts]:
    """Sort the columns of a DataFrame by dtype."""
    columns = [X.iloc[:, j] for j in range(X.shape[1])]
    if isinstance(categorical, str):
        chosen = np.array([_is_level_dtype(column.dtype) for column in columns])
    else:
        chosen = chosen_columns(categorical, X.columns, owner)
    return _read_columns(columns, [repr(name) for name in X.columns], chosen, False, owner)


def _read_columns(
    columns: Sequence[Any], names: Sequence[str], chosen: NDArray[np.bool_], guess: bool, owner: str
) -> tuple[NumberParts, LevelParts]:
    numbers: NumberParts = []
    levels: LevelParts = []
    refused = []
    for j, (column, name) in enumerate(zip(columns, names, strict=True)):
        cells = None if chosen[j] else _column_numbers(column, name)
        if cells is not None:
            numbers.append((np.array([j]), cells))
        elif chosen[j] or guess:
            levels.append((j, _read_levels(column)))
        else:
            refused.append(name)
    if refused:
        _refuse(refused, owner)
    return numbers, levels


def _refuse(names: Sequence[str], owner: str) -> None:
    some = ", ".join(names)
    plural = "s" if len(names) > 1 else ""
    verb = "are" if len(names) > 1 else "is"
    raise ValueError(
        f"{owner} interpolates numbers, but column{plural} {some} {verb} of category, string or "
        "object type (could not convert string to float). Pass categorical_features='auto', or the "
        "list of those columns, to choose their new values by vote among the neighbors (the "
        "SMOTE-NC rule); or encode them first."
    )


def chosen_columns(categorical: Any, names: Any, owner: str) -> NDArray[np.bool_]:
    """Translate ``categorical_features``, given by name, position or mask, to a mask."""
    n_columns = len(names)
    mask = np.zeros(n_columns, dtype=bool)
    if categorical is None:
        return mask
    wanted = list(categorical)
    if wanted and all(isinstance(item, bool | np.bool_) for item in wanted):
        if len(wanted) != n_columns:
            raise ValueError(
                f"{owner}: categorical_features is a mask of {len(wanted)} columns, but X has "
                f"{n_columns}."
            )
        return np.array(wanted, dtype=bool)
    by_name = {name: j for j, name in enumerate(names)}
    for item in wanted:
        if isinstance(item, str):
            if item not in by_name:
                raise ValueError(
                    f"{owner}: categorical_features names column {item!r}, which X does not have. "
                    f"Its columns are {list(names)}."
                )
            mask[by_name[item]] = True
        elif isinstance(item, int | np.integer) and -n_columns <= item < n_columns:
            mask[item] = True
        else:
            raise ValueError(
                f"{owner}: categorical_features holds {item!r}, which is neither the name of a "
                f"column nor a position below {n_columns}."
            )
    return mask


def _array_numbers(X: NDArray[Any], where: Sequence[int] | NDArray[np.intp]) -> Numbers:
    kind = X.dtype.kind
    if kind == "f":
        _refuse_not_finite(X, [f"{j}" for j in where])
        return Floats(X, np.asarray)
    if kind in "iu":
        return Integers(X, np.asarray)
    if kind == "b":
        return Flags(X, np.asarray)
    if kind in "Mm":
        if np.isnat(X).any():
            j = int(np.isnat(X).any(axis=0).argmax())
            _refuse_missing(f"{where[j]}", int(np.isnat(X[:, j]).sum()), len(X))
        return Integers(X.view(np.int64), lambda ticks: ticks.view(X.dtype))
    raise ValueError(f"Complex data not supported: X has dtype {X.dtype}.")


def _refuse_not_finite(X: NDArray[np.floating], names: Sequence[str]) -> None:
    # One pass without a mask of the table's size: a sum is finite only if all its terms are.
    with np.errstate(all="ignore"):
        if np.isfinite(X.sum(dtype=working_dtype(X.dtype))):
            return
    for name, column in zip(names, X.reshape(len(X), -1).T, strict=True):
        missing = int(np.isnan(column).sum())
        if missing:
            _refuse_missing(name, missing, len(X))
        if np.isinf(column).any():
            raise ValueError(
                f"Input X contains infinity: column {name} has {int(np.isinf(column).sum())} such "
                f"cells in {len(X)} rows. Replace or drop them first."
            )


def _refuse_missing(name: str, n_missing: int, n_rows: int) -> None:
    raise ValueError(
        f"Input X contains NaN: column {name} has {n_missing} missing cells in {n_rows} rows. "
        "Impute them first, for example with sklearn.impute.SimpleImputer as an earlier step of "
        "the pipeline."
    )


def _column_numbers(column: Any, name: str) -> Numbers | None:
    """Read one column as numbers; None if it is of a kind without arithmetic."""
    if isinstance(column, np.ndarray):
        return _object_numbers(column, name, np.asarray)
    import pandas as pd
    from pandas.api import types

    dtype = column.dtype
    restore = partial(pd.array, dtype=dtype)
    if isinstance(dtype, pd.SparseDtype):
        dense = np.asarray(column)
        _refuse_not_finite(dense, [name])
        whole = Integers if dense.dtype.kind in "iu" else Floats
        return whole(dense, partial(pd.arrays.SparseArray, dtype=dtype))
    if types.is_object_dtype(dtype):
        return _object_numbers(column.to_numpy(), name, restore)
    if isinstance(dtype, pd.CategoricalDtype) or types.is_string_dtype(dtype):
        return None
    n_missing = int(column.isna().sum())
    if n_missing:
        _refuse_missing(name, n_missing, len(column))
    if types.is_bool_dtype(dtype):
        return Flags(column.to_numpy(dtype=bool), restore)
    if types.is_integer_dtype(dtype):
        return Integers(column.to_numpy(dtype=_numpy_dtype(dtype)), restore)
    if types.is_float_dtype(dtype):
        cells = column.to_numpy(dtype=_numpy_dtype(dtype))
        _refuse_not_finite(cells, [name])
        return Floats(cells, restore)
    if isinstance(dtype, pd.DatetimeTZDtype):
        instants = column.to_numpy(dtype=f"datetime64[{dtype.unit}]")
        return Integers(instants.view(np.int64), partial(_zoned, instants.dtype, dtype.tz))
    if isinstance(dtype, np.dtype) and dtype.kind in "mM":
        return Integers(column.to_numpy().view(np.int64), lambda ticks: ticks.view(dtype))
    raise ValueError(
        f"Column {name} has dtype {dtype}, which cannot be interpolated (complex data not "
        "supported, nor periods and intervals). Drop or convert it, or name it in "
        "categorical_features."
    )


def _object_numbers(
    cells: NDArray[np.object_], name: str, restore: Callable[[Any], Any]
) -> Numbers | None:
    if any(isinstance(cell, str | bytes | bool | np.bool_) for cell in cells):
        return None
    try:
        values = cells.astype(np.float64)
    except TypeError as error:
        raise TypeError(f"Column {name} holds objects that are not numbers: {error}") from error
    _refuse_not_finite(values, [name])
    return Floats(values, lambda new: restore(new.astype(object)))


def _read_levels(column: Any) -> Levels:
    if isinstance(column, np.ndarray):
        return number_levels(column, column.__getitem__)
    return number_levels(column, column.array.take)


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
