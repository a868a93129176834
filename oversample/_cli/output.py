"""Output files: refused before any work, or written whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from oversample import _atomic
from oversample._cli.errors import CommandError


def check_writable(path: Path, source: Path, force: bool) -> None:
    """Raise, before any work, where a file is not to be written or cannot be.

    Parameters
    ----------
    path : Path
        The file to write.
    source : Path
        The input, which is never written to.
    force : bool
        Whether a file that exists may be replaced.
    """
    if path.exists() and source.exists() and path.samefile(source):
        raise CommandError(f"{path} is the input, which stays as it is. Name another file.")
    if path.is_dir():
        raise CommandError(f"{path} is a folder. Name a file.")
    if path.exists() and not force:
        raise CommandError(f"{path} exists already. Name another file, or replace it by --force.")
    if not path.parent.is_dir():
        raise CommandError(f"There is no folder {path.parent} to write {path.name} to.")
    if not os.access(path.parent, os.W_OK):
        raise CommandError(f"The folder {path.parent} may not be written to.")


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file whole, or raise; see :func:`oversample._atomic.write_whole`."""
    try:
        _atomic.write_whole(path, write)
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror or error}") from error
