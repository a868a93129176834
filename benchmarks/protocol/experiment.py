"""What an arm does with one training fold: resample, encode, fit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sklearn.utils.class_weight import compute_sample_weight

from benchmarks.protocol.classifier import Classifier
from benchmarks.protocol.dataset import LabeledTable, rows_of
from benchmarks.protocol.duplicates import n_known
from benchmarks.protocol.encoding import Encoding
from benchmarks.protocol.memory import Effort, measured
from benchmarks.protocol.method import Method, Stage
from oversample.evaluation import folds
from oversample.evaluation.metrics import class_probabilities

Configuration = dict[str, dict[str, Any]]
"""Parameters that differ from an arm's own: ``{"sampler": {...}, "classifier": {...}}``."""

DEFAULTS: Configuration = {"sampler": {}, "classifier": {}}


class DeclinedError(Exception):
    """A sampler says that its rule is undefined on these rows."""


@dataclass(frozen=True)
class Fold:
    """Training and test rows, and the encoding that is fitted on the training rows.

    Attributes
    ----------
    train, test : LabeledTable
        The real rows.
    """

    train: LabeledTable
    test: LabeledTable

    @cached_property
    def encoding(self) -> Encoding:
        """From tables to matrices."""
        return Encoding(self.train.X)

    @cached_property
    def clean_train(self) -> pd.DataFrame:
        """The imputed and scaled training rows."""
        return self.encoding.clean(self.train.X)

    @cached_property
    def train_matrix(self) -> np.ndarray:
        """The encoded training rows."""
        return self.encoding.to_matrix(self.clean_train)

    @cached_property
    def test_matrix(self) -> np.ndarray:
        """The encoded test rows."""
        return self.encoding.to_matrix(self.encoding.clean(self.test.X))

    @cached_property
    def n_known(self) -> int:
        """How many test rows are equal to a training row."""
        return n_known(self.train.X, self.test.X)

    def at(self, stage: Stage) -> Any:
        """Return the training rows as a sampler sees them."""
        if stage == "image":
            return self.train.X.to_numpy(dtype=np.float64)
        return self.clean_train if stage == "table" else self.train_matrix

    def encode_from(self, stage: Stage, X: Any) -> np.ndarray:
        """Encode rows as a sampler returns them."""
        if stage == "image":
            frame = pd.DataFrame(X, columns=self.train.X.columns)
            return self.encoding.to_matrix(self.encoding.clean(frame))
        return self.encoding.to_matrix(X) if stage == "table" else X


class TrainingRows(NamedTuple):
    """The rows that a classifier is fitted on, and what it took to make them."""

    X: np.ndarray
    y: np.ndarray
    effort: Effort


def resample(fold: Fold, method: Method, seed: int, changed: dict[str, Any]) -> TrainingRows:
    """Return the training rows of an arm.

    Raises
    ------
    DeclinedError
        When the sampler says that its rule is undefined on these rows.
    """
    if not method.sampler:
        return TrainingRows(fold.train_matrix, fold.train.y, Effort())
    sampler = method.build_sampler(seed, fold.train.image_shape, **changed)
    X = fold.at(method.stage)
    try:
        with measured() as effort:
            X_resampled, y_resampled = sampler.fit_resample(X, fold.train.y)
    except (ValueError, RuntimeError) as error:
        if str(error).startswith(method.declines):
            raise DeclinedError(" ".join(str(error).split())) from error
        raise
    return TrainingRows(fold.encode_from(method.stage, X_resampled), y_resampled, effort)


def fit(
    rows: TrainingRows,
    method: Method,
    classifier: Classifier,
    seed: int,
    changed: dict[str, Any],
) -> tuple[Any, Effort]:
    """Fit the classifier, or the arm's own ensemble, and return it with what it took."""
    if method.ensemble:
        model = method.build_ensemble(seed, **changed)
    else:
        model = classifier.build(seed, **method.learner | changed)
    weights = training_weights(method, rows.y)
    with measured() as effort:
        if weights is None:
            model.fit(rows.X, rows.y)
        else:
            model.fit(rows.X, rows.y, sample_weight=weights)
    return model, effort


def training_weights(method: Method, y: np.ndarray) -> np.ndarray | None:
    """Return the weight of each training row, or None where the arm gives none."""
    return compute_sample_weight(method.weights, y) if method.weights else None


def out_of_fold(
    train: LabeledTable,
    method: Method,
    classifier: Classifier,
    seed: int,
    configuration: Configuration,
    n_folds: int,
) -> np.ndarray:
    """Return class probabilities of training rows by an arm that was fitted on other ones.

    In each inner fold everything is done anew: the encoding, the resampling, the fit.
    """

    def predict(kept: np.ndarray, held_out: np.ndarray) -> np.ndarray:
        fold = Fold(rows_of(train, kept), rows_of(train, held_out))
        rows = resample(fold, method, seed, configuration["sampler"])
        model, _ = fit(rows, method, classifier, seed, configuration["classifier"])
        return class_probabilities(model, fold.test_matrix, len(train.labels))

    return folds.out_of_fold(train.y, len(train.labels), seed, predict, n_folds)
