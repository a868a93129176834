"""Entry point of ``python -m benchmarks.simulate``: samplers against the truth.

Simulated tables give the regret to Bayes of every arm; real ones lose rare rows step by step. A run
that was stopped goes on where it was. ``--publish`` writes the committed tables, the page and its
figure from what is stored.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from benchmarks.protocol.provenance import machine, versions
from benchmarks.report.parts import replace_part
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import RESULTS, make_parser, positive, results_folder
from benchmarks.running.runs import read_all, run_all
from benchmarks.simulate import degrade, regret
from benchmarks.simulate.arms import ARMS, CORE
from benchmarks.simulate.figure import FIGURE, draw_figure
from benchmarks.simulate.published import CURVES, PAGE, TABLE, gains, page_part

ROOT = Path(__file__).parents[2]
COMMAND = "python -m benchmarks.simulate"
QUICK = {"designs": ("linear", "blobs"), "n_rare": (20,), "names": ("vehicle0",)}


def main(argv: Sequence[str] | None = None) -> int:
    """Run what is not stored yet, print the gains, and return the exit code."""
    parser = make_parser(COMMAND, __doc__)
    parser.add_argument("--repeats", type=positive, help="tables of each kind (default: 5)")
    parser.add_argument(
        "--rare",
        type=rare_rows,
        metavar="N,N",
        help=f"rare rows (default: {_texts(regret.N_RARE)})",
    )
    parser.add_argument(
        "--splits", type=positive, help="halvings of each real data set (default: --repeats)"
    )
    parser.add_argument("--quick", action="store_true", help="six arms, two designs, one data set")
    parser.add_argument("--publish", action="store_true", help="write what is committed")
    parser.add_argument("--out", type=results_folder, help=f"folder (default: {RESULTS}/simulate)")
    options = parser.parse_args(argv)
    if options.quick and options.publish:
        parser.error("--quick and --publish exclude each other: what is committed is the whole run")
    folder = options.out or RESULTS / ("simulate-quick" if options.quick else "simulate")
    repeats = options.repeats or (2 if options.quick else 5)
    arms = CORE if options.quick else tuple(ARMS)
    if options.quick:
        simulated = regret.runs(repeats, QUICK["designs"], QUICK["n_rare"])
        degraded = degrade.runs(1, QUICK["names"])
    else:
        simulated = regret.runs(repeats, n_rare=options.rare or regret.N_RARE)
        degraded = degrade.runs(options.splits or repeats)
    run_all(folder / "regret", simulated, partial(regret.run, arms=arms))
    run_all(folder / "degrade", degraded, degrade.run)
    table = regret.summarised(read_all(folder / "regret", simulated))
    print(gains(table).to_string(index=False))
    if options.publish:
        made_with = ", ".join(f"{name} {version}" for name, version in versions().items())
        made = {"command": _command(options), "machine": machine(), "versions": made_with}
        curves = degrade.summarised(read_all(folder / "degrade", degraded))
        _write(table.round(5), TABLE, made)
        _write(curves.round(5), CURVES, made)
        for name, text in pages().items():
            write_atomically(ROOT / name, lambda path, text=text: path.write_text(text, "utf-8"))
    return 0


def rare_rows(text: str) -> tuple[int, ...]:
    """Return the numbers of rare rows that a comma-separated list names, the least first."""
    return tuple(sorted({positive(number) for number in text.split(",")}))


def _texts(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))


def _command(options: argparse.Namespace) -> str:
    """Return the command that runs what was run."""
    given = {
        "repeats": options.repeats,
        "rare": options.rare and _texts(options.rare),
        "splits": options.splits,
    }
    return COMMAND + "".join(f" --{name} {value}" for name, value in given.items() if value)


def _write(table: pd.DataFrame, name: str, made: dict[str, str]) -> None:
    """Write a committed table; what made it stands in the first row alone."""
    for key, value in made.items():
        table[key] = [value, *[""] * (len(table) - 1)]
    write_atomically(ROOT / name, lambda path: table.to_csv(path, index=False))


def pages() -> dict[str, str]:
    """Return the page and the figure that are made from the committed tables, as they should be."""
    table, curves = pd.read_csv(ROOT / TABLE), pd.read_csv(ROOT / CURVES)
    text = (ROOT / PAGE).read_text("utf-8")
    return {
        PAGE: replace_part(text, page_part(table, curves), TABLE, f"{COMMAND} --publish"),
        FIGURE: draw_figure(table, curves),
    }


if __name__ == "__main__":
    raise SystemExit(main())
