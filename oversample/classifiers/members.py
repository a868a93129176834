"""Correction of the classifiers inside a fitted estimator, where their probabilities arise.

Probabilities are corrected before an ensemble averages them: the mean of corrected probabilities is
calibrated if each of them is; the correction of a mean is not, wherever members differ.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn import get_config
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import BaggingClassifier, StackingClassifier, VotingClassifier
from sklearn.model_selection import FixedThresholdClassifier, TunedThresholdClassifierCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils.validation import has_fit_parameter

from oversample._strategy import label_names
from oversample.classifiers.prevalence import Seen
from oversample.classifiers.shifted import ShiftedClassifier
from oversample.classifiers.soft_labels import SoftLabelClassifier

# Share of a class; more than bootstrapped members of one kind differ in, on all but tiny tables.
_BY_CHANCE = 0.05


class Corrected(NamedTuple):
    """A fitted estimator with corrected probabilities, and what its classifiers were trained on."""

    estimator: Any
    trained: NDArray[np.float64]
    """The share of each class in training, in the order of the estimator's classes."""
    is_sure: bool = False
    """Whether most of its probabilities are 0 or 1, which no correction moves."""


def correct(estimator: Any, seen: Seen) -> Corrected:
    """Return a fitted estimator whose probabilities are for the real share of each class.

    Parameters
    ----------
    estimator : classifier
        The fitted estimator; it is not changed. Where nothing is to be corrected, it is returned.
    seen : Seen
        What it was fitted with.

    Returns
    -------
    Corrected
        The same estimator, with other classifiers in it.

    Raises
    ------
    ValueError
        If it has a sampler of which it is not known what share of each class it has left, or
        whether the classifier that gives the probabilities was trained on that.
    """
    for kind, rule in _RULES.items():
        if isinstance(estimator, kind):
            return rule(estimator, seen)
    if "best_estimator_" in vars(estimator):
        return _only_part(estimator, "best_estimator_", seen)
    if "trained_priors_" in vars(estimator):
        # Its probabilities were corrected already, for the shares that it takes for the real ones.
        labels = label_names(estimator.classes_)
        return shift(estimator, Seen(dict(zip(labels, estimator.priors_, strict=True)), seen.real))
    sampler = next(_samplers_in(estimator), None)
    if sampler is not None:
        raise ValueError(
            f"{type(estimator).__name__} holds a sampler, {sampler!r}, and it is not known whether "
            "the classifier that gives the probabilities was trained on its rows. Give "
            "trained_priors, the share of each class in what that classifier was trained on "
            "('balanced' where they are equal); or put PriorCorrectedClassifier inside, around the "
            "pipeline with the sampler if there is one."
        )
    return shift(estimator, seen)


def shift(estimator: Any, seen: Seen) -> Corrected:
    """Correct the probabilities that a fitted classifier gives, whatever is inside of it.

    Parameters
    ----------
    estimator : classifier
        The fitted classifier.
    seen : Seen
        What it was trained on.

    Returns
    -------
    Corrected
        The classifier itself if the shares that it was trained on are the real ones.

    Raises
    ------
    ValueError
        If no row of one of its classes was left.
    """
    labels = label_names(estimator.classes_)
    trained, real = (shares_of(values, labels) for values in (seen.shares, seen.real))
    log_ratio = np.log(real) - np.log(trained)
    # Beyond rounding errors of the shares themselves.
    if np.ptp(log_ratio) > 1e-12:
        return Corrected(ShiftedClassifier(estimator, log_ratio), trained, _is_sure(estimator))
    return Corrected(estimator, trained, _is_sure(estimator))


def shares_of(rows: Mapping[Any, float], labels: list[Any]) -> NDArray[np.float64]:
    """Return numbers of rows as shares of the labels, in their order.

    Parameters
    ----------
    rows : mapping
        The number of rows of each label, or any multiple of it.
    labels : list
        The labels.

    Returns
    -------
    ndarray of shape (n_labels,)
        The shares, which add up to 1.

    Raises
    ------
    ValueError
        If a label has no row.
    """
    counts = np.array([rows.get(label, 0) for label in labels], dtype=np.float64)
    if not counts.all():
        gone = [label for label, n in zip(labels, counts, strict=True) if n == 0]
        raise ValueError(
            f"No row of class {', '.join(map(repr, gone))} was left to train on, so that its "
            "probability cannot be corrected."
        )
    return counts / counts.sum()


def _pipeline(estimator: Any, seen: Seen) -> Corrected:
    for _, step in estimator.steps[:-1]:
        # Samplers inside a transformer decide what it learns, not which rows it leaves.
        if hasattr(step, "fit_resample"):
            seen = seen.after(step)
    name, last = estimator.steps[-1]
    part = correct(last, seen)
    is_same = part.estimator is last
    steps = estimator.steps if is_same else [*estimator.steps[:-1], (name, part.estimator)]
    return part._replace(estimator=_with(estimator, "steps", steps))


def _soft_labels(estimator: Any, seen: Seen) -> Corrected:
    return _only_part(estimator, "estimator_", seen.after(estimator))


def _threshold(estimator: Any, seen: Seen) -> Corrected:
    # Without a last fit on all rows, the classifier has seen some of them, or none.
    is_of_all_rows = getattr(estimator, "refit", True)
    return _only_part(estimator, "estimator_", seen if is_of_all_rows else seen.drawn(None))


def _stack(estimator: Any, seen: Seen) -> Corrected:
    # Classifiers below are inputs of the last one, which was fitted on the labels as they are.
    last = correct(estimator.final_estimator_, seen.encoded(estimator.classes_))
    stack = _with(estimator, "final_estimator_", last.estimator)
    return Corrected(stack, _shares_of_members(estimator, [last])[0])


def _voting(estimator: Any, seen: Seen) -> Corrected:
    of_members = seen.encoded(estimator.classes_)
    parts = [correct(member, of_members) for member in estimator.estimators_]
    return _average(estimator, parts, seen)


def _bagging(estimator: Any, seen: Seen) -> Corrected:
    members = estimator.estimators_
    if not hasattr(members[0], "predict_proba"):
        sampler = next(_samplers_in(estimator), None)
        if sampler is None:
            return shift(estimator, seen)
        raise ValueError(
            f"{type(estimator).__name__} counts the votes of classifiers without predict_proba "
            f"that were trained on the rows of {sampler!r}, and shares of votes are no "
            "probabilities. Remedy: classifiers with predict_proba."
        )
    of_members = seen.encoded(estimator.classes_)
    parts = [
        correct(member, of_members.drawn(rows))
        for member, rows in zip(members, _rows_drawn(estimator), strict=True)
    ]
    return _average(estimator, parts, seen)


def _rows_drawn(bagging: Any) -> list[Any]:
    """Return which rows each member was fitted with, where that is of use; None elsewhere."""
    members = bagging.estimators_
    # A member that takes weights gets all rows; with routing, what it gets is not known.
    is_unknown = get_config()["enable_metadata_routing"] or has_fit_parameter(
        members[0], "sample_weight"
    )
    if is_unknown or all(hasattr(sampler, "class_counts_") for sampler in _samplers_in(members[0])):
        return [None] * len(members)
    return bagging.estimators_samples_


def _one_vs_rest(estimator: Any, seen: Seen) -> Corrected:
    if next(_samplers_in(estimator), None) is None:
        return shift(estimator, seen)
    # Two classes have one classifier, that of the second.
    labels = label_names(estimator.classes_)[-len(estimator.estimators_) :]
    parts = [
        correct(member, seen.against_rest(label))
        for member, label in zip(estimator.estimators_, labels, strict=True)
    ]
    is_binary = len(parts) == 1
    trained = parts[0].trained if is_binary else np.array([part.trained[1] for part in parts])
    return Corrected(shift(_with_members(estimator, parts), seen).estimator, trained)


def _calibrated(estimator: Any, seen: Seen) -> Corrected:
    sampler = next(_samplers_in(estimator), None)
    if estimator.method == "temperature" and sampler is not None:
        raise ValueError(
            "CalibratedClassifierCV with method='temperature' stretches the log odds of "
            f"classifiers that were trained on the rows of {sampler!r}, but does not move them: "
            "its probabilities are neither for the shares after resampling nor for the real ones. "
            "Remedy: method='sigmoid' or 'isotonic', after which nothing is left to correct."
        )
    # It was fitted on the labels as they are, whatever its classifiers were trained on.
    return shift(estimator, seen)


_RULES: dict[type, Callable[[Any, Seen], Corrected]] = {
    Pipeline: _pipeline,
    SoftLabelClassifier: _soft_labels,
    FixedThresholdClassifier: _threshold,
    TunedThresholdClassifierCV: _threshold,
    StackingClassifier: _stack,
    VotingClassifier: _voting,
    BaggingClassifier: _bagging,
    OneVsRestClassifier: _one_vs_rest,
    CalibratedClassifierCV: _calibrated,
}


def _average(estimator: Any, parts: list[Corrected], seen: Seen) -> Corrected:
    """Return an ensemble that averages corrected members, or one whose average is corrected.

    The latter if all members are trees with most rows in pure leaves: they are a forest, of which
    only the average has odds at all.
    """
    shares = _shares_of_members(estimator, parts)
    trained = shares.mean(axis=0)
    if not all(part.is_sure for part in parts):
        return Corrected(_with_members(estimator, parts), trained)
    labels = estimator.classes_.tolist()
    differing = int(np.ptp(shares, axis=0).argmax())
    least, most = shares[:, differing].min(), shares[:, differing].max()
    if most - least > _BY_CHANCE:
        raise ValueError(
            f"{type(estimator).__name__} averages trees that say 0 or 1, and that were trained on "
            f"shares of {least:.2f} to {most:.2f} of class {labels[differing]!r}: no one "
            "correction fits their average. Give trained_priors, the share of each class that you "
            "take it to be trained on, or resample for all of them alike."
        )
    return shift(estimator, Seen(dict(zip(labels, trained, strict=True)), seen.real))


def _is_sure(estimator: Any) -> bool:
    """Return whether a classifier is a tree with most of its training rows in pure leaves."""
    if not isinstance(estimator, DecisionTreeClassifier):
        return False
    tree = estimator.tree_
    is_leaf = tree.children_left == -1
    rows, impurity = tree.weighted_n_node_samples[is_leaf], tree.impurity[is_leaf]
    return bool(rows[impurity < 1e-9].sum() > rows.sum() / 2)


def _only_part(estimator: Any, name: str, seen: Seen) -> Corrected:
    """Correct the one classifier inside of an estimator that gives its probabilities."""
    part = correct(getattr(estimator, name), seen)
    return part._replace(estimator=_with(estimator, name, part.estimator))


def _with_members(estimator: Any, parts: list[Corrected]) -> Any:
    members = [part.estimator for part in parts]
    if all(map(operator.is_, members, estimator.estimators_)):
        return estimator
    return _with(estimator, "estimators_", members)


def _with(estimator: Any, name: str, part: Any) -> Any:
    """Return a copy of an estimator with another part, or itself if the part is the same."""
    if part is getattr(estimator, name):
        return estimator
    estimator = copy(estimator)
    setattr(estimator, name, part)
    return estimator


def _shares_of_members(estimator: Any, parts: list[Corrected]) -> NDArray[np.float64]:
    """Return the shares of training of members that know classes by their position, one a row."""
    trained = np.zeros((len(parts), len(estimator.classes_)))
    for row, part in zip(trained, parts, strict=True):
        row[part.estimator.classes_] = part.trained
    return trained


def _samplers_in(thing: Any) -> Iterator[Any]:
    """Yield the samplers among the parameters of an estimator, of those inside of it, and so on."""
    if isinstance(thing, type):
        return
    if hasattr(thing, "fit_resample"):
        yield thing
    elif isinstance(thing, Mapping):
        yield from _samplers_in(list(thing.values()))
    elif isinstance(thing, list | tuple):
        for item in thing:
            yield from _samplers_in(item)
    elif hasattr(thing, "get_params"):
        yield from _samplers_in(list(thing.get_params(deep=False).values()))
        yield from _samplers_in(_fitted_parts(thing))


def _fitted_parts(estimator: Any) -> list[Any]:
    """Return what an estimator was fitted with; of many parts in a list, which are alike, one."""
    values = [value for name, value in vars(estimator).items() if name.endswith("_")]
    return [value[:1] if isinstance(value, list) else value for value in values]
