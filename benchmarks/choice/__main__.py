"""Entry point of ``python -m benchmarks.choice``: the rule of the automatic choice, and its test.

``simulate`` tries rules where the truth is known and on placebos; ``accept`` runs the frozen rule,
nested, on real data sets; ``publish`` writes the committed tables and the guide's part that is made
from them. A run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from benchmarks.choice import accept, simulate
from benchmarks.choice.published import COMMAND, PAGE, RULES, TABLE, guide_part, published
from benchmarks.choice.rules import try_rules
from benchmarks.choice.store import read_all, run_all
from benchmarks.choice.targets import cells, targets
from benchmarks.report.published import replace_part
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import RESULTS, positive, results_folder

ROOT = Path(__file__).parents[2]


def main(argv: Sequence[str] | None = None) -> int:
    """Run a part, print what came of it, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.choice", description=__doc__)
    parser.add_argument("part", choices=["simulate", "accept", "publish"])
    parser.add_argument("--repeats", type=positive, default=3)
    parser.add_argument("--out", type=results_folder, default=RESULTS / "choice")
    options = parser.parse_args(argv)
    simulated, accepted = simulate.runs(options.repeats), accept.runs(options.repeats)
    if options.part == "simulate":
        run_all(options.out / "simulate", simulated, simulate.run)
        print(try_rules(read_all(options.out / "simulate", simulated)).round(4).to_string())
    elif options.part == "accept":
        run_all(options.out / "accept", accepted, accept.run)
        for target in targets(cells(read_all(options.out / "accept", accepted))):
            print(target)
    else:
        rules = try_rules(read_all(options.out / "simulate", simulated))
        rows = read_all(options.out / "accept", accepted)
        _write(rules.round(6), RULES)
        _write(published(rows, "python -m benchmarks.choice accept"), TABLE)
        write_guide()
    return 0


def _write(table: pd.DataFrame, name: str) -> None:
    write_atomically(ROOT / name, lambda path: table.to_csv(path, index=False))


def write_guide() -> None:
    """Make the guide's part anew from the committed table."""
    page = ROOT / PAGE
    part = guide_part(pd.read_csv(ROOT / TABLE))
    text = replace_part(page.read_text("utf-8"), part, TABLE, COMMAND)
    write_atomically(page, lambda path: path.write_text(text, encoding="utf-8"))


if __name__ == "__main__":
    raise SystemExit(main())
