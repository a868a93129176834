"""The registry of metrics: what is measured on the test fold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import (
    average_precision_score,
    balanced_accuracy_score,
    brier_score_loss,
    f1_score,
    precision_score,
    recall_score,
)

from benchmarks.registry import Registry


@dataclass(frozen=True)
class Metric:
    """A metric of the registry.

    Attributes
    ----------
    name : str
        Unique name, and the name of its column in the results.
    label : str
        The heading of its column in the summary.
    function : callable
        From the true classes, the predicted classes (both 0 or 1, 1 the minority) and the predicted
        probability of the minority to a number.
    greater_is_better : bool
        The direction.
    """

    name: str
    label: str
    function: Callable[[np.ndarray, np.ndarray, np.ndarray], float]
    greater_is_better: bool = True


METRICS = Registry(
    "metric",
    [
        Metric("recall", "recall", lambda y, pred, prob: recall_score(y, pred, zero_division=0)),
        Metric(
            "precision",
            "precision",
            lambda y, pred, prob: precision_score(y, pred, zero_division=0),
        ),
        Metric("f1", "F1", lambda y, pred, prob: f1_score(y, pred, zero_division=0)),
        Metric(
            "balanced_accuracy",
            "bal. acc.",
            lambda y, pred, prob: balanced_accuracy_score(y, pred),
        ),
        Metric(
            "average_precision",
            "avg. prec.",
            lambda y, pred, prob: average_precision_score(y, prob),
        ),
        Metric(
            "brier_score",
            "Brier",
            lambda y, pred, prob: brier_score_loss(y, prob),
            greater_is_better=False,
        ),
    ],
)
