"""Tidy tables of results, made up for the tests of what is said about them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from benchmarks.protocol.results import MEASURES, blank, tidy
from oversample.evaluation.metrics import N_BINS

Numbers = dict[str, Any]


def row_of(**values: Any) -> Numbers:
    """Return a row that went well, with a half for every measure unless it is given."""
    package = values["method"].split("-")[0]
    known = {
        "package": {"oversample": "ours", "imblearn": "imblearn"}.get(package, "simple"),
        "classifier": "tree",
        "n_configurations": 1,
        "status": "ok",
        "n_classes": 2,
        "n_rows": 10,
        "n_features": 2,
        "n_minority": 2,
        "imbalance_ratio": 4.0,
        "machine": "a machine",
        "version_python": "3",
        **{column.name: 0.5 for column in MEASURES},
    }
    return blank() | known | values


def rows_of(
    arms: dict[str, Numbers], datasets: dict[str, str], n_folds: int = 1, **common: Any
) -> pd.DataFrame:
    """Return a tidy table with the same numbers of an arm on each data set and fold.

    Parameters
    ----------
    arms : dict
        From a method to the values of its columns.
    datasets : dict
        From a data set to its family.
    n_folds : int, default=1
        How many folds.
    **common
        Values of all rows.
    """
    return tidy(
        [
            row_of(dataset=dataset, family=family, fold=fold, method=method, **(common | numbers))
            for dataset, family in datasets.items()
            for fold in range(n_folds)
            for method, numbers in arms.items()
        ]
    )


ARMS = (
    "none",
    "none-threshold",
    "class-weight",
    "imblearn-random",
    "oversample-random",
    "imblearn-smote",
    "oversample-smote",
    "imblearn-borderline",
    "oversample-borderline",
    "imblearn-kmeans",
    "oversample-kmeans",
    "oversample-geometric",
)


def plausible_rows(
    n_datasets: int = 12,
    n_folds: int = 5,
    methods: tuple[str, ...] = ARMS,
    classifiers: tuple[str, ...] = ("logistic-regression", "hist-gradient-boosting"),
    n_repeats: int = 1,
    seed: int = 0,
) -> pd.DataFrame:
    """Return a table as a run makes it: resampling moves the threshold and bends probabilities.

    imblearn-kmeans fails on every third data set and is skipped on the first; two data sets share
    a family, and the third has three classes.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for d in range(n_datasets):
        skill = rng.uniform(0.3, 0.9)
        facts = {
            "dataset": f"set-{d}",
            "family": f"family-{max(d, 1)}",
            "n_classes": 3 if d == 2 else 2,
            "n_rows": int(rng.integers(200, 5000)),
            "n_features": int(rng.integers(4, 40)),
            "n_minority": int(rng.integers(20, 90)),
            "imbalance_ratio": rng.uniform(5, 60),
            "separability": skill,
        }
        for classifier in classifiers:
            for repeat in range(n_repeats):
                for fold in range(n_folds):
                    luck = rng.normal(0, 0.03)
                    for method in methods:
                        row = facts | {"classifier": classifier, "method": method}
                        row |= {"repeat": repeat, "fold": fold}
                        rows.append(_plausible_row(row, skill + luck, rng, d))
    return tidy(rows)


def _plausible_row(row: Numbers, skill: float, rng: np.random.Generator, d: int) -> Numbers:
    """Return a row with measures that depend on the method and on how easy its data set is."""
    method = row["method"]
    peer = method.replace("oversample-", "imblearn-")
    if method.startswith("oversample-") and peer in ARMS:
        row["peer"] = peer
    if method == "imblearn-kmeans" and d % 3 == 0:
        status = "skipped" if d == 0 else "failed"
        reason = "needs 6 minority rows" if d == 0 else "RuntimeError: no cluster"
        missing = {column.name: np.nan for column in MEASURES}
        return row_of(**row, **missing, status=status, reason=reason)
    moved = 0.0 if method == "none" else 0.25
    noise = rng.normal(0, 0.02, size=6)
    recall = np.clip(skill - 0.2 + moved + noise[0], 0, 1)
    precision = np.clip(skill - moved + noise[1], 0.02, 1)
    resampled = method.startswith(("imblearn-", "oversample-"))
    bent = moved if method not in ("none", "none-threshold") else 0.0
    average_precision = np.clip(skill + noise[2] / 4, 0, 1)
    counts = np.round(200 * 0.6 ** np.arange(N_BINS)) + 1
    middle = (np.arange(N_BINS) + 0.5) / N_BINS
    measures = {
        "recall": recall,
        "precision": precision,
        "f1": 2 * recall * precision / (recall + precision),
        "mcc": np.clip(skill - 0.1 + noise[3], -1, 1),
        "g_mean": np.clip(np.sqrt(recall * 0.9), 0, 1),
        "balanced_accuracy": np.clip((recall + 0.9) / 2, 0, 1),
        "roc_auc": np.clip(0.5 + skill / 2, 0, 1),
        "average_precision": average_precision,
        "log_loss": 0.2 + bent / 2,
        "brier_score": 0.04 + bent / 6 + noise[4] / 20,
        "calibration_intercept": -6 * bent + noise[5],
        "calibration_slope": 1 - bent + noise[5],
        "recall_at_precision": np.clip(skill, 0, 1),
        "precision_at_recall": np.clip(skill - 0.1, 0, 1),
        "bin_rows": list(counts),
        "bin_probability": list(counts * middle),
        "bin_minority": list(counts * np.clip(middle - bent, 0, 1)),
        "seconds_fit": 0.01 * np.exp(noise[3]) * (12 if method == "none-threshold" else 1),
        "seconds_fit_resample": 0.002 * np.exp(5 * noise[4]) if resampled else np.nan,
        "seconds_warm_up": 0.5 if resampled else np.nan,
    }
    if row["n_classes"] == 3:
        measures |= {
            "macro_recall": recall,
            "macro_precision": precision,
            "macro_f1": skill,
            "macro_g_mean": skill,
            "class_labels": ["common", "rare", "rarest"],
            "class_support": [60.0, 30.0, 10.0],
            "class_recall": [0.95 - moved / 2, 0.7, recall],
            "class_precision": [0.95, 0.7, precision],
            "class_f1": [0.95, 0.7, skill],
        }
    return row_of(**row, **measures)
