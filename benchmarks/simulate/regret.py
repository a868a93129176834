"""Regret to Bayes: how much worse than the posterior itself a learner ranks and predicts."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score
from sklearn.preprocessing import StandardScaler

from benchmarks.simulate.arms import ALONE, ARMS, probability_of, resampled
from benchmarks.simulate.learners import LEARNERS
from benchmarks.simulate.truth import DESIGNS, N_ROWS, N_TEST, draw, posterior
from oversample import correct_priors
from oversample.evaluation.folds import derive_seed
from oversample.evaluation.metrics import CLIP
from oversample.evaluation.operating_point import recall_at_rate

N_RARE = (10, 20, 40, 80)
"""Rows of the rare class among the training rows."""

RATE = 0.1
"""The false-positive rate at which recalls are compared."""

ODDS = ("logistic regression", "boosting")
"""Learners whose scores are odds: only theirs can be brought back to the real shares."""

MEASURES = ("average_precision", "roc_auc", "recall_at_rate", "log_loss")
"""Stored as regrets, the less the better, whichever way the measure runs."""

KEYS = ["design", "n_rare", "learner", "arm"]


def runs(
    n_repeats: int, designs: Iterable[str] = tuple(DESIGNS), n_rare: Iterable[int] = N_RARE
) -> list[tuple[str, int, int]]:
    """Return the runs: a design, a number of rare rows and a repeat."""
    numbers = list(n_rare)
    return [
        (design, n_rows, repeat)
        for repeat in range(n_repeats)
        for design in designs
        for n_rows in numbers
    ]


def run(
    design: str, n_rare: int, repeat: int, *, arms: Iterable[str] = tuple(ARMS)
) -> pd.DataFrame:
    """Return a row for each learner and arm of one simulated table.

    All arms and learners meet the same rows. Columns are standardised by the training rows.
    """
    seed = derive_seed("regret", design, n_rare, repeat)
    rng = np.random.default_rng(seed)
    X, y = draw(design, n_rare, N_ROWS, rng)
    X_test, y_test = draw(design, n_rare * N_TEST // N_ROWS, N_TEST, rng)
    share = n_rare / N_ROWS
    best = measure(y_test, posterior(design, X_test, share))
    scaler = StandardScaler().fit(X)
    X, X_test = scaler.transform(X), scaler.transform(X_test)
    rows: list[dict[str, Any]] = []
    for arm in arms:
        with warnings.catch_warnings():
            # Few rare rows: samplers fall back and learners stop early, and both say so.
            warnings.simplefilter("ignore")
            trained = resampled(ARMS[arm], X, y, seed)
            if trained is None:
                continue
            for name, make in LEARNERS.items():
                found = probability_of(make(seed), trained, X_test)
                if found is None:
                    continue
                names = {"design": design, "n_rare": n_rare, "learner": name, "arm": arm}
                measured = measure(y_test, found)
                corrected = np.nan
                if name in ODDS:
                    corrected = _log_loss(y_test, correct_priors(found, trained.share, share))
                measured["log_loss"] = corrected
                regrets = {key: _regret(key, best[key], measured[key]) for key in MEASURES}
                rows.append(names | {"repeat": repeat} | regrets)
    return pd.DataFrame(rows)


def measure(y: NDArray[np.intp], probability: NDArray[np.float64]) -> dict[str, float]:
    """Return the measures of some probabilities of the rare class."""
    return {
        "average_precision": float(average_precision_score(y, probability)),
        "roc_auc": float(roc_auc_score(y, probability)),
        "recall_at_rate": recall_at_rate(y == 1, probability, RATE),
        "log_loss": _log_loss(y, probability),
    }


def _log_loss(y: NDArray[np.intp], probability: NDArray[np.float64]) -> float:
    return float(log_loss(y, np.clip(probability, CLIP, 1 - CLIP)))


def _regret(name: str, best: float, found: float) -> float:
    return found - best if name == "log_loss" else best - found


def with_gains(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the ``gain`` of each measure: how much less its regret is than alone."""
    keys = ["design", "n_rare", "learner", "repeat"]
    alone = rows[rows["arm"] == ALONE].set_index(keys)[list(MEASURES)]
    own = rows.set_index(keys)
    gains = alone.reindex(own.index) - own[list(MEASURES)]
    return pd.concat([own, gains.add_suffix("_gain")], axis=1).reset_index()


def summarised(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each cell: mean regrets and gains over repeats, with standard errors.

    Parameters
    ----------
    rows : DataFrame
        What :func:`run` returns, of all runs.

    Returns
    -------
    DataFrame
        Indexed by nothing; with ``n``, the number of repeats, and for each measure ``NAME``,
        ``NAME_se``, ``NAME_gain`` and ``NAME_gain_se``.
    """
    groups = with_gains(rows).groupby(KEYS, sort=False)
    found = {"n": groups.size()}
    for name in MEASURES:
        for column in (name, f"{name}_gain"):
            found[column] = groups[column].mean()
            found[f"{column}_se"] = groups[column].sem()
    return pd.DataFrame(found).reset_index()
