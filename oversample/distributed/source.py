"""Parquet files as partitions: row groups, one read at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oversample._table.arrow import index_columns

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class ParquetSource:
    """A parquet file, or a folder of them in the order of their names.

    Attributes
    ----------
    files : list of Path
        The files.
    schema : pyarrow.Schema
        That of all of them.
    partitions : list of (file, row group, n_rows)
        All row groups of all files, in order, those without rows left out.
    """

    files: list[Path]
    schema: pa.Schema
    partitions: list[tuple[Path, int, int]]

    @classmethod
    def open(cls, path: Path) -> ParquetSource:
        """Read what files say of themselves, and none of their rows.

        Raises
        ------
        FileNotFoundError
            If there is no file.
        ValueError
            If a file is no parquet, columns have one name or are an index, or files have
            other columns.
        """
        import pyarrow as pa
        from pyarrow import parquet

        files = [path]
        if path.is_dir():
            files = sorted(p for p in path.glob("*.parquet") if not p.name.startswith(("_", ".")))
        if not files or not files[0].exists():
            raise FileNotFoundError(
                f"There is no parquet file at {path}: neither a file nor a folder of *.parquet."
            )
        partitions, schema = [], None
        for file in files:
            try:
                opened = parquet.ParquetFile(file)
            except pa.ArrowInvalid as error:
                raise ValueError(f"Cannot read {file} as parquet: {error}") from error
            with opened:
                schema = opened.schema_arrow if schema is None else schema
                _check_alike(schema, opened.schema_arrow, files[0], file)
                groups = [opened.metadata.row_group(i) for i in range(opened.num_row_groups)]
                partitions += [(file, i, g.num_rows) for i, g in enumerate(groups) if g.num_rows]
        assert schema is not None
        repeated = sorted({name for name in schema.names if schema.names.count(name) > 1})
        if repeated:
            raise ValueError(f"{path} has several columns of one name: {repeated}. Rename them.")
        named = index_columns(schema)
        if named:
            raise ValueError(
                f"Column {named[0]!r} of {files[0].name} is the index of a frame of pandas, and "
                "would be a feature. Write the table with to_parquet(..., index=False)."
            )
        return cls(files, schema, partitions)

    def read(self, partition: int, columns: list[str] | None = None) -> pa.Table:
        """Return one partition, or some of its columns."""
        from pyarrow import parquet

        file, group, _ = self.partitions[partition]
        with parquet.ParquetFile(file) as opened:
            return opened.read_row_group(group, columns=columns).replace_schema_metadata()

    def ranges(self, n_rows: int) -> Iterator[range]:
        """Yield runs of partitions that have so many rows together, or are one alone."""
        start, total = 0, 0
        for i, (_, _, n) in enumerate(self.partitions):
            if total and total + n > n_rows:
                yield range(start, i)
                start, total = i, 0
            total += n
        if total:
            yield range(start, len(self.partitions))

    def identity(self) -> list[list[Any]]:
        """Return what changes when a file does: names, sizes and times of the last change."""
        stats = [(file, file.stat()) for file in self.files]
        return [[str(file.resolve()), stat.st_size, stat.st_mtime_ns] for file, stat in stats]


def _check_alike(schema: pa.Schema, other: pa.Schema, first: Path, file: Path) -> None:
    if schema.equals(other):
        return
    mine, theirs = ({f.name: str(f.type) for f in s} for s in (schema, other))
    names = sorted(n for n in mine | theirs if mine.get(n) != theirs.get(n))
    what = f"column {names[0]!r}" if names else "the order of columns"
    raise ValueError(
        f"{file.name} and {first.name} are not parts of one table: {what} differs "
        f"({theirs.get(names[0]) if names else other.names}, not "
        f"{mine.get(names[0]) if names else schema.names}). Write all files with one schema."
    )
