"""Continuous problems with distinct distances, on which imbalanced-learn is the oracle."""

import numpy as np
from sklearn.datasets import make_classification

_WEIGHTS = {2: [0.85], 3: [0.6, 0.25], 4: [0.5, 0.25, 0.15], 5: [0.45, 0.2, 0.15, 0.1]}


def make_problem(seed, *, n_classes=2, n_rows=400, n_features=8, dtype=np.float64):
    X, y = make_classification(
        n_rows,
        n_features=n_features,
        n_informative=max(5, n_features // 2),
        n_redundant=0,
        n_classes=n_classes,
        n_clusters_per_class=1,
        weights=_WEIGHTS[n_classes],
        random_state=seed,
    )
    return X.astype(dtype), y
