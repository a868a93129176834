"""The inner folds: the same ones for all candidates."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import RepeatedStratifiedKFold, StratifiedGroupKFold, check_cv

N_FOLDS, N_REPEATS = 5, 2
"""The default: ten scores, of which the first five screen the candidates."""


class Split(NamedTuple):
    """Rows to train on and rows to judge by."""

    train: NDArray[np.intp]
    test: NDArray[np.intp]


def inner_splits(
    cv: Any, X: Any, codes: NDArray[np.intp], groups: Any, routed: dict[str, Any], seed: int
) -> list[Split]:
    """Return the splits that show all classes on both sides.

    Parameters
    ----------
    cv : None, int, splitter or iterable
        The parameter: by default five stratified folds, twice, and fewer folds where the rarest
        class has fewer rows. With groups no group is on both sides of a split.
    X : table
        The rows, for splitters that look at them.
    codes : ndarray of shape (n_rows,)
        The class of each row.
    groups : array-like of shape (n_rows,) or None
        The group of each row.
    routed : dict
        Further metadata that a splitter needs.
    seed : int
        The seed of the default's shuffles.

    Returns
    -------
    list of Split
        Those of which neither side lacks a class; a score of the others says nothing.
    """
    if cv is not None:
        metadata = routed if groups is None else routed | {"groups": groups}
        splits = check_cv(cv, codes, classifier=True).split(X, codes, **metadata)
    else:
        splits = _default_splits(codes, groups, seed)
    n_classes = codes.max() + 1
    return [
        Split(np.asarray(train), np.asarray(test))
        for train, test in splits
        if all(len(np.unique(codes[rows])) == n_classes for rows in (train, test))
    ]


def _default_splits(codes: NDArray[np.intp], groups: Any, seed: int) -> list[tuple[Any, Any]]:
    rows = np.zeros(len(codes))
    n_folds = max(2, min(N_FOLDS, int(np.bincount(codes).min())))
    if groups is None:
        repeated = RepeatedStratifiedKFold(n_splits=n_folds, n_repeats=N_REPEATS, random_state=seed)
        return list(repeated.split(rows, codes))
    folds = [
        StratifiedGroupKFold(n_folds, shuffle=True, random_state=(seed + repeat) % 2**32)
        for repeat in range(N_REPEATS)
    ]
    return [split for fold in folds for split in fold.split(rows, codes, groups)]


def share_of_test(splits: list[Split]) -> float:
    """Return the number of test rows divided by that of training rows, averaged over splits."""
    return float(np.mean([len(split.test) / len(split.train) for split in splits]))
