"""A folder of files that is either whole or not there, and is written in parts that stay."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from oversample._atomic import write_whole


class UnfinishedFolder:
    """Where the parts of a result are kept until all of them are there.

    Beside the ``target`` stands a hidden folder of the same name and ``.unfinished``, which holds

    - ``run.json``: what the result is made of, so that only the same call goes on with it;
    - ``parts/``: finished parts, each renamed to its place when it was whole, which becomes the
      target by one renaming at the end;
    - for sources that are no row groups, a copy that is: ``typed.parquet``;
    - whatever a process that was killed was writing, which is not read.

    Parameters
    ----------
    target : Path
        The folder to make.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(f".{target.name}.unfinished")
        self.parts = self.path / "parts"

    def check_new(self) -> None:
        """Raise, before any work, where the result cannot be put."""
        if self.target.exists():
            raise FileExistsError(
                f"{self.target} exists already. Name another folder, or remove it first."
            )
        if not self.target.parent.is_dir():
            raise FileNotFoundError(
                f"There is no folder {self.target.parent} to make {self.target.name} in."
            )
        if not os.access(self.target.parent, os.W_OK):
            raise PermissionError(f"The folder {self.target.parent} may not be written to.")

    def begin(self, run: dict[str, Any]) -> None:
        """Begin, or go on with what the same call has left unfinished.

        Parameters
        ----------
        run : dict
            All that the result depends on.

        Raises
        ------
        ValueError
            If another call has left something unfinished.
        """
        described, note = json.dumps(run, indent=1, sort_keys=True), self.path / "run.json"
        # Without parts it is what a process left that was killed after it had finished.
        if note.exists() and self.parts.is_dir():
            earlier = json.loads(note.read_text("utf-8"))
            now = json.loads(described)
            differing = sorted(k for k in earlier | now if earlier.get(k) != now.get(k))
            if differing:
                raise ValueError(
                    f"{self.path} is what a call with other values of {', '.join(differing)} has "
                    f"left unfinished. Remove that folder, or name another target."
                )
            return
        self.parts.mkdir(parents=True, exist_ok=True)
        self._write(note, lambda path: path.write_text(described, "utf-8"))

    def write(self, name: str, write: Callable[[Path], object]) -> None:
        """Write one part, unless it is there already.

        Parameters
        ----------
        name : str
            Its name; folders in it are made.
        write : callable
            Writes the part to the path that it is given.

        Raises
        ------
        OSError
            If it cannot be written; the parts before it stay.
        """
        part = self.parts / name
        if not part.exists():
            part.parent.mkdir(exist_ok=True)
            self._write(part, write)

    def keep(self, name: str, write: Callable[[Path], object]) -> None:
        """Write a file that is no part of the result, unless it is there already."""
        if not (self.path / name).exists():
            self._write(self.path / name, write)

    def discard(self) -> None:
        """Remove what is unfinished."""
        shutil.rmtree(self.path, ignore_errors=True)

    def finish(self) -> None:
        """Put the whole result in its place."""
        os.rename(self.parts, self.target)
        self.discard()

    def _write(self, path: Path, write: Callable[[Path], object]) -> None:
        try:
            # Not beside the part: what a killed process leaves must not become one.
            write_whole(path, write, self.path / f"{os.getpid()}.writing")
        except OSError as error:
            raise type(error)(
                error.errno,
                f"{error.strerror or error}. {self.target} is not finished; the same call goes on "
                "after the last whole part",
                str(path),
            ) from error
