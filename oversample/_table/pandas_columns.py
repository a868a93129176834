"""Columns of a pandas frame: by dtype, NumPy's, nullable, Arrow-backed or of objects."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._table.arrow_columns import is_arrow_category, is_beyond_pandas, read_arrow
from oversample._table.checks import Reading, check_finite, dtype_error, missing_error
from oversample._table.columns import (
    Booleans,
    Categories,
    Floats,
    Integers,
    Numbers,
    number_categories,
)
from oversample._table.numpy_columns import or_none, ticks
from oversample._table.object_columns import object_numbers


def is_category_dtype(dtype: Any) -> bool:
    """Return whether "auto" reads columns of a dtype as categories."""
    import pandas as pd
    from pandas.api import types

    if isinstance(dtype, pd.ArrowDtype) and is_beyond_pandas(dtype):
        return False
    return isinstance(dtype, pd.CategoricalDtype) or (
        not isinstance(dtype, pd.SparseDtype)
        and (
            types.is_bool_dtype(dtype)
            or types.is_object_dtype(dtype)
            or types.is_string_dtype(dtype)
            or (isinstance(dtype, pd.ArrowDtype) and is_arrow_category(dtype))
        )
    )


def read_pandas_categories(column: Any, by_content: bool) -> Categories:
    """Number the distinct cells of a column."""
    import pandas as pd

    if isinstance(column.dtype, pd.ArrowDtype) and is_beyond_pandas(column.dtype):
        raise TypeError(f"pandas can do nothing with dtype {column.dtype}")
    return number_categories(column, column.array.take, by_content)


def read_pandas_numbers(column: Any, name: str, reading: Reading) -> Numbers | None:
    """Read one column as numbers; return None if its dtype has no arithmetic."""
    import pandas as pd
    from pandas.api import types

    allow_missing = reading.allow_missing
    dtype = column.dtype
    restore = partial(pd.array, dtype=dtype)
    if isinstance(dtype, pd.SparseDtype):
        dense = np.asarray(column)
        if dense.dtype.kind == "f":
            check_finite(dense, [name], allow_missing)
        kind = {"i": Integers, "u": Integers, "b": Booleans}.get(dense.dtype.kind, Floats)
        return kind(dense, partial(pd.arrays.SparseArray, dtype=dtype))
    is_arrow = isinstance(dtype, pd.ArrowDtype)
    if is_arrow and is_beyond_pandas(dtype):
        # Not even copied: pandas can do nothing with such a column.
        raise dtype_error(name, dtype)
    if types.is_object_dtype(dtype):
        return object_numbers(column.to_numpy(), name, restore, reading)
    if isinstance(dtype, pd.CategoricalDtype) or types.is_string_dtype(dtype):
        return None
    if is_arrow and is_arrow_category(dtype):
        return None
    missing = column.isna().to_numpy()
    if missing.any() and not allow_missing:
        raise missing_error(name, int(missing.sum()), len(column))
    if types.is_bool_dtype(dtype):
        return Booleans(_filled(column, missing, bool), restore, or_none(missing))
    if types.is_integer_dtype(dtype):
        return Integers(_filled(column, missing, _numpy_dtype(dtype)), restore, or_none(missing))
    if types.is_float_dtype(dtype):
        cells = column.to_numpy(dtype=_numpy_dtype(dtype), na_value=np.nan)
        check_finite(cells, [name], allow_missing)
        return Floats(cells, restore)
    if isinstance(dtype, pd.DatetimeTZDtype):
        instants = column.to_numpy(dtype=f"datetime64[{dtype.unit}]")
        return ticks(instants, missing, partial(_zoned, instants.dtype, dtype.tz))
    if isinstance(dtype, np.dtype) and dtype.kind in "mM":
        return ticks(column.to_numpy(), missing, lambda ticks: ticks.view(dtype))
    numbers = read_arrow(column, missing) if is_arrow else None
    if numbers is not None or not reading.refuse:
        return numbers
    raise dtype_error(name, dtype)


def _filled(column: Any, missing: NDArray[np.bool_], dtype: Any) -> NDArray[Any]:
    """Return cells as plain numbers; missing ones hold some other value of the column."""
    if not missing.any():
        return column.to_numpy(dtype=dtype)
    some = 0 if missing.all() else column[~missing].iloc[0]
    return column.fillna(some).to_numpy(dtype=dtype)


def _numpy_dtype(dtype: Any) -> np.dtype[Any]:
    return dtype if isinstance(dtype, np.dtype) else dtype.numpy_dtype


def _zoned(naive: np.dtype[Any], zone: Any, ticks: NDArray[np.int64]) -> Any:
    import pandas as pd

    return pd.DatetimeIndex(ticks.view(naive)).tz_localize("UTC").tz_convert(zone).array
