"""The threshold of the decision between two classes, tuned on out-of-fold scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from oversample.evaluation.threshold import best_threshold

Criterion = Literal["f1", "balanced_accuracy"] | Callable[[Any, Any], float]

MOST_TRIED = 200
"""Thresholds that a measure of the user's own is asked about."""


def tuned_threshold(
    is_rare: NDArray[np.bool_],
    scores: NDArray[np.float64],
    criterion: Criterion,
    labels: NDArray[Any],
) -> float:
    """Return the threshold with the best decisions; the rare class is predicted from there on.

    Parameters
    ----------
    is_rare : ndarray of bool
        Whether a row is of the rare class.
    scores : ndarray of float
        Those of the rare class, by models that were fitted on other rows.
    criterion : {"f1", "balanced_accuracy"} or callable
        What is best; of labels and predicted labels, greater is better.
    labels : ndarray of shape (2,)
        The label of other rows, and that of rare ones.

    Returns
    -------
    float
        Half-way between two neighbouring scores; the highest of equally good ones.
    """
    if isinstance(criterion, str):
        # Below the least of decision values, unlike probabilities, there is no 0.
        origin = min(float(scores.min()), 0.0)
        return origin + best_threshold(is_rare, scores - origin, criterion)
    levels = np.unique(scores)
    tried = np.unique(np.linspace(0, len(levels) - 1, MOST_TRIED).round().astype(int))
    true = labels[is_rare.astype(int)]
    quality = [criterion(true, labels[(scores >= levels[at]).astype(int)]) for at in tried]
    best = int(tried[len(tried) - 1 - int(np.argmax(quality[::-1]))])
    return float((levels[best] + levels[max(best - 1, 0)]) / 2)
