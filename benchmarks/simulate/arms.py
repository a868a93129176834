"""The arms of both parts: entries of the registry, and SMOTE at smaller ratios."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.validation import has_fit_parameter

from benchmarks.catalog.methods import METHODS
from benchmarks.protocol.method import Method

ALONE = "none"
CORE = (
    ALONE,
    "class-weight",
    "oversample-random",
    "oversample-smote",
    "oversample-geometric",
    "oversample-mixup-same",
)
"""Those of the quick form, of the curves on real data and of the figure."""

_REGISTERED = (
    ALONE,
    "class-weight",
    "imblearn-under",
    "oversample-random",
    "oversample-smote",
    "oversample-borderline",
    "oversample-svm",
    "oversample-adasyn",
    "oversample-safe-level",
    "oversample-enn",
    "oversample-tomek",
    "oversample-ipf",
    "oversample-geometric",
    "oversample-prowsyn",
    "oversample-polynomial",
    "oversample-mwmote",
    "oversample-prowras",
    "oversample-loras",
    "oversample-simplicial",
    "oversample-mgs",
    "oversample-smobd",
    "oversample-assembled",
    "oversample-rbccr",
    "oversample-copula",
    "oversample-remix",
    "oversample-sample-pairing",
    "oversample-balanced-mixup",
    "oversample-cutmix",
)


def _changed(arm: str, of: str, **parameters: Any) -> Method:
    """Return an arm of the registry under another name, with other parameters."""
    method = METHODS[of]
    return replace(method, name=arm, parameters={**method.parameters, **parameters}, peer="")


ARMS: dict[str, Method] = {
    **{name: METHODS[name] for name in _REGISTERED},
    "oversample-smote-0.25": _changed(
        "oversample-smote-0.25", "oversample-smote", sampling_strategy=0.25
    ),
    "oversample-smote-0.5": _changed(
        "oversample-smote-0.5", "oversample-smote", sampling_strategy=0.5
    ),
    "oversample-mixup-any": _changed("oversample-mixup-any", "oversample-mixup", pairs="any"),
    "oversample-mixup-same": _changed("oversample-mixup-same", "oversample-mixup", pairs="same"),
}
"""By name. The registry's arm of Mixup has its default."""


class TrainedOn(NamedTuple):
    """What a learner is given.

    Attributes
    ----------
    X, y : ndarray
        Rows and codes, 1 the rare class.
    weights : ndarray or None
        A weight for each row.
    share : float
        The share of the rare class that the learner sees.
    """

    X: NDArray[np.float64]
    y: NDArray[np.intp]
    weights: NDArray[np.float64] | None
    share: float


def resampled(
    method: Method, X: NDArray[np.float64], y: NDArray[np.intp], seed: int
) -> TrainedOn | None:
    """Return what an arm makes of training rows; None where its rule is undefined on them."""
    weights = None
    if method.sampler:
        try:
            X, y = method.build_sampler(seed).fit_resample(X, y)
        except (ValueError, RuntimeError) as error:
            if method.declines and str(error).startswith(method.declines):
                return None
            raise
    if method.weights:
        weights = compute_sample_weight(method.weights, y)
    return TrainedOn(X, y, weights, float(np.average(y, weights=weights)))


def probability_of(
    learner: Any, rows: TrainedOn, X_test: NDArray[np.float64]
) -> NDArray[np.float64] | None:
    """Fit a learner and return its probabilities of the rare class; None if it takes no weights."""
    if rows.weights is None:
        learner.fit(rows.X, rows.y)
    elif has_fit_parameter(learner, "sample_weight"):
        learner.fit(rows.X, rows.y, sample_weight=rows.weights)
    else:
        return None
    return learner.predict_proba(X_test)[:, list(learner.classes_).index(1)]
