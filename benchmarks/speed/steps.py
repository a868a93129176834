"""What a run measures, step by step, and what an earlier run has measured already."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from benchmarks.protocol.code import oversample_digest
from benchmarks.protocol.results import Row
from benchmarks.running.atomic import write_atomically

Step = tuple[str, Callable[[], list[Row]]]
"""A name, and what measures."""


class DoneSteps:
    """The rows of steps that are done, each in a file, until the run that they belong to ends.

    Rows count for what was measured just so, by the same code of the package.

    Parameters
    ----------
    folder : Path
        Where the files are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def skipping(self, steps: Sequence[Step]) -> list[Step]:
        """Return the steps with those that are done replaced by their rows."""
        return [(name, partial(self._once, name, measure)) for name, measure in steps]

    def forget(self) -> None:
        """Remove all files."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _once(self, name: str, measure: Callable[[], list[Row]]) -> list[Row]:
        arguments = getattr(measure, "args", ()), getattr(measure, "keywords", {})
        key = sha256(f"{oversample_digest()} {name} {arguments}".encode()).hexdigest()[:16]
        path = self.folder / f"{key}.json"
        if path.exists():
            return json.loads(path.read_text())
        rows = measure()
        write_atomically(path, lambda file: file.write_text(json.dumps(rows)))
        return rows
