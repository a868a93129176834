"""Methods of a classifier that are those of the classifier inside it, where that has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted


def estimator_has(method: str) -> Callable[[Any], bool]:
    """Return the condition, for ``available_if``, that the classifier inside has a method."""

    def check(self: Any) -> bool:
        # Raises the estimator's own AttributeError, which names what is missing.
        getattr(getattr(self, "estimator_", self.estimator), method)
        return True

    return check


class EstimatorProbabilitiesMixin:
    """Probabilities of ``estimator_``, which is fitted in place of ``estimator``."""

    estimator_: Any

    @available_if(estimator_has("predict_proba"))
    def predict_proba(self, X: Any) -> NDArray[np.floating]:
        """Predict the probability of each class.

        Parameters
        ----------
        X : array-like, DataFrame or sparse of shape (n_rows, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_rows, n_classes)
            In the order of ``classes_``.
        """
        check_is_fitted(self)
        return self.estimator_.predict_proba(X)

    @available_if(estimator_has("predict_log_proba"))
    def predict_log_proba(self, X: Any) -> NDArray[np.floating]:
        """Predict the logarithm of the probability of each class.

        Parameters
        ----------
        X : array-like, DataFrame or sparse of shape (n_rows, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_rows, n_classes)
            In the order of ``classes_``.
        """
        check_is_fitted(self)
        return self.estimator_.predict_log_proba(X)
