"""The cells that a committed table is made from, committed beside it, compressed.

A cell is a row of a parquet file: what it is, what came of it and its measures, in single
precision. Digests, warnings, lists, most costs and columns that are empty for all cells are left
out.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarks.protocol.results import COST, SCHEMA
from benchmarks.running.atomic import write_atomically

FOLDER = "docs/results/cells"

_TIMES = ("seconds_fit_resample", "seconds_fit")
_LEFT_OUT = {
    "key",
    "warnings",
    *(column.name for column in COST if column.name not in _TIMES),
    *(column.name for column in SCHEMA if column.kind in ("numbers", "texts")),
}


def cells_of(table: str, run: int = 0) -> str:
    """Return where the cells of a committed table are, from the root of the repository.

    Parameters
    ----------
    table : str
        The file of the table.
    run : int, default=0
        Which of the runs of a table that holds several, in its order.
    """
    number = f"_{run}" if run else ""
    return f"{FOLDER}/{Path(table).stem}{number}.parquet"


def write_cells(rows: pd.DataFrame, path: Path) -> None:
    """Write what is committed of the cells of a run.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results.
    path : Path
        The file to write.
    """
    kept = rows.drop(columns=[name for name in rows if name in _LEFT_OUT])
    kept = kept.dropna(axis=1, how="all")
    numbers = kept.select_dtypes("float64").columns
    small = kept.astype(dict.fromkeys(numbers, "float32"))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(
        path,
        lambda target: small.to_parquet(target, index=False, compression="zstd"),
    )


def read_cells(path: Path) -> pd.DataFrame:
    """Return committed cells as a tidy table of results, with NaN where nothing is kept."""
    kept = pd.read_parquet(path)
    kept = kept.astype(dict.fromkeys(kept.select_dtypes("float32").columns, "float64"))
    missing = [column.name for column in SCHEMA if column.name not in kept]
    return kept.assign(**dict.fromkeys(missing, float("nan")))
