"""A fitted classifier, its probabilities moved to other class shares."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax
from sklearn.base import BaseEstimator, ClassifierMixin


class ShiftedClassifier(ClassifierMixin, BaseEstimator):
    """A fitted classifier with ``log_ratio`` added to its log probabilities.

    It takes the place of that classifier inside a copy of the fitted estimator around it.

    Parameters
    ----------
    estimator : classifier
        The fitted classifier.
    log_ratio : ndarray of shape (n_classes,)
        The logarithm of the real share of each class, over that of training.
    """

    def __init__(self, estimator: Any, log_ratio: NDArray[np.float64]) -> None:
        self.estimator = estimator
        self.log_ratio = log_ratio

    @property
    def classes_(self) -> NDArray[Any]:
        """The labels that the classifier knows."""
        return self.estimator.classes_

    def fit(self, X: Any, y: Any) -> Self:
        """Return itself: an estimator needs the method for ``check_is_fitted``."""
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the probability of each class for the real shares.

        Parameters
        ----------
        X : array-like of shape (n_rows, n_features)
            Rows.

        Returns
        -------
        ndarray of shape (n_rows, n_classes), float64
            In the order of ``classes_``.
        """
        with np.errstate(divide="ignore"):
            before = np.log(np.asarray(self.estimator.predict_proba(X), dtype=np.float64))
        return np.exp(log_softmax(before + self.log_ratio, axis=1))

    def __sklearn_is_fitted__(self) -> bool:
        return True
