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


class ThreadTeam:
    """The calling thread and others, which stay for as long as the team is entered.

    The caller takes tasks like everybody else: where other cores are busy with something else, it
    does the work alone and waits for nobody to begin.

    Parameters
    ----------
    n_threads : int
        Threads, the calling one among them.
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
        """Call ``function(first, last)`` for consecutive ranges of `step` that together are `n`."""
        self.run_rounds(function, [[(i, min(i + step, n)) for i in range(0, n, step)]])

    def run_evenly(self, function: Callable[[int, int], None], n: int) -> None:
        """Call ``function(first, last)`` for consecutive ranges, a few for each thread."""
        self.run_ranges(function, n, max(1, -(-n // (self.n_threads * _TASKS_PER_THREAD))))

    def run_rounds(
        self, function: Callable[..., None], rounds: Sequence[Sequence[tuple[int, ...]]]
    ) -> None:
        """Call the function with the arguments of each round, when those of the last are done."""
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
                # After an error nobody begins anything more.
                list(shared)
                for others in helping:
                    others.result()


def run_ranges(function: Callable[[int, int], None], n: int, step: int, n_threads: int) -> None:
    """Call ``function(first, last)`` for consecutive ranges, by a team of its own."""
    with ThreadTeam(n_threads) as team:
        team.run_ranges(function, n, step)


class _Shared:
    """An iterator that threads take turns at."""

    def __init__(self, items: Iterable[Any]) -> None:
        self._items = iter(items)
        self._lock = Lock()

    def __iter__(self) -> _Shared:
        return self

    def __next__(self) -> Any:
        with self._lock:
            return next(self._items)
