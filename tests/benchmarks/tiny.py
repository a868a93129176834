"""Small tables, and samplers that tell what they were given or go wrong."""

import os
import warnings

import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTE

from benchmarks.catalog.classifiers import CLASSIFIERS
from benchmarks.catalog.methods import METHODS
from benchmarks.protocol.cells import Cell
from benchmarks.protocol.dataset import Dataset, LabeledTable, task
from benchmarks.protocol.method import Method


def tiny_table(n_minority: int = 15) -> LabeledTable:
    """Return 60 rows against few, with a gap in a number and one in a category."""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [60, n_minority])
    X = pd.DataFrame({"number": rng.normal(size=len(y)) + y, "gaps": np.arange(len(y)) % 7.0})
    X.loc[::9, "gaps"] = np.nan
    X["letter"] = pd.Categorical(rng.choice(list("abc"), size=len(y)))
    X.loc[4, "letter"] = np.nan
    return task(X, pd.Series(y))


def three_classes() -> LabeledTable:
    rng = np.random.default_rng(0)
    labels = np.repeat(["often", "now and then", "rarely"], [60, 30, 15])
    X = pd.DataFrame(rng.normal(size=(len(labels), 3)), columns=list("abc"))
    X["a"] += np.repeat([0, 1, 3], [60, 30, 15])
    return task(X, pd.Series(labels))


def tiny_images() -> LabeledTable:
    rng = np.random.default_rng(0)
    labels = pd.Series(np.repeat(["blank", "dot"], [60, 15]))
    X = pd.DataFrame(rng.integers(0, 16, (75, 6)).astype(float), columns=list("abcdef"))
    return task(X, labels, image_shape=(2, 3))


def no_table() -> LabeledTable:
    raise OSError("the drawer is locked")


TINY = Dataset("tiny", "tiny-family", tiny_table, content="tiny")
THREE = Dataset("three", "three-family", three_classes, content="three")
IMAGES = Dataset("images", "images-family", tiny_images, content="images")
NO_TABLE = Dataset("locked", "locked-family", no_table, content="locked")


def cell(
    method: str | Method = "none",
    classifier: str = "logistic-regression",
    dataset: Dataset = TINY,
    fold: int = 0,
    n_configurations: int = 1,
    thresholds: bool = False,
) -> Cell:
    """Return a cell of a registered or another method."""
    if isinstance(method, str):
        method = METHODS[method]
    return Cell(dataset, 0, fold, method, CLASSIFIERS[classifier], 0, n_configurations, thresholds)


def spy(**more) -> Method:
    """Return an arm whose sampler keeps what it was given."""
    return Method("spy", f"{__name__}:SpySampler", **more)


class SpySampler(SMOTE):
    """SMOTE that keeps what it was given."""

    seen: list = []  # noqa: RUF012

    def __init__(self, *, random_state=None, image_shape=None):
        super().__init__(random_state=random_state)
        self.image_shape = image_shape

    def fit_resample(self, X, y):
        self.seen.append((X.copy(), y.copy(), self.image_shape))
        return super().fit_resample(X, y)


class BrokenSampler:
    """Crashes."""

    def fit_resample(self, X, y):
        raise ArithmeticError("out of\n numbers")


class DecliningSampler:
    """Says that there is nothing to do."""

    def fit_resample(self, X, y):
        raise RuntimeError("No clusters found\nwith sufficient samples of class 1.")


class TalkativeSampler(SMOTE):
    """Warns."""

    def fit_resample(self, X, y):
        warnings.warn("a word", UserWarning, stacklevel=2)
        return super().fit_resample(X, y)


class DeadlySampler:
    """Takes its process with it."""

    def fit_resample(self, X, y):
        os._exit(1)


class SlowSampler:
    """Takes a moment, and leaves a line in the file named by TINY_LOG when it is done."""

    def fit_resample(self, X, y):
        import time

        time.sleep(0.15)
        with open(os.environ["TINY_LOG"], "a") as file:
            file.write(f"{len(y)} {y.sum()} {X[:, 0].sum()!r}\n")
        return X, y
