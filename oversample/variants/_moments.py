"""Moments of the points of a cluster, and the axis along which it is longest."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dsyevr


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
