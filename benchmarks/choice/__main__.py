"""Entry point of ``python -m benchmarks.choice``: the rule of the automatic choice, and its test.

``simulate`` tries rules where the truth is known and on placebos, and ``guard`` the condition on
learners whose scores are tied; ``accept`` runs the frozen rule, nested, on real data sets;
``publish`` writes the committed tables of what was run and the parts of pages that are made from
them. A run that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from benchmarks.choice import accept, simulate
from benchmarks.choice.published import (
    COMMAND,
    GUARDS,
    GUIDE,
    RECORD,
    RULES,
    TABLE,
    guards_part,
    guide_part,
    published,
    record_part,
)
from benchmarks.choice.rules import try_guards, try_rules
from benchmarks.report.parts import replace_part
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import RESULTS, make_parser, positive, results_folder
from benchmarks.running.runs import read_all, run_all

ROOT = Path(__file__).parents[2]


def main(argv: Sequence[str] | None = None) -> int:
    """Run a part, print what came of it, and return the exit code."""
    parser = make_parser("python -m benchmarks.choice", __doc__)
    parser.add_argument("part", choices=["simulate", "guard", "accept", "publish"])
    parser.add_argument("--repeats", type=positive, default=3)
    parser.add_argument("--out", type=results_folder, default=RESULTS / "choice")
    options = parser.parse_args(argv)
    n_repeats, out = options.repeats, options.out
    if options.part == "simulate":
        run_all(out / "simulate", simulate.runs(n_repeats), simulate.run)
    elif options.part == "guard":
        run_all(out / "guard", simulate.guard_runs(n_repeats), simulate.run_guard)
    elif options.part == "accept":
        run_all(out / "accept", accept.runs(n_repeats), accept.run)
    else:
        publish(out, n_repeats)
        return 0
    table = TABLES[options.part]
    print(table.part(table.made(out, n_repeats)))
    return 0


class Table(NamedTuple):
    """A committed table.

    Attributes
    ----------
    name : str
        Its path.
    made : callable
        Takes the folder of stored runs and the number of repeats, and returns the table.
    page : str
        The page that shows it.
    part : callable
        Takes the table and returns the part of the page.
    """

    name: str
    made: Callable[[Path, int], pd.DataFrame]
    page: str
    part: Callable[[pd.DataFrame], str]


def _rules(out: Path, n_repeats: int) -> pd.DataFrame:
    return try_rules(read_all(out / "simulate", simulate.runs(n_repeats)))


def _guards(out: Path, n_repeats: int) -> pd.DataFrame:
    return try_guards(read_all(out / "guard", simulate.guard_runs(n_repeats)))


def _accepted(out: Path, n_repeats: int) -> pd.DataFrame:
    rows = read_all(out / "accept", accept.runs(n_repeats))
    return published(rows, "python -m benchmarks.choice accept")


TABLES = {
    "simulate": Table(RULES, _rules, RECORD, record_part),
    "guard": Table(GUARDS, _guards, RECORD, guards_part),
    "accept": Table(TABLE, _accepted, GUIDE, guide_part),
}
"""By the part that stores their runs, in a folder of its name."""


def publish(out: Path, n_repeats: int) -> None:
    """Write the committed tables of the parts that were run, and what pages show of all."""
    for part, table in TABLES.items():
        if (out / part).is_dir():
            made = table.made(out, n_repeats).round(6)
            write_atomically(
                ROOT / table.name, lambda path, made=made: made.to_csv(path, index=False)
            )
    for page, text in pages().items():
        write_atomically(ROOT / page, lambda path, text=text: path.write_text(text, "utf-8"))


def pages() -> dict[str, str]:
    """Return the pages with parts that are made from the committed tables, as they should be."""
    texts = {page: (ROOT / page).read_text("utf-8") for page in (GUIDE, RECORD)}
    for name, _, page, part in TABLES.values():
        texts[page] = replace_part(texts[page], part(pd.read_csv(ROOT / name)), name, COMMAND)
    return texts


if __name__ == "__main__":
    raise SystemExit(main())
