"""The registry of learners: the classifiers at the end of the pipeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sklearn.base import ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from benchmarks.registry import Registry


@dataclass(frozen=True)
class Learner:
    """A classifier of the registry.

    Attributes
    ----------
    name : str
        Unique name.
    build : callable
        From the seed of the cell and the class weight (None or ``"balanced"``) to a new classifier
        with ``predict_proba``.
    """

    name: str
    build: Callable[[int, str | None], ClassifierMixin]


def logistic_regression(seed: int, class_weight: str | None) -> LogisticRegression:
    """Return a logistic regression; its solver draws nothing at random."""
    return LogisticRegression(max_iter=1000, class_weight=class_weight)


def hist_gradient_boosting(seed: int, class_weight: str | None) -> HistGradientBoostingClassifier:
    """Return scikit-learn's gradient boosting on histograms."""
    return HistGradientBoostingClassifier(random_state=seed, class_weight=class_weight)


LEARNERS = Registry(
    "classifier",
    [
        Learner("logistic-regression", logistic_regression),
        Learner("hist-gradient-boosting", hist_gradient_boosting),
    ],
)
