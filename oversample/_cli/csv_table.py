"""CSV of which every line that is not new stays as it is, character by character."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from oversample._cli.csv_columns import ColumnText, read_column, stray_cells
from oversample._cli.errors import CommandError, check_names
from oversample._cli.outcome import Outcome
from oversample._shown import counted
from oversample.distributed.csv_source import UTF_16, guess_separator

if TYPE_CHECKING:
    from pandas import DataFrame

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class CsvStyle(NamedTuple):
    """How a file is to be read.

    Attributes
    ----------
    separator : str or None
        What stands between cells; None: what stands most often in the first line of ``,;|`` and
        the tabulator.
    decimal : str
        The decimal point.
    encoding : str
        The encoding of the text.
    missing : frozenset of str
        What stands for a missing cell.
    """

    separator: str | None = None
    decimal: str = "."
    encoding: str = "utf-8"
    missing: frozenset[str] = frozenset({""})


@dataclass(frozen=True)
class CsvTable:
    """A CSV file: its text, record by record, and the values of its cells.

    Attributes
    ----------
    frame : DataFrame of shape (n_rows, n_columns)
        The values.
    notes : list of str
        What its owner should know about columns.
    header : str
        The text of the header.
    records : list of str
        The text of each row, with the end of its line.
    texts : dict of str to ColumnText
        How the values of each column are written.
    style : CsvStyle
        How it was read.
    """

    frame: DataFrame
    notes: list[str]
    header: str
    records: list[str]
    texts: dict[str, ColumnText]
    style: CsvStyle

    def to_frame(self, outcome: Outcome) -> DataFrame:
        """Return a result as a frame, dates as they would be written."""
        frame = outcome.of(self.frame)
        return frame.assign(**{name: self.texts[name].round(frame[name]) for name in frame})

    def write(self, path: Path, outcome: Outcome, mark: str | None) -> None:
        """Write a result: lines of the input as they were, and new ones in their style.

        Parameters
        ----------
        path : Path
            The file.
        outcome : Outcome
            The rows of the result.
        mark : str or None
            The name of a further column, true in synthetic rows.
        """
        end = _end_of(self.header) or "\n"
        columns = [self.texts[name].write(outcome.made[name]) for name in outcome.made]
        made = [_line(cells, self.style, end) for cells in zip(*columns, strict=True)]
        records = [*self.records, *made]
        with path.open("w", encoding=self.style.encoding, newline="") as file:
            file.write(_longer(self.header, mark, self.style, end))
            for row, is_synthetic in zip(outcome.rows.tolist(), outcome.synthetic, strict=True):
                told = None if mark is None else str(bool(is_synthetic)).lower()
                file.write(_longer(records[row], told, self.style, end))


def read_csv(path: Path, style: CsvStyle, categories: list[str]) -> CsvTable:
    """Read a CSV file with a header.

    Parameters
    ----------
    path : Path
        The file.
    style : CsvStyle
        How to read it.
    categories : list of str
        Columns that are categories, whatever their cells look like.

    Raises
    ------
    CommandError
        If it is no table of text; the message names the line.
    """
    import pandas as pd

    with path.open("rb") as file:
        begin = file.read(4)
    if begin[:2] in (b"PK", b"\x1f\x8b") or begin == b"\xd0\xcf\x11\xe0":
        raise CommandError(
            f"{path.name} is a spreadsheet or an archive, not a table of text: save it as CSV, or "
            "unpack it."
        )
    if begin.startswith(_BYTE_ORDER_MARK) and style.encoding.lower() in ("utf-8", "utf8"):
        style = style._replace(encoding="utf-8-sig")
    try:
        with path.open(encoding=style.encoding, newline="") as file:
            style = style._replace(separator=style.separator or guess_separator(file.readline()))
            file.seek(0)
            header, records, rows = _read_records(path, file, style)
    except UnicodeError as error:
        # A stream without its byte order mark is told of without a place.
        where = f"byte {error.start:,}" if isinstance(error, UnicodeDecodeError) else str(error)
        likely = "utf-16" if begin.startswith(UTF_16) else "latin-1"
        raise CommandError(
            f"{path.name} is not {style.encoding} ({where}). Name its encoding, for example "
            f"--encoding {likely}."
        ) from error
    except LookupError as error:
        raise CommandError(f"There is no encoding {style.encoding!r}.") from error
    values, texts, notes = {}, {}, []
    for name, cells in zip(rows[0], zip(*rows[1:], strict=True), strict=True):
        is_category = name in categories
        values[name], texts[name] = read_column(
            cells, decimal=style.decimal, missing=style.missing, as_text=is_category
        )
        if texts[name].kind == "text" and not is_category:
            said = stray_cells(cells, values[name], decimal=style.decimal)
            notes += [f"Column {name!r} {said}"] if said else []
    frame = pd.DataFrame(values)
    return CsvTable(frame, notes, header, records, texts, style)


def _read_records(
    path: Path, file: io.TextIOBase, style: CsvStyle
) -> tuple[str, list[str], list[list[str]]]:
    """Return the text of the header, that of each row, and the cells of all of them."""
    texts: list[str] = []
    rows: list[list[str]] = []
    try:
        for line, text, cells in _records(file, style):
            if rows and len(cells) != len(rows[0]):
                raise CommandError(
                    f"{path.name}, line {line:,}: {counted(len(cells), 'cell')} under "
                    f"{counted(len(rows[0]), 'name')} of columns, with {style.separator!r} between "
                    "cells. Another one is told by --separator."
                )
            texts.append(text)
            rows.append(cells)
    except csv.Error as error:
        raise CommandError(f"{path.name} is no CSV: {error}.") from error
    if len(rows) < 2:
        raise CommandError(f"{path.name} has no rows under a line of names.")
    check_names(path, rows[0])
    return texts[0], texts[1:], rows


def _records(file: io.TextIOBase, style: CsvStyle) -> Iterator[tuple[int, str, list[str]]]:
    """Yield the last line of each record that is not empty, its text and its cells."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in file:
            taken.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=style.separator or ",", strict=True)
    for cells in reader:
        text = "".join(taken)
        taken.clear()
        if cells:
            yield reader.line_num, text, cells


def _line(cells: tuple[str, ...], style: CsvStyle, end: str) -> str:
    """Return cells as a line; quoted where they need it."""
    line = io.StringIO()
    csv.writer(line, delimiter=style.separator or ",", lineterminator=end).writerow(cells)
    return line.getvalue()


def _longer(record: str, cell: str | None, style: CsvStyle, end: str) -> str:
    """Return a record with a further cell, if any, and with the end of its line."""
    own_end = _end_of(record)
    text = record.removesuffix(own_end)
    if cell is not None:
        text = f"{text}{style.separator}{_line((cell,), style, '')}"
    return text + (own_end or end)


def _end_of(record: str) -> str:
    """Return what ends the last line of a record; nothing where a file ends without it."""
    return record[len(record.rstrip("\r\n")) :]
