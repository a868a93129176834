"""Measures of one test fold: decisions, ranking, calibration, and means over several classes.

A measure without a prefix is about the **minority class against all others**: the rarest class is
the positive one, and its predicted probability the score.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit
from sklearn.metrics import (
    average_precision_score,
    matthews_corrcoef,
    precision_recall_curve,
    precision_recall_fscore_support,
    roc_auc_score,
)

Measures = dict[str, Any]
"""Numbers by name; lists of them for bins and for classes."""

FIXED_PRECISION, FIXED_RECALL = 0.5, 0.8
"""What is held fixed by ``recall_at_precision`` and ``precision_at_recall``."""

SMALLER_IS_BETTER = frozenset({"log_loss", "brier_score", "macro_log_loss"})
"""Measures of errors."""

N_BINS = 10
"""Bins of equal width, by the probability of the minority."""

CLIP = 1e-6
"""Probabilities of 0 and 1, as of trees, have no logit: they are moved inwards by this much."""

_STEPS = 50
"""Steps of Newton's method, at most."""

_WIDEST = 40.0
"""Bound of the intercept on either side, in logits; clipped scores are within 14."""


def class_probabilities(
    model: Any, X: Any, n_classes: int, codes: np.ndarray | None = None
) -> np.ndarray:
    """Return probabilities with a column for each class code.

    A class of which a cleaning sampler left no row has the probability 0.

    Parameters
    ----------
    model : classifier
        The fitted classifier.
    X : array or frame of shape (n_samples, n_features)
        The rows.
    n_classes : int
        The number of classes.
    codes : ndarray of int, optional
        The code of each of the model's classes; by default they are the codes.
    """
    found = model.predict_proba(X)
    probabilities = np.zeros((len(found), n_classes))
    probabilities[:, model.classes_ if codes is None else codes] = found
    return probabilities


def fold_measures(
    y: np.ndarray, probabilities: np.ndarray, labels: tuple[str, ...], threshold: float | None
) -> Measures:
    """Return all measures of a test fold.

    Parameters
    ----------
    y : ndarray of int
        Class codes.
    probabilities : ndarray of shape (n_samples, n_classes)
        In the order of the codes.
    labels : tuple of str
        The classes in the order of their codes; the minority is the last one.
    threshold : float, optional
        From which probability on the minority is predicted; without it, the most probable class is.
    """
    minority = len(labels) - 1
    predicted = probabilities.argmax(axis=1)
    found = predicted == minority
    if threshold is not None:
        found = probabilities[:, minority] >= threshold
    row = minority_measures(y == minority, found, probabilities[:, minority])
    if len(labels) > 2:
        row |= multiclass_measures(y, predicted, probabilities, labels)
    return row


def minority_measures(y: np.ndarray, predicted: np.ndarray, probability: np.ndarray) -> Measures:
    """Return all measures, counts and calibration bins of the minority against all others.

    Parameters
    ----------
    y, predicted : ndarray of bool
        Whether a row is of the minority, and whether it is predicted to be.
    probability : ndarray of float
        Those of the minority.
    """
    counts = counts_of(y, predicted)
    return {
        **decision_measures(counts),
        **probability_measures(y, probability),
        **calibration(y, probability),
        **counts._asdict(),
    }


class Counts(NamedTuple):
    """Numbers of test rows: found, false alarms, missed, rightly left alone."""

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


def decision_measures(counts: Counts) -> Measures:
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


def probability_measures(y: np.ndarray, probability: np.ndarray) -> Measures:
    """Return the measures of the minority's probability: its ranking and its truth.

    The logarithms are of probabilities that are clipped to [1e-6, 1 - 1e-6]: the trees' zeros and
    ones would be infinitely wrong.
    """
    precision, recall, _ = precision_recall_curve(y, probability)
    return {
        "roc_auc": float(roc_auc_score(y, probability)),
        "average_precision": float(average_precision_score(y, probability)),
        **error_measures(y, probability),
        "recall_at_precision": float(recall[precision >= FIXED_PRECISION].max()),
        "precision_at_recall": float(precision[recall >= FIXED_RECALL].max()),
    }


def error_measures(y: np.ndarray, probability: np.ndarray) -> Measures:
    """Return log-loss and Brier score of the minority's probability."""
    clipped = np.clip(probability, CLIP, 1 - CLIP)
    return {
        "log_loss": float(-np.log(np.where(y, clipped, 1 - clipped)).mean()),
        "brier_score": float(((probability - y) ** 2).mean()),
    }


def calibration(y: np.ndarray, probability: np.ndarray) -> Measures:
    """Return calibration intercept, slope and bins.

    Parameters
    ----------
    y : ndarray of bool
        Whether a row is of the minority.
    probability : ndarray of float
        Those of the minority.
    """
    scores = logit(np.clip(probability, CLIP, 1 - CLIP))
    place = np.minimum((probability * N_BINS).astype(np.intp), N_BINS - 1)
    return {
        "calibration_intercept": intercept(y, scores),
        "calibration_slope": slope(y, scores),
        "bin_rows": np.bincount(place, minlength=N_BINS).astype(float).tolist(),
        "bin_probability": np.bincount(place, weights=probability, minlength=N_BINS).tolist(),
        "bin_minority": np.bincount(place, weights=y, minlength=N_BINS).tolist(),
    }


def intercept(y: np.ndarray, scores: np.ndarray) -> float:
    """Return a of the model P(y) = 1 / (1 + exp(-(a + score))): calibration in the large.

    0 is right; below 0 the probabilities are too high. It is the root of a monotone function, and
    NaN when there is one class only.
    """
    if y.all() or not y.any():
        return float("nan")

    def surplus(a: float) -> float:
        return float(expit(scores + a).mean() - y.mean())

    return float(brentq(surplus, -_WIDEST, _WIDEST))


def slope(y: np.ndarray, scores: np.ndarray) -> float:
    """Return b of the model P(y) = 1 / (1 + exp(-(a + b score))), by Newton's method.

    1 is right; below 1 the probabilities are too extreme. It is NaN where the likelihood has no
    maximum: all scores are equal, or a threshold separates the classes.
    """
    positive, negative = scores[y], scores[~y]
    if len(positive) == 0 or len(negative) == 0 or np.ptp(scores) == 0:
        return float("nan")
    if positive.min() >= negative.max() or positive.max() <= negative.min():
        return float("nan")
    centred = scores - scores.mean()
    design = np.column_stack([np.ones_like(centred), centred / np.abs(centred).max()])
    coefficients = np.array([logit(y.mean()), 0.0])
    for _ in range(_STEPS):
        fitted = expit(design @ coefficients)
        gradient = design.T @ (y - fitted)
        weighted = design * (fitted * (1 - fitted))[:, None]
        step = np.linalg.lstsq(weighted.T @ design, gradient, rcond=None)[0]
        # A long step, as from a flat likelihood, is cut: Newton's method would overshoot.
        step *= min(1.0, 5.0 / max(np.abs(step).max(), 1e-300))
        coefficients = coefficients + step
        if np.abs(step).max() < 1e-8:
            return float(coefficients[1] / np.abs(centred).max())
    return float("nan")


def multiclass_measures(
    y: np.ndarray, predicted: np.ndarray, probabilities: np.ndarray, labels: tuple[str, ...]
) -> Measures:
    """Return one number per class, ``class_*``, and means over the classes, ``macro_*``.

    Parameters
    ----------
    y, predicted : ndarray of int
        The codes of the true and of the predicted classes.
    probabilities : ndarray of shape (n_samples, n_classes)
        In the order of the codes.
    labels : tuple of str
        The classes in the order of their codes.
    """
    codes = np.arange(len(labels))
    precision, recall, f1, support = precision_recall_fscore_support(
        y, predicted, labels=codes, zero_division=0
    )
    truth = y[:, None] == codes
    likelihood = np.clip(probabilities[np.arange(len(y)), y], CLIP, 1 - CLIP)
    return {
        "class_labels": list(labels),
        "class_support": support.astype(float).tolist(),
        "class_recall": recall.tolist(),
        "class_precision": precision.tolist(),
        "class_f1": f1.tolist(),
        "macro_recall": float(recall.mean()),
        "macro_precision": float(precision.mean()),
        "macro_f1": float(f1.mean()),
        "macro_g_mean": float(np.prod(recall) ** (1 / len(codes))),
        "macro_mcc": float(matthews_corrcoef(y, predicted)),
        "macro_roc_auc": float(roc_auc_score(truth, probabilities, average="macro")),
        "macro_average_precision": float(average_precision_score(truth, probabilities)),
        "macro_log_loss": float(-np.log(likelihood).mean()),
    }
