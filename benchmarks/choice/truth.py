"""Simulated truth: tables of which any number of further rows can be drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

N_ROWS, N_TEST = 1000, 6000
"""Rows to train on, and rows by which the gain of a candidate is known."""

N_RARE = (20, 40, 80)
"""Rows of the rare class among those to train on; the test has the same share."""

Draw = Callable[[int, int, np.random.Generator], NDArray[np.float64]]


def _linear(label: int, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Two normal classes of one covariance: a logistic regression is the truth."""
    return rng.normal(size=(n, 4)) + label * np.array([1.2, 0.8, 0.4, 0.0])


def _blobs(label: int, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """A rare class in three narrow places of a wide one."""
    if label == 0:
        return rng.normal(scale=1.5, size=(n, 4))
    centres = np.array([[2.0, 0, 0, 0], [-1, 1.7, 0, 0], [-1, -1.7, 1, 0]])
    return centres[rng.integers(3, size=n)] + rng.normal(scale=0.6, size=(n, 4))


def _skewed(label: int, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Three skewed columns that matter, a product of two of them, and seven of noise."""
    columns = rng.normal(size=(n, 10))
    columns[:, :3] += label * np.array([0.9, 0.6, 0.6])
    columns[:, 1] *= np.where(label == 1, np.sign(columns[:, 0]), 1.0)
    return np.exp(columns / 2)


DESIGNS: dict[str, Draw] = {"linear": _linear, "blobs": _blobs, "skewed": _skewed}


def draw(
    design: str, n_rare: int, n_rows: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return a table of two classes, in random order."""
    y = rng.permutation(np.repeat([0, 1], [n_rows - n_rare, n_rare]))
    X = np.empty((n_rows, DESIGNS[design](0, 1, rng).shape[1]))
    for label in (0, 1):
        rows = y == label
        X[rows] = DESIGNS[design](label, int(rows.sum()), rng)
    return X, y
