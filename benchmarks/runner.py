"""Many cells in parallel, with a live account of how far they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from time import perf_counter

from joblib import Parallel, delayed, effective_n_jobs, parallel_config
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from benchmarks.cells import Cell, Row, blank_row, cell_of, one_line, run_cell


def run_cells(cells: Sequence[Cell], jobs: int, console: Console, progress: bool) -> list[Row]:
    """Run all cells and return one row for each, in the order of the cells.

    Parameters
    ----------
    cells : sequence of Cell
        What to run.
    jobs : int
        Number of processes. Each uses one thread.
    console : rich.console.Console
        Where the progress goes: a bar in a terminal, otherwise a line now and then.
    progress : bool
        Whether to show any progress.

    Returns
    -------
    list of dict
        The rows. When the run is interrupted, the cells without a result are stored as
        failed.
    """
    finished = finished_rows(cells, jobs)
    if progress:
        show = show_bar if console.is_terminal else show_lines
        finished = show(finished, len(cells), console)
    results: dict[Cell, Row] = {}
    reason = ""
    try:
        for row in finished:
            results[cell_of(row)] = row
    except (Exception, KeyboardInterrupt) as error:
        reason = one_line(error)
    return [results.get(cell) or blank_row(cell) | {"reason": reason} for cell in cells]


def finished_rows(cells: Sequence[Cell], jobs: int) -> Iterator[Row]:
    """Yield the row of each cell as soon as it is there.

    When a process dies, the cells that were under way are run again, each alone, and the rest goes
    on: only a cell that kills its own process is lost.
    """
    n_under_way = 2 * effective_n_jobs(jobs)
    left = list(cells)
    while left:
        done: set[Cell] = set()
        try:
            for row in in_parallel(left, jobs):
                done.add(cell_of(row))
                yield row
            return
        except BrokenProcessPool:
            left = [cell for cell in left if cell not in done]
        for cell in left[:n_under_way]:
            yield alone(cell)
        left = left[n_under_way:]


def in_parallel(cells: Sequence[Cell], jobs: int) -> Iterator[Row]:
    """Yield rows from a pool of processes that is given the cells one at a time, in order."""
    with parallel_config(backend="loky", inner_max_num_threads=1):
        yield from Parallel(
            n_jobs=jobs,
            return_as="generator_unordered",
            batch_size=1,
            pre_dispatch="2 * n_jobs",
        )(delayed(run_cell)(cell) for cell in cells)


def alone(cell: Cell) -> Row:
    """Return the row of a cell that has the pool to itself, also when its process dies."""
    try:
        return next(in_parallel([cell], jobs=2))
    except BrokenProcessPool as error:
        return blank_row(cell) | {"reason": one_line(error)}


def show_bar(rows: Iterator[Row], total: int, console: Console) -> Iterator[Row]:
    """Pass the rows on, with a live progress bar."""
    bar = Progress(
        TextColumn("{task.description:<26.26}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]} failed"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    )
    failed = 0
    with bar:
        task = bar.add_task("starting", total=total, failed=0)
        for row in rows:
            failed += row["status"] == "failed"
            bar.update(task, advance=1, description=row["dataset"], failed=failed)
            yield row


def show_lines(
    rows: Iterator[Row], total: int, console: Console, seconds_between: float = 10.0
) -> Iterator[Row]:
    """Pass the rows on, with a plain line every few seconds."""
    failed = 0
    start = last = perf_counter()
    for done, row in enumerate(rows, start=1):
        failed += row["status"] == "failed"
        now = perf_counter()
        if now - last >= seconds_between or done == total:
            last = now
            left = (now - start) / done * (total - done)
            console.print(
                f"{done}/{total} cells, {failed} failed, {now - start:.0f} s, "
                f"about {left:.0f} s left ({row['dataset']})",
                highlight=False,
            )
        yield row
