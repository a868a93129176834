"""The registry of methods: the arms that are compared on the same folds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import imblearn.over_sampling
import numpy as np
import pandas as pd

import oversample
from benchmarks.registry import Registry

Refuses = Callable[[pd.DataFrame, np.ndarray], str | None]


def takes_all(X: pd.DataFrame, y: np.ndarray) -> str | None:
    """Refuse no table."""
    return None


@dataclass(frozen=True)
class NeedsMinority:
    """Refuse a training fold with fewer than ``count`` minority rows."""

    count: int

    def __call__(self, X: pd.DataFrame, y: np.ndarray) -> str | None:
        """Return why the training fold is refused, or None when it is not."""
        n_minority = int(y.sum())
        if n_minority >= self.count:
            return None
        return f"needs {self.count} minority rows, the training fold has {n_minority}"


@dataclass(frozen=True)
class Method:
    """One arm of the comparison.

    Attributes
    ----------
    name : str
        Unique name.
    sampler : callable, optional
        From the seed of the cell to a new sampler with a ``fit_resample``.
    stage : {"matrix"}
        Where the sampler sits in the pipeline: ``"matrix"`` is after the preprocessing, so that it
        sees scaled numbers and one-hot columns, as a float64 array.
    class_weight : str, optional
        Handed to the classifier.
    tune_threshold : bool
        Whether the decision threshold is tuned for balanced accuracy in inner folds.
    refuses : callable
        From the training rows ``(X, y)`` to the reason why the method cannot take them, or None.
        A refused cell is stored as skipped.
    peer : str, optional
        The method with which the time of ``fit_resample`` is compared, cell by cell.
    """

    name: str
    sampler: Callable[[int], Any] | None = None
    stage: Literal["matrix"] = "matrix"
    class_weight: str | None = None
    tune_threshold: bool = False
    refuses: Refuses = takes_all
    peer: str | None = None


METHODS = Registry(
    "method",
    [
        Method("none"),
        Method("none-threshold", tune_threshold=True, refuses=NeedsMinority(5)),
        Method("class-weight", class_weight="balanced"),
        Method(
            "imblearn-random",
            lambda seed: imblearn.over_sampling.RandomOverSampler(random_state=seed),
        ),
        Method(
            "oversample-random",
            lambda seed: oversample.RandomOverSampler(random_state=seed),
            peer="imblearn-random",
        ),
        Method(
            "imblearn-smote",
            lambda seed: imblearn.over_sampling.SMOTE(random_state=seed),
            refuses=NeedsMinority(6),
        ),
        Method(
            "oversample-smote",
            lambda seed: oversample.SMOTE(random_state=seed),
            refuses=NeedsMinority(6),
            peer="imblearn-smote",
        ),
    ],
)
