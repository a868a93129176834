"""Candidates that only perturb: no better than nothing, by construction."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

N_PLACEBOS = 6
"""As many as there are default candidates with class weights and ProWSyn."""


class Bootstrap(BaseEstimator):
    """A sampler that draws as many rows of each class as there are, with replacement.

    Parameters
    ----------
    random_state : int or None
        The seed.
    stream : int or None
        Which of several arms this is: given the same seed, those of another stream draw other rows.
    """

    def __init__(self, random_state: int | None = None, stream: int | None = None) -> None:
        self.random_state = random_state
        self.stream = stream

    def fit_resample(self, X: Any, y: Any) -> tuple[Any, Any]:
        """Return the drawn rows."""
        key = () if self.stream is None else (self.stream,)
        rng = np.random.default_rng(np.random.SeedSequence(self.random_state, spawn_key=key))
        rows = [np.flatnonzero(y == label) for label in np.unique(y)]
        drawn = [rng.choice(of_class, len(of_class)) for of_class in rows]
        self.sample_indices_ = np.concatenate(drawn)
        return X[self.sample_indices_], y[self.sample_indices_]


def placebos(n: int = N_PLACEBOS) -> dict[str, Any]:
    """Return placebos by name, which get seeds of their own."""
    return {f"placebo {number}": Bootstrap() for number in range(1, n + 1)}
