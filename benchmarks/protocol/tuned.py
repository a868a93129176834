"""What an arm decides with thresholds of its own, chosen in inner folds of the training rows."""

from __future__ import annotations

import numpy as np

from benchmarks.protocol.readings import RATES
from oversample.evaluation.metrics import (
    FIXED_PRECISION,
    Counts,
    Measures,
    counts_of,
    decision_measures,
)
from oversample.evaluation.threshold import (
    best_threshold,
    threshold_at_precision,
    threshold_at_rate,
)


def tuned_measures(
    y_train: np.ndarray, unseen: np.ndarray, y_test: np.ndarray, probability: np.ndarray
) -> Measures:
    """Return the measures of test rows at thresholds that were chosen on training rows.

    Parameters
    ----------
    y_train : ndarray of bool
        Whether a training row is of the minority.
    unseen : ndarray of float
        Probability of the minority for training rows, each by the arm fitted on others.
    y_test : ndarray of bool
        Whether a test row is of the minority.
    probability : ndarray of float
        Probability of the minority for test rows.

    Returns
    -------
    dict
        The columns ``TUNED`` of the results.
    """

    def decided(threshold: float) -> Counts:
        return counts_of(y_test, probability >= threshold)

    balanced = decided(best_threshold(y_train, unseen, "balanced_accuracy"))
    f1 = decided(best_threshold(y_train, unseen, "f1"))
    precise = decided(threshold_at_precision(y_train, unseen, FIXED_PRECISION))
    found = {
        "balanced_accuracy_tuned": decision_measures(balanced)["balanced_accuracy"],
        "f1_tuned": decision_measures(f1)["f1"],
        "recall_at_precision_tuned": decision_measures(precise)["recall"],
        "precision_tuned": decision_measures(precise)["precision"],
    }
    for name, rate in RATES.items():
        counts = decided(threshold_at_rate(y_train, unseen, rate))
        found[f"{name}_tuned"] = decision_measures(counts)["recall"]
        n_others = counts.false_positives + counts.true_negatives
        found[f"{name.removeprefix('recall_at_')}_tuned"] = counts.false_positives / n_others
    return found
