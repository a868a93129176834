"""What is known of a data set before anything is resampled."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from benchmarks.protocol.dataset import Dataset, LabeledTable, rows_of
from benchmarks.protocol.duplicates import n_duplicates
from benchmarks.protocol.encoding import Encoding
from benchmarks.protocol.results import Row

N_FOLDS = 3
N_TREES = 100
MOST_ROWS = 10_000
"""Rows; a random part of larger tables, with the same shares of the classes, is enough."""


def describe(dataset: Dataset) -> Row:
    """Return the columns of the results that are the same for all cells of a data set."""
    table = dataset.read()
    counts = np.bincount(table.y, minlength=len(table.labels))
    return {
        "n_classes": len(table.labels),
        "n_rows": len(table.y),
        "n_features": table.X.shape[1],
        "n_nominal": table.X.select_dtypes("category").shape[1],
        "n_missing": int(table.X.isna().sum().sum()),
        "n_duplicates": n_duplicates(table),
        "n_minority": int(counts[-1]),
        "imbalance_ratio": counts[0] / counts[-1],
        "separability": separability(table),
    }


def separability(table: LabeledTable) -> float:
    """Return the ROC-AUC of a plain random forest out of fold, the mean over several classes.

    1 is a task on which resampling has nothing left to do, 0.5 one where nothing helps.
    """
    if len(table.y) > MOST_ROWS:
        n_parts = -(-len(table.y) // MOST_ROWS)
        parts = StratifiedKFold(n_parts, shuffle=True, random_state=0)
        _, rows = next(parts.split(np.zeros(len(table.y)), table.y))
        table = rows_of(table, rows)
    encoding = Encoding(table.X)
    X = encoding.to_matrix(encoding.clean(table.X))
    probabilities = cross_val_predict(
        RandomForestClassifier(N_TREES, random_state=0),
        X,
        table.y,
        cv=StratifiedKFold(N_FOLDS, shuffle=True, random_state=0),
        method="predict_proba",
    )
    truth = table.y[:, None] == np.arange(len(table.labels))
    return float(roc_auc_score(truth[:, 1:], probabilities[:, 1:], average="macro"))
