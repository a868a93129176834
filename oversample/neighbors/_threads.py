"""Threads over ranges of independent work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from oversample._progress import track

if TYPE_CHECKING:
    from collections.abc import Callable

SEARCH = "searching neighbors"
"""What its bar says of a search, where somebody wants to see one."""


def count_threads(n_jobs: int | None) -> int:
    """Resolve n_jobs to a number of threads, within what the system grants this process."""
    import joblib

    if n_jobs == 0:
        raise ValueError("n_jobs=0 has no meaning: use None or -1 for all cores.")
    if n_jobs is None:
        n_jobs = -1
    return n_jobs if n_jobs > 0 else max(1, joblib.cpu_count() + 1 + n_jobs)


def run_ranges(function: Callable[[int, int], None], n: int, step: int, n_threads: int) -> None:
    """Call ``function(first, last)`` for consecutive ranges of `step` that together are `n`."""
    ranges = [(first, min(first + step, n)) for first in range(0, n, step)]
    if n_threads <= 1 or len(ranges) <= 1:
        for first, last in track(SEARCH, ranges):
            function(first, last)
        return
    with ThreadPoolExecutor(min(n_threads, len(ranges))) as pool:
        for done in track(SEARCH, [pool.submit(function, *ends) for ends in ranges]):
            done.result()
