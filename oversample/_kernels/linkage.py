"""Distances of all pairs of points, and average linkage by chains of nearest clusters.

A chain goes from cluster to nearest cluster, and ends in two that are nearest to each other.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._kernels import jit, jit_in_place

LANES = 128
"""Points that are measured at once; a block of them and their sums stay in a CPU's first cache."""


class Clusters(NamedTuple):
    """Clusters that may yet be merged; what is past the width of the table is of none."""

    distance: NDArray[np.float64]
    """Mean distances, of shape (n, n); infinite between a cluster and itself."""

    closed: NDArray[np.float64]
    """Infinite for clusters that are no more, or are not merged any more; else 0."""

    size: NDArray[np.float64]
    """Numbers of points."""

    first: NDArray[np.intp]
    """The first point that was in each cluster."""


@jit
def write_distances(points, codes, penalty, distance):
    """Write the distances of all pairs of points.

    Squares are added up column by column in float64, so that every order of points gives the same.

    Parameters
    ----------
    points : ndarray of shape (n, d), float64
    codes : ndarray of shape (n, c), int64
    penalty : float64
        The squared distance of two codes that differ.
    distance : ndarray of shape (n, n), float64
        Written.
    """
    n, width = points.shape
    block = np.zeros((width, LANES))
    squared = np.empty(LANES)
    for start in range(0, n, LANES):
        stop = min(start + LANES, n)
        for p in range(width):
            for j in range(start, stop):
                block[p, j - start] = points[j, p]
        for i in range(stop):
            square_gaps(points[i], block, squared)
            for c in range(codes.shape[1]):
                for j in range(start, stop):
                    squared[j - start] += penalty * (codes[i, c] != codes[j, c])
            for j in range(start, stop):
                distance[i, j] = np.sqrt(squared[j - start])
    _mirror(distance)


@jit_in_place
def square_gaps(point, block, squared):
    """Write the squared distances of a point from the points of a block.

    Four columns are read at once, and added one by one, as those that are left over are.
    """
    squared[:] = 0.0
    in_fours = point.size - point.size % 4
    for p in range(0, in_fours, 4):
        a, b, c, d = point[p], point[p + 1], point[p + 2], point[p + 3]
        of_a, of_b, of_c, of_d = block[p], block[p + 1], block[p + 2], block[p + 3]
        for lane in range(LANES):
            to_a, to_b, to_c, to_d = a - of_a[lane], b - of_b[lane], c - of_c[lane], d - of_d[lane]
            total = squared[lane] + to_a * to_a
            total += to_b * to_b
            total += to_c * to_c
            squared[lane] = total + to_d * to_d
    for p in range(in_fours, point.size):
        x, row = point[p], block[p]
        for lane in range(LANES):
            gap = x - row[lane]
            squared[lane] += gap * gap


@jit_in_place
def _mirror(distance):
    """Write what is above the diagonal below it, in squares that stay in a cache."""
    n = distance.shape[0]
    for top in range(0, n, LANES):
        for left in range(0, top + 1, LANES):
            for i in range(top, min(top + LANES, n)):
                for j in range(left, min(left + LANES, i)):
                    distance[i, j] = distance[j, i]


@jit
def merge_by_chains(distance, limit, merges):
    """Merge the nearest two clusters while their mean distance is not above a limit.

    Parameters
    ----------
    distance : ndarray of shape (n, n), float64
        The distances of all points, infinite on the diagonal; overwritten.
    limit : float64
        The largest mean distance of clusters that are merged.
    merges : ndarray of shape (n, 2), intp
        Written, line by line: the first point of a cluster, and that of what became part of it.

    Returns
    -------
    intp
        The number of merges.
    """
    n = distance.shape[0]
    clusters = Clusters(distance, np.zeros(n), np.ones(n), np.arange(n))
    chain = np.empty(n + 1, dtype=np.intp)
    width, n_open, length, n_merges = n, n, 0, 0
    while n_open > 0:
        if length == 0:
            chain[0], length = _first_open(clusters.closed), 1
        last = chain[length - 1]
        nearest, least = _nearest(clusters, last, width)
        if least > limit:
            for i in range(length):
                clusters.closed[chain[i]] = np.inf
            n_open, length = n_open - length, 0
        elif length > 1 and distance[last, chain[length - 2]] == least:
            gone = chain[length - 2]
            merges[n_merges] = clusters.first[last], clusters.first[gone]
            _merge(clusters, last, gone, width)
            n_merges, n_open, length = n_merges + 1, n_open - 1, length - 2
        else:
            chain[length], length = nearest, length + 1
        if 2 * n_open < width:
            width = _leave_out_closed(clusters, chain[:length], width)
    return n_merges


@jit_in_place
def _first_open(closed):
    """Return the first cluster that may be merged."""
    cluster = 0
    while closed[cluster] > 0.0:
        cluster += 1
    return cluster


@jit_in_place
def _nearest(clusters, cluster, width):
    """Return the nearest of the clusters that may be merged, and its distance."""
    row, closed = clusters.distance[cluster], clusters.closed
    nearest, least = 0, np.inf
    for other in range(width):
        away = row[other] + closed[other]
        if away < least:
            nearest, least = other, away
    return nearest, least


@jit_in_place
def _merge(clusters, kept, gone, width):
    """Make one cluster part of another."""
    distance, size = clusters.distance, clusters.size
    total = size[kept] + size[gone]
    for other in range(width):
        mean = (size[kept] * distance[kept, other] + size[gone] * distance[gone, other]) / total
        distance[kept, other] = mean
    for other in range(width):
        distance[other, kept] = distance[kept, other]
    size[kept] = total
    clusters.closed[gone] = np.inf


@jit
def _leave_out_closed(clusters, chain, width):
    """Move the clusters that may be merged to the front, and return how many they are."""
    distance, closed, size, first = clusters
    left = np.flatnonzero(closed[:width] == 0.0)
    place = np.zeros(width, dtype=np.intp)
    for i in range(left.size):
        place[left[i]] = i
        for j in range(left.size):
            distance[i, j] = distance[left[i], left[j]]
        size[i], first[i], closed[i] = size[left[i]], first[left[i]], 0.0
    for i in range(chain.size):
        chain[i] = place[chain[i]]
    return left.size
