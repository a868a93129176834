"""One arm on one split: encode, resample, fit, predict."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.validation import has_fit_parameter

from oversample._random import clone_with_seed
from oversample._table import take_rows
from oversample.comparison.arms import Arm
from oversample.evaluation.metrics import class_probabilities

Stage = Literal["matrix", "table"]


class Task(NamedTuple):
    """A table and its classes.

    Attributes
    ----------
    X : array-like, DataFrame or sparse of shape (n_rows, n_features)
        The table.
    y : ndarray of shape (n_rows,)
        The labels.
    codes : ndarray of shape (n_rows,), int64
        The number of the class of each row: 0 the most frequent, the greatest the rarest.
    labels : tuple of str
        The classes in the order of their numbers.
    """

    X: Any
    y: NDArray[Any]
    codes: NDArray[np.int64]
    labels: tuple[str, ...]


class Prediction(NamedTuple):
    """What a model says of rows that it has not seen.

    Attributes
    ----------
    probabilities : ndarray of shape (n_rows, n_classes)
        In the order of the classes' numbers.
    shares : ndarray of shape (n_classes,)
        The share of each class in what the model was fitted on, by weight.
    n_fitted : int
        The number of rows that it was fitted on.
    """

    probabilities: NDArray[np.float64]
    shares: NDArray[np.float64]
    n_fitted: int


def predict(
    task: Task,
    estimator: Any,
    arm: Arm,
    stage: Stage,
    train: NDArray[np.intp],
    test: NDArray[np.intp],
    seed: int,
) -> Prediction:
    """Fit an arm on some rows, and return what it says of others.

    The steps of a pipeline before its last one are fitted on the real training rows, whatever is
    resampled: the sampler works on what they make of these rows (``stage="matrix"``), or on the
    rows themselves, and they encode its result (``stage="table"``).

    Parameters
    ----------
    task : Task
        The table.
    estimator : classifier
        What is fitted: a clone of it.
    arm : Arm
        What is done to training rows.
    stage : {"matrix", "table"}
        What the sampler sees.
    train, test : ndarray of intp
        The numbers of the rows to fit on, and of those to predict.
    seed : int
        What every ``random_state`` is that is not set.
    """
    encoder, classifier = parts_of(clone_with_seed(estimator, seed))
    X, y, X_test = take_rows(task.X, train), task.y[train], take_rows(task.X, test)
    sampler = None if arm.sampler is None else clone_with_seed(arm.sampler, seed)
    if sampler is not None and stage == "table":
        X_new, y_new = sampler.fit_resample(X, y)
        X_new = X_new if encoder is None else encoder.fit(X, y).transform(X_new)
    else:
        X_new, y_new = (X if encoder is None else encoder.fit_transform(X, y)), y
        if sampler is not None:
            X_new, y_new = sampler.fit_resample(X_new, y_new)
    codes = _codes(task, y_new)
    weights = compute_sample_weight(arm.weights or None, codes)
    given = {"sample_weight": weights} if arm.weights else {}
    classifier.fit(X_new, y_new, **given)
    if encoder is not None:
        X_test = encoder.transform(X_test)
    n_classes = len(task.labels)
    probabilities = class_probabilities(
        classifier, X_test, n_classes, _codes(task, classifier.classes_)
    )
    totals = np.bincount(codes, weights=weights, minlength=n_classes)
    return Prediction(probabilities, totals / totals.sum(), len(codes))


def parts_of(estimator: Any) -> tuple[Any, Any]:
    """Return the steps before the last one, None where there are none, and the last one."""
    if not isinstance(estimator, Pipeline):
        return None, estimator
    return (estimator[:-1] if len(estimator.steps) > 1 else None), estimator.steps[-1][1]


def takes_weights(estimator: Any) -> bool:
    """Return whether the rows that the classifier itself is fitted on can be weighted."""
    return has_fit_parameter(parts_of(estimator)[1], "sample_weight")


def _codes(task: Task, labels: Any) -> NDArray[np.int64]:
    """Return the number of the class of each label."""
    code_of = {str(label): code for code, label in enumerate(task.labels)}
    return np.array([code_of[str(label)] for label in np.asarray(labels).tolist()], dtype=np.int64)
