"""A decision threshold that is tuned on rows which the classifier has not seen."""

from __future__ import annotations

from typing import Literal

import numpy as np


def best_threshold(
    y: np.ndarray, probability: np.ndarray, criterion: Literal["balanced_accuracy", "f1"]
) -> float:
    """Return the threshold with the best decisions: minority from there on.

    Between two neighbouring probabilities all thresholds decide alike, and their midpoint stands
    for them. Of equally good ones the highest is taken.

    Parameters
    ----------
    y : ndarray of bool
        Whether a row is of the minority.
    probability : ndarray of float
        Of the minority, from a classifier that was fitted on other rows.
    criterion : {"balanced_accuracy", "f1"}
        What is best.
    """
    order = np.argsort(-probability, kind="stable")
    sorted_probability, found = probability[order], np.cumsum(y[order])
    last_of_equals = np.append(np.flatnonzero(np.diff(sorted_probability)), len(y) - 1)
    tp = found[last_of_equals].astype(np.float64)
    fp = last_of_equals + 1 - tp
    n_minority = float(found[-1])
    if criterion == "f1":
        quality = 2 * tp / (tp + fp + n_minority)
    else:
        quality = (tp / n_minority + 1 - fp / (len(y) - n_minority)) / 2
    best = int(np.argmax(quality))
    here = sorted_probability[last_of_equals[best]]
    below = sorted_probability[last_of_equals[best] + 1] if best + 1 < len(last_of_equals) else 0.0
    return float((here + below) / 2)
