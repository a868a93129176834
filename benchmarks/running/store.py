"""Stored results: one small file per cell, whole or not there, named by its content's key."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.protocol.results import Row
from benchmarks.running.atomic import write_atomically


class StoreError(Exception):
    """A record could not be written."""


class Store:
    """A folder of records.

    A record is one line of JSON with a digest of itself. A file that is damaged counts as missing:
    its cell is run again, which replaces it.

    Parameters
    ----------
    folder : Path
        Made when the first record is written.

    Attributes
    ----------
    damaged : list of Path
        The damaged files that were met so far.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged: list[Path] = []

    def path(self, key: str) -> Path:
        """Return the file of a key."""
        return self.folder / key[:2] / f"{key}.json"

    def read(self, key: str) -> Row | None:
        """Return a stored row, or None when there is none or it is damaged."""
        path = self.path(key)
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            self.damaged.append(path)
            return None
        digest, _, body = text.rstrip("\n").partition(" ")
        if digest != _digest(body):
            self.damaged.append(path)
            return None
        return json.loads(body)

    def read_all(self, keys: Iterable[str]) -> dict[str, Row]:
        """Return the rows of all keys that have one."""
        rows = ((key, self.read(key)) for key in keys)
        return {key: row for key, row in rows if row is not None}

    def write(self, key: str, row: Row) -> None:
        """Store a row.

        Raises
        ------
        StoreError
            When the disk does not take it, with its reason.
        """
        body = json.dumps({name: _plain(value) for name, value in row.items()}, allow_nan=False)
        line = f"{_digest(body)} {body}\n"
        try:
            write_atomically(self.path(key), lambda path: path.write_text(line, "utf-8"))
        except OSError as error:
            raise StoreError(f"cannot write to {self.folder}: {error.strerror or error}") from error


def _digest(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """Return a value that JSON has: numbers as Python's, and None for what is no number."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
