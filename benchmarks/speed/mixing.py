"""The mixing family against plain NumPy: no other package has it.

A case is a table whose minority is filled up to the majority. The contender is the least that NumPy
needs for the same result once pairs and weights are drawn: a new array, the old rows copied to it,
and one pass over blocks that reads two gathers of rows and writes their weighted mean.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.protocol.results import Row
from benchmarks.speed.cases import Case
from benchmarks.speed.contenders import OURS, make_sampler
from benchmarks.speed.problems import Problem, make_problem
from benchmarks.speed.processes import run_child
from benchmarks.speed.table import NOTES, TABLES, median, median_ratio, number, verdict
from benchmarks.speed.timing import (
    FULL_ROUNDS,
    QUICK_ROUNDS,
    described,
    interleave,
    measurement,
    timed_rows,
)

NUMPY = "NumPy"
PART = "mixing"

PASSES_LIMIT = 2.0
"""How many times the time of NumPy's one pass Mixup may take, all of `fit_resample` counted."""

ABOVE_RESULT_LIMIT = 0.25
"""Memory above its result that Mixup may take, as a share of the result."""

_BLOCK_ROWS = 8_192
_KERNELS_LOADED_BY = 20_000
"""Minority rows of a first resampling that is large enough to be done by compiled code."""

_MB = 1e6


def mixing(sampler: str, n_minority: int) -> Case:
    """Return a case of a table of 30 columns to which ten times its minority is added."""
    target = PASSES_LIMIT if sampler == "Mixup" else float("nan")
    return Case(sampler, n_minority, 30, 12 * n_minority, target=target)


CASES = {
    "full": [mixing(name, 100_000) for name in ("Mixup", "CutMix", "MoEx")],
    "quick": [mixing("Mixup", 20_000)],
}
ROUNDS = {"full": FULL_ROUNDS, "quick": QUICK_ROUNDS}


def mixing_steps(
    form: str, parts: Sequence[str], distribution: str, seed: int
) -> list[tuple[str, Callable[[], list[Row]]]]:
    """Return what a run measures of the mixing family, by name."""
    steps: list[tuple[str, Callable[[], list[Row]]]] = []
    for case in CASES[form]:
        if "time" in parts:
            steps.append((case.label, partial(time_mixing, case, distribution, seed, form)))
        if "memory" in parts:
            steps.append(
                (f"memory: {case.label}", partial(mixing_memory, case, distribution, seed))
            )
    return steps


def time_mixing(case: Case, distribution: str, seed: int, form: str) -> list[Row]:
    """Time whole resamplings beside NumPy's pass over the same pairs."""
    problem = make_problem(case, distribution, seed)
    sampler = make_sampler(OURS, case, problem, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sampler.fit_resample(*problem)
        plan = sampler.plan_
        contenders = {
            OURS: partial(_forget, sampler.fit_resample, *problem),
            NUMPY: partial(_forget, one_pass, problem, plan.base, plan.partner, 1.0 - plan.step),
        }
        seconds, _ = interleave(contenders, ROUNDS[form])
    return [row | {"part": PART} for row in timed_rows(case, "fit_resample", seconds)]


def one_pass(
    problem: Problem,
    base: NDArray[np.intp],
    partner: NDArray[np.intp],
    weight: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Append weighted means of pairs of rows, block by block."""
    X = problem.X
    result = np.empty((len(X) + len(base), X.shape[1]))
    result[: len(X)] = X
    new = result[len(X) :]
    for start in range(0, len(base), _BLOCK_ROWS):
        block = slice(start, start + _BLOCK_ROWS)
        share = weight[block, np.newaxis]
        new[block] = X[base[block]] * share + X[partner[block]] * (1.0 - share)
    return result


def _forget(make: Callable[..., Any], *arguments: Any) -> None:
    """Call without keeping the result, which would be held beside the next one."""
    make(*arguments)


def mixing_memory(case: Case, distribution: str, seed: int) -> list[Row]:
    """Return how far a fresh process grows while it mixes."""
    arguments = {"case": asdict(case), "distribution": distribution, "seed": seed}
    arguments["loaded_by"] = _KERNELS_LOADED_BY
    found = run_child(
        "peak_memory", {"package": OURS, **arguments}, MALLOC_MMAP_THRESHOLD_="131072"
    )
    return [
        described(case, PART) | measurement(f"bytes_{name}", value, OURS)
        for name, value in found.items()
    ]


def mixing_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return times and memory as text: one line for each case."""
    lines = []
    for label, case in rows[rows["part"] == PART].groupby("case", sort=False):
        values = case.pivot_table(index="round", columns=["measure", "contender"], values="value")
        seconds = {name: _of(values, "fit_resample", name) for name in (OURS, NUMPY)}
        growth, result = (_of(values, f"bytes_{name}", OURS).sum() for name in ("growth", "result"))
        passes = median_ratio(seconds[OURS], seconds[NUMPY])
        above = growth / result - 1 if result else float("nan")
        has_target = case["target"].notna().any()
        lines.append(
            {
                "case": str(label),
                "ours ms": number(1000 * median(seconds[OURS])),
                "NumPy ms": number(1000 * median(seconds[NUMPY])),
                "ours / NumPy": number(passes),
                "target": verdict(passes, PASSES_LIMIT, at_most=True) if has_target else "-",
                "result MB": number(result / _MB if result else float("nan")),
                "above result": number(above),
                "memory target": (
                    verdict(above, ABOVE_RESULT_LIMIT, unit=" above", at_most=True)
                    if has_target
                    else "-"
                ),
            }
        )
    return pd.DataFrame(lines)


def _of(values: pd.DataFrame, measure: str, contender: str) -> NDArray[np.float64]:
    if (measure, contender) not in values:
        return np.empty(0)
    return values[measure, contender].dropna().to_numpy()


# A table of its own beside those that compare with imbalanced-learn.
TABLES["Mixing"] = mixing_table
NOTES["Mixing"] = (
    "Ten new rows for each row of the minority, all of `fit_resample` (checks, draws, old and new "
    "rows, labels) beside one NumPy pass over blocks that copies the old rows and writes "
    "`X[base] * weight + X[partner] * (1 - weight)` of pairs drawn before. *Above result*: growth "
    "of a fresh process beyond the size of its result, as a share of that; MoEx holds a "
    "standardised table beside the user's."
)
