"""Entry point of ``python -m benchmarks.speed.threads``: what threads of a search gain and cost.

The neighbour search of SMOTE with ``n_jobs`` from 1 to 128, in turns in one process that has loaded
the compiled kernels. What is stored is the fastest call of each, by the clock on the wall, and the
processor time of all threads of the call that needed the least.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.report.markdown import markdown_table
from benchmarks.speed.beside import ROUNDS, Stored
from benchmarks.speed.table import number
from benchmarks.speed.timing import load_kernels
from oversample.neighbors import kneighbors

STORED = Stored(
    "python -m benchmarks.speed.threads",
    "docs/results/threads_speed.csv",
    "docs/design/0005-neighbours.md",
)

SIZES = ((20_000, 10), (30_000, 30))
JOBS = (1, 2, 4, 8, 16, 32, 64, 128)
_N_NEIGHBORS = 5


def measure(n: int, d: int) -> list[dict[str, Any]]:
    """Time the search among rows of normal numbers, for each number of threads in turns."""
    X = np.random.default_rng(0).standard_normal((n, d))
    found: dict[int, list[tuple[float, float]]] = {n_jobs: [] for n_jobs in JOBS}
    for round_number in range(1 + ROUNDS):
        for n_jobs in JOBS:
            start, used = perf_counter(), process_time()
            kneighbors(X, _N_NEIGHBORS, n_jobs=n_jobs)
            if round_number:
                found[n_jobs].append((perf_counter() - start, process_time() - used))
    return [
        {"rows": n, "features": d, "n_jobs": n_jobs}
        | dict(zip(("seconds", "cpu_seconds"), np.min(times, axis=0).round(5), strict=True))
        for n_jobs, times in found.items()
    ]


def page_part(table: pd.DataFrame) -> str:
    """Return the part of the page that is made from the committed table."""
    first = table.iloc[0]
    shown = pd.DataFrame({"n_jobs": table["n_jobs"].unique()})
    gains = []
    for (n, d), size in table.groupby(["rows", "features"], sort=False):
        seconds, used = (size.set_index("n_jobs")[name] for name in ("seconds", "cpu_seconds"))
        shown[f"{n:,} x {d}: ms"] = [number(1000 * value) for value in seconds]
        shown[f"{n:,} x {d}: CPU ms"] = [number(1000 * value) for value in used]
        gains.append(
            f"{n:,} x {d}: two threads are {number(seconds[1] / seconds[2])} times as fast as one, "
            f"and {JOBS[-1]} take {number(used[JOBS[-1]] / used[1])} times its processor time."
        )
    return "\n".join(
        [
            f"The search of SMOTE, kernels loaded, by the clock and by the processor "
            f"(`{first['command']}`; {first['machine']}; {first['versions']}):",
            "",
            *markdown_table(shown),
            "",
            *gains,
        ]
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Time searches, and write the table and the page.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code, 0.
    """
    options = STORED.parser(__doc__).parse_args(argv)
    load_kernels()
    sizes = [size for size in SIZES if options.match in "{:,} x {}".format(*size)]
    rows = [row for size in sizes for row in measure(*size)]
    STORED.write(rows, ("numpy", "numba"), options.out, page_part)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
