"""Cells of text to numbers, dates and categories, and back.

A column is what all of its cells are that are not missing; a single other one makes it text:

==============  ================================================================================
whole numbers   ``-3``, ``120``, within 64 bits and without leading zeros
numbers         ``1.50``, ``.5``, ``2e-3``; a column of which all cells have as many decimals is
                written so where that changes no value
dates           ``2024-01-31``, ``2024-01-31 10:30``, with seconds, with ``T``, with ``Z``
text            all else: words, identifiers with leading zeros, longer numbers
==============  ================================================================================
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from pandas import Series

_WHOLE = re.compile(r"[+-]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[+-]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[+-]?0[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Ways to write instants, with the unit that they are rounded to.
_DATE_FORMATS = {
    "%Y-%m-%d": "D",
    "%Y-%m-%d %H:%M": "min",
    "%Y-%m-%dT%H:%M": "min",
    "%Y-%m-%d %H:%M:%S": "s",
    "%Y-%m-%dT%H:%M:%S": "s",
    "%Y-%m-%dT%H:%M:%SZ": "s",
}
_LEAST, _GREATEST = -(2**63), 2**63 - 1
# Share of different cells that are numbers, from which on the others are probably a mistake.
_MOSTLY = 0.5


class ColumnText(NamedTuple):
    """How a column is written.

    Attributes
    ----------
    kind : {"whole", "number", "date", "text"}
        What its cells are.
    missing : str
        How a missing cell is written.
    decimal : str
        The decimal point.
    decimals : int or None
        The number of decimals of all cells, if it is one.
    date_format : str
        How instants are written.
    """

    kind: Literal["whole", "number", "date", "text"]
    missing: str
    decimal: str = "."
    decimals: int | None = None
    date_format: str = ""

    def write(self, values: Series) -> list[str]:
        """Return the text of each cell."""
        present = self.round(values.dropna())
        if self.kind == "date":
            texts = list(present.dt.strftime(self.date_format))
        elif self.kind == "number":
            texts = [self._number(float(value)) for value in present]
        else:
            texts = [str(value) for value in present]
        found = iter(texts)
        return [self.missing if gap else next(found) for gap in values.isna()]

    def round(self, values: Series) -> Series:
        """Return dates as they are written: to the day, the minute or the second."""
        if self.kind != "date":
            return values
        return values.dt.round(_DATE_FORMATS[self.date_format])

    def _number(self, value: float) -> str:
        text = repr(value)
        if self.decimals is not None and float(f"{value:.{self.decimals}f}") == value:
            text = f"{value:.{self.decimals}f}"
        return text.replace(".", self.decimal)


def read_column(
    cells: Sequence[str], *, decimal: str, missing: frozenset[str], as_text: bool = False
) -> tuple[Series, ColumnText]:
    """Return the values of a column of text, and how it is written.

    Parameters
    ----------
    cells : sequence of str
        The cells.
    decimal : str
        The decimal point.
    missing : frozenset of str
        What stands for a missing cell.
    as_text : bool
        Whether the column is one of categories, whatever its cells look like.

    Returns
    -------
    values : Series
        int64 (Int64 where cells are missing), float64, datetime64[s], or text with None.
    text : ColumnText
        How such values are written.
    """
    import pandas as pd

    present = [cell for cell in cells if cell not in missing]
    has_gaps = len(present) < len(cells)
    gap = next((cell for cell in cells if cell in missing), "") if has_gaps else ""
    values, text = _read(present, decimal, gap, as_text)
    if has_gaps:
        found = iter(values)
        values = [None if cell in missing else next(found) for cell in cells]
    if text.kind == "whole":
        return pd.Series(values, dtype="Int64" if has_gaps else "int64"), text
    if text.kind == "number":
        return pd.Series(values, dtype="float64"), text
    column = pd.Series(values, dtype=object)
    return column.astype("datetime64[s]") if text.kind == "date" else column, text


def stray_cells(cells: Sequence[str], values: Series, *, decimal: str) -> str | None:
    """Return what stands between a column of text and numbers, in a sentence; None for nothing.

    Parameters
    ----------
    cells : sequence of str
        The cells of the column.
    values : Series
        What they were read as.
    decimal : str
        The decimal point.
    """
    present = dict.fromkeys(cell for cell, gap in zip(cells, values.isna(), strict=True) if not gap)
    plain = {cell: cell.strip().replace(decimal, ".") for cell in present}
    others = [cell for cell, text in plain.items() if not _NUMBER.fullmatch(text)]
    if not others or any(_LEADING_ZERO.fullmatch(text) for text in plain.values()):
        return None
    if len(others) > (1 - _MOSTLY) * len(present):
        return None
    return (
        f"is taken for text, since row {cells.index(others[0]) + 1:,} of the table has "
        f"{others[0]!r}, while {len(present) - len(others):,} of {len(present):,} different cells "
        f"are numbers. If that stands for a missing cell: --missing {shlex.quote(others[0])}."
    )


def _read(cells: list[str], decimal: str, gap: str, as_text: bool) -> tuple[list[Any], ColumnText]:
    """Return the value of each cell, of which none is missing, and how values are written."""
    as_they_are = cells, ColumnText("text", gap)
    if as_text or not cells:
        return as_they_are
    plain = [cell.strip() for cell in cells]
    if all(map(_WHOLE.fullmatch, plain)):
        whole = [int(text) for text in plain]
        if _LEAST <= min(whole) <= max(whole) <= _GREATEST:
            return whole, ColumnText("whole", gap)
        return as_they_are
    numerals = plain
    if decimal != ".":
        # A point has another meaning then, so that no number has one.
        numerals = [text.replace(".", "?").replace(decimal, ".") for text in plain]
    if all(map(_NUMBER.fullmatch, numerals)):
        lengths = set(map(_decimals, numerals))
        decimals = lengths.pop() if len(lengths) == 1 else None
        return [float(text) for text in numerals], ColumnText("number", gap, decimal, decimals)
    dates = _read_dates(plain)
    return (
        as_they_are if dates is None else (dates[0], ColumnText("date", gap, date_format=dates[1]))
    )


def _decimals(numeral: str) -> int | None:
    """Return the number of decimals of a number; None if it is written with a power of ten."""
    if "e" in numeral or "E" in numeral:
        return None
    return len(numeral.partition(".")[2])


def _read_dates(texts: list[str]) -> tuple[list[Any], str] | None:
    """Return the instant of each text and the format of all; None if there is none."""
    import pandas as pd

    if not all(map(_DATE.match, texts)):
        return None
    column = pd.Series(texts, dtype=object)
    for date_format in _DATE_FORMATS:
        dates = pd.to_datetime(column, format=date_format, errors="coerce")
        if dates.notna().all() and (dates.dt.strftime(date_format) == column).all():
            return list(dates), date_format
    return None
