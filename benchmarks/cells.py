"""One cell of the benchmark: a data set, a repeat, a fold, a learner and a method."""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from imblearn.pipeline import Pipeline
from sklearn.base import clone
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from benchmarks.datasets import DATASETS, Table
from benchmarks.learners import LEARNERS
from benchmarks.methods import METHODS
from benchmarks.metrics import METRICS
from benchmarks.pipeline import build_pipeline, tune_threshold

N_FOLDS = 5
Row = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """What one row of the results is about; all of it names and numbers.

    Attributes
    ----------
    dataset, learner, method : str
        Names of the registries.
    repeat, fold : int
        Which split of the data set, from 0.
    seed : int
        The seed of the run.
    """

    dataset: str
    repeat: int
    fold: int
    learner: str
    method: str
    seed: int


def plan_cells(
    datasets: Sequence[str],
    methods: Sequence[str],
    learners: Sequence[str],
    n_repeats: int,
    seed: int,
) -> list[Cell]:
    """Return all cells of a run, with the methods of one fold next to each other.

    Methods that are compared in time thus run within moments of each other, on the same machine
    in the same state.
    """
    return [
        Cell(dataset, repeat, fold, learner, method, seed)
        for dataset in datasets
        for repeat in range(n_repeats)
        for fold in range(N_FOLDS)
        for learner in learners
        for method in methods
    ]


def derive_seed(*parts: str | int) -> int:
    """Return a seed in [0, 2**32) that depends on the parts and on nothing else."""
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:4], "little")


def cell_seed(cell: Cell) -> int:
    """Return the seed of everything random in a cell.

    It depends on the fold but neither on the method nor on the learner: all arms get common random
    numbers, and a new method changes nobody's results.
    """
    return derive_seed(cell.seed, cell.dataset, cell.repeat, cell.fold)


def split(table: Table, cell: Cell) -> tuple[np.ndarray, np.ndarray]:
    """Return the training and the test rows of a cell, the same ones for all arms."""
    seed = derive_seed(cell.seed, cell.dataset, cell.repeat)
    folds = StratifiedKFold(n_splits=N_FOLDS, shuffle=True, random_state=seed)
    return list(folds.split(table.X, table.y))[cell.fold]


@lru_cache(maxsize=4)
def read_table(dataset: str) -> Table:
    """Read a data set, once for the neighbouring cells of a process."""
    return DATASETS[dataset].read()


def run_cell(cell: Cell) -> Row:
    """Run one cell and return its row; whatever goes wrong is stored in the row.

    Parameters
    ----------
    cell : Cell
        What to run.

    Returns
    -------
    dict
        One row of the results. ``status`` is ``"ok"``, ``"skipped"`` when the method cannot take
        the data set, or ``"failed"``; the last two come with a ``reason``.
    """
    row: Row = blank_row(cell)
    with warnings.catch_warnings(record=True) as caught, threadpool_limits(limits=1):
        warnings.simplefilter("always")
        try:
            measure(cell, row)
        except Exception as error:
            row |= {"status": "failed", "reason": one_line(error)}
    row["warnings"] = "; ".join(sorted({one_line(warning.message) for warning in caught}))
    return row


def blank_row(cell: Cell) -> Row:
    """Return the row of a cell of which nothing is known but its names."""
    return {
        **asdict(cell),
        "cell_seed": cell_seed(cell),
        "family": DATASETS[cell.dataset].family,
        "peer": METHODS[cell.method].peer,
        "status": "failed",
        "reason": "",
        "warnings": "",
        "worker": os.getpid(),
        "n_rows": np.nan,
        "n_features": np.nan,
        "n_nominal": np.nan,
        "n_minority": np.nan,
        "imbalance_ratio": np.nan,
        "n_train": np.nan,
        "n_resampled": np.nan,
        **dict.fromkeys(METRICS, np.nan),
        "seconds_fit_resample": np.nan,
        "seconds_fit": np.nan,
        "seconds_predict": np.nan,
        "seconds_warm_up": np.nan,
    }


def measure(cell: Cell, row: Row) -> None:
    """Fit and test the arm of a cell, and write what was found into its row."""
    method, learner = METHODS[cell.method], LEARNERS[cell.learner]
    table = read_table(cell.dataset)
    n_minority = int(table.y.sum())
    row |= {
        "n_rows": len(table.y),
        "n_features": table.X.shape[1],
        "n_nominal": table.X.select_dtypes("category").shape[1],
        "n_minority": n_minority,
        "imbalance_ratio": (len(table.y) - n_minority) / n_minority,
    }

    train, test = split(table, cell)
    X_train, y_train = table.X.iloc[train], table.y[train]
    X_test, y_test = table.X.iloc[test], table.y[test]
    row["n_train"] = len(train)
    refusal = method.refuses(X_train, y_train)
    if refusal is not None:
        row |= {"status": "skipped", "reason": refusal}
        return

    pipeline = build_pipeline(method, learner, X_train, row["cell_seed"])
    row["seconds_warm_up"] = warm_up(cell, pipeline, X_train, y_train)

    estimator = tune_threshold(pipeline, row["cell_seed"]) if method.tune_threshold else pipeline
    start = perf_counter()
    estimator.fit(X_train, y_train)
    row["seconds_fit"] = perf_counter() - start

    fitted = estimator.estimator_ if method.tune_threshold else estimator
    if method.sampler is not None:
        sampler = fitted.named_steps["resample"]
        row["n_resampled"] = sampler.n_rows_
        row["seconds_fit_resample"] = sampler.seconds_
        row["seconds_fit"] -= sampler.seconds_

    start = perf_counter()
    y_prob = estimator.predict_proba(X_test)[:, 1]
    y_pred = estimator.predict(X_test)
    row["seconds_predict"] = perf_counter() - start
    row |= {
        name: float(metric.function(y_test, y_pred, y_prob)) for name, metric in METRICS.items()
    }
    row["status"] = "ok"


_warm: set[tuple[str, str]] = set()


def warm_up(cell: Cell, pipeline: Pipeline, X: pd.DataFrame, y: np.ndarray) -> float:
    """Resample once, untimed, when this process has not yet run this method on this data set.

    The first call compiles, imports and fills caches; which code it reaches can depend on the size
    of the data, hence once per data set. All methods are warmed up in the same way.

    Returns
    -------
    float
        Seconds of ``fit_resample`` in this first call, NaN when there was none.
    """
    key = (cell.method, cell.dataset)
    if "resample" not in pipeline.named_steps or key in _warm:
        return np.nan
    sampler = clone(pipeline["resample"])
    sampler.fit_resample(clone(pipeline["preprocess"]).fit_transform(X, y), y)
    _warm.add(key)
    return sampler.seconds_


def one_line(error: BaseException | Warning | str) -> str:
    """Return the type and the message of an error or a warning on one line of bounded length."""
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message}"[:300]


def cell_of(row: Row) -> Cell:
    """Return the cell that a row is about."""
    return Cell(**{field.name: row[field.name] for field in fields(Cell)})
