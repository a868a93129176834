"""Threads over ranges of independent work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import TYPE_CHECKING

from oversample._progress import track

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_TASKS_PER_THREAD = 8
"""Ranges that each thread gets on average, so that all finish together."""

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
    run_rounds(function, [ranges], n_threads)


def run_evenly(function: Callable[[int, int], None], n: int, n_threads: int) -> None:
    """Call ``function(first, last)`` for consecutive ranges, a few for each thread."""
    run_ranges(function, n, max(1, -(-n // (n_threads * _TASKS_PER_THREAD))), n_threads)


def run_rounds(
    function: Callable[..., None], rounds: Sequence[Sequence[tuple[int, ...]]], n_threads: int
) -> None:
    """Call the function with the arguments of each round, when those of the last are all done."""
    most = max(map(len, rounds), default=0)
    if n_threads <= 1 or most <= 1:
        for arguments in track(SEARCH, list(chain.from_iterable(rounds))):
            function(*arguments)
        return
    with ThreadPoolExecutor(min(n_threads, most)) as pool:
        for tasks in rounds:
            submitted = [pool.submit(function, *arguments) for arguments in tasks]
            for done in track(SEARCH, submitted):
                done.result()
