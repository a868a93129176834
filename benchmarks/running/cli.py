"""The command line of the benchmark."""

from __future__ import annotations

import argparse
import sys
from time import perf_counter

import pandas as pd
from rich.console import Console

from benchmarks.catalog.classifiers import CLASSIFIERS
from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.methods import METHODS
from benchmarks.catalog.profiles import PROFILES
from benchmarks.catalog.readers.own import UnusableDataError, concerns
from benchmarks.catalog.registry import UnknownNameError
from benchmarks.protocol.cells import Cell, plan_cells
from benchmarks.protocol.results import tidy
from benchmarks.report import print_summary, write_report
from benchmarks.running.atomic import write_atomically
from benchmarks.running.listing import print_datasets, print_names
from benchmarks.running.options import RESULTS, Choice, choose, missing_packages, parse
from benchmarks.running.own_file import with_remedy
from benchmarks.running.progress import show
from benchmarks.running.runner import missing_cells, run_and_store
from benchmarks.running.store import Store, StoreError
from benchmarks.running.stored_facts import facts_of
from oversample.evaluation.folds import N_FOLDS

OK, CELLS_FAILED, USAGE, DISK, INTERRUPTED = 0, 1, 2, 3, 130
LINE = 140
"""Characters of a line of ``--list``: no name or heading of it is cut."""
AGAIN = "Give the same command again to go on."


def main(argv: list[str] | None = None) -> int:
    """Run the benchmark.

    Parameters
    ----------
    argv : list of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code: 0, 1 when a cell failed, 2 for wrong use, 3 when the disk did not take the
        results, 130 after an interruption.
    """
    options = parse(argv)
    console = Console()
    if options.list and console.width < LINE:
        # Names are to be read whole, by whatever comes next too.
        console = Console(width=LINE)
    try:
        if options.list:
            store = Store((options.out or RESULTS / "list") / "records")
            print_datasets(list(DATASETS.values()), store, options.jobs, console)
            print_names([METHODS, CLASSIFIERS, PROFILES], console)
            return OK
        choice = choose(options)
        missing = missing_packages(choice)
        if missing:
            return refuse(
                f"not installed: {', '.join(missing)}\n    pip install {' '.join(missing)}"
            )
        if choice.left_out:
            names = " ".join(choice.left_out)
            console.print(f"Without {names}, not installed: pip install {names}", highlight=False)
        if options.data is not None:
            for concern in concerns(choice.datasets[0].read(), N_FOLDS):
                console.print(concern, highlight=False, markup=False, soft_wrap=True)
        return run(choice, options, console)
    except UnknownNameError as error:
        return refuse(str(error))
    except UnusableDataError as error:
        return refuse(with_remedy(error))
    except (StoreError, OSError) as error:
        print(f"{error}\nWhat was finished is kept. {AGAIN}", file=sys.stderr)
        return DISK


def refuse(message: str) -> int:
    """Say why nothing was run."""
    print(f"python -m benchmarks.run: {message}", file=sys.stderr)
    return USAGE


def run(choice: Choice, options: argparse.Namespace, console: Console) -> int:
    """Run what is missing, then write and print everything about the whole."""
    folder = options.out or RESULTS / choice.name
    store = Store(folder / "records")
    cells = [
        cell
        for dataset in choice.datasets
        for cell in plan_cells(
            [dataset],
            choice.methods,
            choice.classifiers,
            choice.repeats[dataset.name],
            options.seed,
            options.tune,
            options.thresholds,
        )
    ]
    start = perf_counter()
    facts = facts_of(choice.datasets, store, options.jobs)
    todo = list(missing_cells(cells, store, options.retry_failed))
    tell_of_the_past(len(cells), len(todo), store, console)

    outcomes = run_and_store(todo, store, options.jobs)
    if not options.no_progress:
        outcomes = show(outcomes, len(todo), console)
    n_run = 0
    try:
        for _ in outcomes:
            n_run += 1
    except KeyboardInterrupt:
        console.print(f"Interrupted with {len(todo) - n_run} cells to go. {AGAIN}")
        return INTERRUPTED

    rows = collect(cells, store, facts)
    write_atomically(folder / "results.parquet", rows.to_parquet)
    written = [path.name for path in write_report(rows, folder)]
    print_summary(rows, console)
    n_failed = int((rows["status"] == "failed").sum())
    console.print(
        f"{len(rows)} cells, {n_run} of them run now in {perf_counter() - start:.0f} s with "
        f"{options.jobs} processes, {n_failed} failed. Written to {folder}: "
        f"{', '.join(['results.parquet', *written])}.",
        highlight=False,
        soft_wrap=True,
    )
    return CELLS_FAILED if n_failed else OK


def tell_of_the_past(n_cells: int, n_todo: int, store: Store, console: Console) -> None:
    """Say what is there from earlier starts."""
    if n_todo < n_cells:
        console.print(f"{n_cells - n_todo} of {n_cells} cells are stored from before.")
    if store.damaged:
        console.print(
            f"{len(store.damaged)} stored records are damaged and made anew, the first: "
            f"{store.damaged[0]}",
            soft_wrap=True,
        )


def collect(cells: list[Cell], store: Store, facts: dict) -> pd.DataFrame:
    """Return the table of all cells, in their order, with the facts of their data sets."""
    rows = store.read_all(cell.key for cell in cells)
    return tidy([rows[cell.key] | facts[cell.dataset.name] for cell in cells])
