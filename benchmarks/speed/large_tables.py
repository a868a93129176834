"""Entry point of ``python -m benchmarks.speed.large_tables``: parquet files of any size.

Tables of normal numbers are written row group by row group, so that they may be larger than memory,
and over-sampled by SMOTE in a process of its own, to five times as many rare rows: where one row in
a hundred is rare, ``sampling_strategy=0.05``. Normal numbers without any structure are the hardest
to search. Time is by the clock, reading and writing included, and that of processors, which other
work on the machine does not lengthen as much; memory is the peak of the process (from Linux's
``/proc``), beside that of its imports and of both processes together. Sizes that are measured again
replace their earlier figures in the table; others stay.
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

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from benchmarks.report.markdown import markdown_table
from benchmarks.report.parts import write_part
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import make_parser
from oversample._threads import count_threads

ROOT = Path(__file__).parents[2]
COMMAND = "python -m benchmarks.speed.large_tables"
TABLE, PAGE = "docs/results/large_tables.csv", "docs/guide/large_tables.md"

MORE = 5
"""There are so many times as many rare rows afterwards."""
GROUP = 100_000
"""Rows of a row group."""

CHILD = dedent(
    """
    import json, os, sys, time
    import pandas, pyarrow.parquet, numba
    from oversample import SMOTE, resample_parquet

    def peak():
        lines = open("/proc/self/status").read().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

    imports, start, begun = peak(), time.perf_counter(), sum(os.times()[:2])
    sampler = SMOTE(random_state=0, sampling_strategy=float(sys.argv[3]))
    written = resample_parquet(sys.argv[1], sys.argv[2], sampler=sampler, y="label")
    seconds, of_processors = time.perf_counter() - start, sum(os.times()[:2]) - begun
    files = [file.stat().st_size for file in written.path.glob("*.parquet")]
    print(json.dumps([written.n_synthetic, seconds, of_processors, peak(), imports, sum(files)]))
    """
)

KEY = ["rows", "columns", "rare rows"]
"""What tells the rows of the table apart."""


def write_source(path: Path, n_rows: int, n_rare: int, n_columns: int) -> None:
    """Write a table of float32 and a label, a row group at a time; rare rows are spread evenly.

    Parameters
    ----------
    path : Path
        The file.
    n_rows, n_rare, n_columns : int
        The size of the table, the label not counted; ``n_rows`` is a multiple of ``n_rare``.
    """
    rng = np.random.default_rng(0)
    every = n_rows // n_rare
    schema = pa.schema([(f"x{j}", pa.float32()) for j in range(n_columns)] + [("label", pa.int8())])
    # Numbers that are all different have no dictionary that would be shorter.
    with parquet.ParquetWriter(path, schema, use_dictionary=["label"]) as writer:
        for start in range(0, n_rows, GROUP):
            n = min(GROUP, n_rows - start)
            label = (np.arange(start, start + n) % every == 0).astype(np.int8)
            X = rng.standard_normal((n_columns, n), dtype=np.float32) + label
            writer.write_table(
                pa.Table.from_arrays([*map(pa.array, X), pa.array(label)], schema=schema)
            )


def measure(n_rows: int, n_rare: int, n_columns: int, folder: Path) -> dict[str, Any]:
    """Write a table, over-sample it in a process of its own, and return a row of figures.

    Parameters
    ----------
    n_rows, n_rare, n_columns : int
        The size of the table.
    folder : Path
        Where files may be written; there is room for two tables.
    """
    with tempfile.TemporaryDirectory(dir=folder) as place:
        source, target = Path(place, "table.parquet"), Path(place, "result")
        write_source(source, n_rows, n_rare, n_columns)
        ratio = MORE * n_rare / n_rows
        command = [sys.executable, "-c", CHILD, str(source), str(target), str(ratio)]
        before = os.getloadavg()[0]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        n_new, seconds, processors, peak, imports, n_bytes = json.loads(printed)
        n_bytes += source.stat().st_size
    return {
        "rows": n_rows,
        "columns": n_columns,
        "rare rows": n_rare,
        "new rows": n_new,
        "files MiB": round(n_bytes / 2**20),
        "seconds": round(seconds, 1),
        "CPU seconds": round(processors, 1),
        "rows per second": round((n_rows + n_new) / seconds),
        "peak MiB": round(peak),
        "imports MiB": round(imports),
        "both MiB": round(peak + _own_peak()),
        "load": f"{before:.0f}-{os.getloadavg()[0]:.0f}",
        "machine": f"{os.cpu_count()} cores, threads: {count_threads(None)}, {platform.system()}",
    }


def _own_peak() -> float:
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def page_part(table: pd.DataFrame) -> str:
    """Return what the page shows of the figures.

    Parameters
    ----------
    table : DataFrame
        A row of :func:`measure` for each table.
    """
    shown = table.drop(columns="machine")
    texts = shown.apply(
        lambda column: column.map(lambda cell: cell if isinstance(cell, str) else f"{cell:,}")
    )
    remark = (
        f"SMOTE with its defaults, float32 without structure, row groups of {GROUP:,} rows, {MORE} "
        f"times as many rare rows afterwards (a fresh process; {table['machine'].iloc[-1]}, shared "
        f"with other work: *load* is that before and after; `{COMMAND}`). *Files* are source and "
        "result together; *peak* is the memory of the whole process, of which *imports* are "
        "libraries, and *both* is it with that of the process that measures."
    )
    return "\n".join([remark, "", *markdown_table(texts)])


def joined(earlier: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Put new figures among earlier ones, in the place of those of the same size."""
    both = pd.concat([earlier, table]).drop_duplicates(KEY, keep="last")
    return both.sort_values(KEY, ignore_index=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure tables and write the figures.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.
    """
    parser = make_parser(COMMAND, __doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--rare", type=int, help="rare rows of each; default: one row in 100")
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--out", type=Path, default=ROOT / TABLE, help="the table to write")
    parser.add_argument("--join", type=Path, help="a table of other sizes to put in too")
    options = parser.parse_args(argv)
    columns, folder = options.columns, options.folder
    rows = [measure(n, options.rare or n // 100, columns, folder) for n in options.rows]
    table = pd.DataFrame(rows)
    for earlier in (options.out, options.join):
        if earlier is not None and earlier.exists():
            table = joined(pd.read_csv(earlier), table)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(options.out, lambda path: table.to_csv(path, index=False))
    print(page_part(table))
    if options.out == ROOT / TABLE:
        write_part(ROOT / PAGE, page_part(table), TABLE, COMMAND)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
