"""Threads over ranges of independent work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING

from oversample._progress import track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

_TASKS_PER_THREAD = 8
"""Ranges per thread, on average; with several, threads finish at about the same time."""

SEARCH = "searching neighbors"
"""Label of the progress bar of a neighbour search."""


def count_threads(n_jobs: int | None) -> int:
    """Return the number of threads of n_jobs, within what the system grants this process."""
    import joblib

    if n_jobs == 0:
        raise ValueError("n_jobs=0 has no meaning: use None or -1 for all cores.")
    if n_jobs is None:
        n_jobs = -1
    return n_jobs if n_jobs > 0 else max(1, joblib.cpu_count() + 1 + n_jobs)


class ThreadTeam:
    """The calling thread and others, which live for as long as the team is entered.

    The calling thread takes tasks too: if other cores are busy with something else, it does all
    work by itself and does not wait for other threads to start.

    Parameters
    ----------
    n_threads : int
        The number of threads, including the calling one.
    """

    def __init__(self, n_threads: int) -> None:
        self.n_threads = n_threads
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
        self.run_ranges(function, n, max(1, -(-n // (self.n_threads * _TASKS_PER_THREAD))))

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
                for arguments in shared:
                    function(*arguments)

            helping = [self._others.submit(work) for _ in range(min(n_others, len(tasks) - 1))]
            try:
                work()
            finally:
                # After an error no thread starts another task.
                list(shared)
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
