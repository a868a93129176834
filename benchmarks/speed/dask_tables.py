"""Entry point of ``python -m benchmarks.speed.dask_tables``: tables of Dask on small workers.

A table of normal numbers is written, a file for each 100,000 rows, and over-sampled into other
files by SMOTE on a cluster of two workers of 1 GiB. One row in a hundred is rare, and there are
five times as many afterwards. Time is by the clock, reading and writing included; memory is the
peak of each process (from Linux's ``/proc``). Figures of other sizes stay in the table.
"""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.report.markdown import markdown_table
from benchmarks.report.parts import write_part
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import make_parser

ROOT = Path(__file__).parents[2]
COMMAND = "python -m benchmarks.speed.dask_tables"
TABLE, PAGE = "docs/results/dask_tables.csv", "docs/guide/large_tables.md"

RARE, MORE = 100, 5
"""One in so many rows is rare; there are so many times as many rare rows afterwards."""
PART = 100_000
"""Rows of a file."""
WORKERS = {"n_workers": 2, "threads_per_worker": 1, "memory_limit": "1GiB"}
KEY = ["rows", "columns"]
"""What tells the rows of the table apart."""


def make_part(number: int, n_columns: int) -> pd.DataFrame:
    """Return one file of a table: float32 without structure, and a label.

    Parameters
    ----------
    number : int
        That of the file.
    n_columns : int
        The number of features.
    """
    label = (np.arange(PART) % RARE == 0).astype(np.int8)
    rng = np.random.default_rng([0, number])
    X = rng.standard_normal((n_columns, PART), dtype=np.float32) + label
    return pd.DataFrame({f"x{j}": x for j, x in enumerate(X)} | {"label": label})


def measure(n_rows: int, n_columns: int, folder: Path) -> dict[str, Any]:
    """Write a table, over-sample it on a cluster, and return a row of figures.

    Parameters
    ----------
    n_rows, n_columns : int
        The size of the table; rows are a multiple of those of a file.
    folder : Path
        Where files may be written; there is room for two tables.

    Raises
    ------
    RuntimeError
        If a worker was replaced meanwhile, with its peak.
    """
    import dask.dataframe as dd
    from distributed import Client, LocalCluster

    from oversample import SMOTE, resample_dask

    with tempfile.TemporaryDirectory(dir=folder) as place:
        source, target = Path(place, "table"), Path(place, "result")
        source.mkdir()
        for number in range(n_rows // PART):
            make_part(number, n_columns).to_parquet(source / f"{number:06d}.parquet", index=False)
        before = os.getloadavg()[0]
        settings = {**WORKERS, "dashboard_address": ":0", "local_directory": place}
        with LocalCluster(**settings) as cluster, Client(cluster) as client:
            workers = client.run(os.getpid)
            start = time.perf_counter()
            sampler = SMOTE(random_state=0, sampling_strategy={1: MORE * n_rows // RARE})
            more = resample_dask(dd.read_parquet(source), "label", sampler=sampler)
            more.X.to_parquet(target, write_index=False)
            seconds = time.perf_counter() - start
            if client.run(os.getpid) != workers:
                raise RuntimeError("A worker was replaced: its peak is not known.")
            peaks = client.run(peak).values()
        written = dd.read_parquet(target)["label"].value_counts().compute().to_dict()
    assert written == more.class_counts
    return {
        "rows": n_rows,
        "columns": n_columns,
        "rare rows": n_rows // RARE,
        "new rows": more.n_synthetic,
        "table MiB": round(n_rows * n_columns * 4 / 2**20),
        "seconds": round(seconds, 1),
        "rows per second": round((n_rows + more.n_synthetic) / seconds),
        "peak MiB of a worker": round(max(peaks)),
        "of the client": round(peak()),
        "load": f"{before:.0f}-{os.getloadavg()[0]:.0f}",
        "machine": f"{os.cpu_count()} cores, {platform.system()}",
    }


def peak() -> float:
    """Return the most memory that this process has had, in MiB."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def join(earlier: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Put new figures among earlier ones, in the place of those of the same size.

    Parameters
    ----------
    earlier, table : DataFrame
        Rows of :func:`measure`.
    """
    both = pd.concat([earlier, table]).drop_duplicates(KEY, keep="last")
    return both.sort_values(KEY, ignore_index=True)


def page_part(table: pd.DataFrame) -> str:
    """Return what the page shows of the figures.

    Parameters
    ----------
    table : DataFrame
        A row of :func:`measure` for each table.
    """
    texts = table.drop(columns="machine").apply(
        lambda column: column.map(lambda cell: cell if isinstance(cell, str) else f"{cell:,}")
    )
    remark = (
        f"Two workers of 1 GiB and one thread each, SMOTE with its defaults, float32 without "
        f"structure, a file for each {PART:,} rows, one row in {RARE} rare and {MORE} times as "
        f"many afterwards ({table['machine'].iloc[-1]}, shared with other work: *load* is that "
        f"before and after; `{COMMAND}`). *Table* is its size in memory; peaks are of whole "
        "processes, libraries included, that of the client with the scheduler."
    )
    return "\n".join([remark, "", *markdown_table(texts)])


def main(argv: Sequence[str] | None = None) -> int:
    """Measure tables and write the figures.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.
    """
    parser = make_parser(COMMAND, __doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000_000])
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--out", type=Path, default=ROOT / TABLE, help="the table to write")
    options = parser.parse_args(argv)
    table = pd.DataFrame([measure(n, options.columns, options.folder) for n in options.rows])
    if options.out.exists():
        table = join(pd.read_csv(options.out), table)
    write_atomically(options.out, lambda path: table.to_csv(path, index=False))
    print(page_part(table))
    if options.out == ROOT / TABLE:
        write_part(ROOT / PAGE, page_part(table), TABLE, COMMAND)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
