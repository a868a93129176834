"""Approximate neighbour search against exact search: how much faster, and what it misses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.protocol.results import Row
from benchmarks.speed.cases import Case, points
from benchmarks.speed.table import NOTES, TABLES, median_ratio, number, verdict
from benchmarks.speed.timing import (
    FULL_ROUNDS,
    QUICK_ROUNDS,
    described,
    interleave,
    load_kernels,
    measurement,
    timed_rows,
)

EXACT, APPROXIMATE = "exact", "approximate"
PART = "approximate"
KINDS = ("clusters", "correlated", "factors")

RATIO_TARGET = 5.0
"""How many times faster than the exact search it ought to be."""

RECALL_TARGET = 0.95
"""Share of the true neighbours that it ought to find."""

_K = 5
_CORRELATION = 0.9
_N_FACTORS, _NOISE = 6, 0.3


class Search(NamedTuple):
    """All rows of one table look for their neighbours."""

    kind: str
    n: int
    d: int

    @property
    def label(self) -> str:
        """The name of the case in tables."""
        return f"{self.kind} {self.n:,} x {self.d}"


CASES = {
    "full": [Search(kind, 200_000, d) for kind in KINDS for d in (20, 50)],
    "quick": [Search(kind, 100_000, 20) for kind in KINDS],
}
ROUNDS = {"full": FULL_ROUNDS, "quick": QUICK_ROUNDS}


def approximate_steps(
    form: str, parts: Sequence[str], seed: int
) -> list[tuple[str, Callable[[], list[Row]]]]:
    """Return what a run measures of the approximate search, by name."""
    if "time" not in parts:
        return []
    return [
        (f"approximate: {case.label}", partial(time_search, case, seed, form))
        for case in CASES[form]
    ]


def make_points(case: Search, seed: int) -> NDArray[np.float64]:
    """Draw twenty round clusters, an autoregressive series a row, or six factors plus noise."""
    rng = np.random.default_rng(seed)
    n, d = case.n, case.d
    if case.kind == "clusters":
        return points(rng, n, d, "clusters")
    X = rng.standard_normal((n, d))
    if case.kind == "factors":
        return rng.standard_normal((n, _N_FACTORS)) @ rng.standard_normal((_N_FACTORS, d)) + (
            _NOISE * X
        )
    for j in range(1, d):
        X[:, j] = _CORRELATION * X[:, j - 1] + np.sqrt(1 - _CORRELATION**2) * X[:, j]
    return X


def time_search(case: Search, seed: int, form: str) -> list[Row]:
    """Time both searches in turns, and count the true neighbours that the approximate one finds."""
    from oversample.neighbors import kneighbors

    load_kernels()
    X = make_points(case, seed)
    searches: dict[str, Callable[[], NDArray[np.intp]]] = {
        EXACT: lambda: kneighbors(X, _K).indices,
        APPROXIMATE: lambda: kneighbors(X, _K, approximate=True).indices,
    }
    seconds, found = interleave(searches, ROUNDS[form])
    table = Case("kneighbors", case.n, case.d, case.n, target=RATIO_TARGET)
    rows = timed_rows(table, "search", seconds)
    recall = recalled(found[APPROXIMATE], found[EXACT])
    rows.append(described(table) | measurement("recall", recall, APPROXIMATE))
    return [row | {"part": PART, "case": case.label} for row in rows]


def recalled(found: NDArray[np.intp], true: NDArray[np.intp]) -> float:
    """Return the share of the true neighbours that are among those found."""
    matches = sum((found == true[:, [column]]).sum() for column in range(true.shape[1]))
    return float(matches / true.size)


def approximate_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return times and recall as text: one line for each case."""
    lines = []
    for label, case in rows[rows["part"] == PART].groupby("case", sort=False):
        times = case[case["measure"] == "search"]
        seconds = times.pivot(index="round", columns="contender", values="value")
        ratio = median_ratio(seconds[EXACT], seconds[APPROXIMATE])
        recall = float(case.loc[case["measure"] == "recall", "value"].iloc[0])
        lines.append(
            {
                "case": str(label),
                "exact ms": number(1000 * float(seconds[EXACT].median())),
                "approximate ms": number(1000 * float(seconds[APPROXIMATE].median())),
                "exact / approximate": f"{number(ratio)}x",
                "target": verdict(ratio, RATIO_TARGET),
                "recall": f"{recall:.3f}",
                "recall target": verdict(recall, RECALL_TARGET, unit=""),
            }
        )
    return pd.DataFrame(lines)


# A table of its own beside those that compare with imbalanced-learn.
TABLES["Approximate search"] = approximate_table
NOTES["Approximate search"] = (
    "All rows of a table look for their five nearest, by the exact engine and with "
    "`approximate=True`. *Clusters*: twenty round ones; *correlated*: each column 0.9 times the "
    "one before plus noise; *factors*: six, with random loadings, plus noise. *Recall*: the share "
    "of the true neighbours that are found."
)
