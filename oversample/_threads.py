"""Threads over ranges of independent work."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import chain
from multiprocessing import parent_process
from threading import Lock
from typing import TYPE_CHECKING

from oversample._progress import track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

_TASKS_PER_THREAD = 8
"""Ranges per thread, on average; with several, threads finish at about the same time."""

_LIMITS = "OMP_NUM_THREADS", "NUMBA_NUM_THREADS"
"""Variables of the environment that limit threads."""

SEARCH = "searching neighbors"
"""Label of the progress bar of a neighbour search."""


def count_threads(n_jobs: int | None) -> int:
    """Return the number of threads of n_jobs; None and -1 are all that this call is granted."""
    if n_jobs == 0:
        raise ValueError("n_jobs=0 has no meaning: use None or -1 for all cores.")
    if n_jobs is not None and n_jobs > 0:
        return n_jobs
    return max(1, _granted() + 1 + (-1 if n_jobs is None else n_jobs))


def _granted() -> int:
    """Return the threads that the system, joblib and threadpoolctl leave to the calling thread.

    A worker process of joblib has its share in the environment. Where a thread is a worker, the
    other cores are for the other workers.
    """
    import joblib
    from joblib.parallel import get_active_backend

    if parent_process() is None and (get_active_backend()[0].nesting_level or 0) > 0:
        return 1
    limits = [os.environ.get(name, "").split(",")[0] for name in _LIMITS]
    numbers = [int(limit) for limit in limits if limit.isdigit() and int(limit) > 0]
    pools = [pool["num_threads"] for pool in _pools().info() if pool["user_api"] == "openmp"]
    return min(joblib.cpu_count(), *numbers, *pools, sys.maxsize)


@cache
def _pools() -> Any:
    """Return what knows the thread pools of libraries: finding these takes some milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


class ThreadTeam:
    """The calling thread and others, which live for as long as the team is entered.

    The calling thread takes tasks too: if other cores are busy with something else, it does all
    work by itself and does not wait for other threads to start.

    Parameters
    ----------
    n_threads : int
        The number of threads, including the calling one.
    n_tasks : int, default=1
        Into how many tasks long work is divided at least: an interrupt waits for the end of one.
    """

    def __init__(self, n_threads: int, n_tasks: int = 1) -> None:
        self.n_threads = n_threads
        self.n_tasks = max(n_tasks, n_threads * _TASKS_PER_THREAD)
        self._others: ThreadPoolExecutor | None = None

    def __enter__(self) -> ThreadTeam:
        return self

    def __exit__(self, *error: object) -> None:
        if self._others is not None:
            self._others.shutdown()

    def run_ranges(self, function: Callable[[int, int], None], n: int, step: int) -> None:
        """Call ``function(first, last)`` for consecutive ranges of `step` items that cover `n`."""
        self.run_rounds(function, [[(i, min(i + step, n)) for i in range(0, n, step)]])

    def run_evenly(self, function: Callable[[int, int], None], n: int) -> None:
        """Call ``function(first, last)`` for consecutive ranges, a few for each thread."""
        self.run_ranges(function, n, max(1, -(-n // self.n_tasks)))

    def run_rounds(
        self, function: Callable[..., None], rounds: Sequence[Sequence[tuple[int, ...]]]
    ) -> None:
        """Call the function with the arguments of each round, one round after the other."""
        n_others = min(self.n_threads, max(map(len, rounds), default=0)) - 1
        if n_others < 1:
            for arguments in track(SEARCH, list(chain.from_iterable(rounds))):
                function(*arguments)
            return
        if self._others is None:
            self._others = ThreadPoolExecutor(self.n_threads - 1)
        for tasks in rounds:
            shared = _Shared(track(SEARCH, tasks))

            def work(shared: Iterator[Any] = shared) -> None:
                try:
                    for arguments in shared:
                        function(*arguments)
                finally:
                    # After an error no thread starts another task.
                    list(shared)

            helping = [self._others.submit(work) for _ in range(min(n_others, len(tasks) - 1))]
            try:
                work()
            finally:
                for others in helping:
                    others.result()


def run_ranges(function: Callable[[int, int], None], n: int, step: int, n_threads: int) -> None:
    """Call ``function(first, last)`` for consecutive ranges, on a team of threads of its own."""
    with ThreadTeam(n_threads) as team:
        team.run_ranges(function, n, step)


class _Shared:
    """An iterator that several threads may advance."""

    def __init__(self, items: Iterable[Any]) -> None:
        self._items = iter(items)
        self._lock = Lock()

    def __iter__(self) -> _Shared:
        return self

    def __next__(self) -> Any:
        with self._lock:
            return next(self._items)
