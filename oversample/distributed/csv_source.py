"""CSV of any size: what its columns are, and the same rows as typed row groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oversample._by_name import unknown_name
from oversample._progress import track
from oversample._shown import counted
from oversample.distributed.rows import check_label_type, count_labels

if TYPE_CHECKING:
    import pyarrow as pa

_SEPARATORS = ",;\t|"
"""What may stand between cells where it is not told."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How files in UTF-16 begin, as spreadsheets save them."""

_BLOCK = 2**24
"""Bytes that are read at a time."""

_KINDS = {
    "whole": r"^-?(0|[1-9][0-9]{0,17})$",
    "number": r"^-?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$",
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}
"""What all cells of a column have to look like; else it is text, as identifiers with leading zeros
are. Whole numbers are numbers too."""


@dataclass(frozen=True)
class CsvSource:
    """A CSV file with a header, or a folder of them in the order of their names.

    Attributes
    ----------
    files : list of Path
        The files.
    names : list of str
        The columns, the same in all files.
    separator : str
        What stands between cells.
    missing : list of str
        What stands for a missing cell.
    """

    files: list[Path]
    names: list[str]
    separator: str
    missing: list[str]

    @classmethod
    def open(cls, path: Path, separator: str | None, missing: list[str]) -> CsvSource:
        """Read the headers of files; without a separator, that of the first header is guessed.

        Raises
        ------
        FileNotFoundError
            If there is no file.
        ValueError
            If a file is no CSV, columns have one name, or files have other columns.
        """
        files = [path]
        if path.is_dir():
            files = sorted(p for p in path.glob("*.csv") if not p.name.startswith(("_", ".")))
        if not files or not files[0].exists():
            raise FileNotFoundError(
                f"There is no CSV at {path}: neither a file nor a folder of *.csv."
            )
        separator = separator or guess_separator(_first_line(files[0]))
        source = cls(files, [], separator, missing)
        names = [_names(source._open(file), file) for file in files]
        for file, other in zip(files, names, strict=True):
            if other != names[0]:
                raise ValueError(
                    f"{file.name} and {files[0].name} are not parts of one table: columns are "
                    f"{other}, not {names[0]}. Write all files with the same columns."
                )
        repeated = sorted({name for name in names[0] if names[0].count(name) > 1})
        if repeated:
            raise ValueError(f"{path} has several columns of one name: {repeated}. Rename them.")
        return cls(files, names[0], separator, missing)

    def check_target(self, y: str) -> None:
        """Raise where there is no column of labels, perhaps because of another separator."""
        if self.names == [y]:
            raise ValueError(f"There is no column beside {y!r} to make rows of.")
        if y in self.names:
            return
        file, other = self.files[0], guess_separator(_first_line(self.files[0]))
        if other == self.separator:
            raise ValueError(unknown_name("column of the table", y, self.names))
        raise ValueError(
            f"{file.name} has {counted(len(self.names), 'column')} where {self.separator!r} stands "
            f"between cells, and none of them is {y!r}. Its first line has more of {other!r}: pass "
            f"separator={other!r}, or --separator on the command line."
        )

    def schema(self, types: Mapping[str, Any]) -> pa.Schema:
        """Return the type of each column: as stated, or else as all of its cells look.

        Parameters
        ----------
        types : mapping of str to pyarrow.DataType or str
            The types that are stated, by column.
        """
        import pyarrow as pa
        from pyarrow import compute

        for name in types:
            if name not in self.names:
                raise ValueError(unknown_name("column of the table", name, self.names))
        stated = {name: _stated_type(name, kind) for name, kind in types.items()}
        kinds = {name: list(_KINDS) for name in self.names if name not in types}
        for batch in self._batches("reading types") if kinds else ():
            for name, possible in kinds.items():
                cells = batch[name].drop_null()
                possible[:] = [
                    kind
                    for kind in possible
                    if compute.all(
                        compute.match_substring_regex(cells, _KINDS[kind]), min_count=0
                    ).as_py()
                ]
        arrow = {"whole": pa.int64(), "number": pa.float64(), "date": pa.date32()}
        found = {name: arrow[kind[0]] if kind else pa.string() for name, kind in kinds.items()}
        return pa.schema([(name, (found | stated)[name]) for name in self.names])

    def count(self, y: str, types: Mapping[str, Any]) -> Counter[Any]:
        """Count the labels, in the type that their column is of or is stated to be.

        Raises
        ------
        ValueError
            If there is no such column, or a row has no label.
        """
        self.check_target(y)
        schema = self.schema(types)
        check_label_type(y, schema.field(y).type)
        total: Counter[Any] = Counter()
        for batch in self._batches("counting labels", schema):
            total.update(count_labels(batch.column(y)))
        if total[None]:
            raise ValueError(f"{total[None]:,} rows have no label in {y!r}.")
        del total[None]
        return total

    def convert(self, path: Path, schema: pa.Schema, group: int) -> None:
        """Write the rows as one parquet file of typed columns, in row groups of that many rows.

        Raises
        ------
        ValueError
            If a cell is not of its column's stated type, or a line has other cells.
        """
        import pyarrow as pa
        from pyarrow import parquet

        with parquet.ParquetWriter(path, schema) as writer:
            for batch in self._batches("reading rows", schema):
                writer.write_table(pa.Table.from_batches([batch]), row_group_size=group)

    def identity(self) -> list[list[Any]]:
        """Return what changes when a file does: names, sizes and times of the last change."""
        stats = [(file, file.stat()) for file in self.files]
        return [[str(file.resolve()), stat.st_size, stat.st_mtime_ns] for file, stat in stats]

    def _batches(self, doing: str, schema: pa.Schema | None = None) -> Iterator[pa.RecordBatch]:
        """Yield rows, in types or all as text."""
        import pyarrow as pa

        kinds = schema or pa.schema([(name, pa.string()) for name in self.names])
        for file in track(doing, self.files):
            try:
                yield from self._open(file, kinds)
            except pa.ArrowInvalid as error:
                raise _unreadable(file, error) from error

    def _open(self, file: Path, kinds: pa.Schema | None = None) -> Any:
        import pyarrow as pa
        from pyarrow import csv

        try:
            return csv.open_csv(
                file,
                read_options=csv.ReadOptions(block_size=_BLOCK),
                parse_options=csv.ParseOptions(delimiter=self.separator, newlines_in_values=True),
                convert_options=csv.ConvertOptions(
                    column_types=kinds,
                    null_values=self.missing,
                    strings_can_be_null=True,
                    # A quoted cell that is empty is missing too.
                    quoted_strings_can_be_null=True,
                ),
            )
        except pa.ArrowInvalid as error:
            raise _unreadable(file, error) from error


def _stated_type(name: str, kind: Any) -> pa.DataType:
    """Return the type that is stated for a column, by its name or as it is."""
    import pyarrow as pa

    if isinstance(kind, pa.DataType):
        return kind
    try:
        return pa.type_for_alias(kind)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"The type of column {name!r} must be a type of pyarrow or its name, such as 'string', "
            f"'int64', 'float64' or 'date32'. Got {kind!r}."
        ) from error


def guess_separator(header: str) -> str:
    """Return the character that stands most often in a header, quoted parts left out."""
    unquoted = "".join(header.split('"')[::2])
    return max(_SEPARATORS, key=unquoted.count)


def _first_line(file: Path) -> str:
    with file.open(encoding="utf-8", errors="replace") as lines:
        return lines.readline()


def _unreadable(file: Path, error: Exception) -> ValueError:
    """Return the error for a file that is no CSV, or in another encoding than UTF-8."""
    with file.open("rb") as lines:
        is_utf_16 = lines.read(2) in UTF_16
    if is_utf_16 or "utf" in str(error).lower():
        encoding = "utf-16" if is_utf_16 else "latin1"
        return ValueError(
            f"{file.name} is not UTF-8, as CSV of any size has to be. If it is {encoding}: iconv "
            f"-f {encoding} -t utf-8 {file.name} > utf8.csv"
        )
    return ValueError(f"Cannot read {file.name} as CSV: {error}")


def _names(reader: Any, file: Path) -> list[str]:
    try:
        names: list[str] = reader.schema.names
    except UnicodeDecodeError as error:
        raise _unreadable(file, error) from error
    reader.close()
    return names
