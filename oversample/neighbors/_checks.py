"""What a search is given: brought into the form that backends read, or refused by name."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oversample._params import Threads, check_parameter, is_integer, real_within, shown
from oversample._shown import counted

_SEARCH = "kneighbors"
_Mismatch = real_within(0, np.inf)


def check_options(mismatch: float, n_jobs: int | None) -> None:
    """Raise where a distance of categories or a number of threads is none."""
    check_parameter("mismatch", mismatch, [_Mismatch], _SEARCH)
    check_parameter("n_jobs", n_jobs, [Threads, None], _SEARCH)


def check_k(k: Any, n_rows: int, of_points: bool) -> None:
    """Raise where there are not so many neighbours: of points all rows can be, of rows others."""
    least = 1 if of_points else 2
    if n_rows < least:
        raise ValueError(
            f"X has {counted(n_rows, 'row')}, so that there is no neighbor to find: at least "
            f"{least} are needed."
        )
    most = n_rows + 1 - least
    if not is_integer(k) or not 1 <= k <= most:
        raise ValueError(
            f"k must be an int between 1 and {most} for {counted(n_rows, 'row')}. Got k={shown(k)}."
        )


def read_numbers(name: str, table: Any) -> Any:
    """Return a table as an array or CSR matrix of float32 or float64.

    Parameters
    ----------
    name : {"X", "points"}
        The argument, for messages.
    table : array-like, DataFrame or sparse of shape (n, d)
        The table.

    Raises
    ------
    ValueError
        If it is no table of numbers, or is sparse and has missing cells.
    """
    is_sparse = hasattr(table, "tocsr")
    numbers = table.tocsr() if is_sparse else _as_array(name, table)
    if len(numbers.shape) != 2:
        remedy = "X.reshape(-1, 1) is one column" if name == "X" else "points.reshape(1, -1) is one"
        raise ValueError(
            f"{name} must have two dimensions, rows and columns. Got shape {numbers.shape}: "
            f"{remedy}."
        )
    if numbers.dtype not in (np.float32, np.float64):
        numbers = _as_floats(name, numbers)
    if is_sparse and np.isnan(numbers.data).any():
        n_missing = counted(int(np.isnan(numbers.data).sum()), "missing cell")
        raise ValueError(
            f"{name} has {n_missing}, which distances leave out in dense tables alone, and is "
            f"sparse. Impute them, or pass {name}.toarray()."
        )
    return numbers


def infinity_error(name: str, table: Any) -> ValueError:
    """Return the error for a table, dense or sparse, with infinite cells."""
    is_infinite = np.isinf(table) if isinstance(table, np.ndarray) else np.isinf(table.toarray())
    columns = np.flatnonzero(is_infinite.any(axis=0))
    return ValueError(
        f"{name} has {counted(int(is_infinite.sum()), 'infinite cell')}, in column {columns[0]} "
        "first. Replace or drop them before neighbors are searched."
    )


def read_rows(queries: ArrayLike | None, n_rows: int) -> NDArray[np.intp] | None:
    """Return row numbers; a mask selects rows as it does in NumPy, None stands for all of them.

    Raises
    ------
    ValueError
        If they are not numbers of rows.
    """
    if queries is None:
        return None
    rows = np.asarray(queries)
    if rows.ndim != 1:
        remedy = f"[{queries}]" if rows.ndim == 0 else "queries.ravel()"
        raise ValueError(
            f"queries must be row numbers in one dimension. Got shape {rows.shape}: pass {remedy}."
        )
    if rows.dtype == bool:
        if len(rows) != n_rows:
            raise ValueError(
                f"queries must be row numbers, or a mask of {counted(n_rows, 'row')}. Got "
                f"{len(rows)} truth values."
            )
        return np.flatnonzero(rows)
    if not len(rows):
        return np.empty(0, dtype=np.intp)
    if rows.dtype.kind not in "iu":
        raise ValueError(
            f"queries must be row numbers, which are whole numbers. Got dtype {rows.dtype}: pass "
            "queries.astype(int) if that is what they are."
        )
    wrong = rows[(rows < 0) | (rows >= n_rows)]
    if len(wrong):
        raise ValueError(
            f"queries must be row numbers from 0 to {n_rows - 1}. Got {wrong[0]}; points that are "
            "no rows of X are passed as points."
        )
    return rows.astype(np.intp, copy=False)


def read_codes(name: str, codes: ArrayLike | None, n_rows: int) -> NDArray[np.integer]:
    """Return the category codes of rows, of shape (n_rows, n_categorical); None: of no column.

    Raises
    ------
    ValueError
        If they are not whole numbers of so many rows.
    """
    if codes is None:
        return np.empty((n_rows, 0), dtype=np.int32)
    found = np.asarray(codes)
    if found.dtype.kind not in "iu" or found.ndim != 2 or len(found) != n_rows:
        raise ValueError(
            f"{name} must be whole numbers of shape ({n_rows}, n_categorical), one line for each "
            f"row. Got dtype {found.dtype} and shape {found.shape}."
        )
    return found


def _as_array(name: str, table: Any) -> NDArray[Any]:
    if np.ma.is_masked(table):
        raise ValueError(
            f"{name} is a masked array, whose mask a search does not see. Pass "
            f"{name}.astype(float).filled(nan)."
        )
    try:
        return np.asarray(table)
    except ValueError as error:
        # Lines of several lengths.
        raise _no_numbers(
            name, f"a {type(table).__name__} with lines of several lengths"
        ) from error


def _as_floats(name: str, numbers: Any) -> Any:
    """Return numbers of any other dtype as float64."""
    casting = "unsafe" if numbers.dtype == object else "same_kind"
    try:
        return numbers.astype(np.float64, casting=casting)
    except (TypeError, ValueError) as error:
        raise _no_numbers(name, f"dtype {numbers.dtype}") from error


def _no_numbers(name: str, found: str) -> ValueError:
    return ValueError(
        f"{name} must hold numbers. Got {found}: pass whole numbers for categories as codes."
    )
