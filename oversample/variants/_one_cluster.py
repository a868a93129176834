"""Classes so compact that average linkage ends in one cluster: told without their distances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Sums of squares are rounded.
_SLACK = 1e-9


def is_surely_one(points: NDArray[np.float64], penalty: float, limit: float) -> bool:
    r"""Return whether a bound tells that average linkage up to a limit merges all points.

    Means of merged clusters never come nearer, so that it is enough that the last two clusters are
    not further apart than the limit. Whichever these are: of the smaller, :math:`A`, with a share
    :math:`a \le 1/2` of the points, :math:`q` is the mean squared distance from the centre of all,
    and :math:`t` that of all points. Then

    .. math::

        \operatorname{mean} \lVert x - y \rVert \le
        \sqrt{\operatorname{mean} \lVert x - y \rVert^2} \le
        \sqrt{\frac{t + (1 - 2 a) \, q}{1 - a} + 2 \min\left(\lambda,
        \frac{a}{1 - a} \, q\right)}

    where :math:`\lambda` is the largest eigenvalue of the covariance. It is largest where the
    points of :math:`A` are the furthest from the centre.

    Parameters
    ----------
    points : ndarray of shape (n, d)
        The points, at least two.
    penalty : float
        What is added to squared distances at most, for categories.
    limit : float
        The largest mean distance of clusters that are merged.

    Returns
    -------
    bool
        True where it is sure; False where that is not known.
    """
    n = len(points)
    centred = points - points.mean(axis=0)
    square = np.einsum("ij,ij->i", centred, centred)
    largest = n // 2
    share = np.arange(1, largest + 1) / n
    outer = np.cumsum(np.sort(square)[::-1][:largest]) / np.arange(1, largest + 1)
    wide = centred.shape[1] > n
    scatter = centred @ centred.T if wide else centred.T @ centred
    spread = float(np.linalg.eigvalsh(scatter / n).max(initial=0.0))
    between = np.minimum(spread, share / (1 - share) * outer)
    squared = (square.mean() + (1 - 2 * share) * outer) / (1 - share) + 2 * between + penalty
    return float(squared.max()) * (1 + _SLACK) <= limit**2
