"""Splits and seeds, the same ones for all methods."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
from sklearn.model_selection import StratifiedKFold

N_FOLDS = 5
N_INNER_FOLDS = 5


def derive_seed(*parts: str | int) -> int:
    """Return a seed in [0, 2**32) that depends on the parts and on nothing else."""
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:4], "little")


def fold_seed(seed: int, dataset: str, repeat: int, fold: int) -> int:
    """Return the seed of everything random in a fold.

    It depends neither on the method nor on the classifier: all methods get common random numbers,
    and a new method changes no other one's results.
    """
    return derive_seed(seed, dataset, repeat, fold)


def split(y: np.ndarray, seed: int, dataset: str, repeat: int, fold: int) -> list[np.ndarray]:
    """Return the training and the test rows of a fold."""
    folds = StratifiedKFold(
        n_splits=N_FOLDS, shuffle=True, random_state=derive_seed(seed, dataset, repeat)
    )
    return list(list(folds.split(np.zeros(len(y)), y))[fold])


def inner_folds(y: np.ndarray, seed: int, n_folds: int = N_INNER_FOLDS) -> list[tuple]:
    """Return the splits of a training fold in which thresholds and configurations are chosen.

    There are ``n_folds`` of them, fewer where the rarest class has fewer rows, and at least two.
    """
    fewest = int(np.bincount(y).min())
    folds = StratifiedKFold(n_splits=max(2, min(n_folds, fewest)), shuffle=True, random_state=seed)
    return list(folds.split(np.zeros(len(y)), y))


def out_of_fold(
    y: np.ndarray,
    n_classes: int,
    seed: int,
    predict: Callable[[np.ndarray, np.ndarray], np.ndarray],
    n_folds: int = N_INNER_FOLDS,
) -> np.ndarray:
    """Return class probabilities of training rows by an arm that was fitted on other ones.

    Parameters
    ----------
    y : ndarray of int
        The class codes of the training rows.
    n_classes : int
        The number of classes.
    seed : int
        The seed of the inner folds.
    predict : callable
        Takes the numbers of the rows to fit on and of those held out, does everything anew (the
        encoding, the resampling, the fit), and returns the probabilities of the latter.
    n_folds : int
        The number of inner folds; see :func:`inner_folds`.

    Returns
    -------
    ndarray of shape (n_rows, n_classes)
        The probabilities.
    """
    probabilities = np.zeros((len(y), n_classes))
    for kept, held_out in inner_folds(y, seed, n_folds):
        probabilities[held_out] = predict(kept, held_out)
    return probabilities
