"""Tables of any kind as plain arrays, and the way back.

This is the only package of the project that depends on pandas, polars, dtypes and rounding. The
user's own rows are never decoded: a result is the user's object with new rows after it.
"""

from oversample._table.checks import MissingCellsError
from oversample._table.column_names import read_column_names
from oversample._table.columns import Origins
from oversample._table.concerns import column_concerns
from oversample._table.containers import (
    as_frame,
    as_series,
    check_container,
    check_not_empty,
    column_count,
    first_column,
    insert_column,
    is_frame,
    is_listing,
    is_pandas,
    is_series,
    missing_cells,
    object_column,
    row_count,
    split_column,
    stack_rows,
    take_columns,
    take_rows,
)
from oversample._table.description import ColumnCells, describe_columns
from oversample._table.off_grid import grid_concerns
from oversample._table.table import Table, WholeRows, encode

__all__ = [
    "ColumnCells",
    "MissingCellsError",
    "Origins",
    "Table",
    "WholeRows",
    "as_frame",
    "as_series",
    "check_container",
    "check_not_empty",
    "column_concerns",
    "column_count",
    "describe_columns",
    "encode",
    "first_column",
    "grid_concerns",
    "insert_column",
    "is_frame",
    "is_listing",
    "is_pandas",
    "is_series",
    "missing_cells",
    "object_column",
    "read_column_names",
    "row_count",
    "split_column",
    "stack_rows",
    "take_columns",
    "take_rows",
]
