"""What else one fitted model says: against a moved threshold, with real priors, of a decision."""

from __future__ import annotations

import numpy as np

from oversample.classifiers.priors import correct_priors
from oversample.evaluation.metrics import Measures, counts_of, error_measures
from oversample.evaluation.operating_point import recall_at_rate, recalls_at_its_rate

RATES = {"recall_at_rate_05": 0.05, "recall_at_rate_10": 0.1}
"""False-positive rates at which recall is read off the ROC curve, by the column."""

WORTH = {"net_benefit_05": 0.05, "net_benefit_10": 0.1, "net_benefit_20": 0.2}
"""Probabilities from which on acting pays, by the column: costs of 19, 9 and 4 to 1."""


def readings(
    y: np.ndarray,
    probability: np.ndarray,
    measures: Measures,
    alone: np.ndarray | None,
    corrected: np.ndarray | None,
) -> Measures:
    """Return the further readings of a test fold, of the minority against all others.

    Parameters
    ----------
    y : ndarray of bool
        Whether a row is of the minority.
    probability : ndarray of float
        Those of the minority.
    measures : dict
        Those of the decisions.
    alone : ndarray of float, optional
        Those of the minority, by the same classifier on the real rows alone.
    corrected : ndarray of float, optional
        Those of the minority, corrected to the real class shares.

    Returns
    -------
    dict
        The columns ``READINGS`` of the results; those that need what is not given are missing.
    """
    found = {name: recall_at_rate(y, probability, rate) for name, rate in RATES.items()}
    if alone is not None:
        own, of_alone = recalls_at_its_rate(y, probability, alone, measures)
        found |= {"recall_of_alone": of_alone, "recall_gain_at_rate": own - of_alone}
    if corrected is not None:
        errors = error_measures(y, corrected)
        found |= {f"{name}_corrected": error for name, error in errors.items()}
        found |= {name: net_benefit(y, corrected, worth) for name, worth in WORTH.items()}
    return found


def net_benefit(y: np.ndarray, probability: np.ndarray, worth: float) -> float:
    r"""Return the net benefit of acting on all rows from a probability on.

    .. math:: \frac{TP}{n} - \frac{FP}{n} \cdot \frac{p}{1 - p}

    in true positives a row ([1]_): a false alarm costs :math:`p / (1 - p)` of what a rare case that
    is found is worth. 0 is that of never acting.

    Parameters
    ----------
    y : ndarray of bool
        Whether a row is of the minority.
    probability : ndarray of float
        Those of the minority.
    worth : float
        The probability :math:`p` from which on acting pays, in (0, 1).

    References
    ----------
    .. [1] A. J. Vickers and E. B. Elkin, "Decision curve analysis: a novel method for evaluating
       prediction models", Medical Decision Making 26(6), 565-574, 2006.
    """
    counts = counts_of(y, probability >= worth)
    odds = worth / (1 - worth)
    return (counts.true_positives - odds * counts.false_positives) / len(y)


def with_real_priors(
    probabilities: np.ndarray, trained: np.ndarray, real: np.ndarray
) -> np.ndarray | None:
    """Return the probability of the minority, the last class, with the real class shares.

    Parameters
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        The model's.
    trained, real : ndarray of shape (n_classes,)
        The rows, or the weight, of each class that the model was fitted on, and its real rows.

    Returns
    -------
    ndarray of shape (n_rows,) or None
        None where a class had no rows in training, of which nothing can be said.
    """
    if not trained.all():
        return None
    shares = trained / trained.sum(), real / real.sum()
    return np.asarray(correct_priors(probabilities, *shares))[:, -1]
