"""How many other rows are within a distance of each row.

Products of matrices, or scores of leaves where kernels are worth their time, tell of most pairs on
which side of the distance they are. The few that rounding leaves open are measured as every search
of neighbours measures, so that both ways count the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from oversample._blocks import DISTANCES, blocks
from oversample.neighbors import _choice
from oversample.neighbors._float32 import float32_scaling
from oversample.neighbors._measure import measure_pairs, penalty

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TIE = 1e-9
"""Squared distances that are larger than that of the radius by this share count as equal to it."""

_ALL = 1e250
"""A squared distance that all rows are within: those whose squares are floats in any sum."""


def count_within(
    X: NDArray[np.floating],
    radius: float,
    codes: NDArray[np.integer],
    mismatch: float,
    n_jobs: int | None,
) -> NDArray[np.intp]:
    """Count the other rows within a radius of each row.

    Parameters
    ----------
    X : ndarray of shape (n, d), float32 or float64
        Numbers whose squares are floats; none is missing.
    radius : float
        The distance, that itself included.
    codes : ndarray of shape (n, c), int
        Category codes.
    mismatch : float
        Distance between two rows that differ in one code only.
    n_jobs : int or None
        Threads; the result does not depend on it.

    Returns
    -------
    ndarray of shape (n,), intp
        The counts.
    """
    surely = min(radius * radius, _ALL)
    limit = (1 + _TIE) * surely
    scaling = None if codes.shape[1] else float32_scaling(X, 0.0)
    if scaling is not None and _choice.use_compiled("count_pairs", len(X), len(X), X.shape[1]):
        from oversample.neighbors._within_leaves import count_by_leaf

        return count_by_leaf(X, surely, limit, n_jobs, scaling)
    return _count_by_product(X, surely, limit, codes, mismatch)


def _count_by_product(
    X: NDArray[np.floating],
    surely: float,
    limit: float,
    codes: NDArray[np.integer],
    mismatch: float,
) -> NDArray[np.intp]:
    r"""Count by products of matrices the pairs up to a limit of squared distances.

    :math:`\lVert a - b \rVert^2 / 2 = -a \cdot b + \lVert a \rVert^2 / 2 + \lVert b \rVert^2 / 2`
    is one product for a block of rows, with the squares as two further columns. These are made
    smaller by all that rounding can do.
    """
    n = len(X)
    # About their mean, of which products lose fewer digits.
    centred = X.astype(np.float64) - X.mean(axis=0, dtype=np.float64)
    half = np.square(centred).sum(axis=1) / 2
    error = 2 * (X.shape[1] + 16) * np.finfo(np.float64).eps
    least = (1 - error) * half
    left = np.column_stack([-centred, least, np.ones(n)])
    right = np.column_stack([centred, np.ones(n), least]).T
    lowest = surely / 2 - 4 * error * half.max()
    count = np.zeros(n, dtype=np.intp)
    for block in blocks(n, n, DISTANCES):
        # Each pair once: rows of a block, and those after each.
        apart = left[block] @ right[:, block.start :]
        for column in codes.T:
            apart += mismatch**2 / 2 * (column[block, np.newaxis] != column[block.start :])
        is_near = apart <= (1 + _TIE) * limit / 2
        is_near[:, : len(apart)] &= ~np.tri(len(apart), dtype=bool)
        count[block] += is_near.sum(axis=1, dtype=np.intp)
        count[block.start :] += is_near.sum(axis=0, dtype=np.intp)
        # NumPy finds what is set in a line in a tenth of the time that it takes in a matrix.
        a, b = np.divmod(np.flatnonzero(is_near & (apart > lowest)), n - block.start)
        a, b = a + block.start, b + block.start
        differing = (codes[a] != codes[b]).sum(axis=1)
        beyond = measure_pairs(X, a, X, b) + penalty(mismatch, differing) > limit
        count -= np.bincount(np.concatenate([a[beyond], b[beyond]]), minlength=n)
    return count
