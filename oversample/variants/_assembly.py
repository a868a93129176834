"""Clusters that are merged, the nearest first, where they run in one direction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from oversample.variants._linkage import pays_off
from oversample.variants._moments import Moments, principal_axis

# Columns up to which a compiled loop finds axes sooner than LAPACK does.
_MOST_COLUMNS = 64


class Assembly:
    """Single linkage of points, in which clusters that cross each other are not merged.

    A point that is alone is merged with the nearest, or with the cluster that this is in. The
    nearest two clusters are merged if one of them has too few members, or their first principal
    axes are parallel enough; else what is between the two of them no longer counts. Among equal
    distances those of points that are alone count first, in their order; then those that are not to
    be merged, and then those of the clusters that were begun first.

    Parameters
    ----------
    points : ndarray of shape (n, d)
        The points.
    codes : ndarray of shape (n, c)
        Their categories.
    penalty : float
        The squared distance of two categories that differ.
    near : ndarray of shape (n,)
        The nearest other point of each.
    min_members : int
        Clusters of fewer members are always merged; at least 2.
    min_cosine : float
        The cosine of the angle of two axes above which clusters are merged.
    """

    def __init__(
        self,
        points: NDArray[np.float64],
        codes: NDArray[np.integer],
        penalty: float,
        near: NDArray[np.intp],
        min_members: int,
        min_cosine: float,
    ) -> None:
        self.points = points
        self.codes = codes
        self.penalty = penalty
        self.near = near
        self.min_members = min_members
        self.min_cosine = min_cosine
        differing = (codes != codes[near]).sum(axis=1)
        squared = np.zeros(len(points))
        # Column by column, as distances of one point to many are.
        for column, other in zip(points.T, points[near].T, strict=True):
            squared += (column - other) ** 2
        self.away = np.sqrt(squared + penalty * differing)

    def merge_all(self) -> NDArray[np.intp]:
        """Merge while there is something to merge; return the cluster of each point, from 0."""
        n, width = self.points.shape
        if n == 1:
            return np.zeros(1, dtype=np.intp)
        order = np.argsort(self.away, kind="stable")
        if width <= _MOST_COLUMNS and pays_off(n, "assemble"):
            cluster = self._merge_compiled(order)
        else:
            cluster = Pieces(self).merge_all(order)
        _, first, number = np.unique(cluster, return_index=True, return_inverse=True)
        return np.asarray(first.argsort().argsort()[number])

    def _merge_compiled(self, order: NDArray[np.intp]) -> NDArray[np.intp]:
        """Do what `Pieces.merge_all` does, in a compiled loop."""
        from oversample._kernels.assembly import Table, assemble
        from oversample._kernels.pieces import Rule

        codes = np.ascontiguousarray(self.codes, dtype=np.int64)
        table = Table(self.points, codes, float(self.penalty), self.near, self.away)
        cluster = np.full(len(self.points), -1, dtype=np.intp)
        assemble(table, order, Rule(self.min_members, float(self.min_cosine)), cluster)
        return cluster

    def away_from(self, point: int, others: NDArray[np.intp]) -> NDArray[np.float64]:
        """Compute the distances of a point to others."""
        squared = cdist(self.points[[point]], self.points[others], "sqeuclidean")[0]
        for codes in self.codes.T:
            squared += self.penalty * (codes[point] != codes[others])
        return np.sqrt(squared, out=squared)


class Pieces:
    """Clusters of points, how far apart they are, and what each may be merged with.

    Parameters
    ----------
    assembly : Assembly
        The points, and the rule.
    """

    def __init__(self, assembly: Assembly) -> None:
        n, width = assembly.points.shape
        self.assembly = assembly
        self.cluster = np.full(n, -1)
        self.members: list[NDArray[np.intp]] = []
        self.moments: list[Moments | None] = []
        self.distance = np.full((n // 2, n // 2), np.inf)
        self.axis = np.zeros((n // 2, width))
        self.is_small = np.full(n // 2, True)
        self.nearest = np.arange(n // 2)
        self.least = np.full(n // 2, np.inf)

    def merge_all(self, order: NDArray[np.intp]) -> NDArray[np.intp]:
        """Merge while there is something to merge; return the cluster of each point, in no order.

        Parameters
        ----------
        order : ndarray of shape (n,)
            The points, those with the nearest others first.
        """
        left = iter(order.tolist())
        point = next(left, None)
        while True:
            while point is not None and self.cluster[point] >= 0:
                point = next(left, None)
            first = int(self.least.argmin())
            level = self.least[first]
            if point is not None and self.assembly.away[point] <= level:
                self._take_in(point)
            elif level < np.inf:
                self._join(*sorted((first, int(self.nearest[first]))))
            else:
                return self.cluster

    def _take_in(self, point: int) -> None:
        """Merge a point that is alone with the nearest."""
        other = int(self.assembly.near[point])
        piece = int(self.cluster[other])
        if piece < 0:
            piece = len(self.members)
            self.members.append(np.empty(0, dtype=np.intp))
            self.moments.append(None)
            self._put(piece, other)
        self._leave_out_crossing(piece, self.assembly.away[point])
        self._put(piece, point)
        self._find_axis(piece)
        self._find_nearest(piece)

    def _put(self, piece: int, point: int) -> None:
        """Put a point into a cluster, which is then as near to others as it is."""
        inside = np.flatnonzero(self.cluster >= 0)
        away = self.assembly.away_from(point, inside)
        np.minimum.at(self.distance[piece], self.cluster[inside], away)
        self.distance[piece, piece] = np.inf
        self.cluster[point] = piece
        self.members[piece] = np.append(self.members[piece], point)
        moments = self.moments[piece]
        if moments is not None:
            self.moments[piece] = moments.joined(Moments.of(self.assembly.points[[point]]))

    def _join(self, first: int, second: int) -> None:
        """Make the second cluster part of the first, which they are the nearest of all to."""
        above = np.nextafter(self.least[first], np.inf)
        self._leave_out_crossing(first, above)
        self._leave_out_crossing(second, above)
        np.minimum(self.distance[first], self.distance[second], out=self.distance[first])
        self.distance[first, [first, second]] = np.inf
        self.distance[second] = self.distance[:, second] = self.least[second] = np.inf
        self.cluster[self.members[second]] = first
        if self.moments[first] or self.moments[second]:
            self.moments[first] = self._moments(first).joined(self._moments(second))
        self.members[first] = np.concatenate([self.members[first], self.members[second]])
        self.members[second], self.moments[second] = self.members[second][:0], None
        self._find_axis(first)
        self._find_nearest(first, second)

    def _moments(self, piece: int) -> Moments:
        """Return the moments of a cluster, which large ones keep."""
        return self.moments[piece] or Moments.of(self.assembly.points[self.members[piece]])

    def _find_axis(self, piece: int) -> None:
        """Find the axis of a cluster; large ones keep their moments."""
        members = self._count(piece)
        if len(members) <= self.axis.shape[1]:
            self.axis[piece] = principal_axis(self.assembly.points[members])
            return
        moments = self._moments(piece)
        self.moments[piece], self.axis[piece] = moments, moments.axis()

    def _count(self, piece: int) -> NDArray[np.intp]:
        """Note whether a cluster has too few members, and return these."""
        members = self.members[piece]
        self.is_small[piece] = len(members) < self.assembly.min_members
        return members

    def _find_nearest(self, first: int, second: int = -1) -> None:
        """Find what is nearest to a changed cluster, and to those that were nearest to a part."""
        self.distance[:, first] = self.distance[first]
        to_first = self._mergeable([first])[0]
        sooner = (to_first < self.least) | ((to_first == self.least) & (first < self.nearest))
        sooner &= to_first < np.inf
        self.least[sooner], self.nearest[sooner] = to_first[sooner], first
        lost = (self.nearest == first) | (self.nearest == second)
        lost &= (to_first > self.least) & (self.least < np.inf)
        self.nearest[first] = to_first.argmin()
        self.least[first] = to_first[self.nearest[first]]
        lost[first] = False
        pieces = np.flatnonzero(lost)
        if len(pieces):
            mergeable = self._mergeable(pieces)
            self.nearest[pieces] = mergeable.argmin(axis=1)
            self.least[pieces] = mergeable.min(axis=1)

    def _may_merge(self, pieces: list[int] | NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which clusters each of some clusters may be merged with."""
        may_merge = np.abs(self.axis[pieces] @ self.axis.T) > self.assembly.min_cosine
        may_merge |= self.is_small
        may_merge |= self.is_small[pieces, np.newaxis]
        return may_merge

    def _mergeable(self, pieces: list[int] | NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the distances of some clusters to those that each may be merged with."""
        return np.where(self._may_merge(pieces), self.distance[pieces], np.inf)

    def _leave_out_crossing(self, piece: int, level: float) -> None:
        """Leave out the distances of a cluster below a level over which none may be merged.

        They have been the least of all, and were passed over.
        """
        row = self.distance[piece]
        row[(row < level) & ~self._may_merge([piece])[0]] = np.inf
