"""Entry point of ``python -m benchmarks.publish``: commit a run's table and show it in the README.

The table of the README is never written by hand: this reads ``results.parquet`` of a run, writes
the small table that is committed, and makes the README's part from that.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from benchmarks.report.published import TABLE, published, readme_part, replace_part
from benchmarks.running.atomic import write_atomically

ROOT = Path(__file__).parents[1]


def read_published(path: Path) -> pd.DataFrame:
    """Return a committed table; texts that are empty stay empty."""
    return pd.read_csv(path).fillna({"gain": ""})


def main(argv: Sequence[str] | None = None) -> int:
    """Write the committed table of a run and the part of the README that is made from it.

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
    parser.add_argument("results", type=Path, help="results.parquet of a run")
    parser.add_argument("--command", required=True, help="the command that made the results")
    options = parser.parse_args(argv)
    if not options.results.is_file():
        parser.error(f"there is no file {options.results}: run python -m benchmarks.run first")

    table = published(pd.read_parquet(options.results), options.command)
    write_atomically(ROOT / TABLE, lambda path: table.to_csv(path, index=False))
    readme = ROOT / "README.md"
    part = readme_part(read_published(ROOT / TABLE))
    text = replace_part(readme.read_text(encoding="utf-8"), part)
    write_atomically(readme, lambda path: path.write_text(text, encoding="utf-8"))
    print(f"Written: {TABLE}, and the part of README.md that is made from it.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
