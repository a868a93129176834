"""Tables of any kind to plain arrays and back.

The only package of the project that knows pandas, dtypes and rounding. The user's own rows are
never decoded: a result is the user's object with new rows after it.
"""

from oversample._table.columns import Groups
from oversample._table.containers import is_frame, refuse_empty, row_count, take_rows
from oversample._table.table import Table, WholeRows, encode

__all__ = [
    "Groups",
    "Table",
    "WholeRows",
    "encode",
    "is_frame",
    "refuse_empty",
    "row_count",
    "take_rows",
]
