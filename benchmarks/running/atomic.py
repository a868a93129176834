"""Files of results, in folders that are made where they are missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from oversample._atomic import write_whole


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file under a temporary name and rename it, so that no half file is ever seen.

    Parameters
    ----------
    path : Path
        The file to write or to replace. Its folder is made when it does not exist.
    write : callable
        Writes the content to the path that it is given.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, write)
