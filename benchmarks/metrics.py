"""Measures of the minority class against all others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

from benchmarks.calibration import CLIP, calibration
from benchmarks.protocol.results import FIXED_PRECISION, FIXED_RECALL, Row


class Counts(NamedTuple):
    """Of test rows: found, false alarms, missed, rightly left alone."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int


def counts_of(y: np.ndarray, predicted: np.ndarray) -> Counts:
    """Count the test rows by truth and prediction, both True for the minority."""
    return Counts(
        int((y & predicted).sum()),
        int((~y & predicted).sum()),
        int((y & ~predicted).sum()),
        int((~y & ~predicted).sum()),
    )


def ratio(part: float, whole: float) -> float:
    """Return a share, and 0 of nothing."""
    return part / whole if whole else 0.0


def decision_measures(counts: Counts) -> Row:
    """Return the measures that depend on the decision alone."""
    tp, fp, fn, tn = (float(count) for count in counts)
    recall, precision, specificity = ratio(tp, tp + fn), ratio(tp, tp + fp), ratio(tn, tn + fp)
    return {
        "recall": recall,
        "precision": precision,
        "f1": ratio(2 * tp, 2 * tp + fp + fn),
        "mcc": ratio(tp * tn - fp * fn, np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))),
        "g_mean": float(np.sqrt(recall * specificity)),
        "balanced_accuracy": (recall + specificity) / 2,
    }


def probability_measures(y: np.ndarray, probability: np.ndarray) -> Row:
    """Return the measures of the minority's probability: its ranking and its truth.

    The logarithms are of probabilities that are clipped to [1e-6, 1 - 1e-6]: the trees' zeros and
    ones would be infinitely wrong.
    """
    clipped = np.clip(probability, CLIP, 1 - CLIP)
    precision, recall, _ = precision_recall_curve(y, probability)
    return {
        "roc_auc": float(roc_auc_score(y, probability)),
        "average_precision": float(average_precision_score(y, probability)),
        "log_loss": float(-np.log(np.where(y, clipped, 1 - clipped)).mean()),
        "brier_score": float(((probability - y) ** 2).mean()),
        "recall_at_precision": float(recall[precision >= FIXED_PRECISION].max()),
        "precision_at_recall": float(precision[recall >= FIXED_RECALL].max()),
    }


def minority_measures(y: np.ndarray, predicted: np.ndarray, probability: np.ndarray) -> Row:
    """Return all measures, counts and calibration bins of the minority against all others.

    Parameters
    ----------
    y, predicted : ndarray of bool
        Whether a row is of the minority, and whether it is predicted to be.
    probability : ndarray of float
        Of the minority.
    """
    counts = counts_of(y, predicted)
    return {
        **decision_measures(counts),
        **probability_measures(y, probability),
        **calibration(y, probability),
        **counts._asdict(),
    }
