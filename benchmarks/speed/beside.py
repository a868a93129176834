"""Samplers timed beside others: calls in turns, and what is stored and shown of a run."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

import oversample
from benchmarks.protocol.provenance import machine
from benchmarks.report.parts import write_part
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import make_parser

ROOT = Path(__file__).parents[2]
ROUNDS = 5
LONG = 10.0
"""Seconds: after a call that takes longer, a sampler is not called again."""


def seconds_of(calls: Sequence[Callable[[], int]]) -> list[tuple[float, int]]:
    """Call in turns; return the least seconds of each, without its first call, and its rows."""
    times: list[list[float]] = [[] for _ in calls]
    made = [0] * len(calls)
    for _ in range(1 + ROUNDS):
        for i, call in enumerate(calls):
            if times[i] and max(times[i]) > LONG:
                continue
            start = time.process_time()
            made[i] = call()
            times[i].append(time.process_time() - start)
    # The only call of a sampler that takes long is its first.
    return [(min(t[1:] or t), n) for t, n in zip(times, made, strict=True)]


class Stored(NamedTuple):
    """Where a run is stored and shown.

    Attributes
    ----------
    command : str
        What makes it.
    table, page : str
        The committed table, and the page of the guide that shows it.
    """

    command: str
    table: str
    page: str

    def parser(self, description: str | None) -> argparse.ArgumentParser:
        """Return the parser of the command."""
        parser = make_parser(self.command, description)
        default = ROOT / self.table
        parser.add_argument("--out", type=Path, default=default, help="the table to write")
        parser.add_argument("--match", default="", help="only samplers whose names contain this")
        return parser

    def write(
        self,
        rows: Sequence[dict[str, Any]],
        packages: Iterable[str],
        out: Path,
        page_part: Callable[[pd.DataFrame], str],
    ) -> None:
        """Write the table, and its part of the page where it is the committed one.

        Parameters
        ----------
        rows : sequence of dict
            What was measured.
        packages : iterable of str
            The distributions, beside this one, whose versions are stored.
        out : Path
            The table.
        page_part : callable
            Makes the part of the page from the table.
        """
        found = ", ".join(f"{name} {version(name)}" for name in packages)
        table = pd.DataFrame(rows).assign(
            command=self.command,
            machine=machine(),
            versions=f"oversample {oversample.__version__}, {found}",
        )
        write_atomically(out, lambda path: table.to_csv(path, index=False))
        if out == ROOT / self.table:
            part = page_part(pd.read_csv(out))
            write_part(ROOT / self.page, part, self.table, self.command)
