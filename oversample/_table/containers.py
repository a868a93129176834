"""Row-wise operations that keep the container: arrays, sparse matrices, frames, series, lists."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from copy import copy, deepcopy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


def is_pandas(data: object, kind: str) -> bool:
    """Return whether ``data`` is a pandas "DataFrame" or "Series", without importing pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, getattr(pandas, kind))


def is_polars(data: object, kind: str) -> bool:
    """Return whether ``data`` is a polars "DataFrame" or "Series", without importing polars."""
    polars = sys.modules.get("polars")
    return polars is not None and isinstance(data, getattr(polars, kind))


def is_frame(data: object) -> bool:
    """Return whether ``data`` is a DataFrame of pandas or polars."""
    return is_pandas(data, "DataFrame") or is_polars(data, "DataFrame")


def is_series(data: object) -> bool:
    """Return whether ``data`` is a Series of pandas or polars."""
    return is_pandas(data, "Series") or is_polars(data, "Series")


def is_listing(data: object) -> bool:
    """Return whether ``data`` is a list or a tuple, of rows or of labels."""
    return isinstance(data, list | tuple)


def row_count(data: Any) -> int:
    """Return the number of rows of a container."""
    return data.shape[0] if hasattr(data, "shape") else len(data)


def check_not_empty(X: Any) -> None:
    """Raise scikit-learn's ValueError if a frame has no rows or no columns."""
    for axis, what in enumerate(["sample", "feature"]):
        if X.shape[axis] == 0:
            raise ValueError(
                f"Found array with 0 {what}(s) (shape={X.shape}) while a minimum of 1 is required."
            )


def check_container(data: object, name: str) -> None:
    """Raise TypeError for containers that cannot be kept: of other libraries, lazy, or masked."""
    kind = f"{type(data).__module__.split('.')[0]} {type(data).__name__}"
    remedy = f"Pass {name}.collect()" if is_polars(data, "LazyFrame") else ""
    if hasattr(data, "__dask_graph__") and hasattr(data, "iloc"):
        remedy = f"Take oversample.resample_dask, or pass {name}.compute()"
    if remedy:
        raise TypeError(
            f"{name} is a {kind}, whose rows are not computed yet, but neighbours are searched "
            f"among all rows. {remedy}."
        )
    if isinstance(data, np.ma.MaskedArray) and np.ma.is_masked(data):
        raise TypeError(
            f"{name} is a masked array whose mask hides {int(np.ma.count_masked(data))} entries, "
            f"which masks of NumPy cannot keep hidden here. Pass {name}.astype(float).filled(nan) "
            "and say what to do with missing cells, or take the masked rows out first."
        )
    protocols = ("__dataframe__", "__arrow_c_stream__", "__arrow_c_array__")
    is_foreign = any(hasattr(data, protocol) for protocol in protocols)
    if is_foreign and not (is_frame(data) or is_series(data)):
        raise TypeError(
            f"{name} is a {kind}, which would come back as a plain array. Pass polars.from_arrow("
            f"{name}), which keeps every dtype, {name}.to_pandas(), or an array."
        )


def take_rows(data: Any, rows: NDArray[np.intp]) -> Any:
    """Copy rows, by position, into a new container of the same kind and dtype.

    Parameters
    ----------
    data : ndarray, sparse matrix or array, DataFrame, Series, list or tuple
        A container of rows; of labels also an Index or an extension array of pandas.
    rows : ndarray of shape (n_rows,)
        Positions, in any order and with repetitions.

    Returns
    -------
    object
        The rows. A frame or series of pandas has a fresh ``RangeIndex`` and keeps ``attrs``.
    """
    if is_polars(data, "DataFrame") or is_polars(data, "Series"):
        return data[rows]
    if is_frame(data) or is_series(data):
        taken = data.take(rows)
        taken.index = _range_index(len(rows))
        return taken
    if sparse.issparse(data):
        # Not all formats can be indexed by rows, and vectors in none before SciPy 1.15.
        if data.ndim == 1:
            return type(data)(data.toarray()[rows])
        return data.tocsr()[rows].asformat(data.format)
    if is_listing(data):
        return like_listing(data, [copy(data[row]) for row in rows.tolist()])
    if is_pandas(data, "Index") or _is_extension_array(data):
        return data.take(rows)
    return np.asarray(data)[rows]


def like_listing(like: Any, items: list[Any]) -> Any:
    """Return items as a list, or as a tuple where ``like`` is one."""
    return tuple(items) if isinstance(like, tuple) else items


def like_row(row: Any, cells: list[Any]) -> Any:
    """Return cells as a row of the kind of another: a list, a tuple, a named one, an array."""
    if isinstance(row, np.ndarray):
        return np.array(cells, dtype=row.dtype)
    return row._make(cells) if hasattr(row, "_make") else like_listing(row, cells)


def _is_extension_array(data: object) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, pandas.api.extensions.ExtensionArray)


def stack_rows(first: Any, second: Any) -> Any:
    """Concatenate the rows of two containers of one kind with the same columns."""
    if is_polars(first, "DataFrame"):
        import polars as pl

        return pl.concat([first, second])
    if is_frame(first):
        import pandas as pd

        return pd.concat([first, second], ignore_index=True)
    if is_listing(first):
        return like_listing(first, [*first, *second])
    return np.concatenate([first, second])


def object_column(cells: Iterable[Any]) -> NDArray[np.object_]:
    """Return cells of any types, lists and arrays too, as an array of objects, shape (n,)."""
    listed = list(cells)
    column = np.empty(len(listed), dtype=object)
    for row, cell in enumerate(listed):
        column[row] = cell
    return column


def missing_cells(cells: Any) -> NDArray[np.bool_]:
    """Return a mask of the missing cells of an array: NaN, NaT, None or pandas' NA."""
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        return np.asarray(pandas.isna(cells))
    # Without pandas there is no NA; of the other marks all but None differ from themselves.
    return np.array(
        [
            cell is None or (cell != cell) is True or (cell != cell) is np.True_
            for cell in cells.flat
        ]
    ).reshape(cells.shape)


def column_count(data: Any) -> int:
    """Return the number of columns of a container; 0 if it is not two-dimensional."""
    shape: tuple[int, ...] = np.shape(data) if is_listing(data) else data.shape
    return shape[1] if len(shape) > 1 else 0


def take_columns(data: Any, columns: NDArray[np.intp]) -> Any:
    """Select columns, by position, of a frame, array or list of rows, for scikit-learn's encoders.

    Missing cells of a pandas frame become None, the one mark that those encoders know in columns
    of any type.
    """
    if is_polars(data, "DataFrame"):
        return data[:, columns.tolist()]
    if is_frame(data):
        chosen = data.iloc[:, columns]
        return chosen.astype(object).where(chosen.notna(), None) if _has_gaps(chosen) else chosen
    if sparse.issparse(data):
        return data.tocsc()[:, columns].toarray()
    return np.asarray(data, dtype=object if is_listing(data) else None)[:, columns]


def split_column(frame: Any, name: Any) -> tuple[Any, Any]:
    """Return a frame without one of its columns, and that column."""
    if is_polars(frame, "DataFrame"):
        return frame.drop(name), frame.get_column(name)
    return frame.drop(columns=name), frame[name]


def insert_column(frame: Any, position: int, name: Any, cells: Any) -> Any:
    """Return a frame with one more column, whose cells are in the order of its rows."""
    if is_polars(frame, "DataFrame"):
        import polars as pl

        return frame.clone().insert_column(position, pl.Series(name, cells))
    frame = frame.copy(deep=False)
    frame.insert(position, name, cells)
    return frame


def first_column(data: Any) -> Any:
    """Return the first column of a frame, or the series itself."""
    if is_polars(data, "DataFrame"):
        return data.to_series(0)
    return data.iloc[:, 0] if is_frame(data) else data


def as_frame(series: Any) -> Any:
    """Return a frame whose only column is a series, under a fixed name."""
    return series.to_frame(name="0")


def as_series(frame: Any, like: Any) -> Any:
    """Return the only column of a frame under the name of a series."""
    column = first_column(frame)
    return column.alias(like.name) if is_polars(like, "Series") else column.rename(like.name)


def blank(cells: Any, gone: NDArray[np.bool_]) -> Any:
    """Return new cells with those marked in ``gone`` missing."""
    if not gone.any():
        return cells
    if is_polars(cells, "Series"):
        import polars as pl

        return cells.zip_with(pl.Series(~gone), cells.clear(len(cells)))
    # A copy, since some of pandas' arrays cannot be written to.
    cells = cells.copy()
    cells[gone] = None
    return cells


def _has_gaps(frame: Any) -> bool:
    return bool(frame.isna().to_numpy().any())


def extend_frame(frame: Any, columns: Sequence[Any]) -> Any:
    """Append new rows, given column by column in the frame's own dtypes, to a frame.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
        The user's table; it is not changed.
    columns : sequence of length n_columns
        The new cells of each column, of one length: arrays, extension arrays, polars Series.

    Returns
    -------
    DataFrame
        The old rows and the new; in pandas with a fresh ``RangeIndex`` and the old ``attrs``.
    """
    if is_polars(frame, "DataFrame"):
        import polars as pl

        cells = zip(frame.columns, columns, strict=True)
        return pl.concat([frame, pl.DataFrame([column.alias(name) for name, column in cells])])
    import pandas as pd

    # pandas would make dates of a bare array of objects, if it holds some.
    parts = [
        pd.Series(column, dtype=object) if dtype.kind == "O" and dtype.name == "object" else column
        for column, dtype in zip(columns, frame.dtypes, strict=True)
    ]
    new = pd.DataFrame(dict(enumerate(parts)), copy=False)
    new.columns = frame.columns
    extended = pd.concat([frame, new], ignore_index=True)
    # What a subclass knows of its frames, such as the projection of a map.
    extended = extended.__finalize__(frame)
    extended.attrs = deepcopy(frame.attrs)
    return extended


def _range_index(n: int) -> Any:
    import pandas as pd

    return pd.RangeIndex(n)
