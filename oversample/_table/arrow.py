"""Tables of Arrow: the packages that they need, their frames, and what pandas left in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa
    from pandas import DataFrame


def import_arrow() -> tuple[Any, Any]:
    """Return pyarrow and its module for parquet.

    Raises
    ------
    ImportError
        If it is not installed.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ImportError(
            "Parquet needs pyarrow, which is not installed: pip install 'oversample[parquet]'"
        ) from error
    return pyarrow, parquet


def frame_of_arrow(table: pa.Table) -> DataFrame:
    """Return a table as a frame, each column as Arrow has it; dictionaries as categories."""
    import pandas as pd
    from pyarrow import types

    def dtype(kind: pa.DataType) -> Any:
        return None if types.is_dictionary(kind) else pd.ArrowDtype(kind)

    frame: DataFrame = table.to_pandas(types_mapper=dtype, ignore_metadata=True)
    return frame


def index_columns(schema: pa.Schema) -> list[str]:
    """Return the columns that were the index of the frame of pandas which was written."""
    index = (schema.pandas_metadata or {}).get("index_columns", [])
    return [name for name in index if isinstance(name, str)]
