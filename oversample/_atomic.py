"""Files that are either whole or not there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def write_whole(path: Path, write: Callable[[Path], object], temporary: Path | None = None) -> None:
    """Write a file under a temporary name, then rename it.

    Parameters
    ----------
    path : Path
        The file to write or to replace.
    write : callable
        Writes the content to the path that it is given.
    temporary : Path, optional
        That path, on the same file system; by default a hidden one beside ``path``.

    Raises
    ------
    OSError
        If it cannot be written; what was there before stays.
    """
    if temporary is None:
        # The ending stays last: writers may tell the kind of a file by it.
        temporary = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        write(temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
