"""A reduced form of the ranking of Kovács (2019), on the packaged data sets.

The paper ranks 85 samplers by AUC, G-mean, F1 and a fourth measure on 104 data sets, with the best
of four kinds of classifiers and of many parameters for each; https://github.com/analyticalmindsltd/
smote_variants publishes the ten best. Here are the eight of them that this package has, with
defaults, beside SMOTE and nothing, and the best of three of the kinds of classifiers.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from benchmarks.anchor.douzas import MEASURES
from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.profiles import UNSATURATED
from benchmarks.protocol.bench import read_fold
from oversample import (
    CCR,
    IPF,
    LVQSMOTE,
    SMOBD,
    SMOTE,
    AssembledSMOTE,
    PolynomialFit,
    ProWSyn,
    SMOTETomek,
)
from oversample.evaluation.folds import N_FOLDS, fold_seed
from oversample.evaluation.metrics import counts_of, decision_measures

SETS = tuple(name for name in UNSATURATED if name != "balance")
"""Those of two classes on which a plain forest errs."""

PUBLISHED = pd.read_csv(
    io.StringIO("""\
arm,roc_auc,g_mean,f1
polynom-fit-SMOTE,.902538,.870753,.695154
ProWSyn,.904389,.868449,.690284
SMOTE-IPF,.902565,.868715,.687935
SMOBD,.902247,.867660,.688885
CCR,.902112,.861994,.687886
LVQ-SMOTE,.902799,.862295,.683646
Assembled-SMOTE,.902691,.866914,.688614
SMOTE-TomekLinks,.901016,.866174,.684708
"""),
    index_col="arm",
)
"""In the order of the paper's overall rank."""

ALONE, REFERENCE = "nothing", "SMOTE"

ARMS: dict[str, Callable[[int], Any]] = {
    ALONE: lambda seed: None,
    REFERENCE: lambda seed: SMOTE(random_state=seed),
    "polynom-fit-SMOTE": lambda seed: PolynomialFit(random_state=seed),
    "ProWSyn": lambda seed: ProWSyn(random_state=seed),
    "SMOTE-IPF": lambda seed: IPF(SMOTE(random_state=seed), random_state=seed),
    "SMOBD": lambda seed: SMOBD(random_state=seed),
    # The implementation that was ranked returns the other classes where they were.
    "CCR": lambda seed: CCR(clean=False, random_state=seed),
    "LVQ-SMOTE": lambda seed: LVQSMOTE(random_state=seed),
    "Assembled-SMOTE": lambda seed: AssembledSMOTE(random_state=seed),
    "SMOTE-TomekLinks": lambda seed: SMOTETomek(random_state=seed),
}
"""By the names of the paper."""

LEARNERS: dict[str, Callable[[int], Any]] = {
    "5-NN": lambda seed: KNeighborsClassifier(),
    "linear SVM": lambda seed: LinearSVC(dual=False, random_state=seed),
    "tree of depth 5": lambda seed: DecisionTreeClassifier(max_depth=5, random_state=seed),
}
"""Three of the four kinds of the paper; the fourth is a network."""


N_DRAWS = 5000
"""Samples of the bootstrap over families."""


def runs(n_repeats: int) -> list[tuple[str, int]]:
    """Return the runs: a data set and a repeat."""
    return [(name, repeat) for repeat in range(n_repeats) for name in SETS]


def run(name: str, repeat: int) -> pd.DataFrame:
    """Return a row for each arm and learner of one data set and split: means over its folds."""
    dataset, rows = DATASETS[name], []
    for number in range(N_FOLDS):
        fold = read_fold(dataset, repeat, number, 0)
        seed = fold_seed(0, name, repeat, number)
        for arm, make_sampler in ARMS.items():
            with warnings.catch_warnings():
                # Few rare rows: samplers fall back, and say so.
                warnings.simplefilter("ignore")
                sampler, given = make_sampler(seed), (fold.train_matrix, fold.train.y)
                X, y = sampler.fit_resample(*given) if sampler else given
                for learner, make in LEARNERS.items():
                    model = make(seed).fit(X, y)
                    names = {"dataset": name, "family": dataset.family, "repeat": repeat}
                    measured = _measure(fold.test.y == 1, model, fold.test_matrix)
                    rows.append(names | {"arm": arm, "learner": learner} | measured)
    keys = ["dataset", "family", "repeat", "arm", "learner"]
    return pd.DataFrame(rows).groupby(keys, sort=False, as_index=False).mean()


def _measure(y: np.ndarray, model: Any, X: np.ndarray) -> dict[str, float]:
    found = decision_measures(counts_of(y, model.predict(X) == 1))
    has_margin = hasattr(model, "decision_function")
    scores = model.decision_function(X) if has_margin else model.predict_proba(X)[:, 1]
    auc = float(roc_auc_score(y, scores))
    return {"roc_auc": auc, "f1": found["f1"], "g_mean": found["g_mean"]}


def means_of_splits(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what :func:`run` returns of several splits as means over them: what is committed."""
    keys = ["dataset", "family", "arm", "learner"]
    return rows.groupby(keys, sort=False, as_index=False)[list(MEASURES)].mean()


def best_of_learners(means: pd.DataFrame) -> pd.DataFrame:
    """Return the measures of each family and arm: of each data set with its best learner.

    The best of each measure by itself, as the paper has it; the mean over the data sets of a family
    comes after.

    Parameters
    ----------
    means : DataFrame
        What :func:`means_of_splits` returns.
    """
    keys = ["family", "dataset", "arm"]
    best = means.groupby(keys, sort=False)[list(MEASURES)].max()
    return best.groupby(["family", "arm"], sort=False).mean().reset_index()


def overall_ranks(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over measures of the ranks of arms, 1 the best.

    Parameters
    ----------
    scores : ndarray of shape (..., n_measures, n_arms)
        Greater is better.

    Returns
    -------
    ndarray of shape (..., n_arms)
        The mean ranks.
    """
    return rankdata(-scores, axis=-1).mean(axis=-2)


def as_array(table: pd.DataFrame) -> NDArray[np.float64]:
    """Return scores of the published arms, in their order.

    Parameters
    ----------
    table : DataFrame
        A row for each family and arm, as :func:`best_of_learners` returns them.

    Returns
    -------
    ndarray of shape (n_families, n_measures, n_arms)
        The scores.
    """
    wide = table.pivot(index="family", columns="arm", values=list(MEASURES))
    parts = [wide[measure][PUBLISHED.index].to_numpy() for measure in MEASURES]
    return np.stack(parts, axis=1)


def agreement(scores: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return Spearman's correlation of the paper's overall ranks with ours, and its interval.

    Parameters
    ----------
    scores : ndarray of shape (n_families, n_measures, n_arms)
        What :func:`as_array` returns.

    Returns
    -------
    correlation, low, high : float
        With the bounds of the percentile interval of 95 % of the bootstrap over families.
    """
    theirs = rankdata(overall_ranks(PUBLISHED[list(MEASURES)].to_numpy().T))
    ours = rankdata(overall_ranks(resampled_means(scores)), axis=1)
    found = _correlations(ours, theirs)
    low, high = np.quantile(found, [0.025, 0.975])
    (whole,) = _correlations(rankdata(overall_ranks(scores.mean(axis=0)))[np.newaxis], theirs)
    return float(whole), float(low), float(high)


def resampled_means(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return means over families that are drawn with replacement, always the same draws.

    Parameters
    ----------
    scores : ndarray of shape (n_families, ...)
        Scores.

    Returns
    -------
    ndarray of shape (n_draws, ...)
        Their means.
    """
    n = len(scores)
    counts = np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), size=N_DRAWS)
    return np.tensordot(counts / n, scores, axes=1)


def _correlations(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlation of each row of ranks with others; 0 where all of a row are tied."""
    centred, other = ours - ours.mean(axis=1, keepdims=True), theirs - theirs.mean()
    scale = np.sqrt((centred**2).sum(axis=1) * (other**2).sum())
    return np.divide(centred @ other, scale, out=np.zeros(len(ours)), where=scale > 0)
