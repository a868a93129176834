"""Measurements that need a fresh process: peak memory and first calls."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.protocol.results import Row
from benchmarks.speed.cases import OURS, PEER, Case
from benchmarks.speed.timing import described, measurement

ROOT = Path(__file__).parents[2]
FIRST_CALL_LIMIT = 1.5
"""Seconds that a first large call may take, imports and all, when kernels are cached."""

SMALL, LARGE = (1_000, 20), (20_000, 20)


def run_child(task: str, arguments: Mapping[str, Any], **environment: str) -> dict[str, float]:
    """Run a task of `benchmarks.speed.child` in a fresh process.

    Parameters
    ----------
    task : str
        Its name.
    arguments : mapping
        What it takes.
    **environment : str
        Variables that are set for the process.

    Returns
    -------
    dict
        What the task returned.

    Raises
    ------
    RuntimeError
        If the process failed; the message ends with what it said last.
    """
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.speed.child", task, json.dumps(arguments)],
        cwd=ROOT,
        env=inherited | environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise RuntimeError(f"{task} exited with {done.returncode}: {last}")
    return json.loads(done.stdout.splitlines()[-1])


def measure_memory(case: Case, distribution: str, seed: int) -> list[Row]:
    """Return how far a process grows while each package resamples."""
    rows = []
    for package in (OURS, PEER):
        arguments = {"case": asdict(case), "distribution": distribution, "seed": seed}
        # Large blocks come from the system and go back to it at once: none is taken from what an
        # earlier step has left over, which would not be seen.
        found = run_child(
            "peak_memory", {"package": package, **arguments}, MALLOC_MMAP_THRESHOLD_="131072"
        )
        rows += [
            described(case, "memory") | measurement(f"bytes_{name}", value, package)
            for name, value in found.items()
        ]
    return rows


def measure_first_calls(n_rounds: int) -> list[Row]:
    """Return the seconds of imports and first call, with an empty numba cache and a full one.

    The bytecode of all packages exists, and their files have been read before.
    """
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "warm"
        # Fills the cache of kernels and, like the discarded call of the peer, that of files.
        rows += first_call_rows(OURS, LARGE, "empty cache", 0, cache)
        first_call_rows(PEER, SMALL, "", 0, cache)
        first_call_rows(OURS, SMALL, "", 0, cache)
        for number in range(n_rounds):
            empty = Path(folder) / f"empty {number}"
            rows += first_call_rows(OURS, SMALL, "empty cache", number, empty)
            rows += first_call_rows(PEER, SMALL, "empty cache", number, empty)
            rows += first_call_rows(OURS, LARGE, "warm cache", number, cache)
            rows += first_call_rows(PEER, LARGE, "warm cache", number, cache)
    return rows


def first_call_rows(
    package: str, size: tuple[int, int], state: str, number: int, cache: Path
) -> list[Row]:
    """Return the rows of one first call."""
    n_minority, n_features = size
    found = run_child(
        "first_call",
        {"package": package, "n_minority": n_minority, "n_features": n_features},
        NUMBA_CACHE_DIR=str(cache),
    )
    case = Case("SMOTE", n_minority, n_features, 3 * n_minority)
    columns = described(case, "first call") | {"case": f"{case.label}, {state}"}
    return [
        columns | measurement(f"seconds_{name}", value, package, number)
        for name, value in found.items()
    ]
