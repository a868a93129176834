"""How informative rows of a class are to rows at its border: by their closeness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oversample._kernel_files import is_worth_compiling
from oversample.smote import ClassRows
from oversample.variants._distances import squared_distances

# The least distance that a closeness is the inverse of, whose square is a float.
_LEAST = 1e-100

# Beyond any distance, in units of the magnitude: from there on, all rows are equally close.
_MOST = 1e100

# Squares between these have roots and inverses in float32, from which the compiled loop begins.
_SINGLE = (1e-30, 1e30)


def informative_weights(
    group: ClassRows,
    border: NDArray[np.intp],
    informative: NDArray[np.intp],
    threshold: float,
) -> NDArray[np.float64]:
    """Sum up how informative rows are to the rows of the border, but for a factor.

    Parameters
    ----------
    group : ClassRows
        The class.
    border : ndarray of shape (n_border,)
        Row numbers of other classes.
    informative : ndarray of shape (n_informative,)
        Row numbers of the class.
    threshold : float
        The greatest closeness, of distances divided by the number of columns.

    Returns
    -------
    ndarray of shape (n_informative,)
        The weights.
    """
    space = group.space
    width = space.X.shape[1] + space.codes.shape[1]
    # Distances are in units of the magnitude: only what the threshold is has another unit.
    least = float(min(max(width / threshold / space.magnitude, _LEAST), _MOST) ** 2)
    weight = np.zeros(len(informative))
    add = add_shares
    if is_worth_compiling(len(border) * len(informative), "add_shares"):
        from oversample._kernels.closeness import add_shares as add
    low, high = _SINGLE
    for squared in squared_distances(group, border, informative):
        is_in_range = least > low and squared.max() < high
        (add if is_in_range else add_shares)(squared, least, weight)
    return weight


def add_shares(squared: NDArray[np.float64], least: float, weight: NDArray[np.float64]) -> None:
    """Do what the kernel of this name does, by NumPy."""
    closeness_squared = np.divide(1, np.maximum(squared, least, out=squared))
    closeness = np.sqrt(closeness_squared, out=squared)
    weight += (1 / closeness.sum(axis=1)) @ closeness_squared
