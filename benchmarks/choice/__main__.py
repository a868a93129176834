"""Entry point of ``python -m benchmarks.choice``: the rule of the automatic choice, and its test.

``simulate`` tries rules where the truth is known and on placebos; ``accept`` runs the frozen rule,
nested, on real data sets; ``publish`` writes the committed tables and the parts of pages that are
made from them. A run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from benchmarks.choice import accept, simulate
from benchmarks.choice.published import (
    COMMAND,
    GUIDE,
    RECORD,
    RULES,
    TABLE,
    guide_part,
    published,
    record_part,
)
from benchmarks.choice.rules import try_rules
from benchmarks.choice.targets import cells, targets
from benchmarks.report.published import replace_part
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import RESULTS, positive, results_folder
from benchmarks.running.runs import read_all, run_all

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
        for page, text in pages().items():
            write_atomically(ROOT / page, lambda path, text=text: path.write_text(text, "utf-8"))
    return 0


def _write(table: pd.DataFrame, name: str) -> None:
    write_atomically(ROOT / name, lambda path: table.to_csv(path, index=False))


def pages() -> dict[str, str]:
    """Return the pages with parts that are made from the committed tables, as they should be."""
    made = {
        GUIDE: (TABLE, guide_part(pd.read_csv(ROOT / TABLE))),
        RECORD: (RULES, record_part(pd.read_csv(ROOT / RULES))),
    }
    return {
        page: replace_part((ROOT / page).read_text("utf-8"), part, table, COMMAND)
        for page, (table, part) in made.items()
    }


if __name__ == "__main__":
    raise SystemExit(main())
