"""A decision threshold that is chosen on rows which the classifier has not seen."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np


class _Cuts(NamedTuple):
    """All ways to cut rows into two by their probability, the highest threshold first.

    Attributes
    ----------
    threshold : ndarray of float
        Between two neighbouring probabilities all thresholds decide alike, and their midpoint
        stands for them.
    tp, fp : ndarray of float
        The rows from there on, of the minority and others.
    """

    threshold: np.ndarray
    tp: np.ndarray
    fp: np.ndarray


def _cuts(y: np.ndarray, probability: np.ndarray) -> _Cuts:
    order = np.argsort(-probability, kind="stable")
    ordered, found = probability[order], np.cumsum(y[order])
    last_of_equals = np.append(np.flatnonzero(np.diff(ordered)), len(y) - 1)
    tp = found[last_of_equals].astype(np.float64)
    below = np.append(ordered[last_of_equals[:-1] + 1], 0.0)
    return _Cuts((ordered[last_of_equals] + below) / 2, tp, last_of_equals + 1 - tp)


def best_threshold(
    y: np.ndarray, probability: np.ndarray, criterion: Literal["balanced_accuracy", "f1"]
) -> float:
    """Return the threshold with the best decisions: minority from there on.

    The highest of equally good ones is taken.

    Parameters
    ----------
    y : ndarray of bool
        Whether a row is of the minority.
    probability : ndarray of float
        Those of the minority, from a classifier that was fitted on other rows.
    criterion : {"balanced_accuracy", "f1"}
        What is best.
    """
    cuts = _cuts(y, probability)
    n_minority = float(y.sum())
    if criterion == "f1":
        quality = 2 * cuts.tp / (cuts.tp + cuts.fp + n_minority)
    else:
        quality = (cuts.tp / n_minority + 1 - cuts.fp / (len(y) - n_minority)) / 2
    return float(cuts.threshold[np.argmax(quality)])


def threshold_at_rate(y: np.ndarray, probability: np.ndarray, rate: float) -> float:
    """Return the lowest threshold with at most a rate of false positives.

    Parameters
    ----------
    y : ndarray of bool
        Whether a row is of the minority.
    probability : ndarray of float
        Those of the minority, from a classifier that was fitted on other rows.
    rate : float
        The false-positive rate, in [0, 1].

    Returns
    -------
    float
        Infinite, so that nothing is predicted, where the rows with the highest probability alone
        are too many false ones.
    """
    cuts = _cuts(y, probability)
    allowed = np.flatnonzero(cuts.fp <= rate * (len(y) - y.sum()))
    return float(cuts.threshold[allowed[-1]]) if len(allowed) else np.inf


def threshold_at_precision(y: np.ndarray, probability: np.ndarray, precision: float) -> float:
    """Return the threshold that finds most with at least a precision.

    Parameters
    ----------
    y : ndarray of bool
        Whether a row is of the minority.
    probability : ndarray of float
        Those of the minority, from a classifier that was fitted on other rows.
    precision : float
        The share of true ones among the rows that are predicted, in [0, 1].

    Returns
    -------
    float
        Infinite, so that nothing is predicted, where no threshold is that precise.
    """
    cuts = _cuts(y, probability)
    allowed = np.flatnonzero(cuts.tp >= precision * (cuts.tp + cuts.fp))
    if not len(allowed):
        return np.inf
    # The highest of the cuts that find as many has the fewest false ones.
    return float(cuts.threshold[allowed[np.argmax(cuts.tp[allowed])]])
