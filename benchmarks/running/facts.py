"""What is known of a data set before anything is resampled; computed once and stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256

import numpy as np
from joblib import Parallel, delayed
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from benchmarks.protocol.code import package_version, protocol_digest
from benchmarks.protocol.dataset import Dataset, Table, rows_of
from benchmarks.protocol.encoding import Encoding
from benchmarks.protocol.results import Row
from benchmarks.running.store import Store

N_FOLDS = 3
N_TREES = 100
MOST_ROWS = 10_000
"""Of larger tables, a random part with the same shares of the classes is enough."""


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
        "n_minority": int(counts[-1]),
        "imbalance_ratio": counts[0] / counts[-1],
        "separability": separability(table),
    }


def separability(table: Table) -> float:
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


def facts_key(dataset: Dataset) -> str:
    """Return the key under which the facts of a data set are stored."""
    content = [dataset.name, dataset.version(), protocol_digest(), package_version("sklearn")]
    return sha256(json.dumps(["facts", *content]).encode()).hexdigest()


def facts_of(datasets: Sequence[Dataset], store: Store, jobs: int) -> dict[str, Row]:
    """Return the facts of data sets by name, computing and storing those that are missing.

    A data set that cannot be read has none.
    """
    keys = {dataset.name: facts_key(dataset) for dataset in datasets}
    known = store.read_all(keys.values())
    unknown = [dataset for dataset in datasets if keys[dataset.name] not in known]
    found = Parallel(n_jobs=jobs)(delayed(describe_if_possible)(dataset) for dataset in unknown)
    for dataset, row in zip(unknown, found, strict=True):
        if row:
            known[keys[dataset.name]] = row
            store.write(keys[dataset.name], row)
    return {name: known.get(key, {}) for name, key in keys.items()}


def describe_if_possible(dataset: Dataset) -> Row:
    """Return the facts, or none of a table that cannot be read: its cells then fail and say why."""
    try:
        return describe(dataset)
    except Exception:
        return {}
