"""The frozen rule on real data sets, nested: the choice is made without the outer test rows."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTE
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.metrics import average_precision_score, f1_score, log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.placebo import placebos
from benchmarks.protocol.dataset import rows_of
from benchmarks.protocol.experiment import Fold
from benchmarks.simulate.learners import LEARNERS
from oversample import AutoOversampler
from oversample.evaluation.folds import derive_seed

SETS = (
    "ada",
    "digits-8",
    "hypothyroid",
    "kc1",
    "kddcup-guess_passwd_vs_satan",
    "kr-vs-k-one_vs_fifteen",
    "new_thyroid1",
    "page-blocks0",
    "satimage",
    "segment0",
    "shuttle-c0-vs-c4",
    "vowel0",
)
"""One data set a family, of two classes, at most 6,500 rows and at least 30 rare ones, of the
families that the first acceptance left. Chosen before anything was run on them, as its were."""

FIRST = (
    "abalone9-18",
    "breast-cancer",
    "car-good",
    "cm1",
    "ecoli3",
    "flare-F",
    "glass-0-1-2-3_vs_4-5-6",
    "hepatitis",
    "led7digit-0-2-4-5-6-7-8-9_vs_1",
    "pc1",
    "vehicle0",
    "winequality-red-4",
    "yeast4",
)
"""Those of the first acceptance, after which the guard was made stricter: one a family, at most
2,500 rows and at least 30 rare ones, enough for 20 rare training rows in each outer fold."""

N_OUTER = 3
"""Outer folds of a repeat."""


def runs(n_repeats: int) -> list[tuple[str, str, int]]:
    """Return the runs: a data set, a learner and a repeat."""
    return [
        (name, learner, repeat)
        for repeat in range(n_repeats)
        for name in (*SETS, *FIRST)
        for learner in LEARNERS
    ]


def run(name: str, learner: str, repeat: int) -> pd.DataFrame:
    """Return a row for each outer fold of one data set, learner and repeat."""
    table, seed = DATASETS[name].read(), derive_seed(name, repeat)
    folds = StratifiedKFold(N_OUTER, shuffle=True, random_state=seed)
    rows = []
    for number, (train, test) in enumerate(folds.split(table.y, table.y)):
        fold = Fold(rows_of(table, train), rows_of(table, test))
        with warnings.catch_warnings():
            # A classifier that stops early says so, in all arms alike.
            warnings.simplefilter("ignore")
            measured = _run_fold(fold, LEARNERS[learner](seed), seed + number)
            if number == 0:
                measured["took_placebo"] = _takes_a_placebo(fold, LEARNERS[learner](seed), seed)
        names = {"dataset": name, "family": DATASETS[name].family, "learner": learner}
        rows.append(names | {"repeat": repeat, "fold": number} | measured)
    return pd.DataFrame(rows)


def _run_fold(fold: Fold, learner: Any, seed: int) -> dict[str, Any]:
    """Return the measures of all arms, in all of which thresholds are tuned on inner folds."""
    X, y = fold.train_matrix, fold.train.y
    common = {"threshold": "f1", "random_state": seed}
    auto = AutoOversampler(learner, **common).fit(X, y)
    alone = AutoOversampler(learner, {"nothing": None}, **common).fit(X, y)
    resampled = SMOTE(random_state=seed).fit_resample(X, y)
    smote = clone(alone.estimator_).fit(*resampled)
    measured: dict[str, Any] = {
        "choice": auto.choice_,
        "scoring": auto.scoring_,
        "n_fits": auto.n_fits_,
        "most_fits": 10 * len(auto.results_),
    }
    truth = fold.test.y
    for arm, model in (("auto", auto), ("nothing", alone), ("smote", smote)):
        probability = model.predict_proba(fold.test_matrix)[:, 1]
        measured |= {f"{arm} {name}": value for name, value in _measure(truth, probability).items()}
        if arm != "smote":
            measured[f"{arm} f1"] = f1_score(truth, model.predict(fold.test_matrix))
    return measured


def _measure(y: NDArray[np.intp], probability: NDArray[np.float64]) -> dict[str, float]:
    return {
        "average_precision": float(average_precision_score(y, probability)),
        "roc_auc": float(roc_auc_score(y, probability)),
        "log_loss": float(log_loss(y, np.clip(probability, 1e-6, 1 - 1e-6))),
    }


def _takes_a_placebo(fold: Fold, learner: Any, seed: int) -> float:
    """Return 1 if one of several bootstraps is taken in place of nothing."""
    auto = AutoOversampler(learner, placebos(), random_state=seed)
    return float(auto.fit(fold.train_matrix, fold.train.y).helped_)
