"""Clusters that are merged, the nearest first, where they run in one direction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Assembly:
    """Single linkage of points, in which clusters that cross each other are not merged.

    The nearest two clusters are merged if one of them has too few members, or their first principal
    axes are parallel enough; else what is between the two of them no longer counts. Of equal
    distances those count first that are not to be merged, and then those of the lowest points.

    Parameters
    ----------
    distance : ndarray of shape (n, n)
        The distances of the points; overwritten.
    points : ndarray of shape (n, d)
        The points.
    min_members : int
        Clusters of fewer members are always merged; at least 2.
    min_cosine : float
        The cosine of the angle of two axes above which clusters are merged.
    """

    def __init__(
        self,
        distance: NDArray[np.float64],
        points: NDArray[np.float64],
        min_members: int,
        min_cosine: float,
    ) -> None:
        np.fill_diagonal(distance, np.inf)
        self.distance = distance
        self.points = points
        self.min_members = min_members
        self.min_cosine = min_cosine
        self.members = list(np.arange(len(points))[:, np.newaxis])
        self.axis = np.zeros(points.shape)
        self.is_small = np.full(len(points), True)
        # The cluster that each may be merged with first, and how far away it is.
        self.nearest = distance.argmin(axis=1)
        self.least = distance.min(axis=1)

    def merge_all(self) -> NDArray[np.intp]:
        """Merge while there is something to merge; return the cluster of each point, from 0."""
        while len(self.least) > 1 and self.least.min() < np.inf:
            first = int(self.least.argmin())
            self._merge(first, int(self.nearest[first]))
        cluster_of = np.empty(len(self.points), dtype=np.intp)
        for number, members in enumerate(filter(len, self.members)):
            cluster_of[members] = number
        return cluster_of

    def _merge(self, first: int, second: int) -> None:
        """Merge two clusters, of which the first has the lower number and keeps it."""
        between = np.minimum(self._what_counts(first), self._what_counts(second))
        between[[first, second]] = np.inf
        self.distance[first] = self.distance[:, first] = between
        self.distance[second] = self.distance[:, second] = self.least[second] = np.inf
        self.members[first] = np.concatenate([self.members[first], self.members[second]])
        self.members[second] = self.members[second][:0]
        self.axis[first] = principal_axis(self.points[self.members[first]])
        self.is_small[first] = len(self.members[first]) < self.min_members
        to_first = self._mergeable(first)
        sooner = (to_first < self.least) | ((to_first == self.least) & (first < self.nearest))
        self.least[sooner], self.nearest[sooner] = to_first[sooner], first
        lost = (self.nearest == first) | (self.nearest == second)
        lost &= (to_first > self.least) & (self.least < np.inf)
        for cluster in [first, *np.flatnonzero(lost).tolist()]:
            mergeable = self._mergeable(cluster)
            self.nearest[cluster] = mergeable.argmin()
            self.least[cluster] = mergeable[self.nearest[cluster]]

    def _may_merge(self, cluster: int) -> NDArray[np.bool_]:
        """Return which clusters a cluster may be merged with."""
        if self.is_small[cluster]:
            return np.full(len(self.points), True)
        return self.is_small | (np.abs(self.axis @ self.axis[cluster]) > self.min_cosine)

    def _mergeable(self, cluster: int) -> NDArray[np.float64]:
        """Return the distances to the clusters that a cluster may be merged with."""
        return np.where(self._may_merge(cluster), self.distance[cluster], np.inf)

    def _what_counts(self, cluster: int) -> NDArray[np.float64]:
        """Return the distances from a cluster that have not been found to be none to merge over."""
        distance = self.distance[cluster]
        passed = ~self._may_merge(cluster) & (distance <= self.least[cluster])
        return np.where(passed, np.inf, distance)


def principal_axis(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the first principal axis of points, of length 1; zeros where all are the same."""
    # From a point, so that equal ones are exactly zero.
    points = points - points[0]
    if not points.any():
        return np.zeros(points.shape[1])
    points = points - points.mean(axis=0)
    if len(points) <= points.shape[1]:
        return np.asarray(np.linalg.svd(points, full_matrices=False)[2][0])
    return np.asarray(np.linalg.eigh(points.T @ points)[1][:, -1])
