"""Measures of several classes: one number per class, and means over the classes."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import (
    average_precision_score,
    matthews_corrcoef,
    precision_recall_fscore_support,
    roc_auc_score,
)

from benchmarks.calibration import CLIP
from benchmarks.protocol.results import Row


def multiclass_measures(
    y: np.ndarray, predicted: np.ndarray, probabilities: np.ndarray, labels: tuple[str, ...]
) -> Row:
    """Return the columns ``class_*`` and ``macro_*``.

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
