"""Rows that a sampler has made of one half of a data set, measured by the other.

==================  ============================================================================
``c2st``            classifier two-sample test: the AUC with which a forest, on other folds, tells
                    new rows from unseen real ones; 0.5 where it cannot
``copies``          the share of new rows that are equal to a row of the class
``adherence``       the share of new rows that a forest of the unseen half takes for the class
``closest``         the median distance of new rows to the nearest row of the class, as a share of
                    that of unseen real rows: 0 of copies, 1 ideal, far above 1 outliers
``forest``          the average precision, on the unseen half, of a forest trained on the filled one
``logistic``        the same of logistic regression
``seconds``         the time of ``fit_resample`` by the processor's clock, imports not counted
==================  ============================================================================

The row ``real rows`` has what real rows of the filled half would score, and the classifiers
without resampling.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import cross_val_predict, train_test_split
from sklearn.neighbors import NearestNeighbors

from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.methods import METHODS
from benchmarks.generators.arms import REAL
from benchmarks.protocol.dataset import LabeledTable
from benchmarks.protocol.encoding import Encoding

REPEATS = 2
MEASURES = ["c2st", "copies", "adherence", "closest", "forest", "logistic"]
_TREES, _FOLDS = 50, 5


class Pixels:
    """Images in place of an :class:`Encoding`: rows as they are."""

    nominal: tuple[str, ...] = ()

    def clean(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the rows: nothing is missing, and all pixels have one unit."""
        return X

    def to_matrix(self, X: pd.DataFrame) -> NDArray[np.float64]:
        """Return the rows as a matrix."""
        return X.to_numpy(dtype=np.float64)


class Halves(NamedTuple):
    """The filled and the unseen half of a data set, cleaned, and how to make matrices of them.

    Attributes
    ----------
    encoding : Encoding or Pixels
        How rows are cleaned and made matrices of.
    X, y : DataFrame and ndarray of bool
        The filled half.
    X_unseen, y_unseen : DataFrame and ndarray of bool
        The other.
    image_shape : tuple of int or None
        Height and width, where rows are images.
    """

    encoding: Encoding | Pixels
    X: pd.DataFrame
    y: NDArray[np.bool_]
    X_unseen: pd.DataFrame
    y_unseen: NDArray[np.bool_]
    image_shape: tuple[int, ...] | None = None


def halves_of(table: LabeledTable, seed: int, *, as_images: bool = False) -> Halves:
    """Part a data set; the rare class against all others."""
    is_rare = table.y == table.y.max()
    filled, unseen = train_test_split(
        np.arange(len(is_rare)), test_size=0.5, stratify=is_rare, random_state=seed
    )
    encoding = Pixels() if as_images else Encoding(table.X.iloc[filled])
    X, X_unseen = (encoding.clean(table.X.iloc[rows]) for rows in (filled, unseen))
    shape = table.image_shape if as_images else None
    return Halves(encoding, X, is_rare[filled], X_unseen, is_rare[unseen], shape)


def forest(seed: int, **more: Any) -> RandomForestClassifier:
    """Return the forest that all measures are made with."""
    return RandomForestClassifier(_TREES, random_state=seed, n_jobs=1, **more)


def c2st(new: NDArray[np.float64], real: NDArray[np.float64], seed: int) -> float:
    """Return the AUC with which a forest tells two sets of rows apart, on folds of its own."""
    n = min(len(new), len(real))
    rng = np.random.default_rng(seed)
    chosen = [rows[rng.permutation(len(rows))[:n]] for rows in (new, real)]
    is_new = np.repeat([1, 0], n)
    rows = np.concatenate(chosen)
    scores = cross_val_predict(forest(seed), rows, is_new, cv=_FOLDS, method="predict_proba")
    return float(roc_auc_score(is_new, scores[:, 1]))


def adherence(
    rows: NDArray[np.float64],
    unseen: NDArray[np.float64],
    y_unseen: NDArray[np.bool_],
    seed: int,
) -> float:
    """Return the share of rows that a forest of an unseen half takes for its rare class."""
    return float(oracle_of(unseen, y_unseen, seed).predict(rows).mean())


def oracle_of(
    unseen: NDArray[np.float64], y_unseen: NDArray[np.bool_], seed: int
) -> RandomForestClassifier:
    """Return a forest of an unseen half, which says of rows whether they are of its rare class."""
    return forest(seed, class_weight="balanced").fit(unseen, y_unseen)


def measure(
    halves: Halves, new: pd.DataFrame, filled: pd.DataFrame, y: NDArray[np.bool_], seed: int
) -> dict[str, float]:
    """Return the measures of new rows, and of classifiers trained on the table with them.

    Parameters
    ----------
    halves : Halves
        The two halves.
    new : DataFrame
        The new rows of the rare class.
    filled, y : DataFrame and ndarray
        What the classifiers are trained on.
    seed : int
        That of all forests and folds.
    """
    as_matrix = halves.encoding.to_matrix
    made, unseen = as_matrix(new), as_matrix(halves.X_unseen)
    own, real = as_matrix(halves.X[halves.y]), unseen[halves.y_unseen]
    near = NearestNeighbors(n_neighbors=1).fit(own)
    to_new, to_real = (np.median(near.kneighbors(rows)[0]) for rows in (made, real))
    found = {
        "c2st": c2st(made, real, seed),
        "copies": float((made[:, np.newaxis] == own).all(axis=2).any(axis=1).mean()),
        "adherence": adherence(made, unseen, halves.y_unseen, seed),
        "closest": float(to_new / to_real),
    }
    matrix = as_matrix(filled)
    for name, model in (
        ("forest", forest(seed)),
        ("logistic", LogisticRegression(max_iter=1000)),
    ):
        scores = model.fit(matrix, y).predict_proba(unseen)[:, 1]
        found[name] = float(average_precision_score(halves.y_unseen, scores))
    return found


def real_row(halves: Halves, seed: int) -> dict[str, Any]:
    """Return what real rows of the filled half score, and classifiers without resampling."""
    found = measure(halves, halves.X[halves.y], halves.X, halves.y, seed)
    # They are the rows themselves.
    return found | {"copies": 0.0, "closest": 1.0, "seconds": 0.0}


def sampler_row(halves: Halves, arm: str, seed: int) -> dict[str, Any]:
    """Return the measures of the rows of one sampler."""
    sampler = METHODS[arm].build_sampler(seed, halves.image_shape)
    if halves.encoding.nominal:
        sampler.set_params(categorical_features="auto")
    start = time.process_time()
    filled, y = sampler.fit_resample(halves.X, halves.y)
    seconds = time.process_time() - start
    new = filled[len(halves.X) :]
    return measure(halves, new, filled, y, seed) | {"seconds": seconds}


def run(arms: Sequence[str], sets: Sequence[str], *, as_images: bool = False) -> pd.DataFrame:
    """Return a row for each data set and sampler: means over the halves."""
    rows = []
    for name in sets:
        table = DATASETS[name].read()
        for repeat in range(REPEATS):
            halves = halves_of(table, repeat, as_images=as_images)
            known = {"dataset": name, "repeat": repeat, "n_rare": int(halves.y.sum())}
            rows.append(known | {"method": REAL} | real_row(halves, repeat))
            rows += [known | {"method": arm} | sampler_row(halves, arm, repeat) for arm in arms]
            print(f"{name}, half {repeat + 1} of {REPEATS}", flush=True)
    found = pd.DataFrame(rows).groupby(["dataset", "method"], sort=False)
    # Halves of an odd number of rare rows differ by one.
    means = found[[*MEASURES, "seconds"]].mean().round(4)
    return means.assign(n_rare=found["n_rare"].min()).reset_index()
