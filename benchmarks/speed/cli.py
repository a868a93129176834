"""The command line of the speed benchmark."""

from __future__ import annotations

import argparse
import importlib.metadata
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter

import pandas as pd
from rich.console import Console

from benchmarks.protocol.provenance import provenance
from benchmarks.protocol.results import Row, one_line
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import RESULTS, names, results_folder
from benchmarks.running.progress import show_bar, show_lines
from benchmarks.speed import cases, fresh  # noqa: F401 - fresh adds its tables
from benchmarks.speed.generators import generator_steps, left_out
from benchmarks.speed.mixing import mixing_steps
from benchmarks.speed.plot import FORMATS, PIP_LINE, write_plot
from benchmarks.speed.problems import DISTRIBUTIONS
from benchmarks.speed.processes import (
    measure_case,
    measure_first_calls,
    measure_memory,
    measure_peak,
)
from benchmarks.speed.steps import DoneSteps, Step
from benchmarks.speed.table import markdown, print_tables
from benchmarks.speed.timing import FULL_ROUNDS, QUICK_ROUNDS

PARTS = ("time", "memory", "peak", "first-call")
_FILE_WIDTH = 200
_FIRST_CALL_ROUNDS = 2
_PROCESSES = {"quick": 1, "full": 2}
"""Scripts of each package that a case starts."""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed",
        description="Measure time, memory and first calls beside imbalanced-learn, scikit-learn "
        "and FAISS. A run that was stopped goes on where it was.",
    )
    parser.add_argument("--quick", action="store_true", help="fewer and smaller cases")
    parser.add_argument("--data", choices=DISTRIBUTIONS, default="gaussian")
    parser.add_argument(
        "--parts",
        type=names,
        help=f"of {','.join(PARTS)} (default: all; with --quick all but first-call)",
    )
    parser.add_argument("--match", default="", help="only the steps whose names contain this text")
    parser.add_argument("--seed", type=int, default=0, help="of the data and of every sampler")
    parser.add_argument(
        "--out", type=results_folder, help=f"folder (default: {RESULTS}/speed-FORM-DATA)"
    )
    parser.add_argument("--no-progress", action="store_true", help="print the tables only")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the speed benchmark.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code: 0, or 1 when a measurement failed.
    """
    parser = build_parser()
    options = parser.parse_args(argv)
    if options.parts is None:
        options.parts = PARTS[:-1] if options.quick else PARTS
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown or not options.parts:
        parser.error(f"--parts takes {', '.join(PARTS)}; got {', '.join(unknown) or 'none'}")
    if options.seed < 0:
        parser.error("--seed must not be negative")
    console = Console()
    if not console.is_terminal:
        console.width = _FILE_WIDTH
    form = "quick" if options.quick else "full"
    steps = plan_steps(form, options.parts, options.data, options.seed)
    steps = [step for step in steps if options.match in step[0]]
    if not steps:
        parser.error(f"--match {options.match!r} is in the name of no step")
    if gone := left_out(form):
        console.print(f"Left out, since torch is not installed: {', '.join(gone)}.")
    folder = options.out or RESULTS / f"speed-{form}-{options.data}"
    start = perf_counter()
    done = DoneSteps(folder / "steps")
    rows = run_steps(done.skipping(steps), console, progress=not options.no_progress)
    seconds = perf_counter() - start
    frame = with_provenance(rows, options.data, options.seed)
    files = write_results(frame, folder, console)
    print_tables(frame, console)
    n_failed = int((frame["part"] == "failed").sum())
    console.print(
        f"{len(steps)} steps in {seconds:.0f} s, {n_failed} failed. Written to {folder}: "
        f"{', '.join(files)}.",
        highlight=False,
        soft_wrap=True,
    )
    if not n_failed:
        done.forget()
    return 1 if n_failed else 0


def plan_steps(form: str, parts: Sequence[str], distribution: str, seed: int) -> list[Step]:
    """Return what a run measures, in order."""
    times, memory, peaks, rounds = {
        "quick": (cases.QUICK_TIMES, cases.QUICK_MEMORY, cases.QUICK_PEAKS, QUICK_ROUNDS),
        "full": (cases.FULL_TIMES, cases.FULL_MEMORY, cases.FULL_PEAKS, FULL_ROUNDS),
    }[form]
    steps: list[Step] = []
    if "time" in parts:
        measure = partial(measure_case, rounds=rounds, n_processes=_PROCESSES[form])
        steps += [(c.label, partial(measure, c, distribution, seed)) for c in times]
    if "peak" in parts:
        steps += [(f"peak: {c.label}", partial(measure_peak, c, distribution, seed)) for c in peaks]
    if "memory" in parts:
        steps += [
            (f"memory: {c.label}", partial(measure_memory, c, distribution, seed)) for c in memory
        ]
    steps += mixing_steps(form, parts, distribution, seed)
    steps += generator_steps(form, parts, distribution, seed)
    if "first-call" in parts:
        steps.append(("first calls", partial(measure_first_calls, _FIRST_CALL_ROUNDS)))
    return steps


def run_steps(steps: Sequence[Step], console: Console, progress: bool) -> list[Row]:
    """Run one step after another and return all rows; a step that fails leaves one that says why.

    Interrupting ends the run, and what was measured by then is kept.
    """
    finished = finished_steps(steps)
    if progress:
        show = show_bar if console.is_terminal else show_lines
        finished = show(finished, len(steps), console)
    rows: list[Row] = []
    try:
        for step in finished:
            rows += step["rows"]
    except KeyboardInterrupt:
        rows.append(failed_row("the rest", "interrupted"))
    return rows


def finished_steps(steps: Sequence[Step]) -> Iterator[Row]:
    """Yield each step when it is done, in the form that the progress display takes."""
    for name, measure in steps:
        try:
            rows, status = measure(), "ok"
        except Exception as error:
            rows, status = [failed_row(name, one_line(error))], "failed"
        yield {"dataset": name, "status": status, "rows": rows}


def failed_row(name: str, reason: str) -> Row:
    """Return the row of a step without a result."""
    return {"part": "failed", "case": name, "reason": reason}


def with_provenance(rows: Sequence[Row], distribution: str, seed: int) -> pd.DataFrame:
    """Return the rows as a table, with the data, the seed, the machine and the versions."""
    columns = dict.fromkeys(["sampler", "contender", "measure", "value", "round", "reason"])
    columns |= {"data": distribution, "seed": seed}
    frame = pd.DataFrame([columns | row | provenance() for row in rows])
    try:
        frame["version_faiss-cpu"] = importlib.metadata.version("faiss-cpu")
    except importlib.metadata.PackageNotFoundError:
        frame["version_faiss-cpu"] = "not installed"
    return frame


def write_results(frame: pd.DataFrame, folder: Path, console: Console) -> list[str]:
    """Write the table of measurements, the page and the plot; return the names of the files."""
    write_atomically(folder / "speed.parquet", frame.to_parquet)
    write_atomically(folder / "speed.csv", partial(frame.to_csv, index=False))
    plot = None
    try:
        plot = write_plot(frame, folder)
        if plot is None and (frame["part"] == "time").any():
            console.print(f"No plot without matplotlib: {PIP_LINE}", highlight=False)
    finally:
        page = markdown(frame, plot)
        write_atomically(folder / "speed.md", lambda path: path.write_text(page))
    plots = [f"speed.{extension}" for extension in FORMATS] if plot else []
    return ["speed.parquet", "speed.csv", "speed.md", *plots]
