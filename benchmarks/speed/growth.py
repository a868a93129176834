"""Entry point of ``python -m benchmarks.speed.growth``: how the cost of large tables grows.

Parquet files of normal numbers are over-sampled by SMOTE in processes of their own, while one size
grows and the others are fixed: rows, rare rows, new rows. What counts is time of processors, which
other work on the machine does not lengthen as much as that by the clock; and of it that of the
search for neighbours, which grows faster than all else. One thread works, and what is compiled is
loaded before time is taken. Sizes are measured in turns, which stand in the table as they are.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

import pandas as pd

from benchmarks.report.markdown import markdown_table
from benchmarks.report.parts import write_part
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import make_parser
from benchmarks.speed.large_tables import ROOT, write_source
from benchmarks.speed.plot import fitted_exponent, short_count

COMMAND = "python -m benchmarks.speed.growth"
TABLE, PAGE = "docs/results/large_tables_growth.csv", "docs/guide/large_tables.md"
PICTURE = "docs/images/large_tables.png"

COLUMNS = 20
BASE = {"rows": 1_000_000, "rare rows": 10_000, "new rows": 50_000}
"""The sizes that are fixed while another grows."""
GROWING = {
    "rows": (500_000, 1_000_000, 2_000_000, 4_000_000),
    "rare rows": (10_000, 20_000, 40_000, 80_000, 160_000),
    "new rows": (50_000, 200_000, 800_000),
}
SIZES = list(BASE)
TURNS = 3
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
"""For the process that is measured: threads that wait for others use their processor, too."""
SEARCH, ALL = "search CPU seconds", "CPU seconds"

CHILD = dedent(
    """
    import json, os, sys
    import numpy as np
    from oversample import SMOTE, resample_parquet
    from oversample.distributed import filling
    from oversample.neighbors import kneighbors

    # In a fresh process the first searches are made without what is compiled.
    for _ in range(3):
        kneighbors(np.random.default_rng(0).normal(size=(10_000, 20)).astype(np.float32), 5)

    def processors():
        return sum(os.times()[:2])

    searching, search = [0.0], filling._SearchedOnce.nearest

    def measured(*arguments, **named):
        start = processors()
        found = search(*arguments, **named)
        searching[0] += processors() - start
        return found

    filling._SearchedOnce.nearest = measured
    source, target, n_after = sys.argv[1:]
    begun = processors()
    sampler = SMOTE(random_state=0, sampling_strategy={1: int(n_after)})
    resample_parquet(source, target, sampler=sampler, y="label")
    print(json.dumps([processors() - begun, searching[0]]))
    """
)


def all_sizes() -> list[tuple[int, ...]]:
    """Return rows, rare rows and new rows of each table, those of several groups once."""
    sizes = [tuple(BASE.values())]
    for over, grown in GROWING.items():
        sizes += [tuple((BASE | {over: size}).values()) for size in grown]
    return sorted(set(sizes))


def measure(sizes: Sequence[int], turn: int, folder: Path) -> dict[str, Any]:
    """Over-sample a table in a process of its own, and return a row of figures.

    Parameters
    ----------
    sizes : sequence of int
        Rows, rare rows and new rows.
    turn : int
        The number of the turn.
    folder : Path
        Where sources stay, so that each is written once, and where the result is written.
    """
    n_rows, n_rare, n_new = sizes
    source = folder / f"{n_rows}-{n_rare}.parquet"
    if not source.exists():
        write_source(source, n_rows, n_rare, COLUMNS)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        command = [sys.executable, "-c", CHILD, source, Path(place, "r"), str(n_rare + n_new)]
        printed = subprocess.run(
            command, check=True, capture_output=True, text=True, env=os.environ | ONE_THREAD
        ).stdout
    seconds, searching = json.loads(printed)
    return {
        **dict(zip(SIZES, sizes, strict=True)),
        "columns": COLUMNS,
        "turn": turn,
        ALL: round(seconds, 2),
        SEARCH: round(searching, 2),
        "machine": f"{os.cpu_count()} cores, {platform.system()}",
    }


def alone(table: pd.DataFrame, over: str) -> pd.DataFrame:
    """Return the rows of the tables in which one size grows, all others being fixed.

    Parameters
    ----------
    table : DataFrame
        Rows of :func:`measure`.
    over : {"rows", "rare rows", "new rows"}
        The size that grows.
    """
    fixed = [size for size in SIZES if size != over]
    base = pd.Series({size: table[size].mode()[0] for size in fixed})
    return table[(table[fixed] == base).all(axis=1)]


def growth(table: pd.DataFrame, over: str) -> pd.DataFrame:
    """Return the median seconds over a size; see :func:`alone`."""
    return alone(table, over).groupby(over)[[ALL, SEARCH]].median()


def exponent(table: pd.DataFrame, over: str, what: str) -> float:
    """Return the power of a size with which seconds grow, fitted to logarithms."""
    grown = growth(table, over)
    return fitted_exponent(grown.index.tolist(), grown[what].tolist())


def page_part(table: pd.DataFrame) -> str:
    """Return what the page shows of the figures.

    Parameters
    ----------
    table : DataFrame
        Rows of :func:`measure`.
    """
    turns = table["turn"].nunique()
    base = ", ".join(f"{table[size].mode()[0]:,} {size}" for size in SIZES)
    said = (
        f"From {base} and {table['columns'].iloc[0]} columns of float32 without structure, one "
        f"size grows at a time: seconds of one processor, medians of {turns} turns, the least and "
        f"the most in brackets (`{COMMAND}`; {table['machine'].iloc[0]}, shared with other work)."
    )
    texts = []
    for sizes, group in table.groupby(SIZES):
        shown = dict(zip(SIZES, (f"{size:,}" for size in sizes), strict=True))
        texts.append(shown | {what: _spread(group[what]) for what in (ALL, SEARCH)})
    powers = [f"{exponent(table, over, ALL):.2f} of the {over}" for over in SIZES]
    searching = exponent(table, "rare rows", SEARCH)
    fitted = (
        f"Fitted to logarithms, all time grows as the power {powers[0]}, {powers[1]} and "
        f"{powers[2]}; the search alone as the power {searching:.2f} of the rare rows."
    )
    picture = f"![Time of processors over each size](../images/{Path(PICTURE).name})"
    return "\n".join([said, "", *markdown_table(pd.DataFrame(texts)), "", fitted, "", picture])


def _spread(seconds: pd.Series) -> str:
    return f"{seconds.median():.2f} ({seconds.min():.2f}-{seconds.max():.2f})"


def write_plot(table: pd.DataFrame, path: Path) -> None:
    """Draw the time of processors over each size, both axes logarithmic."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    figure = Figure(figsize=(9, 3.2), layout="constrained")
    axes = figure.subplots(1, len(SIZES), sharey=True)
    for axis, over in zip(axes, SIZES, strict=True):
        grown = growth(table, over)
        shown = {"all": (ALL, "o-", "#0b4f9e")}
        if over == "rare rows":
            shown["search"] = (SEARCH, "s--", "#b5460f")
        for name, (what, style, colour) in shown.items():
            label = f"{name}: power {exponent(table, over, what):.2f}"
            axis.loglog(grown.index, grown[what], style, color=colour, label=label)
        axis.set_xticks(grown.index, [short_count(size) for size in grown.index])
        axis.xaxis.set_minor_locator(NullLocator())
        axis.set_xlabel(over)
        axis.legend(fontsize="small", loc="upper left")
        axis.grid(alpha=0.35, linewidth=0.6)
    axes[0].set_ylabel("CPU seconds")
    axes[0].yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes[0].yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes[0].yaxis.set_minor_locator(NullLocator())
    write_atomically(path, lambda place: figure.savefig(place, format="png", dpi=120))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure tables and write the figures.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.
    """
    parser = make_parser(COMMAND, __doc__)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--out", type=Path, default=ROOT / TABLE, help="the table to write")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        rows = []
        for turn in range(options.turns):
            for sizes in all_sizes():
                rows.append(measure(sizes, turn, Path(place)))
                print(rows[-1], flush=True)
    table = pd.DataFrame(rows)
    write_atomically(options.out, lambda path: table.to_csv(path, index=False))
    print(page_part(table))
    if options.out == ROOT / TABLE:
        write_plot(table, ROOT / PICTURE)
        write_part(ROOT / PAGE, page_part(table), TABLE, COMMAND)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
