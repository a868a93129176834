"""Columns of a polars frame, by dtype."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._table.checks import Reading, check_finite, dtype_error, missing_error
from oversample._table.columns import (
    Booleans,
    Categories,
    Floats,
    Integers,
    Numbers,
    number_categories,
    rank_categories,
)
from oversample._table.containers import object_column
from oversample._table.exact import ExactNumbers, to_exponent
from oversample._table.numpy_columns import or_none
from oversample._table.object_columns import object_numbers


def is_polars_category(dtype: Any) -> bool:
    """Return whether "auto" reads columns of a dtype as categories."""
    import polars as pl

    return isinstance(
        dtype, pl.Categorical | pl.Enum | pl.String | pl.Binary | pl.Boolean | pl.Object
    )


def read_polars_categories(column: Any, by_content: bool) -> Categories:
    """Number the distinct cells of a column."""
    if isinstance(column.dtype, _package().Object) or (by_content and column.dtype.is_nested()):
        return number_categories(object_column(column.to_list()), column.gather, by_content)
    if column.dtype.is_nested():
        raise TypeError(f"cells of dtype {column.dtype}")
    if column.dtype.is_float():
        column = column.fill_nan(None)
    # Physical numbers stand for the texts of categories, and compare faster.
    cells = column.to_physical()
    first = cells.arg_unique().filter(cells.gather(cells.arg_unique()).is_not_null())
    distinct = cells.gather(first)
    number = np.arange(len(first), dtype=np.int32)
    codes = cells.replace_strict(distinct, number, default=-1, return_dtype=_package().Int32)
    categories = np.empty(len(first), dtype=object)
    categories[:] = column.gather(first).to_list()
    return rank_categories(codes.to_numpy(), categories, column.gather)


def read_polars_numbers(column: Any, name: str, reading: Reading) -> Numbers | None:
    """Read one column as numbers; return None if its dtype has no arithmetic."""
    pl = _package()
    dtype = column.dtype
    if isinstance(dtype, pl.Object):
        return object_numbers(object_column(column.to_list()), name, _of_objects, reading)
    if isinstance(dtype, pl.Categorical | pl.Enum | pl.String | pl.Binary):
        return None
    missing = column.is_null().to_numpy()
    if dtype.is_float():
        missing = missing | column.is_nan().fill_null(value=False).to_numpy()
    if missing.any() and not reading.allow_missing:
        raise missing_error(name, int(missing.sum()), len(column))
    if dtype.is_float():
        return _floats(column, name, reading)
    gaps = or_none(missing)
    if isinstance(dtype, pl.Decimal):
        cells = np.array(column.to_list(), dtype=object)
        nearest = to_exponent(-dtype.scale)
        return ExactNumbers(cells, lambda new: pl.Series(new.tolist(), dtype=dtype), nearest, gaps)
    if isinstance(dtype, pl.Boolean):
        return Booleans(_filled(column), lambda new: pl.Series(new, dtype=dtype), gaps)
    if dtype.is_integer() or dtype.is_temporal():
        ticks = _filled(_within_64_bits(column.to_physical(), name))
        return Integers(ticks, lambda new: pl.Series(new).cast(dtype), gaps, dtype.is_temporal())
    if not reading.refuse:
        return None
    raise dtype_error(name, dtype)


def _package() -> Any:
    import polars

    return polars


def _floats(column: Any, name: str, reading: Reading) -> Floats:
    cells = column.to_numpy()
    check_finite(cells, [name], reading.allow_missing)
    pl, dtype, has_nulls = _package(), column.dtype, column.null_count() > 0

    def restore(new: NDArray[np.floating]) -> Any:
        made = pl.Series(new, dtype=dtype)
        return made.fill_nan(None) if has_nulls else made

    return Floats(cells, restore)


def _filled(column: Any) -> NDArray[Any]:
    """Return cells as plain numbers; missing ones hold some other value of the column."""
    if column.null_count() == len(column):
        return np.zeros(len(column), dtype=column.head(0).to_numpy().dtype)
    return column.fill_null(column.drop_nulls()[0]).to_numpy()


def _within_64_bits(column: Any, name: str) -> Any:
    pl = _package()
    # By name: older versions of polars lack one of the two dtypes.
    if str(column.dtype) not in ("Int128", "UInt128"):
        return column
    narrow = column.cast(pl.Int64, strict=False)
    if narrow.null_count() > column.null_count():
        raise ValueError(
            f"Column {name} has dtype {column.dtype} and holds integers beyond 64 bits, which "
            "cannot be computed with exactly. Drop it, or pass smaller numbers."
        )
    return narrow


def _of_objects(new: NDArray[np.object_]) -> Any:
    pl = _package()
    return pl.Series(new.tolist(), dtype=pl.Object)
