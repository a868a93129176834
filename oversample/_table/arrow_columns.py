"""Arrow-backed columns of pandas whose type NumPy does not have: instants, times, decimals."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._table.columns import Integers, Numbers
from oversample._table.exact import ExactNumbers, to_exponent
from oversample._table.numpy_columns import or_none


def is_arrow_category(dtype: Any) -> bool:
    """Return whether a pandas ``ArrowDtype`` is a dictionary, or binary text."""
    from pyarrow import types

    kind = dtype.pyarrow_dtype
    return types.is_dictionary(kind) or types.is_binary(kind) or types.is_large_binary(kind)


def is_beyond_pandas(dtype: Any) -> bool:
    """Return whether pandas has an ``ArrowDtype``, but knows nothing about its type."""
    try:
        return dtype.type is None
    except NotImplementedError:
        return True


def read_arrow(column: Any, missing: NDArray[np.bool_]) -> Numbers | None:
    """Read instants, dates, times, durations or decimals; return None for other types."""
    import pandas as pd
    import pyarrow as pa

    kind = column.dtype.pyarrow_dtype
    if pa.types.is_decimal(kind):
        cells = column.to_numpy(dtype=object)
        nearest = to_exponent(-kind.scale)
        return ExactNumbers(cells, lambda new: _decimals(new, kind), nearest, or_none(missing))
    if not pa.types.is_temporal(kind) or pa.types.is_interval(kind):
        return None
    # A date in milliseconds is a whole day nevertheless.
    counted = pa.date32() if pa.types.is_date64(kind) else kind
    width = pa.int32() if counted.bit_width == 32 else pa.int64()
    ticks = column.array.__arrow_array__().cast(counted).cast(width)
    some = 0 if missing.all() else ticks.drop_null()[0].as_py()

    def restore(new: NDArray[np.integer]) -> Any:
        return pd.arrays.ArrowExtensionArray(pa.array(new, width).cast(counted).cast(kind))

    return Integers(ticks.fill_null(some).to_numpy(), restore, or_none(missing), temporal=True)


def _decimals(new: NDArray[np.object_], kind: Any) -> Any:
    import pandas as pd
    import pyarrow as pa

    return pd.arrays.ArrowExtensionArray(pa.array(new.tolist(), kind))
