"""Parquet through Arrow: columns of the input keep their types, and rows their cells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oversample._cli.errors import CommandError, check_names
from oversample._cli.outcome import Outcome
from oversample._table.arrow import frame_of_arrow, import_arrow, index_columns

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class ParquetTable:
    """A parquet file, in Arrow's form and in pandas'.

    Attributes
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
        The values, in columns that Arrow backs; dictionaries as categories.
    notes : list of str
        What its owner should know about columns.
    table : pyarrow.Table
        The same.
    """

    frame: DataFrame
    notes: list[str]
    table: Any

    def to_frame(self, outcome: Outcome) -> DataFrame:
        """Return a result as a frame."""
        return outcome.of(self.frame)

    def write(self, path: Path, outcome: Outcome, mark: str | None) -> None:
        """Write a result in the types of the input; see :meth:`CsvTable.write`."""
        import pyarrow as pa
        from pyarrow import parquet

        made = pa.Table.from_arrays(
            [pa.array(outcome.made[field.name], type=field.type) for field in self.table.schema],
            schema=self.table.schema,
        )
        both = pa.concat_tables([self.table, made]).unify_dictionaries()
        result = both.take(pa.array(outcome.rows))
        if mark is not None:
            result = result.append_column(mark, pa.array(outcome.synthetic))
        parquet.write_table(result, path)


def read_parquet(path: Path, categories: list[str]) -> ParquetTable:
    """Read a parquet file.

    Parameters
    ----------
    path : Path
        The file.
    categories : list of str
        Columns that are categories, whatever their type.

    Raises
    ------
    CommandError
        If it is no parquet file, or pyarrow is not installed.
    """
    pyarrow, parquet = _import_arrow()
    try:
        # Before it is read, which Arrow refuses in words of its own.
        if path.is_file():
            check_names(path, parquet.read_schema(path).names)
        table = parquet.read_table(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise CommandError(f"cannot read {path.name} as parquet: {error}") from error
    frame = frame_of_arrow(table)
    for name in categories:
        if name in frame:
            frame[name] = frame[name].astype("category")
    notes = [
        f"Column {name!r} is the index of a frame of pandas, and a feature here unless it is "
        f"copied: --copy {name}."
        for name in index_columns(table.schema)
    ]
    return ParquetTable(frame, notes, table)


def write_parquet(frame: DataFrame, path: Path) -> None:
    """Write a frame whose columns were no parquet before."""
    pyarrow, parquet = _import_arrow()
    parquet.write_table(pyarrow.Table.from_pandas(frame, preserve_index=False), path)


def _import_arrow() -> tuple[Any, Any]:
    try:
        return import_arrow()
    except ImportError as error:
        raise CommandError(str(error)) from error
