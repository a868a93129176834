"""Entry point of ``python -m benchmarks.speed.large_tables``: parquet files of any size.

Tables of normal numbers are written row group by row group, so that they may be larger than memory,
and over-sampled by SMOTE in a process of its own. One row in a hundred is rare, and there are ten
times as many afterwards. Time is by the clock, reading and writing included; memory is the peak of
the process (from Linux's ``/proc``), beside that of its imports.
"""

from __future__ import annotations

import argparse
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

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from benchmarks.report.markdown import markdown_table
from benchmarks.report.published import replace_part
from benchmarks.running.atomic import write_atomically

ROOT = Path(__file__).parents[2]
COMMAND = "python -m benchmarks.speed.large_tables"
TABLE, PAGE = "docs/results/large_tables.csv", "docs/guide/large_tables.md"

RARE, MORE = 100, 10
"""One in so many rows is rare; there are so many times as many rare rows afterwards."""
GROUP = 100_000
"""Rows of a row group."""

CHILD = dedent(
    """
    import json, sys, time
    import pandas, pyarrow.parquet, numba
    from oversample import SMOTE, resample_parquet

    def peak():
        lines = open("/proc/self/status").read().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

    imports, start = peak(), time.perf_counter()
    sampler = SMOTE(random_state=0, sampling_strategy={1: int(sys.argv[3])})
    written = resample_parquet(sys.argv[1], sys.argv[2], sampler=sampler, y="label")
    seconds = time.perf_counter() - start
    print(json.dumps([written.n_synthetic, seconds, peak(), imports]))
    """
)


def write_source(path: Path, n_rows: int, n_columns: int) -> None:
    """Write a table of float32 and a label, a row group at a time.

    Parameters
    ----------
    path : Path
        The file.
    n_rows, n_columns : int
        The size of the table, the label not counted.
    """
    rng = np.random.default_rng(0)
    schema = pa.schema([(f"x{j}", pa.float32()) for j in range(n_columns)] + [("label", pa.int8())])
    with parquet.ParquetWriter(path, schema) as writer:
        for start in range(0, n_rows, GROUP):
            n = min(GROUP, n_rows - start)
            label = (np.arange(start, start + n) % RARE == 0).astype(np.int8)
            X = rng.standard_normal((n_columns, n), dtype=np.float32) + label
            writer.write_table(
                pa.Table.from_arrays([*map(pa.array, X), pa.array(label)], schema=schema)
            )


def measure(n_rows: int, n_columns: int, folder: Path) -> dict[str, Any]:
    """Write a table, over-sample it in a process of its own, and return a row of figures.

    Parameters
    ----------
    n_rows, n_columns : int
        The size of the table.
    folder : Path
        Where files may be written; there is room for two tables.
    """
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir=folder) as place:
        source, target = Path(place, "table.parquet"), Path(place, "result")
        write_source(source, n_rows, n_columns)
        wanted = MORE * -(-n_rows // RARE)
        command = [sys.executable, "-c", CHILD, str(source), str(target), str(wanted)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        n_new, seconds, peak, imports = json.loads(printed)
    return {
        "rows": n_rows,
        "columns": n_columns,
        "rare rows": -(-n_rows // RARE),
        "new rows": n_new,
        "table MiB": round(n_rows * n_columns * 4 / 2**20),
        "seconds": round(seconds, 1),
        "rows per second": round((n_rows + n_new) / seconds),
        "peak MiB": round(peak),
        "imports MiB": round(imports),
        "machine": f"{os.cpu_count()} cores, {platform.system()}, load {load:.0f}",
    }


def page_part(table: pd.DataFrame) -> str:
    """Return what the page shows of the figures.

    Parameters
    ----------
    table : DataFrame
        A row of :func:`measure` for each table.
    """
    shown = table.drop(columns="machine")
    texts = shown.apply(lambda column: column.map(lambda value: f"{value:,}"))
    remark = (
        f"SMOTE with its defaults, float32, row groups of {GROUP:,} rows, one row in {RARE} rare "
        f"and {MORE} times as many afterwards (a fresh process; {table['machine'].iloc[-1]} before "
        f"it began; `{COMMAND}`). *Table* is its size in memory; *peak* is that of the whole "
        "process, of which *imports* are libraries."
    )
    return "\n".join([remark, "", *markdown_table(texts)])


def main(argv: Sequence[str] | None = None) -> int:
    """Measure tables and write the figures.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.
    """
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 5_000_000])
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--out", type=Path, default=ROOT / TABLE, help="the table to write")
    options = parser.parse_args(argv)
    rows = [measure(n, options.columns, options.folder) for n in options.rows]
    table = pd.DataFrame(rows)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(options.out, lambda path: table.to_csv(path, index=False))
    print(page_part(table))
    if options.out == ROOT / TABLE:
        page = ROOT / PAGE
        text = replace_part(page.read_text("utf-8"), page_part(table), TABLE, COMMAND)
        write_atomically(page, lambda path: path.write_text(text, "utf-8"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
