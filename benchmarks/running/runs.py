"""Runs that are stored one by one, so that a run that was stopped goes on where it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.running.atomic import write_atomically

Runs = Sequence[tuple[Any, ...]]
"""The arguments of each run."""


def run_all(folder: Path, runs: Runs, run: Callable[..., pd.DataFrame]) -> None:
    """Run what is not stored yet.

    Parameters
    ----------
    folder : Path
        Where the tables of single runs are; a file each, named by the run's arguments.
    runs : sequence of tuple
        The arguments of each run.
    run : callable
        Returns the table of one run.
    """
    for number, arguments in enumerate(runs, 1):
        path = path_of(folder, arguments)
        if not path.is_file():
            table = run(*arguments)
            write_atomically(path, lambda target, table=table: table.to_csv(target, index=False))
            print(f"{number} of {len(runs)}: {', '.join(map(str, arguments))}", flush=True)


def read_all(folder: Path, runs: Runs) -> pd.DataFrame:
    """Return the rows of all runs, in their order.

    Raises
    ------
    FileNotFoundError
        If a run is not stored.
    """
    tables = [pd.read_csv(path_of(folder, arguments)) for arguments in runs]
    return pd.concat(tables, ignore_index=True)


def path_of(folder: Path, arguments: tuple[Any, ...]) -> Path:
    """Return where the table of a run is stored."""
    return folder / (re.sub(r"[^\w.-]+", "-", "_".join(map(str, arguments))) + ".csv")
