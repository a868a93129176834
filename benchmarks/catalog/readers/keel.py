"""Reader of KEEL ``.dat`` files (and of ARFF, of which they are a dialect)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

MISSING = frozenset({"", "?", "<null>"})

_ATTRIBUTE = re.compile(
    r"""@attribute\s+
        (?P<name>'[^']*'|"[^"]*"|[^\s{]+)\s*
        (?:\{(?P<categories>.*)\}|(?P<type>[a-z]+)\s*(?:\[.*\])?)\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMERIC_TYPES = frozenset({"real", "integer", "numeric"})


class KeelTable(NamedTuple):
    """A KEEL file in memory.

    Attributes
    ----------
    frame : pandas.DataFrame
        All columns. Nominal ones have a category dtype with the declared categories, as strings;
        integer ones are int64 (float64 when a value is missing); the others are float64.
    inputs : list of str
        The columns named by ``@inputs``; without that line, all columns that are not outputs.
    outputs : list of str
        The columns named by ``@outputs``; without that line, the last column.
    """

    frame: pd.DataFrame
    inputs: list[str]
    outputs: list[str]


def read_keel(path: Path) -> KeelTable:
    """Read a KEEL ``.dat`` or an ARFF file.

    Parameters
    ----------
    path : Path
        The file, in UTF-8 or Latin-1.

    Returns
    -------
    KeelTable
        The table and the names of its input and output columns.

    Raises
    ------
    ValueError
        When the file is not in the format; the message names the file and the line or column.
    """
    attributes: dict[str, list[str] | str] = {}
    named: dict[str, list[str]] = {}
    lines = _lines(path)
    for number, line in lines:
        keyword = line.split(maxsplit=1)[0].lower()
        if keyword == "@attribute":
            name, kind = _attribute(line, f"{path.name}, line {number}")
            attributes[name] = kind
        elif keyword in ("@input", "@inputs", "@output", "@outputs"):
            listed = line[len(keyword) :].split(",")
            named[keyword.rstrip("s")] = [_unquote(name) for name in listed]
        elif keyword == "@data":
            break
    else:
        raise ValueError(f"{path.name}: no @data line")

    rows: list[list[str]] = []
    for number, line in lines:
        row = line.split(",")
        if len(row) != len(attributes):
            raise ValueError(
                f"{path.name}, line {number}: {len(row)} values for {len(attributes)} attributes"
            )
        rows.append(row)

    values = zip(*rows, strict=True) if rows else ([] for _ in attributes)
    frame = pd.DataFrame(
        {
            name: _column(column, kind, f"{path.name}, column {name}")
            for (name, kind), column in zip(attributes.items(), values, strict=True)
        }
    )
    outputs = named.get("@output", list(attributes)[-1:])
    inputs = named.get("@input", [name for name in attributes if name not in outputs])
    undeclared = [name for name in inputs + outputs if name not in attributes]
    if undeclared:
        raise ValueError(f"{path.name}: @inputs or @outputs name no attribute: {undeclared}")
    return KeelTable(frame, inputs, outputs)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each line that is neither empty nor a comment."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped and not stripped.startswith("%"):
            yield number, stripped


def _attribute(line: str, place: str) -> tuple[str, list[str] | str]:
    """Return the name of an attribute and its categories, or its type when it has none."""
    match = _ATTRIBUTE.match(line)
    if match is None:
        raise ValueError(f"{place}: not an attribute: {line!r}")
    name = _unquote(match["name"])
    if match["categories"] is not None:
        categories = [_unquote(category) for category in match["categories"].split(",")]
        return name, list(dict.fromkeys(categories))
    kind = match["type"].lower()
    if kind not in _NUMERIC_TYPES:
        raise ValueError(f"{place}: unknown type {kind!r} of attribute {name!r}")
    return name, kind


def _column(values: Sequence[str], kind: list[str] | str, place: str) -> pd.Series:
    """Return one column with the dtype of its declaration."""
    words = {value: _unquote(value) for value in set(values)}
    present = [None if words[value] in MISSING else words[value] for value in values]
    if isinstance(kind, list):
        strange = sorted({value for value in present if value is not None} - set(kind))
        if strange:
            raise ValueError(f"{place}: values outside the declared categories: {strange}")
        return pd.Series(pd.Categorical(present, categories=kind))
    try:
        numbers = pd.Series([float("nan") if value is None else float(value) for value in present])
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None
    numbers = numbers.astype("float64")
    if kind == "integer" and (numbers % 1 == 0).all():
        return pd.Series([int(float(words[value])) for value in values], dtype="int64")
    return numbers


def _unquote(text: str) -> str:
    """Strip spaces around a word and one pair of quotes."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text
