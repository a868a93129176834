"""Average linkage up to a limit, by chains of nearest neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from oversample._kernel_files import is_worth_compiling

# A pair of points takes as long as this many cells of new rows, in NumPy and in a compiled loop.
_CELLS = 4


def pays_off(n: int, kernel: str) -> bool:
    """Return whether a compiled loop over all pairs of n points is done sooner than NumPy."""
    return is_worth_compiling(_CELLS * n**2, kernel)


def average_linkage(distance: NDArray[np.float64], limit: float) -> NDArray[np.intp]:
    """Merge the nearest two clusters while their mean distance is not above a limit.

    A chain from cluster to nearest cluster ends in two that are nearest to each other; whatever
    else is merged, these will be. Means never come nearer by merging, so that a chain of larger
    steps than the limit is left alone for good: of its clusters none is merged any more.

    Parameters
    ----------
    distance : ndarray of shape (n, n)
        The distances of all points; overwritten.
    limit : float
        The largest mean distance of clusters that are merged.

    Returns
    -------
    ndarray of shape (n,), intp
        The cluster of each point, from 1, in the order of their first points.
    """
    np.fill_diagonal(distance, np.inf)
    n = len(distance)
    if pays_off(n, "merge_by_chains"):
        from oversample._kernels.linkage import merge_by_chains

        merged = np.empty((n, 2), dtype=np.intp)
        n_merges = merge_by_chains(distance, float(limit), merged)
        return _numbered(n, merged[:n_merges].tolist())
    return _numbered(n, _merges(distance, limit))


def _merges(distance: NDArray[np.float64], limit: float) -> list[tuple[int, int]]:
    """Return what was merged: the first point of each cluster, and of what became part of it."""
    points = np.arange(len(distance))
    size = np.ones(len(distance))
    # Infinite for clusters that are no more, or are not merged any more.
    closed = np.zeros(len(distance))
    merges: list[tuple[int, int]] = []
    chain: list[int] = []
    n_open = len(distance)
    while n_open:
        if not chain:
            chain.append(int(closed.argmin()))
        last = chain[-1]
        away = distance[last] + closed
        nearest = int(away.argmin())
        least = away[nearest]
        if least > limit:
            closed[chain] = np.inf
            n_open -= len(chain)
            chain.clear()
        elif len(chain) > 1 and away[chain[-2]] == least:
            kept, gone = chain.pop(), chain.pop()
            merges.append((int(points[kept]), int(points[gone])))
            total = size[kept] + size[gone]
            mean = (size[kept] * distance[kept] + size[gone] * distance[gone]) / total
            distance[kept] = distance[:, kept] = mean
            size[kept], closed[gone] = total, np.inf
            n_open -= 1
        else:
            chain.append(nearest)
        if 2 * n_open < len(distance):
            # What is closed is never looked at again.
            is_open = closed == 0
            place = np.cumsum(is_open) - 1
            chain = place[chain].tolist()
            distance = distance[np.ix_(is_open, is_open)]
            points, size, closed = points[is_open], size[is_open], closed[is_open]
    return merges


def _numbered(n: int, merges: Sequence[Sequence[int]]) -> NDArray[np.intp]:
    """Number the clusters of points, given in pairs what was kept and what became part of it."""
    cluster = np.arange(n)
    # The last merge first, so that what a cluster became part of has its number.
    for kept, gone in reversed(merges):
        cluster[gone] = cluster[kept]
    return numbered_by_first(cluster)


def numbered_by_first(cluster: NDArray[np.intp]) -> NDArray[np.intp]:
    """Number clusters from 1, in the order of their first points."""
    _, first, number = np.unique(cluster, return_index=True, return_inverse=True)
    return first.argsort().argsort()[number] + 1
