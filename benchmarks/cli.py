"""The command line of the benchmark."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import perf_counter

import joblib
from rich.console import Console

from benchmarks.cells import plan_cells
from benchmarks.datasets import DATASETS
from benchmarks.learners import LEARNERS
from benchmarks.methods import METHODS
from benchmarks.metrics import METRICS
from benchmarks.profiles import PROFILES
from benchmarks.registry import Registry, UnknownNameError
from benchmarks.results import tidy, write_atomically
from benchmarks.runner import run_cells
from benchmarks.summary import headline, markdown, print_summary

RESULTS = Path(__file__).parent / "results"


def names(text: str) -> tuple[str, ...]:
    """Split a comma-separated list of names."""
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.run",
        description="Compare over-samplers with their rivals on real skewed data sets.",
    )
    parser.add_argument("--profile", choices=list(PROFILES), default="quick")
    parser.add_argument("--datasets", type=names, help="comma-separated, instead of the profile's")
    parser.add_argument("--methods", type=names, help="comma-separated, instead of the profile's")
    parser.add_argument("--classifiers", type=names, help="comma-separated")
    parser.add_argument("--jobs", type=int, default=joblib.cpu_count(), help="processes")
    parser.add_argument("--seed", type=int, default=0, help="of the splits and of every method")
    parser.add_argument("--out", type=Path, help=f"folder (default: {RESULTS}/PROFILE)")
    parser.add_argument("--no-progress", action="store_true", help="print the summary only")
    parser.add_argument("--list", action="store_true", help="list all registered names and exit")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code: 0, or 1 when a cell failed.
    """
    parser = build_parser()
    options = parser.parse_args(argv)
    if options.jobs == 0:
        parser.error("--jobs must not be 0")
    console = Console()
    if options.list:
        print_registries(console, [DATASETS, METHODS, LEARNERS, METRICS, PROFILES])
        return 0

    profile = PROFILES[options.profile]
    datasets = options.datasets or profile.datasets
    methods = options.methods or profile.methods
    learners = options.classifiers or profile.learners
    try:
        DATASETS.select(datasets)
        METHODS.select(methods)
        LEARNERS.select(learners)
    except UnknownNameError as error:
        parser.error(str(error))

    cells = plan_cells(datasets, methods, learners, profile.n_repeats, options.seed)
    start = perf_counter()
    rows = tidy(run_cells(cells, options.jobs, console, progress=not options.no_progress))
    seconds = perf_counter() - start

    folder = options.out or RESULTS / profile.name
    write_atomically(folder / "results.parquet", rows.to_parquet)
    write_atomically(folder / "summary.csv", headline(rows).to_csv)
    write_atomically(folder / "summary.md", lambda path: path.write_text(markdown(rows)))

    print_summary(rows, console)
    n_failed = int((rows["status"] == "failed").sum())
    console.print(
        f"{len(rows)} cells in {seconds:.0f} s with {options.jobs} processes, {n_failed} failed. "
        f"Written to {folder}: results.parquet, summary.csv, summary.md.",
        highlight=False,
        soft_wrap=True,
    )
    return 1 if n_failed else 0


def print_registries(console: Console, registries: Iterable[Registry]) -> None:
    """Print the names of all entries."""
    for registry in registries:
        console.print(f"{registry.kind}s: {', '.join(registry)}", highlight=False, soft_wrap=True)
