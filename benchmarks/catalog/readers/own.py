"""A user's own table: ``--data FILE --target COLUMN``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.catalog.registry import nearest
from benchmarks.protocol.dataset import Dataset, LabeledTable, task
from oversample._table import column_concerns

MOST_CLASSES = 50
DELIMITERS = ",;\t|"
# The first bytes of xlsx and ods files, which are archives, and of older xls files.
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class UnusableDataError(ValueError):
    """A table that nothing can be learned from, with the reason and the remedy."""


def own_dataset(path: Path, target: str) -> Dataset:
    """Return the entry of a user's file, known by its content.

    Parameters
    ----------
    path : Path
        A CSV or a parquet file with a header.
    target : str
        The column of the classes.

    Raises
    ------
    UnusableDataError
        When the file cannot be read or has no such column.
    """
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise UnusableDataError(f"cannot read {path}: {error.strerror}") from None
    read = partial(read_own_table, path.resolve(), target)
    return Dataset(path.stem, path.stem, read, content=f"{digest} {target}")


def read_own_table(path: Path, target: str) -> LabeledTable:
    """Read a user's file: strings and truth values become categories, dates become days.

    Rows without a class are left out, and so are columns without any value.

    Raises
    ------
    UnusableDataError
        When there is no such column, or its values are not classes.
    """
    frame = read_frame(path)
    if target not in frame:
        hint = nearest(target, frame, otherwise=f"the columns are {', '.join(frame)}")
        raise UnusableDataError(f"{path.name} has no column {target!r} ({hint})")
    if frame.empty:
        raise UnusableDataError(f"{path.name} has names of columns, but no rows below them")
    frame = frame[frame[target].notna()]
    labels = class_names(frame[target])
    if len(labels) == 0 or labels.nunique() > MOST_CLASSES:
        raise UnusableDataError(
            f"{path.name}: the target {target!r} has {labels.nunique()} distinct values, and "
            f"classes are between 2 and {MOST_CLASSES}: name a column of classes, or bin the values"
        )
    columns = {name: feature(frame[name]) for name in frame if name != target}
    X = pd.DataFrame({name: column for name, column in columns.items() if column.notna().any()})
    if X.empty:
        raise UnusableDataError(f"{path.name} has no column with values beside {target!r}")
    return task(X, labels)


def read_frame(path: Path) -> pd.DataFrame:
    """Read a parquet file, or a CSV file with any usual delimiter; column names become text."""
    with path.open("rb") as file:
        begin = file.read(8)
    if begin.startswith(_SPREADSHEETS):
        raise UnusableDataError(
            f"{path.name} is a spreadsheet or an archive, not a table of text: save it as CSV, or "
            "read it with pandas.read_excel and write it with to_parquet"
        )
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            frame = pd.read_parquet(path)
        else:
            frame = pd.read_csv(path, sep=delimiter(path))
    except UnicodeDecodeError as error:
        raise UnusableDataError(
            f"cannot read {path}: it is not UTF-8 (byte {error.start:,}). Convert "
            f"it first, from latin-1 for example: iconv -f latin1 -t utf-8 {path} > utf8.csv"
        ) from error
    except (ValueError, OSError) as error:
        raise UnusableDataError(f"cannot read {path}: {error}") from error
    return frame.rename(columns=str)


def delimiter(path: Path) -> str:
    """Return the character that stands most often in the first line, quoted parts left out."""
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        header = file.readline()
    unquoted = "".join(header.split('"')[::2])
    return max(DELIMITERS, key=unquoted.count)


def class_names(target: pd.Series) -> pd.Series:
    """Return classes as text, whole numbers without a decimal point."""
    if pd.api.types.is_float_dtype(target) and (target % 1 == 0).all():
        target = target.astype("int64")
    return target.astype(str).str.strip()


def feature(column: pd.Series) -> pd.Series:
    """Return a column as float64 or, where its values are no numbers, as categories of text."""
    if _looks_like_dates(column):
        column = pd.to_datetime(column, format="ISO8601", utc=True)
    if pd.api.types.is_datetime64_any_dtype(column):
        days = column.dt.tz_localize(None) if column.dt.tz is not None else column
        return (days - pd.Timestamp(0)) / pd.Timedelta(days=1)
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        numbers = column.astype("float64")
        return numbers.mask(np.isinf(numbers))
    words = column.astype(object)
    return words.where(words.isna(), words.astype(str)).astype("category")


def _looks_like_dates(column: pd.Series) -> bool:
    """Return whether all values are texts that begin as dates do in ISO 8601: 2013-01-31."""
    if not pd.api.types.is_string_dtype(column):
        return False
    parsed = pd.to_datetime(column, format="ISO8601", utc=True, errors="coerce")
    dated = column.str.match(r"\d{4}-\d{2}-\d{2}") & parsed.notna()
    return bool(dated[column.notna()].all()) and column.notna().any()


def concerns(table: LabeledTable, least: int) -> Iterable[str]:
    """Yield what a user should know about a table before believing its results.

    Parameters
    ----------
    table : LabeledTable
        The data.
    least : int
        The number of folds.

    Raises
    ------
    UnusableDataError
        When there is a single class, or one class has too few rows to be in all training and test
        folds of a cross-validation with inner folds.
    """
    counts = np.bincount(table.y, minlength=len(table.labels))
    if len(table.labels) < 2:
        raise UnusableDataError(
            f"the target has the single class {table.labels[0]!r}: there is nothing to tell apart"
        )
    rarest, name = int(counts[-1]), table.labels[-1]
    if rarest < 2 * least:
        raise UnusableDataError(
            f"class {name!r} has {_rows(rarest)}; {least} folds with inner folds need at least "
            f"{2 * least}: collect more rows of it, or join it with another class"
        )
    if rarest < 10 * least:
        yield (
            f"Class {name!r} has {_rows(rarest)}, about {rarest / least:.0f} in each test fold: "
            f"one row more or less found changes the recall of a fold by {least / rarest:.2f}. "
            "Trust differences between methods only over many repeats (--repeats)."
        )
    if counts[0] < 1.5 * rarest:
        yield "The classes are about equally frequent: over-sampling has little to do here."
    yield from column_concerns(table.X)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
