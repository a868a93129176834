"""Files to frames and back, by the kind of file that the ending of its name tells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from oversample._by_name import unknown_name
from oversample._cli.csv_table import CsvStyle, read_csv
from oversample._cli.errors import CommandError, UsageError
from oversample._cli.outcome import Outcome
from oversample._cli.parquet_table import read_parquet, write_parquet

if TYPE_CHECKING:
    from pandas import DataFrame

_KINDS: dict[str, Literal["csv", "parquet"]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
}


_ONE_COLUMN = (
    " It is one column: cells that anything else separates than ',', ';', '|' or a tabulator need "
    "a --separator, and the first line has to hold the names of columns."
)


class TableFile(Protocol):
    """A file that was read."""

    @property
    def frame(self) -> DataFrame:
        """The values of its cells."""

    @property
    def notes(self) -> list[str]:
        """What its owner should know about columns."""

    def to_frame(self, outcome: Outcome) -> DataFrame:
        """Return a result as a frame."""

    def write(self, path: Path, outcome: Outcome, mark: str | None) -> None:
        """Write a result as a file of the same kind, whose old rows are as they were."""


def kind_of(path: Path) -> Literal["csv", "parquet"]:
    """Return the kind of a file by the ending of its name.

    Raises
    ------
    UsageError
        If the ending is none of those known.
    """
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise UsageError(
            f"{path} has none of the endings that tell the kind of a file: {', '.join(_KINDS)}."
        )
    return kind


def read_table(path: Path, target: str, style: CsvStyle, categories: list[str]) -> TableFile:
    """Read a file, and check that it has labels.

    Parameters
    ----------
    path : Path
        The file.
    target : str
        The column of the labels.
    style : CsvStyle
        How to read CSV.
    categories : list of str
        Columns that are categories, whatever their cells look like.

    Raises
    ------
    CommandError
        If it cannot be read, or lacks a column or a label.
    """
    kind = kind_of(path)
    try:
        table: TableFile = (
            read_csv(path, style, categories) if kind == "csv" else read_parquet(path, categories)
        )
    except OSError as error:
        raise CommandError(f"cannot read {path}: {error.strerror or error}") from error
    names = list(table.frame.columns)
    for name in [target, *categories]:
        if name not in names:
            alone = "" if kind == "parquet" or len(names) > 1 else _ONE_COLUMN
            raise CommandError(unknown_name(f"column of {path.name}", name, names) + alone)
    gaps = table.frame[target].isna().to_numpy().nonzero()[0]
    if len(gaps):
        raise CommandError(
            f"{len(gaps):,} of {len(table.frame):,} rows have no label in {target!r}, row "
            f"{gaps[0] + 1:,} of the table first. Remove them, or write a label of their own."
        )
    return table


def write_table(
    table: TableFile, source: Path, path: Path, outcome: Outcome, mark: str | None
) -> None:
    """Write a result as the kind of file that its name tells.

    Parameters
    ----------
    table : TableFile
        The input.
    source : Path
        Where it was read from.
    path : Path
        Where to write.
    outcome : Outcome
        The rows of the result.
    mark : str or None
        The name of a further column, true in synthetic rows.
    """
    if kind_of(path) == kind_of(source):
        table.write(path, outcome, mark)
        return
    frame = table.to_frame(outcome)
    if mark is not None:
        frame[mark] = outcome.synthetic
    if kind_of(path) == "parquet":
        write_parquet(frame, path)
    else:
        frame.to_csv(path, index=False)
