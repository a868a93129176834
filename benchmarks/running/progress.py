"""A live account of how far a run is: a bar in a terminal, otherwise a line now and then."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from benchmarks.protocol.results import Row


def show(rows: Iterator[Row], total: int, console: Console) -> Iterator[Row]:
    """Pass rows on and show how many there were, how many failed, and the time left."""
    yield from (show_bar if console.is_terminal else show_lines)(rows, total, console)


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
        speed_estimate_period=600,
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
                markup=False,
            )
        yield row
