"""Baselines of Douzas and Bacao (2019), Geometric SMOTE, on the authors' own data sets.

The data are not shipped: the authors publish them as ``imbalanced.db`` in the folder
``imbalanced-learning/data`` of https://github.com/georgedouzas/publications, and the scores of
every data set in the folder ``results`` beside it. ``PUBLISHED`` has the means of those scores over
the 20 data sets from which they derived the others by taking rare rows away.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.tree import DecisionTreeClassifier

from oversample import SMOTE, RandomOverSampler
from oversample.evaluation.folds import derive_seed
from oversample.evaluation.metrics import counts_of, decision_measures

N_FOLDS = 5
MEASURES = ("roc_auc", "f1", "g_mean")

SETS = (
    "BREAST TISSUE", "CLEVELAND", "DERMATOLOGY", "ECOLI", "EUCALYPTUS", "GLASS", "HABERMAN",
    "HEART", "IRIS", "LED", "LIBRAS", "LIVER", "NEW THYROID 1", "NEW THYROID 2", "PAGE BLOCKS 1 3",
    "PIMA", "VEHICLE", "VOWEL", "WINE", "YEAST 1",
)  # fmt: skip
"""The tables of the file that were not derived from others."""

LEARNERS: dict[str, Callable[[int], Any]] = {
    # The solver that was the default then; columns were not scaled.
    "logistic regression": lambda seed: LogisticRegression(solver="liblinear", random_state=seed),
    "tree of depth 3": lambda seed: DecisionTreeClassifier(max_depth=3, random_state=seed),
    "tree of depth 6": lambda seed: DecisionTreeClassifier(max_depth=6, random_state=seed),
    "boosting": lambda seed: GradientBoostingClassifier(random_state=seed),
}
"""Those with one configuration that the authors report; boosting has 100 trees of depth 3."""

ARMS: dict[str, Callable[[int], Any]] = {
    "none": lambda seed: None,
    "random": lambda seed: RandomOverSampler(random_state=seed),
    "SMOTE of 3": lambda seed: SMOTE(k_neighbors=3, random_state=seed),
    "SMOTE of 5": lambda seed: SMOTE(k_neighbors=5, random_state=seed),
}
"""By name; SMOTE by its number of neighbours."""

PUBLISHED = pd.read_csv(
    io.StringIO("""\
learner,arm,roc_auc,f1,g_mean
logistic regression,none,.9099,.6860,.7487
logistic regression,random,.9111,.7403,.8564
logistic regression,SMOTE of 3,.9120,.7497,.8571
logistic regression,SMOTE of 5,.9104,.7451,.8540
tree of depth 3,none,.8465,.6920,.7732
tree of depth 3,random,.8546,.7226,.8228
tree of depth 3,SMOTE of 3,.8648,.7439,.8353
tree of depth 3,SMOTE of 5,.8725,.7539,.8437
tree of depth 6,none,.8335,.7216,.8011
tree of depth 6,random,.8341,.7257,.8083
tree of depth 6,SMOTE of 3,.8499,.7492,.8314
tree of depth 6,SMOTE of 5,.8539,.7552,.8355
boosting,none,.9129,.7621,.8246
boosting,random,.9136,.7683,.8383
boosting,SMOTE of 3,.9165,.7921,.8528
boosting,SMOTE of 5,.9162,.7869,.8499
""")
)
"""Means over data sets of the published scores, each the mean of five folds and three runs
on one split."""

TOLERANCES = {"roc_auc": 0.004, "f1": 0.01, "g_mean": 0.01}
"""For logistic regression: what another split of the rows may change. Set before it was run."""

LOOSER = {"roc_auc": 0.01, "f1": 0.02, "g_mean": 0.02}
"""For trees and boosting, which change more with their rows and with chance."""


class UnusableFileError(ValueError):
    """A file that is not the authors' data base."""


def read_set(path: Path, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of a data set, and whether each is rare.

    Parameters
    ----------
    path : Path
        The authors' data base.
    name : str
        One of ``SETS``.

    Returns
    -------
    X : ndarray of shape (n_rows, n_columns), float64
        The columns as they are, not scaled.
    y : ndarray of shape (n_rows,), int64
        1 for rare rows, 0 for the others.

    Raises
    ------
    UnusableFileError
        Where the file is none of SQLite, or has no such table.
    """
    if not path.is_file():
        raise UnusableFileError(f"there is no file {path}")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        frame = pd.read_sql_query(f'SELECT * FROM "{name}"', connection)
    except (sqlite3.Error, pd.errors.DatabaseError) as error:
        raise UnusableFileError(f"{path} is not the authors' data base: {error}") from error
    finally:
        connection.close()
    X = frame.drop(columns="target").to_numpy("float64")
    return X, frame["target"].to_numpy("int64")


def run(path: Path, name: str, repeat: int) -> pd.DataFrame:
    """Return a row for each learner and arm of one data set and split: means over its folds."""
    X, y = read_set(path, name)
    seed = derive_seed("douzas", name, repeat)
    folds = StratifiedKFold(N_FOLDS, shuffle=True, random_state=seed)
    rows = []
    for train, test in folds.split(X, y):
        for arm, make_sampler in ARMS.items():
            sampler = make_sampler(seed)
            rows_of = X[train], y[train]
            X_train, y_train = sampler.fit_resample(*rows_of) if sampler else rows_of
            for learner, make in LEARNERS.items():
                model = make(seed).fit(X_train, y_train)
                names = {"dataset": name, "repeat": repeat, "learner": learner, "arm": arm}
                rows.append(names | _measure(y[test] == 1, model, X[test]))
    keys = ["dataset", "repeat", "learner", "arm"]
    return pd.DataFrame(rows).groupby(keys, sort=False, as_index=False).mean()


def _measure(y: np.ndarray, model: Any, X: np.ndarray) -> dict[str, float]:
    found = decision_measures(counts_of(y, model.predict(X) == 1))
    auc = roc_auc_score(y, model.predict_proba(X)[:, 1])
    return {"roc_auc": float(auc), "f1": found["f1"], "g_mean": found["g_mean"]}


def compared(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each published figure: ours beside it, and what was tolerated.

    Parameters
    ----------
    rows : DataFrame
        What :func:`run` returns, of all data sets and repeats.

    Returns
    -------
    DataFrame
        With ``learner``, ``arm``, ``measure``, ``published``, ``ours``, ``sd`` (the standard
        deviation of ours from split to split), ``difference``, ``tolerance`` and ``is_inside``.
    """
    keys = ["learner", "arm"]
    splits = rows.groupby(["repeat", *keys])[list(MEASURES)].mean()
    ours, spread = (found.stack() for found in (splits.groupby(keys).mean(),
                                                splits.groupby(keys).std()))  # fmt: skip
    table = PUBLISHED.melt(keys, list(MEASURES), "measure", "published")
    places = pd.MultiIndex.from_frame(table[[*keys, "measure"]])
    table["ours"], table["sd"] = ours.loc[places].to_numpy(), spread.reindex(places).to_numpy()
    table["difference"] = table["ours"] - table["published"]
    linear = table["learner"] == "logistic regression"
    table["tolerance"] = (
        table["measure"].map(TOLERANCES).where(linear, table["measure"].map(LOOSER))
    )
    return table.assign(is_inside=table["difference"].abs() <= table["tolerance"])
