"""Classes so compact that bounds tell what average linkage ends in, without all distances."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

# Sums of squares are rounded.
_SLACK = 1e-9
# Where there are more groups, it takes less time to measure all distances.
_MOST_GROUPS = 64
# How often points go to the nearest mean: where groups are apart, once is enough.
_N_ROUNDS = 2


def compact_clusters(
    points: NDArray[np.float64], penalty: float, limit: float
) -> NDArray[np.intp] | None:
    r"""Return what average linkage up to a limit ends in, where bounds tell.

    A group of points is one of its clusters, if

    1. it is merged up to :math:`b`, as :func:`highest_merger` has it, and :math:`b` is not above
       the limit;
    2. all its distances from points of other groups are above :math:`b`. So whatever is part of
       the group is merged with the rest of it before it is with anything else;
    3. its mean is further from those of all other groups than the limit. Means of distances are at
       least as large as distances of means.

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
    ndarray of shape (n,), intp, or None
        The cluster of each point, from 0; None where it is not known.
    """
    if highest_merger(points, penalty) <= limit:
        return np.zeros(len(points), dtype=np.intp)
    group = _groups(points, limit)
    if group is None or not group.any():
        return None
    members = [points[group == number] for number in range(group.max() + 1)]
    centres = np.array([part.mean(axis=0) for part in members])
    apart = cdist(centres, centres)
    np.fill_diagonal(apart, np.inf)
    highest = np.array([highest_merger(part, penalty) for part in members])
    if apart.min() * (1 - _SLACK) <= limit or highest.max() > limit:
        return None
    radius = np.array(
        [cdist(part, [centre]).max() for part, centre in zip(members, centres, strict=True)]
    )
    needed = np.maximum(highest[:, np.newaxis], highest)
    is_open = apart * (1 - _SLACK) - radius[:, np.newaxis] - radius <= needed
    for a, b in np.argwhere(np.triu(is_open)):
        if cdist(members[a], members[b]).min() * (1 - _SLACK) <= needed[a, b]:
            return None
    return group


def _groups(points: NDArray[np.float64], limit: float) -> NDArray[np.intp] | None:
    """Group points by the nearest of some means; None where these would be too many."""
    centres: list[NDArray[np.float64]] = []
    left = np.arange(len(points))
    while len(left):
        if len(centres) == _MOST_GROUPS:
            return None
        away = np.linalg.norm(points[left] - points[left[0]], axis=1)
        centres.append(points[left[away <= limit]].mean(axis=0))
        left = left[away > limit]
    group = np.zeros(len(points), dtype=np.intp)
    for _ in range(_N_ROUNDS):
        group = cdist(points, np.array(centres), "sqeuclidean").argmin(axis=1)
        numbers, group = np.unique(group, return_inverse=True)
        centres = [points[group == number].mean(axis=0) for number in range(len(numbers))]
    return group


def highest_merger(points: NDArray[np.float64], penalty: float) -> float:
    r"""Return up to which mean distance average linkage surely merges all points.

    Means of merged clusters never come nearer, so that it is enough that the last two clusters are
    not further apart. Whichever these are: of the smaller, :math:`A`, with a share
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
        The points.
    penalty : float
        What is added to squared distances at most, for categories.

    Returns
    -------
    float
        The distance; 0 of one point.
    """
    n = len(points)
    if n == 1:
        return 0.0
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
    return float(np.sqrt(squared.max() * (1 + _SLACK)))
