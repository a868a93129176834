"""What is wrong with a user's file, and the remedy, before anything is read from it.

It stands apart from the reader, ``benchmarks.catalog.readers.own``: all stored cells depend on the
code of the readers, and none on what is said of a file that cannot be used.
"""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

from pandas.errors import ParserError

from benchmarks.catalog.readers.own import UnusableDataError, delimiter

_COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
_PARQUET = (".parquet", ".pq")
_SPREADSHEETS = (b"PK", b"\xd0\xcf")
_BEGINNING = 4096
"""Bytes that are looked at."""


def check_own_file(path: Path, target: str) -> None:
    """Refuse a file that would be misread, or refused for a reason that is not the real one.

    Parameters
    ----------
    path : Path
        A file that exists. Compressed ones are left to pandas.
    target : str
        The column of the classes.

    Raises
    ------
    UnusableDataError
        When it is in another format or encoding, has no line of names, or another number of names
        than of fields.
    """
    suffix = path.suffix.lower()
    if suffix in _COMPRESSED:
        return
    with path.open("rb") as file:
        begin = file.read(_BEGINNING)
    if suffix in _PARQUET:
        return
    wrong = _other_format(begin, path) or _other_encoding(begin, path) or _wrong_lines(path, target)
    if wrong:
        raise UnusableDataError(f"{path.name} {wrong}")


def with_remedy(error: UnusableDataError) -> str:
    """Return what an error says and, where a row has too many fields, what helps."""
    text = str(error).strip()
    if isinstance(error.__cause__, ParserError):
        text += ". Remedy: quote texts that contain the delimiter, or save the table as parquet"
    return text


def _other_format(begin: bytes, path: Path) -> str:
    """Return what the first bytes say, empty where they may be those of a CSV file in UTF-8."""
    if begin.startswith(b"PAR1"):
        return "is a parquet file with another name: call it .parquet"
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return (
            "is UTF-16, as spreadsheets write it as Unicode text. Convert it first: "
            f"iconv -f utf-16 -t utf-8 {path} > utf8.csv"
        )
    if begin.lstrip()[:1] in (b"{", b"["):
        return "is JSON: read it with pandas.read_json and write it with to_parquet"
    if b"\0" in begin and not begin.startswith(_SPREADSHEETS):
        return "is no text: save the table as CSV in UTF-8, or as parquet"
    return ""


def _other_encoding(begin: bytes, path: Path) -> str:
    """Return in which line a file is not UTF-8, empty where it is none of text or all is."""
    if begin.startswith(_SPREADSHEETS):
        return ""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return (
                    f"is not UTF-8 in line {number:,}. Convert it first, from latin-1 for example: "
                    f"iconv -f latin1 -t utf-8 {path} > utf8.csv"
                )
    return ""


def _wrong_lines(path: Path, target: str) -> str:
    """Return what the first two lines say, empty where nothing is wrong with them."""
    separator = delimiter(path)
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        lines = csv.reader(file, delimiter=separator)
        names, fields = next(lines, []), next(lines, [])
    if target not in names:
        if len(names) == 1 and len(names[0].split()) > 1 and target in names[0].split():
            return (
                "has columns that are separated by spaces: read it with "
                r"pandas.read_csv(..., sep=r'\s+') and write it with to_csv(..., index=False)"
            )
        value = next(filter(_is_number, names), None)
        if value is not None:
            return (
                f"has no column {target!r}, and its first line holds values, such as {value!r}: "
                "put a line with the names of the columns above it"
            )
    if fields and len(fields) > len(names):
        return (
            f"has {len(names)} names in its first line and {len(fields)} fields in the second: a "
            f"decimal comma, or a text with {separator!r} that is not quoted. Save it with "
            "semicolons between the columns, or as parquet"
        )
    return ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
