"""Levels of the rows of a class, by how near other classes are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oversample.smote.base import ClassRows


def proximity_levels(group: ClassRows, n_levels: int, k: int) -> NDArray[np.intp]:
    r"""Divide the rows of a class into levels, the nearest to other classes first.

    Level :math:`l = 1, \ldots, L - 1` has the rows that are, among those that no earlier level has,
    one of the ``k`` nearest to any row of another class; level :math:`L` has the rest.

    Parameters
    ----------
    group : ClassRows
        The class.
    n_levels : int
        The number of levels :math:`L`; there are fewer where rows run out.
    k : int
        The number of nearest rows of each row of another class.

    Returns
    -------
    ndarray of shape (n_class,)
        The level of each row, from 1.
    """
    foreign = np.flatnonzero(group.problem.target.codes != group.code)
    level = np.full(len(group.rows), n_levels)
    left = np.arange(len(group.rows))
    for number in range(1, n_levels):
        if not len(left):
            break
        nearest = group.space.nearest_of(
            foreign, group.rows[left], min(k, len(left)), mismatch=group.mismatch
        )
        taken = np.unique(nearest.indices)
        level[left[taken]] = number
        left = np.delete(left, taken)
    return level


def weights_of_levels(level: NDArray[np.intp], theta: float) -> NDArray[np.float64]:
    r"""Return how often new rows are due to each row.

    The rows of level :math:`l` share :math:`e^{-\theta (l - 1)}`, up to a common factor; those of a
    level of one row have none.

    Parameters
    ----------
    level : ndarray of shape (n_class,)
        The level of each row, from 1.
    theta : float
        The decay :math:`\theta`.

    Returns
    -------
    ndarray of shape (n_class,)
        The weights; all zero where no level has two rows.
    """
    size = np.bincount(level)[level]
    is_usable = size > 1
    # From the first usable level, so that no decay makes all of them zero.
    first = level[is_usable].min() if is_usable.any() else 1
    return np.where(is_usable, np.exp(-theta * np.maximum(level - first, 0)) / size, 0.0)


def no_pair(n_levels: int, k: int) -> str:
    """Return why a class of which no level has two rows is not filled, with the remedies."""
    return f"no level has two rows (lower n_levels={n_levels} or raise k_neighbors={k})"
