"""Clusters that are merged, the nearest first, where they run in one direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dsyevr

from oversample.variants._linkage import pays_off


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
        self.moments: list[Moments | None] = [None] * len(points)
        self.axis = np.zeros(points.shape)
        self.is_small = np.full(len(points), True)
        self.is_gone = np.full(len(points), False)
        # The cluster that each may be merged with first, and how far away it is.
        self.nearest = distance.argmin(axis=1)
        self.least = distance.min(axis=1)

    def merge_all(self) -> NDArray[np.intp]:
        """Merge while there is something to merge; return the cluster of each point, from 0."""
        n_left = len(self.points)
        merge = self._merge_compiled if pays_off(n_left, "merge_pieces") else self._merge
        first = int(self.least.argmin())
        while self.least[first] < np.inf:
            second = int(self.nearest[first])
            first = merge(first, second, *self._join(first, second))
            n_left -= 1
            if 2 * n_left < len(self.members):
                first = self._leave_out_merged(first)
        cluster_of = np.empty(len(self.points), dtype=np.intp)
        for number, members in enumerate(filter(len, self.members)):
            cluster_of[members] = number
        return cluster_of

    def _join(self, first: int, second: int) -> tuple[NDArray[np.float64], bool]:
        """Merge the members of the second cluster into the first.

        Returns
        -------
        axis : ndarray of shape (d,)
            The first principal axis of both together.
        is_small : bool
            Whether they are too few.
        """
        members = np.concatenate([self.members[first], self.members[second]])
        if len(members) <= self.points.shape[1]:
            axis = principal_axis(self.points[members])
        else:
            moments = self._moments(first).joined(self._moments(second))
            axis = moments.axis()
            self.moments[first], self.moments[second] = moments, None
        self.members[first], self.members[second] = members, members[:0]
        return axis, len(members) < self.min_members

    def _merge_compiled(
        self, first: int, second: int, axis: NDArray[np.float64], is_small: bool
    ) -> int:
        """Do what `_merge` does, in a compiled loop."""
        from oversample._kernels.assembly import Pieces, merge_pieces

        pieces = Pieces(
            self.distance, self.axis, self.is_small, self.nearest, self.least, self.is_gone
        )
        return int(merge_pieces(pieces, first, second, axis, is_small, self.min_cosine))

    def _merge(self, first: int, second: int, axis: NDArray[np.float64], is_small: bool) -> int:
        """Merge two clusters, of which the first has the lower number and keeps it.

        Returns
        -------
        int
            The cluster that is to be merged next; any if there is none.
        """
        between = self._what_counts([first, second]).min(axis=0)
        between[[first, second]] = np.inf
        self.distance[first] = self.distance[:, first] = between
        self.distance[second] = self.distance[:, second] = self.least[second] = np.inf
        self.axis[first], self.is_small[first], self.is_gone[second] = axis, is_small, True
        to_first = self._mergeable([first])[0]
        sooner = (to_first < self.least) | ((to_first == self.least) & (first < self.nearest))
        self.least[sooner], self.nearest[sooner] = to_first[sooner], first
        lost = (self.nearest == first) | (self.nearest == second)
        lost &= (to_first > self.least) & (self.least < np.inf)
        self.nearest[first] = to_first.argmin()
        self.least[first] = to_first[self.nearest[first]]
        lost[first] = False
        clusters = np.flatnonzero(lost)
        if len(clusters):
            mergeable = self._mergeable(clusters)
            self.nearest[clusters] = mergeable.argmin(axis=1)
            self.least[clusters] = mergeable.min(axis=1)
        return int(self.least.argmin())

    def _moments(self, cluster: int) -> Moments:
        """Return the moments of a cluster, which large ones keep."""
        return self.moments[cluster] or Moments.of(self.points[self.members[cluster]])

    def _leave_out_merged(self, cluster: int) -> int:
        """Leave out what was merged into others; return the new number of a cluster."""
        left = np.flatnonzero(~self.is_gone)
        place = np.zeros(len(self.members), dtype=np.intp)
        place[left] = np.arange(len(left))
        self.distance = self.distance[np.ix_(left, left)]
        self.members = [self.members[cluster] for cluster in left]
        self.moments = [self.moments[cluster] for cluster in left]
        self.axis, self.is_small = self.axis[left], self.is_small[left]
        self.is_gone = self.is_gone[left]
        self.nearest, self.least = place[self.nearest[left]], self.least[left]
        return int(place[cluster])

    def _may_merge(self, clusters: Sequence[int] | NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which clusters each of some clusters may be merged with."""
        may_merge = np.abs(self.axis[clusters] @ self.axis.T) > self.min_cosine
        may_merge |= self.is_small
        may_merge |= self.is_small[clusters, np.newaxis]
        return may_merge

    def _mergeable(self, clusters: Sequence[int] | NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the distances of some clusters to those that each may be merged with."""
        return np.where(self._may_merge(clusters), self.distance[clusters], np.inf)

    def _what_counts(self, clusters: Sequence[int]) -> NDArray[np.float64]:
        """Return the distances from clusters that have not been found to be none to merge over."""
        distance = self.distance[clusters]
        passed = distance <= self.least[clusters, np.newaxis]
        passed &= ~self._may_merge(clusters)
        distance[passed] = np.inf
        return distance


class Moments(NamedTuple):
    """The moments of the points of a cluster.

    Attributes
    ----------
    n : int
        The number of points.
    mean : ndarray of shape (d,)
        Their mean.
    scatter : ndarray of shape (d, d)
        The sum of the outer products of their deviations from it.
    """

    n: int
    mean: NDArray[np.float64]
    scatter: NDArray[np.float64]

    @classmethod
    def of(cls, points: NDArray[np.float64]) -> Moments:
        """Compute the moments of points."""
        if len(points) == 1:
            return cls(1, points[0], np.zeros((points.shape[1], points.shape[1])))
        # From a point, so that equal ones are exactly zero apart.
        away = points - points[0]
        mean = away.mean(axis=0)
        away -= mean
        return cls(len(points), points[0] + mean, away.T @ away)

    def joined(self, other: Moments) -> Moments:
        """Return the moments of two clusters together."""
        n, between = self.n + other.n, other.mean - self.mean
        scatter = self.scatter + other.scatter
        scatter += self.n * other.n / n * np.outer(between, between)
        return Moments(n, self.mean + other.n / n * between, scatter)

    def axis(self) -> NDArray[np.float64]:
        """Return the first principal axis, of length 1; zeros where all points are the same."""
        if not self.scatter.any():
            return np.zeros(len(self.scatter))
        last = len(self.scatter)
        _, vectors, _, _, _ = dsyevr(self.scatter, range="I", il=last, iu=last)
        return np.asarray(vectors[:, 0])


def principal_axis(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the first principal axis of points, of length 1; zeros where all are the same."""
    if len(points) > points.shape[1]:
        return Moments.of(points).axis()
    # From a point, so that equal ones are exactly zero.
    points = points - points[0]
    if not points.any():
        return np.zeros(points.shape[1])
    if len(points) == 2:
        # The square of what is very small is zero.
        between = points[1] / np.abs(points[1]).max()
        return np.asarray(between / np.linalg.norm(between))
    points = points - points.mean(axis=0)
    return np.asarray(np.linalg.svd(points, full_matrices=False)[2][0])
