"""Degradation curves: rare rows are taken away from real data step by step."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from benchmarks.catalog.datasets import DATASETS
from benchmarks.protocol.dataset import rows_of
from benchmarks.protocol.experiment import Fold
from benchmarks.simulate.arms import ARMS, CORE, probability_of, resampled
from benchmarks.simulate.learners import LEARNERS
from benchmarks.simulate.regret import measure
from oversample.evaluation.folds import derive_seed

SETS = (
    "ada",
    "digits-8",
    "page-blocks0",
    "pc1",
    "satimage",
    "segment0",
    "vehicle0",
    "yeast3",
)
"""One data set a family, of two classes, whose training half has 38 rare rows or more."""

STEPS = (80, 40, 20, 10)
"""Rare training rows that are left; of data sets with fewer than the first, all are."""

MOST_ROWS = 1500
"""Training rows of the other class, at most: enough for the ratios of the simulated tables."""

MEASURES = ("average_precision", "roc_auc")
KEYS = ["dataset", "family", "n_rare", "learner", "arm"]


def runs(n_repeats: int, names: Iterable[str] = SETS) -> list[tuple[str, int]]:
    """Return the runs: a data set and a repeat."""
    datasets = list(names)
    return [(name, repeat) for repeat in range(n_repeats) for name in datasets]


def run(name: str, repeat: int, *, arms: Iterable[str] = CORE) -> pd.DataFrame:
    """Return a row for each step, learner and arm of one split of a data set.

    One half of the rows is the test at every step. From the other half rare rows are taken away at
    random, those of a later step out of those that an earlier one had left; the rest stays.
    """
    table, seed = DATASETS[name].read(), derive_seed("degrade", name, repeat)
    train, test = train_test_split(
        np.arange(len(table.y)), test_size=0.5, stratify=table.y, random_state=seed
    )
    rng = np.random.default_rng(seed)
    rare = rng.permutation(train[table.y[train] == 1])
    others = rng.permutation(train[table.y[train] == 0])[:MOST_ROWS]
    rows: list[dict[str, Any]] = []
    for n_rare in STEPS:
        kept = np.sort(np.concatenate([rare[:n_rare], others]))
        fold = Fold(rows_of(table, kept), rows_of(table, test))
        names = {"dataset": name, "family": DATASETS[name].family, "n_rare": n_rare}
        for arm in arms:
            with warnings.catch_warnings():
                # Few rare rows: samplers fall back and learners stop early, and both say so.
                warnings.simplefilter("ignore")
                trained = resampled(ARMS[arm], fold.train_matrix, fold.train.y, seed)
                if trained is None:
                    continue
                for learner, make in LEARNERS.items():
                    found = probability_of(make(seed), trained, fold.test_matrix)
                    if found is None:
                        continue
                    measured = measure(fold.test.y, found)
                    rows.append(
                        names
                        | {"learner": learner, "arm": arm, "repeat": repeat}
                        | {measure: measured[measure] for measure in MEASURES}
                    )
    return pd.DataFrame(rows)


def summarised(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over repeats of each data set, step, learner and arm."""
    groups = rows.groupby(KEYS, sort=False)
    return groups[list(MEASURES)].mean().assign(n=groups.size()).reset_index()
