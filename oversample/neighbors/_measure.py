"""Squared distances in float64, summed in the order of the columns: what decides every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from oversample._blocks import CACHED, blocks

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray


def measure_pairs(
    A: NDArray[np.floating],
    a: NDArray[np.intp],
    B: NDArray[np.floating],
    b: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Return the squared distances of pairs of rows, given by number, of two dense tables."""
    squares = np.empty(a.size)
    for block in blocks(a.size, A.shape[1], CACHED):
        squares[block] = squared_distances(A[a[block]], B[b[block]])
    return squares


def squared_distances(A: Any, B: Any) -> NDArray[np.float64]:
    """Return the squared distance of each row of A from the same row of B, dense or sparse."""
    if not isinstance(A, np.ndarray):
        difference = A - B
        # A product adds the entries of a row one after the other; ``sum`` would add them in pairs.
        return (difference * difference) @ np.ones(A.shape[1])
    differences = A.astype(np.float64, copy=False) - B
    differences *= differences
    if len(A) == 1:  # NumPy would add the cells of a single row in pairs
        return np.add.accumulate(differences, axis=1)[:, -1] if A.shape[1] else np.zeros(1)
    return np.add.reduce(np.ascontiguousarray(differences.T), axis=0)


def penalty(mismatch: float, differing: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return the squared distance that differing codes add, in one product, rounded once."""
    return np.where(differing == 0, 0.0, mismatch * mismatch * differing)
