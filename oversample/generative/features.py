"""The cells of a class as trees see them, and the size of leaves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oversample.generative.base import ClassCells
from oversample.generative.copula import levels_of

SMALLEST_LEAF = 3
"""Leaves of fewer rows would copy rows, not cells."""

_LEAVES = 4
"""A small class is parted at least so often, if leaves then have three rows."""


def leaf_size(n_rows: int, wanted: int) -> int:
    """Return the fewest rows of a leaf, in a class of so many rows."""
    return max(SMALLEST_LEAF, min(wanted, n_rows // _LEAVES))


def features_of(cells: ClassCells) -> NDArray[np.float32]:
    """Return the place of each cell among the values of its column.

    Trees depend on the order of values alone, and compute in single precision.

    Parameters
    ----------
    cells : ClassCells
        The class.

    Returns
    -------
    ndarray of shape (m, n_numeric + n_categorical), float32
        Places from 0; missing numbers are NaN. Categories are in the order of their frequency.
    """
    columns = [*map(_places, cells.numbers.T), *map(_by_share, cells.codes.T)]
    return np.ascontiguousarray(np.column_stack(columns))


def _places(numbers: NDArray[np.float64]) -> NDArray[np.float32]:
    values = np.unique(numbers[~np.isnan(numbers)])
    places = np.searchsorted(values, numbers).astype(np.float32)
    places[np.isnan(numbers)] = np.nan
    return places


def _by_share(codes: NDArray[np.int32]) -> NDArray[np.float32]:
    levels, _ = levels_of(codes)
    order = np.argsort(levels)
    return order[np.searchsorted(levels[order], codes)].astype(np.float32)
