"""The gate of all generators: their rows are about as often taken for the class as real ones."""

from functools import cache
from typing import NamedTuple

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from benchmarks.generators.measures import oracle_of

_LESS = 0.25
"""How much less often: what has no idea of the class, such as noise as wide as it, loses more."""

_N_RARE = 60


class Halves(NamedTuple):
    """Digits of which one is rare, and digits that no sampler sees; pixels from 0 to 16."""

    X: np.ndarray
    y: np.ndarray
    X_unseen: np.ndarray
    y_unseen: np.ndarray


@cache
def halves():
    """Part the digits of scikit-learn: 8 is rare."""
    X, digits = load_digits(return_X_y=True)
    parts = train_test_split(X, digits, test_size=0.5, stratify=digits, random_state=0)
    seen, unseen, y, y_unseen = parts[0], parts[1], parts[2] == 8, parts[3] == 8
    kept = np.sort(np.r_[np.flatnonzero(~y), np.flatnonzero(y)[:_N_RARE]])
    return Halves(seen[kept], y[kept], unseen, y_unseen)


@cache
def oracle():
    """Return the forest of the unseen half, and the share of real rows that it takes for 8."""
    data = halves()
    forest = oracle_of(data.X_unseen, data.y_unseen, 0)
    return forest, forest.predict(data.X[data.y]).mean()


def check_adherence(sampler):
    """Assert that new rows are taken for the class, by a forest that has seen neither."""
    data, (forest, real) = halves(), oracle()
    X_resampled, _ = sampler.fit_resample(data.X, data.y)
    made = forest.predict(X_resampled[len(data.X) :]).mean()
    assert made >= real - _LESS, f"{made:.2f} beside {real:.2f} of real rows"
