"""The measures of one test fold."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.metrics import minority_measures
from benchmarks.multiclass import multiclass_measures
from benchmarks.protocol.results import Row


def class_probabilities(model: Any, X: np.ndarray, n_classes: int) -> np.ndarray:
    """Return probabilities with a column for each class code.

    A class of which a cleaning sampler left no row has the probability 0.
    """
    probabilities = np.zeros((len(X), n_classes))
    probabilities[:, model.classes_] = model.predict_proba(X)
    return probabilities


def fold_measures(
    y: np.ndarray, probabilities: np.ndarray, labels: tuple[str, ...], threshold: float | None
) -> Row:
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
