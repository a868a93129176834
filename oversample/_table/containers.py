"""Row-wise operations that keep the container: arrays, sparse matrices, frames, series, lists."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from copy import copy, deepcopy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


def is_frame(data: object) -> bool:
    """Tell whether ``data`` is a pandas DataFrame, without importing pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, pandas.DataFrame)


def is_series(data: object) -> bool:
    """Tell whether ``data`` is a pandas Series, without importing pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, pandas.Series)


def row_count(data: Any) -> int:
    """Count the rows of a container."""
    return data.shape[0] if hasattr(data, "shape") else len(data)


def refuse_empty(X: Any) -> None:
    """Raise what scikit-learn raises for a frame without rows or without columns."""
    for axis, what in enumerate(["sample", "feature"]):
        if X.shape[axis] == 0:
            raise ValueError(
                f"Found array with 0 {what}(s) (shape={X.shape}) while a minimum of 1 is required."
            )


def refuse_foreign_frame(data: object, name: str) -> None:
    """Refuse frames and columns of libraries other than pandas, which would come back as arrays."""
    is_foreign = hasattr(data, "__dataframe__") or hasattr(data, "__arrow_c_stream__")
    if is_foreign and not (is_frame(data) or is_series(data)):
        kind = f"{type(data).__module__.split('.')[0]} {type(data).__name__}"
        raise TypeError(
            f"{name} is a {kind}, which would come back as a plain array. Pass {name}.to_pandas() "
            "(its columns keep their dtypes), or an array."
        )


def take_rows(data: Any, rows: NDArray[np.intp]) -> Any:
    """Copy rows, by position, into a new container of the same kind and dtype.

    Parameters
    ----------
    data : ndarray, sparse matrix or array, DataFrame, Series or list
        A container of rows.
    rows : ndarray of shape (n_rows,)
        Positions, in any order and with repetitions.

    Returns
    -------
    object
        The rows. A frame or series has a fresh ``RangeIndex`` and keeps ``attrs``.
    """
    if is_frame(data) or is_series(data):
        taken = data.take(rows)
        taken.index = _range_index(len(rows))
        return taken
    if sparse.issparse(data):
        return data[rows].asformat(data.format)
    if isinstance(data, list):
        return [copy(data[row]) for row in rows.tolist()]
    return np.asarray(data)[rows]


def missing_cells(cells: Any) -> NDArray[np.bool_]:
    """Tell which cells of an array are missing: NaN, NaT, None or pandas' NA."""
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        return np.asarray(pandas.isna(cells))
    # Without pandas there is no NA, and all other marks but None differ from themselves.
    return np.array([cell is None or bool(cell != cell) for cell in cells.ravel()]).reshape(
        cells.shape
    )


def column_count(data: Any) -> int:
    """Count the columns of a two-dimensional container, or 0 where it is none."""
    shape: tuple[int, ...] = np.shape(data) if isinstance(data, list) else data.shape
    return shape[1] if len(shape) > 1 else 0


def take_columns(data: Any, columns: NDArray[np.intp]) -> Any:
    """Select columns, by position, of a frame, array or list of rows, as scikit-learn takes them.

    Missing cells of a frame are None, the one mark that its encoders know in columns of any type.
    """
    if is_frame(data):
        chosen = data.iloc[:, columns]
        return chosen.astype(object).where(chosen.notna(), None) if _has_gaps(chosen) else chosen
    if sparse.issparse(data):
        return data.tocsc()[:, columns].toarray()
    return np.asarray(data, dtype=object if isinstance(data, list) else None)[:, columns]


def _has_gaps(frame: Any) -> bool:
    return bool(frame.isna().to_numpy().any())


def extend_frame(frame: Any, columns: Sequence[Any]) -> Any:
    """Append new rows, given column by column in the frame's own dtypes, to a frame.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
        The user's table; it is not changed.
    columns : sequence of length n_columns
        The new cells of each column, arrays or extension arrays of one length.

    Returns
    -------
    DataFrame
        The old rows and the new, with a fresh ``RangeIndex`` and the old ``attrs``.
    """
    import pandas as pd

    new = pd.DataFrame(dict(enumerate(columns)), copy=False)
    new.columns = frame.columns
    extended = pd.concat([frame, new], ignore_index=True)
    extended.attrs = deepcopy(frame.attrs)
    return extended


def _range_index(n: int) -> Any:
    import pandas as pd

    return pd.RangeIndex(n)
