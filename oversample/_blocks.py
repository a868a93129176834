"""Blocks of rows: what is computed at once, so that temporary arrays have a bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Cells; 2 MB in float64, so that the handful of arrays of an expression stays in a CPU's cache.
CELLS = 250_000
# Cells; 256 kB in float64, which stay in the cache of a core.
CACHED = 2**15
# Distances, one for each pair of rows; 16 MB in float64, many enough to fill a call of SciPy.
DISTANCES = 2_000_000


def block_length(width: int, cells: int | None = None) -> int:
    """Return how many rows of `width` cells make a block of at most `cells`; at least one."""
    return max(1, (CELLS if cells is None else cells) // max(1, width))


def blocks(n: int, width: int, cells: int | None = None) -> Iterator[slice]:
    """Yield the slices that divide n rows of `width` cells into blocks of at most `cells`."""
    length = block_length(width, cells)
    for start in range(0, n, length):
        yield slice(start, min(start + length, n))


def gather(X: NDArray[Any], rows: NDArray[np.intp], work: NDArray[Any]) -> NDArray[Any]:
    """Copy rows, whose numbers have been checked, to the first lines of an array, and return these.

    Where an array is used again and again, its pages are there, and stay in the cache.
    """
    return np.take(X, rows, axis=0, out=work[: len(rows)], mode="clip")


def count_codes(codes: NDArray[np.integer], n_classes: int) -> NDArray[np.intp]:
    """Count the rows of each class; block by block, for NumPy counts a wider copy of its input."""
    counts = np.zeros(n_classes, dtype=np.intp)
    for block in blocks(len(codes), 1):
        counts += np.bincount(codes[block], minlength=n_classes)
    return counts
