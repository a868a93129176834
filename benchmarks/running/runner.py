"""Many cells in parallel; each result is stored the moment that it is there."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool

from joblib import Parallel, delayed, effective_n_jobs, parallel_config

from benchmarks.protocol.bench import Bench
from benchmarks.protocol.cells import Cell, in_batches
from benchmarks.protocol.results import Row, one_line
from benchmarks.running.store import Store

Batch = list[Cell]


def missing_cells(cells: Sequence[Cell], store: Store, retry_failed: bool) -> Iterator[Cell]:
    """Yield the cells without a valid record, and on demand also those that failed."""
    for cell in cells:
        row = store.read(cell.key)
        if row is None or (retry_failed and row["status"] == "failed"):
            yield cell


def run_and_store(cells: Sequence[Cell], store: Store, jobs: int) -> Iterator[Row]:
    """Run cells and store their rows; yield each row's names and status as soon as it is there.

    When a process dies, the batches that may have been under way are run again, each alone, and
    the rest goes on: only a cell that kills its own process is lost, and stored as failed.

    Raises
    ------
    StoreError
        When the disk does not take a record.
    """
    n_under_way = 2 * effective_n_jobs(jobs)
    left = list(in_batches(cells))
    while left:
        done: set[str] = set()
        try:
            for rows in in_parallel(left, store, jobs):
                done.update(row["key"] for row in rows)
                yield from rows
            return
        except BrokenProcessPool:
            undone = [[cell for cell in batch if cell.key not in done] for batch in left]
            left = [batch for batch in undone if batch]
        for batch in left[:n_under_way]:
            yield from alone(batch, store)
        left = left[n_under_way:]


def in_parallel(batches: Sequence[Batch], store: Store, jobs: int) -> Iterator[list[Row]]:
    """Yield outcomes from a pool of processes that is given the batches one at a time, in order."""
    with parallel_config(backend="loky", inner_max_num_threads=1):
        yield from Parallel(
            n_jobs=jobs,
            return_as="generator_unordered",
            batch_size=1,
            pre_dispatch="2 * n_jobs",
        )(delayed(run_batch)(batch, store, os.getpid()) for batch in batches)


def alone(batch: Batch, store: Store) -> Iterator[Row]:
    """Yield the outcomes of a batch that has the pool to itself, also when its process dies."""
    left = batch
    while left:
        try:
            yield from next(in_parallel([left], store, jobs=2))
            return
        except BrokenProcessPool as error:
            stored = store.read_all(cell.key for cell in left)
            yield from (outcome(row) for row in stored.values())
            left = [cell for cell in left if cell.key not in stored]
            if left:
                row = left[0].row() | {"status": "failed", "reason": one_line(error)}
                store.write(row["key"], row)
                yield outcome(row)
                left = left[1:]


def run_batch(batch: Batch, store: Store, runner: int) -> list[Row]:
    """Run and store the cells of a batch, one after the other, in a process of the pool."""
    if runner != os.getpid():
        die_with(runner)
    bench = Bench()
    done = []
    for cell in batch:
        row = bench.run(cell)
        store.write(row["key"], row)
        done.append(outcome(row))
    return done


def outcome(row: Row) -> Row:
    """Return the part of a row that the progress needs."""
    return {name: row[name] for name in ("key", "dataset", "method", "status", "reason")}


_watched: set[int] = set()


def die_with(runner: int, seconds_between: float = 0.2) -> None:
    """Make this process end as soon as the runner is gone, whatever it is doing.

    Otherwise an orphan would go on with its batch, and a second start run the same cells.
    """
    if runner in _watched:
        return
    _watched.add(runner)

    def watch() -> None:
        while os.getppid() == runner:
            time.sleep(seconds_between)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
