"""A search for configurations in inner folds, with as many tries for each arm."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score

from benchmarks.protocol.classifier import Classifier
from benchmarks.protocol.dataset import LabeledTable
from benchmarks.protocol.experiment import DEFAULTS, Configuration, out_of_fold
from benchmarks.protocol.method import Method
from oversample.evaluation.folds import derive_seed, inner_folds

N_TUNING_FOLDS = 3

_MARGIN = 1.05
"""A ratio of the classes is tried if it is above that of the data by this factor, as all inner
folds then allow it."""


def draw(
    space: Mapping[str, Sequence[Any]], n_configurations: int, seed: int
) -> list[dict[str, Any]]:
    """Return the defaults, then combinations that are drawn from a space of values."""
    rng = np.random.default_rng(seed)
    drawn = [
        {name: values[int(rng.integers(len(values)))] for name, values in space.items() if values}
        for _ in range(n_configurations - 1)
    ]
    return [{}, *drawn]


def possible(space: Mapping[str, Sequence[Any]], train: LabeledTable) -> dict[str, list[Any]]:
    """Return the part of a sampler's space that all inner folds of these rows allow."""
    counts = np.bincount(train.y)
    fewest = int(counts.min() * (N_TUNING_FOLDS - 1) / N_TUNING_FOLDS)
    rules = {
        "sampling_strategy": lambda share: share > _MARGIN * counts.min() / counts.max(),
        "k_neighbors": lambda count: count < fewest,
        "n_neighbors": lambda count: count < fewest,
    }
    kept = {name: [value for value in space[name] if rules[name](value)] for name in sorted(space)}
    if len(counts) > 2:
        kept.pop("sampling_strategy", None)
    return kept


def configurations(
    train: LabeledTable, method: Method, classifier: Classifier, n_configurations: int, seed: int
) -> list[Configuration]:
    """Return what is tried: the defaults first, the classifier's draws common to all arms."""
    samplers = draw(possible(method.space, train), n_configurations, derive_seed(seed, "sampler"))
    classifiers = draw(classifier.space, n_configurations, derive_seed(seed, "classifier"))
    return [
        {"sampler": sampler, "classifier": parameters}
        for sampler, parameters in zip(samplers, classifiers, strict=True)
    ]


def best_configuration(
    train: LabeledTable, method: Method, classifier: Classifier, n_configurations: int, seed: int
) -> tuple[Configuration, str]:
    """Return the configuration with the best average precision of the minority out of fold.

    That is the mean over inner folds: scores of models that were fitted on other rows need not
    compare, least of all where few of them differ. A configuration that raises an error is out of
    the race; if all do, the defaults are returned, whose error then is the arm's.

    Returns
    -------
    chosen : dict
        The configuration.
    record : str
        It, and how many were tried and failed, as JSON.
    """
    minority = len(train.labels) - 1
    held_out = [rows for _, rows in inner_folds(train.y, seed, N_TUNING_FOLDS)]
    best, chosen, n_failed = -1.0, DEFAULTS, 0
    for candidate in configurations(train, method, classifier, n_configurations, seed):
        try:
            probabilities = out_of_fold(train, method, classifier, seed, candidate, N_TUNING_FOLDS)
        except Exception:
            n_failed += 1
            continue
        score = np.mean(
            [
                average_precision_score(train.y[rows] == minority, probabilities[rows, minority])
                for rows in held_out
            ]
        )
        if score > best:
            best, chosen = score, candidate
    return chosen, json.dumps(chosen | {"tried": n_configurations, "failed": n_failed})
