"""Entry point of ``python -m benchmarks.publish``: commit a run's table and show it on its page.

The tables of the README are never written by hand: this reads ``results.parquet`` of a run, or
``speed.parquet`` of a speed run, writes the small tables that are committed, and makes the parts of
pages from those. With ``--variants`` it is the table of the guide to the variants of SMOTE, to
which ``--add`` adds a run; with ``--thresholds`` that of a run in which every arm chose its
threshold, with ``--tuned`` that of a run in which every arm was tuned, and with ``--duplicates``
that of a run without rows that occur twice, beside the committed cells of the run with them. The
cells of a run are committed, too, and its table is made from them, so that they can be given
instead of ``results.parquet``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from benchmarks.report import duplicates, equal, pairs, tuned, variants
from benchmarks.report.cells import cells_of, read_cells, write_cells
from benchmarks.report.parts import write_part
from benchmarks.report.published import (
    GUIDE,
    TABLE,
    VERDICTS,
    guide_part,
    published,
    readme_part,
)
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import make_parser
from benchmarks.speed import published as speed
from benchmarks.speed import published_memory as memory
from benchmarks.speed.timing import FRESH

ROOT = Path(__file__).parents[1]


def read_published(path: Path) -> pd.DataFrame:
    """Return a committed table; verdicts that are empty stay so."""
    return pd.read_csv(path, dtype=dict.fromkeys(VERDICTS, "str")).fillna(
        dict.fromkeys(VERDICTS, "")
    )


def benchmark_parts() -> dict[str, str]:
    """Return the parts of pages that are made from the committed results, by page."""
    table = read_published(ROOT / TABLE)
    parts = {"README.md": readme_part(table), GUIDE: guide_part(table)}
    if {pairs.ANY, pairs.SAME} <= set(table["method"]):
        parts[pairs.PAGE] = pairs.page_part(table)
    return parts


def speed_part() -> str:
    """Return the part of the README that is made from the committed times."""
    return speed.readme_part(pd.read_csv(ROOT / speed.TABLE))


def memory_parts() -> dict[str, str]:
    """Return the parts of pages that are made from the committed peaks, by page."""
    table = pd.read_csv(ROOT / memory.TABLE)
    return {"README.md": memory.readme_part(table), memory.PAGE: memory.page_part(table)}


def variants_part() -> str:
    """Return the part of the guide that is made from the committed results of the variants."""
    return variants.guide_part(pd.read_csv(ROOT / variants.TABLE))


def equal_part() -> str:
    """Return the part of the guide on arms that all chose their thresholds."""
    return equal.guide_part(pd.read_csv(ROOT / equal.TABLE))


def tuned_part() -> str:
    """Return the part of the guide on arms that were all tuned."""
    return tuned.guide_part(pd.read_csv(ROOT / tuned.TABLE))


def duplicates_part() -> str:
    """Return the part of the guide on data without rows that occur twice."""
    return duplicates.guide_part(pd.read_csv(ROOT / duplicates.TABLE))


def main(argv: Sequence[str] | None = None) -> int:
    """Write the committed tables of a run and the parts of pages that are made from them.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code, 0.
    """
    parser = make_parser("python -m benchmarks.publish", __doc__)
    parser.add_argument("results", type=Path, help="results.parquet or speed.parquet of a run")
    parser.add_argument("--command", required=True, help="the command that made the results")
    into = parser.add_mutually_exclusive_group()
    into.add_argument(
        "--variants", action="store_true", help=f"into {variants.PAGE}: methods beside SMOTE"
    )
    into.add_argument(
        "--thresholds", action="store_true", help=f"into {equal.PAGE}: arms with own thresholds"
    )
    into.add_argument(
        "--tuned", action="store_true", help=f"into {tuned.PAGE}: arms of a tuned run"
    )
    into.add_argument(
        "--duplicates",
        action="store_true",
        help=f"into {duplicates.PAGE}: a run with --drop-duplicates beside the one without",
    )
    parser.add_argument(
        "--add", action="store_true", help="with --variants: beside what other commands made"
    )
    options = parser.parse_args(argv)
    if options.add and not options.variants:
        parser.error("--add belongs to --variants")
    if not options.results.is_file():
        parser.error(f"there is no file {options.results}: run python -m benchmarks.run first")

    rows = pd.read_parquet(options.results)
    if "part" in rows:
        # A run of one part leaves the table of the other as it is.
        if FRESH in set(rows["part"]):
            _commit(speed.TABLE, speed.published(rows, options.command))
            _show(speed.TABLE, {"README.md": speed_part()})
        peaks = memory.published(rows, options.command)
        if len(peaks):
            _commit(memory.TABLE, peaks)
            _show(memory.TABLE, memory_parts())
    elif options.variants:
        others = pd.read_csv(ROOT / variants.TABLE) if options.add else None
        runs = [] if others is None else variants.other_runs(others, options.command)
        cells = _cells(variants.TABLE, rows, len(runs))
        _commit(variants.TABLE, pd.concat([*runs, variants.published(cells, options.command)]))
        _show(variants.TABLE, {variants.PAGE: variants_part()})
    elif options.thresholds:
        _commit(equal.TABLE, equal.published(_cells(equal.TABLE, rows), options.command))
        _show(equal.TABLE, {equal.PAGE: equal_part()})
    elif options.tuned:
        _commit(tuned.TABLE, tuned.published(_cells(tuned.TABLE, rows), options.command))
        _show(tuned.TABLE, {tuned.PAGE: tuned_part()})
    elif options.duplicates:
        all_rows = read_cells(ROOT / cells_of(TABLE))
        cells = _cells(duplicates.TABLE, rows)
        _commit(duplicates.TABLE, duplicates.published(cells, all_rows, options.command))
        _show(duplicates.TABLE, {duplicates.PAGE: duplicates_part()})
    else:
        _commit(TABLE, published(_cells(TABLE, rows), options.command))
        _show(TABLE, benchmark_parts())
    return 0


def _cells(table: str, rows: pd.DataFrame, run: int = 0) -> pd.DataFrame:
    """Write the cells that a table, or one run of it, is made from; return what is committed."""
    name = cells_of(table, run)
    write_cells(rows, ROOT / name)
    print(f"Written: {name}")
    return read_cells(ROOT / name)


def _commit(name: str, table: pd.DataFrame) -> None:
    """Write a table that is committed."""
    write_atomically(ROOT / name, lambda path: table.to_csv(path, index=False))
    print(f"Written: {name}")


def _show(name: str, parts: Mapping[str, str]) -> None:
    """Replace what pages show of a table."""
    for page, part in parts.items():
        write_part(ROOT / page, part, name)
        print(f"Made from it: a part of {page}")


if __name__ == "__main__":
    raise SystemExit(main())
