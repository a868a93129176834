"""Entry point of ``python -m benchmarks.publish``: commit a run's table and show it on its page.

The tables of the README are never written by hand: this reads ``results.parquet`` of a run, or
``speed.parquet`` of a speed run, writes the small table that is committed, and makes the README's
part from that. With ``--variants`` it is the table of the guide to the variants of SMOTE.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from benchmarks.report import variants
from benchmarks.report.published import TABLE, VERDICTS, published, readme_part, replace_part
from benchmarks.running.atomic import write_atomically
from benchmarks.speed import published as speed

ROOT = Path(__file__).parents[1]


def read_published(path: Path) -> pd.DataFrame:
    """Return a committed table; verdicts that are empty stay so."""
    return pd.read_csv(path, dtype=dict.fromkeys(VERDICTS, "str")).fillna(
        dict.fromkeys(VERDICTS, "")
    )


def benchmark_part() -> str:
    """Return the part of the README that is made from the committed results."""
    return readme_part(read_published(ROOT / TABLE))


def speed_part() -> str:
    """Return the part of the README that is made from the committed times."""
    return speed.readme_part(pd.read_csv(ROOT / speed.TABLE))


def variants_part() -> str:
    """Return the part of the guide that is made from the committed results of the variants."""
    return variants.guide_part(pd.read_csv(ROOT / variants.TABLE))


def main(argv: Sequence[str] | None = None) -> int:
    """Write the committed table of a run and the part of a page that is made from it.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code, 0.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.publish", description=__doc__)
    parser.add_argument("results", type=Path, help="results.parquet or speed.parquet of a run")
    parser.add_argument("--command", required=True, help="the command that made the results")
    parser.add_argument(
        "--variants", action="store_true", help=f"into {variants.PAGE}: methods beside SMOTE"
    )
    options = parser.parse_args(argv)
    if not options.results.is_file():
        parser.error(f"there is no file {options.results}: run python -m benchmarks.run first")

    rows, page = pd.read_parquet(options.results), "README.md"
    if "part" in rows:
        name, table, make_part = speed.TABLE, speed.published(rows, options.command), speed_part
    elif options.variants:
        name, page, make_part = variants.TABLE, variants.PAGE, variants_part
        table = variants.published(rows, options.command)
    else:
        name, table, make_part = TABLE, published(rows, options.command), benchmark_part
    write_atomically(ROOT / name, lambda path: table.to_csv(path, index=False))
    text = replace_part((ROOT / page).read_text(encoding="utf-8"), make_part(), name)
    write_atomically(ROOT / page, lambda path: path.write_text(text, encoding="utf-8"))
    print(f"Written: {name}, and the part of {page} that is made from it.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
