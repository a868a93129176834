"""Measurements that need a fresh process: repeated and first calls, and peak memory."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.protocol.results import Row
from benchmarks.speed.cases import Case
from benchmarks.speed.contenders import OURS, PEER, sampler_module, sampler_parameters
from benchmarks.speed.problems import make_problem
from benchmarks.speed.timing import FRESH, Rounds, described, measurement

ROOT = Path(__file__).parents[2]
FIRST_CALL_LIMIT = 1.5
"""Seconds that a first large call may take, imports and all, when kernels are cached."""

SMALL_CLASS = 4_096
"""Minority rows below which first calls are bounded."""

SMALL, LARGE = (1_000, 20), (20_000, 20)


def run_child(task: str, arguments: Mapping[str, Any], **environment: str) -> Any:
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
    dict or list
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
    return [
        row
        for package in (OURS, PEER)
        for row in _grown(case, distribution, seed, package, "memory")
    ]


def _grown(case: Case, distribution: str, seed: int, package: str, part: str) -> list[Row]:
    """Return the rows of one process that resamples once, with its input and all code loaded."""
    arguments = {"case": asdict(case), "distribution": distribution, "seed": seed}
    # Large blocks come from the system and go back to it at once: none is taken from what an
    # earlier step has left over, which would not be seen.
    found = run_child(
        "peak_memory", {"package": package, **arguments}, MALLOC_MMAP_THRESHOLD_="131072"
    )
    return [
        described(case, part) | measurement(f"bytes_{name}", value, package)
        for name, value in found.items()
    ]


def measure_peak(case: Case, distribution: str, seed: int) -> list[Row]:
    """Return how far a process grows while this package resamples."""
    return _grown(case, distribution, seed, OURS, "peak")


def measure_case(
    case: Case, distribution: str, seed: int, rounds: Rounds, n_processes: int
) -> list[Row]:
    """Return times of a case in processes of its own, which find compiled kernels in the cache.

    One process makes repeated calls of both packages in turns, before kernels are loaded and
    after; in the others, the packages in turns too, a script imports one of them and resamples
    once. What the first compiles, if the cache is empty, is not counted: it begins with an untimed
    round. For large tables one script of each package is enough.
    """
    if case.n_minority >= SMALL_CLASS:
        n_processes = 1
    arguments = {"case": asdict(case), "distribution": distribution, "seed": seed}
    problem = make_problem(case, distribution, seed)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "problem.pickle"
        data.write_bytes(pickle.dumps(tuple(problem), protocol=5))
        rows: list[Row] = run_child("time_case", arguments | {"rounds": asdict(rounds)})
        for number in range(n_processes):
            packages = (OURS, PEER) if number % 2 else (PEER, OURS)
            for package in packages:
                rows += _script_rows(case, package, seed, data, number)
    return rows


def _script_rows(case: Case, package: str, seed: int, data: Path, number: int) -> list[Row]:
    """Return the rows of one process that resamples once, as a script does."""
    arguments = {
        "module": sampler_module(package, case),
        "sampler": case.sampler,
        "parameters": sampler_parameters(case) | {"random_state": seed},
        "data": str(data),
    }
    start = perf_counter()
    found = run_child("first_call", arguments)
    found["seconds_process"] = perf_counter() - start
    return [
        described(case, FRESH) | measurement(name, value, package, number)
        for name, value in found.items()
    ]


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
    case = Case("SMOTE", n_minority, n_features, 3 * n_minority)
    data = cache.with_name(f"{n_minority} x {n_features}.pickle")
    if not data.exists():
        data.write_bytes(pickle.dumps(tuple(make_problem(case, "gaussian", 0)), protocol=5))
    arguments = {
        "module": sampler_module(package, case),
        "sampler": case.sampler,
        "parameters": {"random_state": 0},
        "data": str(data),
    }
    found = run_child("first_call", arguments, NUMBA_CACHE_DIR=str(cache))
    columns = described(case, "first call") | {"case": f"{case.label}, {state}"}
    return [columns | measurement(name, value, package, number) for name, value in found.items()]
