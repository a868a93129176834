"""Entry point of ``python -m benchmarks.speed.plans``: tables past this machine, on paper.

What a row, a pair of rows, a task and a byte cost is measured, here and by
``benchmarks.speed.growth``, in seconds of one processor. From that follow the seconds, bytes and
limits of tables that no machine at hand can hold. Rates of this machine are in a table, and are
measured again with ``--measure``; what is assumed and not measured is a constant below, and named
on the page.
"""

from __future__ import annotations

import os
import pickle
import platform
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from benchmarks.report.markdown import markdown_table
from benchmarks.report.parts import write_part
from benchmarks.running.atomic import write_atomically
from benchmarks.running.options import make_parser
from benchmarks.speed import growth
from benchmarks.speed.large_tables import ROOT
from benchmarks.speed.large_tables import TABLE as MEASURED
from oversample.distributed.cells import CELL_ROWS, CellSearch, _nearest_centre

COMMAND = "python -m benchmarks.speed.plans"
TABLE, PAGE = "docs/results/large_tables_rates.csv", "docs/guide/past_one_machine.md"

NETWORK = 1.25e9
"""Bytes a second that a worker sends or receives: assumed, 10 Gbit/s."""
PATIENCE = 3_600
"""Seconds that a search may take: assumed."""
PARTITION = 1_000_000
"""Rows of a partition: assumed; 80 MB of 20 columns of float32."""
BLOCK = 65_536
"""Rows of a block of new ones: the default."""
MORE = 5
"""There are so many times as many rare rows afterwards."""

N_AUDITED = 4 * CELL_ROWS
"""Rows of the two tables of which cells are compared with an exact search."""


class Size(NamedTuple):
    """A table, and the workers that are to over-sample it."""

    n_rows: int
    n_rare: int
    n_workers: int


SIZES = [
    Size(100_000_000, 1_000_000, 1),
    Size(1_000_000_000, 1_000_000, 100),
    Size(1_000_000_000, 10_000_000, 100),
    Size(10_000_000_000, 10_000_000, 1_000),
    Size(10_000_000_000, 1_000_000_000, 1_000),
]


def measure() -> dict[str, float]:
    """Return the rates of this machine that ``benchmarks.speed.growth`` does not measure."""
    from threadpoolctl import threadpool_limits

    rng = np.random.default_rng(0)
    with threadpool_limits(1):
        found = {"bytes of a rare row with its neighbors": _bytes_of_a_row(rng)}
        X, centres = rng.normal(size=(100_000, 20)), rng.normal(size=(4_096, 20))
        for _ in range(2):
            begun = _processors()
            _nearest_centre(X, centres)
            found["pairs of row and center a second"] = X.shape[0] * 4_096 / (_processors() - begun)
        plain = rng.normal(size=(N_AUDITED, 20)).astype(np.float32)
        groups = 10 * rng.normal(size=(64, 20))[rng.integers(64, size=N_AUDITED)]
        for name, rows in (("without structure", plain), ("in 64 groups", plain + groups)):
            search = CellSearch(0)
            search(rows.astype(np.float32), 5)
            assert search.measured is not None
            found[f"recall of cells, {name}"] = search.measured.recall
            found[f"distance ratio of cells, {name}"] = search.measured.distance_ratio
        return found | _building() | _scheduling()


def _bytes_of_a_row(rng: np.random.Generator) -> float:
    """Return what a worker gets that makes new rows, for each row of the class."""
    from oversample import SMOTE
    from oversample.distributed.counts import Counts
    from oversample.distributed.frames import FilledFrame, collect

    n = 20_000
    X = pd.DataFrame(rng.normal(size=(n, 20)).astype(np.float32))
    own = collect(X, pd.Series(np.ones(n, dtype=np.int8)), [1])[1]
    counts = Counts.of([{0: 10 * n, 1: n}])
    filled = FilledFrame.prepare({0: own}, SMOTE(random_state=0), counts, 1, n, BLOCK)
    return len(pickle.dumps(filled)) / n


def _longer(n: int) -> Any:
    """Return a lazy table of so many partitions, with a block of new rows for each ten of them."""
    import dask.dataframe as dd

    from oversample import SMOTE, resample_dask

    part = pd.DataFrame(np.random.default_rng(0).normal(size=(50, 3))).rename(columns=str)
    part["label"] = (np.arange(50) % 10 == 0).astype(np.int8)
    table = dd.from_map(lambda _: part, range(n), meta=part.iloc[:0])
    sampler = SMOTE(random_state=0, sampling_strategy={1: 10 * n})
    call: dict[str, Any] = {"class_counts": {0: 45 * n, 1: 5 * n}, "block_size": 50}
    return resample_dask(table, "label", sampler=sampler, **call).X.optimize()


def _building(n: int = 2_000) -> dict[str, float]:
    """Return how many tasks a partition or block has, and what they take to be built."""
    begun = _processors()
    n_tasks = len(dict(_longer(n).dask))
    return {
        "tasks of a partition or block": n_tasks / (1.1 * n),
        "seconds to build a task": (_processors() - begun) / n_tasks,
    }


def _scheduling(n: int = 400) -> dict[str, float]:
    """Return what a task takes this process, which is the client and the scheduler."""
    from distributed import Client, LocalCluster

    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(**settings) as cluster, Client(cluster) as client:
        more = _longer(n)
        begun = _processors()
        client.compute(more.map_partitions(len)).result()
        return {"seconds to schedule a task": (_processors() - begun) / len(dict(more.dask))}


def _processors() -> float:
    return sum(os.times()[:2])


def rates(grown: pd.DataFrame, measured: pd.DataFrame, table: pd.DataFrame) -> dict[str, float]:
    """Return all rates: those of this module's table, and those that follow from two others.

    Parameters
    ----------
    grown : DataFrame
        The table of ``benchmarks.speed.growth``.
    measured : DataFrame
        The table of ``benchmarks.speed.large_tables``.
    table : DataFrame
        With the columns ``rate`` and ``value``.
    """
    slopes = {}
    for over in ("rows", "new rows"):
        seconds = growth.growth(grown, over)[growth.ALL]
        slopes[over] = float(np.polyfit(seconds.index.to_numpy(dtype=float), seconds, 1)[0])
    searching = growth.growth(grown, "rare rows")[growth.SEARCH]
    n_searched, largest = searching.index[-1], measured.loc[measured["rare rows"].idxmax()]
    n_written = 2 * largest["rows"] + largest["new rows"]
    peak = (largest["peak MiB"] - largest["imports MiB"]) * 2**20 / largest["rare rows"]
    return {
        "seconds to pass on a row": slopes["rows"],
        "seconds to make a new row": slopes["new rows"],
        "pairs of rows a second": n_searched**2 / searching.iloc[-1],
        "bytes of a row in a file": largest["files MiB"] * 2**20 / n_written,
        "bytes of memory for a rare row": peak,
        **dict(zip(table["rate"], table["value"], strict=True)),
    }


def plan(size: Size, rate: dict[str, float]) -> dict[str, str]:
    """Return what a table takes with the driver as it is, and with cells on all workers.

    Parameters
    ----------
    size : Size
        The table, and the workers.
    rate : dict
        Those of :func:`rates`.
    """
    n_new = (MORE - 1) * size.n_rare
    n_tasks = rate["tasks of a partition or block"] * (size.n_rows / PARTITION + n_new / BLOCK)
    # Read for the rows of the class, and to be passed on; of labels, a column, there is no count.
    n_bytes = (3 * size.n_rows + n_new) * rate["bytes of a row in a file"]
    passing = size.n_rows * rate["seconds to pass on a row"] / size.n_workers
    making = n_new * rate["seconds to make a new row"] / size.n_workers
    on_one = size.n_rare**2 / rate["pairs of rows a second"]
    sent = size.n_rare * rate["bytes of a rare row with its neighbors"]
    n_cells = -(-size.n_rare // CELL_ROWS)
    in_cells = size.n_rare * (
        n_cells / rate["pairs of row and center a second"]
        + CELL_ROWS / rate["pairs of rows a second"]
    )
    return {
        "rows": f"{size.n_rows:,}",
        "rare rows": f"{size.n_rare:,}",
        "workers": f"{size.n_workers:,}",
        "pass on and make": _duration(passing + making),
        "read and written by each": _amount(n_bytes / size.n_workers),
        "tasks": f"{n_tasks:,.0f}",
        "build and schedule": _duration(
            n_tasks * (rate["seconds to build a task"] + rate["seconds to schedule a task"])
        ),
        "memory of one worker": _amount(size.n_rare * rate["bytes of memory for a rare row"]),
        "search, by one": _duration(on_one),
        "by all": _duration(on_one / size.n_workers),
        "class sent to all": _amount(sent * (size.n_workers - 1)),
        "cells": f"{n_cells:,}",
        "shuffled": _amount(size.n_rare * rate["bytes of a row in a file"]),
        "search in cells, by all": _duration(in_cells / size.n_workers),
    }


def limits(rate: dict[str, float]) -> list[dict[str, str]]:
    """Return how many rare rows are searched exactly within memory and patience."""
    by_time = (PATIENCE * rate["pairs of rows a second"]) ** 0.5
    shown = []
    for n_workers, gibibytes in ((1, 1), (1, 4), (100, 16), (1_000, 64)):
        memory = gibibytes * 2**30 / 4 / rate["bytes of memory for a rare row"]
        found = {"today": by_time, "searched by all": by_time * n_workers**0.5}
        shown.append(
            {"workers": f"{n_workers:,}", "GiB of each": str(gibibytes)}
            | {"by memory": _short(memory)}
            | {f"by time, {name}": _short(n) for name, n in found.items()}
        )
    return shown


def page_part(rate: dict[str, float], machine: str) -> str:
    """Return what the page shows: rates, plans and limits."""
    shown = [{"what": name, "value": _number(value)} for name, value in rate.items()]
    plans = [plan(size, rate) for size in SIZES]
    first = ("pass on and make", "read and written by each", "tasks", "build and schedule")
    exact = ("memory of one worker", "search, by one", "by all", "class sent to all")
    cells = ("cells", "shuffled", "search in cells, by all")
    of = ("rows", "rare rows", "workers")
    tables = [
        pd.DataFrame([{name: one[name] for name in (*of, *part)} for one in plans])
        for part in (first, exact, cells)
    ]
    return "\n".join(
        [
            f"Rates of one processor, for 20 columns of float32 (`{COMMAND} --measure`, "
            f"`{growth.COMMAND}`; {machine}, shared with other work):",
            "",
            *markdown_table(pd.DataFrame(shown)),
            "",
            f"Passing the table on, and {MORE} times as many rare rows afterwards, by workers of "
            f"one processor; partitions of {PARTITION:,} rows, blocks of {BLOCK:,}:",
            "",
            *markdown_table(tables[0]),
            "",
            "The exact search. It is *by one* worker today; *by all* is what slices of it would "
            "take, each worker having all rows of the class:",
            "",
            *markdown_table(tables[1]),
            "",
            f"The search in cells of {CELL_ROWS:,} rows, spread over all workers, which is not "
            "built; *shuffled* is each rare row once:",
            "",
            *markdown_table(tables[2]),
            "",
            f"Rare rows that are searched exactly, in a quarter of a worker's memory and within "
            f"{_duration(PATIENCE)}:",
            "",
            *markdown_table(pd.DataFrame(limits(rate))),
            "",
            _check(rate),
        ]
    )


def _check(rate: dict[str, float]) -> str:
    """Return how the plan of a table that was measured compares with its figures."""
    measured = pd.read_csv(ROOT / MEASURED).sort_values("rows").iloc[-1]
    seconds = (
        measured["rows"] * rate["seconds to pass on a row"]
        + measured["new rows"] * rate["seconds to make a new row"]
        + measured["rare rows"] ** 2 / rate["pairs of rows a second"]
    )
    return (
        f"Of {measured['rows']:,} rows, {measured['rare rows']:,} of them rare, such a plan says "
        f"{seconds:,.0f} seconds of processors; measured were {measured['CPU seconds']:,.0f}, so "
        f"that plans should be read with a factor of {measured['CPU seconds'] / seconds:.1f}. "
        f"Sending a class of {_amount(2**31)} from worker to worker until 1,000 have it takes "
        f"{np.ceil(np.log2(1_000)) * 2**31 / NETWORK:.0f} seconds, at an assumed "
        f"{NETWORK / 1e9:g} GB a second."
    )


def _duration(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{_short(seconds / length)} {unit}"
    return f"{_short(seconds)} s"


def _amount(n_bytes: float) -> str:
    for unit, size in (("PB", 1e15), ("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if n_bytes >= size:
            return f"{_short(n_bytes / size)} {unit}"
    return f"{n_bytes:,.0f} B"


def _short(number: float) -> str:
    """Return a number to two digits."""
    return f"{float(f'{number:.2g}'):,.10g}"


def _number(value: float) -> str:
    return f"{value:.3g}" if value < 10 else _short(value)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure rates, if asked to, and write the page.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.
    """
    parser = make_parser(COMMAND, __doc__)
    parser.add_argument("--measure", action="store_true", help="measure the rates of this machine")
    if parser.parse_args(argv).measure:
        found = pd.DataFrame(list(measure().items()), columns=["rate", "value"])
        found["machine"] = f"{os.cpu_count()} cores, {platform.system()}"
        write_atomically(ROOT / TABLE, lambda path: found.to_csv(path, index=False))
    part = stored_part()
    print(part)
    write_part(ROOT / PAGE, part, TABLE, COMMAND)
    return 0


def stored_part() -> str:
    """Return what the page shows of the stored tables."""
    paths = (growth.TABLE, MEASURED, TABLE)
    tables = [pd.read_csv(ROOT / path) for path in paths]
    return page_part(rates(*tables), tables[-1]["machine"].iloc[0])


if __name__ == "__main__":
    raise SystemExit(main())
