"""The registry of methods: the arms that are compared on the same folds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import imblearn.combine
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


def arm_of_ours(arm: str, sampler: str, peer: str | None = None) -> Method:
    """Build the arm of one of our samplers, with its defaults."""
    return Method(
        f"oversample-{arm}",
        lambda seed: getattr(oversample, sampler)(random_state=seed),
        refuses=takes_all if arm == "random" else NeedsMinority(6),
        peer=peer,
    )


def both_arms(arm: str, sampler: str) -> list[Method]:
    """Build the arms of a sampler that both packages have, ours timed against its peer."""
    home = imblearn.combine if hasattr(imblearn.combine, sampler) else imblearn.over_sampling
    theirs = Method(
        f"imblearn-{arm}",
        lambda seed: getattr(home, sampler)(random_state=seed),
        refuses=takes_all if arm == "random" else NeedsMinority(6),
    )
    return [theirs, arm_of_ours(arm, sampler, peer=theirs.name)]


# The arms of a run unless others are named: the simplest of each kind.
CORE = (
    "none",
    "none-threshold",
    "class-weight",
    "imblearn-random",
    "oversample-random",
    "imblearn-smote",
    "oversample-smote",
)

METHODS = Registry(
    "method",
    [
        Method("none"),
        Method("none-threshold", tune_threshold=True, refuses=NeedsMinority(5)),
        Method("class-weight", class_weight="balanced"),
        *both_arms("random", "RandomOverSampler"),
        *both_arms("smote", "SMOTE"),
        *both_arms("borderline", "BorderlineSMOTE"),
        *both_arms("svm", "SVMSMOTE"),
        *both_arms("kmeans", "KMeansSMOTE"),
        *both_arms("adasyn", "ADASYN"),
        *both_arms("enn", "SMOTEENN"),
        *both_arms("tomek", "SMOTETomek"),
        arm_of_ours("safe-level", "SafeLevelSMOTE"),
        arm_of_ours("geometric", "GeometricSMOTE"),
        arm_of_ours("mixup", "Mixup"),
        arm_of_ours("sample-pairing", "SamplePairing"),
        arm_of_ours("remix", "Remix"),
        arm_of_ours("balanced-mixup", "BalancedMixup"),
        arm_of_ours("cutmix", "CutMix"),
        arm_of_ours("moex", "MoEx"),
    ],
)
