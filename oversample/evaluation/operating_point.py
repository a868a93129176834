"""Two classifiers at one false-positive rate: what a moved threshold cannot explain."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import roc_curve

from oversample.evaluation.metrics import Measures


def recall_at_rate(y: np.ndarray, probability: np.ndarray, rate: float) -> float:
    r"""Return the recall that a threshold gives at a false-positive rate.

    Between two neighbouring thresholds, of false-positive rates :math:`f_1 < f_2` and recalls
    :math:`r_1 \le r_2`, rows are decided by either of them at random ([1]_, section 10):

    .. math:: r(f) = r_1 + \frac{f - f_1}{f_2 - f_1} (r_2 - r_1), \quad f_1 \le f < f_2

    Where several thresholds have the rate itself, the best one counts. A method that resamples,
    with the curve :math:`r'` and false alarms at the rate :math:`f'`, does more than to move the
    threshold of the classifier alone where :math:`r'(f') > r(f')`.

    Parameters
    ----------
    y : ndarray of bool
        Whether a row is of the minority; of both kinds there are some.
    probability : ndarray of float
        Those of the minority, from the classifier whose threshold is moved.
    rate : float
        The false-positive rate, in [0, 1].

    References
    ----------
    .. [1] T. Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters 27(8),
       861-874, 2006.
    """
    rates, recalls, _ = roc_curve(y, probability, drop_intermediate=False)
    last = int(np.searchsorted(rates, rate, side="right")) - 1
    if last + 1 == len(rates):
        return float(recalls[last])
    share = (rate - rates[last]) / (rates[last + 1] - rates[last])
    return float(recalls[last] + share * (recalls[last + 1] - recalls[last]))


def recalls_at_its_rate(
    y: np.ndarray, probability: np.ndarray, alone: np.ndarray, measures: Measures
) -> tuple[float, float]:
    """Return the recall of an arm and of the classifier alone at the arm's false-positive rate.

    Both are read off their curves: of the thresholds with one rate, each side has its best. A
    decision beside a curve would lose against its own.

    Parameters
    ----------
    y : ndarray of bool
        Whether a row is of the minority.
    probability, alone : ndarray of float
        Those of the minority, from the arm and from the classifier alone.
    measures : dict
        Those of the arm's decisions, of which the counts say the rate.
    """
    n_others = measures["false_positives"] + measures["true_negatives"]
    rate = measures["false_positives"] / n_others
    return recall_at_rate(y, probability, rate), recall_at_rate(y, alone, rate)
