"""Squared distances in float64, summed in the order of the columns: what decides every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray


def squared_distances(A: Any, B: Any) -> NDArray[np.float64]:
    """Return the squared distance of each row of A from the same row of B, dense or sparse."""
    if not isinstance(A, np.ndarray):
        difference = A - B
        # A product adds the entries of a row one after the other; ``sum`` would add them in pairs.
        return (difference * difference) @ np.ones(A.shape[1])
    differences = A.astype(np.float64, copy=False) - B
    differences *= differences
    squares = np.zeros(len(A))
    for p in range(A.shape[1]):
        squares += differences[:, p]
    return squares


def penalty(mismatch: float, differing: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return the squared distance that differing codes add, in one product, rounded once."""
    return np.where(differing == 0, 0.0, mismatch * mismatch * differing)
