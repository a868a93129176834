"""Single linkage of clusters that may not all be merged: one merger, and what is nearest then."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._kernels import jit_in_place


class Pieces(NamedTuple):
    """Clusters, and the nearest that each may be merged with; d is the number of columns."""

    distance: NDArray[np.float64]
    """Distances, of shape (n, n); infinite where nothing counts between two clusters, and anything
    to those that are no more."""

    axis: NDArray[np.float64]
    """First principal axes, of shape (n, d)."""

    is_small: NDArray[np.bool_]
    """Whether a cluster is merged with any."""

    nearest: NDArray[np.intp]
    """The nearest cluster that each may be merged with."""

    least: NDArray[np.float64]
    """How far away that is; infinite where there is none."""

    is_gone: NDArray[np.bool_]
    """Whether a cluster was merged into another."""


@jit_in_place
def merge_pieces(pieces, first, second, axis, is_small, min_cosine):
    """Merge two clusters, of which the first has the lower number and keeps it.

    Parameters
    ----------
    pieces : Pieces
        Changed.
    first, second : intp
    axis : ndarray of shape (d,), float64
        The axis of both together.
    is_small : bool
        Whether both together may be merged with any.
    min_cosine : float64
        The cosine of the angle of two axes above which clusters may be merged.

    Returns
    -------
    intp
        The cluster that is to be merged next; the first one if none is.
    """
    _join_distances(pieces, first, second, min_cosine)
    for p in range(axis.size):
        pieces.axis[first, p] = axis[p]
    pieces.is_small[first] = is_small
    pieces.is_gone[second] = True
    pieces.least[second] = np.inf
    _find_nearest(pieces, first, second, min_cosine)
    cluster = 0
    for other in range(pieces.least.size):
        if pieces.least[other] < pieces.least[cluster]:
            cluster = other
    return cluster


@jit_in_place
def _may_merge(axis, is_small, cluster, other, min_cosine):
    """Return whether two clusters may be merged."""
    if is_small[cluster] or is_small[other]:
        return True
    cosine = 0.0
    for p in range(axis.shape[1]):
        cosine += axis[cluster, p] * axis[other, p]
    return abs(cosine) > min_cosine


@jit_in_place
def _join_distances(pieces, first, second, min_cosine):
    """Write the distances of two clusters together: the least that counts of each."""
    distance, is_gone = pieces.distance, pieces.is_gone
    for cluster in (first, second):
        # What is as near as the nearest, and not it, has been found to be none to merge over.
        _leave_out_crossing(pieces, cluster, min_cosine)
    for other in range(is_gone.size):
        distance[first, other] = min(distance[first, other], distance[second, other])
    distance[first, first] = distance[first, second] = np.inf
    for other in range(is_gone.size):
        if not is_gone[other]:
            distance[other, first] = distance[first, other]


@jit_in_place
def _leave_out_crossing(pieces, cluster, min_cosine):
    """Leave out the distances of a cluster up to the least that may not be merged over."""
    axis, is_small, least = pieces.axis, pieces.is_small, pieces.least[cluster]
    row = pieces.distance[cluster]
    for other in range(row.size):
        if row[other] <= least and not _may_merge(axis, is_small, cluster, other, min_cosine):
            row[other] = np.inf


@jit_in_place
def _find_nearest(pieces, first, second, min_cosine):
    """Find what is nearest to a merged cluster, and to those that were nearest to its parts."""
    axis, is_small, is_gone = pieces.axis, pieces.is_small, pieces.is_gone
    nearest, least, row = pieces.nearest, pieces.least, pieces.distance[first]
    best = np.inf
    for other in range(least.size):
        if other == first or is_gone[other]:
            continue
        away = row[other]
        decides = away < best or away <= least[other]
        # Whether two may be merged takes longer to say than how far away they are.
        if decides and away < np.inf and not _may_merge(axis, is_small, first, other, min_cosine):
            away = np.inf
        if away < best:
            best, nearest[first] = away, other
        if away < least[other] or (away == least[other] and first < nearest[other]):
            least[other], nearest[other] = away, first
        elif nearest[other] == second or (nearest[other] == first and away > least[other]):
            least[other] = _look_again(pieces, other, min_cosine)
    least[first] = best


@jit_in_place
def _look_again(pieces, cluster, min_cosine):
    """Find the nearest that a cluster may be merged with, and return how far away it is."""
    axis, is_small, is_gone = pieces.axis, pieces.is_small, pieces.is_gone
    row = pieces.distance[cluster]
    least = np.inf
    for other in range(row.size):
        is_nearer = row[other] < least and not is_gone[other]
        if is_nearer and _may_merge(axis, is_small, cluster, other, min_cosine):
            least, pieces.nearest[cluster] = row[other], other
    return least
