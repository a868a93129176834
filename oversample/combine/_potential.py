"""Potentials of points near rows of a class: roughly, with a bound of the error, and exactly."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from oversample._blocks import blocks

# Units of gamma; a row further away adds exp(-40) = 4e-18, less than the rounding error of a
# potential, in which the row itself counts 1.
_REACH = np.sqrt(40.0)
# All rows that are left out of a rough potential may add this much together, of 1 for the row
# itself. They add much less: a larger share makes rough potentials cheaper, and more exact ones
# necessary. This took the least time for three kinds of tables of 4,000 rows together.
_LEFT_OUT = 0.1
# Unit roundoff, and what exp and the sum of its values may lose, in units of it.
_SINGLE, _DOUBLE = 2.0**-24, 2.0**-53
_LOST_BY_SUMS = 64
# Where more of an exponent is lost, the exponential is not known in proportion.
_MOST_LOST = 0.1
# How far beyond a sphere, in units of gamma, rows are whose share of a potential is bounded best.
_GAP = 2.5
# The largest distance, in units of gamma, of which bounds are computed in single precision, and
# what these may then lose, in proportion: less than 1e-3 of an exponent down to -88, the last of a
# float.
_LARGEST, _LOST_BY_BOUNDS = 100.0, 2e-3
# What the last digits of potentials and of lengths may differ by, in proportion.
_SLACK = 1e-9


class Surroundings(NamedTuple):
    """What a rough potential in the sphere around a row is made of.

    Attributes
    ----------
    centre : int
        The position of the row in its class.
    near : ndarray of shape (n_near,)
        The positions of rows of the class that count.
    left_out : float
        The most that all others add to a potential in the sphere.
    """

    centre: int
    near: NDArray[np.intp]
    left_out: float


class Potentials(NamedTuple):
    r"""Potentials of points with the categories of a row of a class.

    The potential of :math:`z` is :math:`\sum_x \exp(-\lVert z - x \rVert^2 / \gamma^2)` over the
    rows :math:`x` of the class; categories that differ count in the distance.

    Attributes
    ----------
    X : ndarray of shape (n, d)
        The numbers of the class.
    codes : ndarray of shape (n, n_categorical)
        Its categories.
    mismatch : float
        The distance of two categories.
    gamma : float
        The reach of the potential, in the unit of ``X``.
    """

    X: NDArray[np.float64]
    codes: NDArray[np.integer]
    mismatch: float
    gamma: float

    def bounds(
        self,
        centres: NDArray[np.intp],
        radius: NDArray[np.float64],
        length: NDArray[np.float64],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Bound the potentials of points of which nothing is known but the distance to a row.

        Parameters
        ----------
        centres : ndarray of shape (n_centres,)
            Positions of rows.
        radius : ndarray of shape (n,)
            The radius of the sphere around each row of the class.
        length : ndarray of shape (n_centres, n_points)
            How far points of these spheres are from their centres.

        Returns
        -------
        least, most : ndarray of shape (n_centres, n_points)
            What a potential is at least, from the row at the centre alone, and at most.
        """
        with np.errstate(over="ignore"):
            own = np.exp(-np.square(length / self.gamma))
        rest = self._most_of_others(centres, radius)
        # Lengths, and potentials that these are compared with, are rounded.
        return own * (1 - _SLACK), (own + rest[:, np.newaxis]) * (1 + _SLACK)

    def _most_of_others(
        self, centres: NDArray[np.intp], radius: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        r"""Compute the most that all other rows add to a potential in each sphere.

        At a distance :math:`D` from the centre of a sphere of radius :math:`r`, in units of gamma,
        a row adds at most :math:`\exp(-(D - r)^2)`. By the inequality of the means
        :math:`2 r D \le a D^2 + r^2 / a`, so that it is not more than
        :math:`\exp(r^2 / a - r^2 - (1 - a) D^2)`, which needs no root; with
        :math:`a = r / (r + g)` both are equal at :math:`D = r + g`.
        """
        points = (self.X - self.X.mean(axis=0)) / self.gamma
        square = np.einsum("ij,ij->i", points, points)
        size = 4 * square.max() + _GAP * radius[centres].max() / self.gamma
        lost = ((points.shape[1] + 6) * size + _LOST_BY_SUMS) * _SINGLE
        if not lost < _MOST_LOST:
            return np.full(len(centres), np.inf)
        other = np.c_[points, square, np.ones(len(points))].T.astype(np.float32)
        rest = np.empty(len(centres))
        for block in blocks(len(centres), len(points)):
            rows = centres[block]
            r = radius[rows, np.newaxis] / self.gamma
            share = _GAP / (r + _GAP)
            own = [2 * share * points[rows], -share, _GAP * r - share * square[rows, np.newaxis]]
            exponent = np.hstack(own).astype(np.float32) @ other
            exponent[np.arange(len(rows)), rows] = -np.inf
            with np.errstate(over="ignore"):
                rest[block] = np.exp(exponent, out=exponent).sum(axis=1)
        return rest * (1 + 2 * lost)

    def surroundings(
        self, centres: NDArray[np.intp], radius: NDArray[np.float64]
    ) -> Iterator[Surroundings]:
        """Yield what rough potentials around some rows are made of.

        From a point of a sphere, a row is at least as far away as from its centre, less the radius.

        Parameters
        ----------
        centres : ndarray of shape (n_centres,)
            Positions of rows.
        radius : ndarray of shape (n,)
            The radius of the sphere around each row of the class.

        Yields
        ------
        Surroundings
            Those of the next centre.
        """
        if not len(centres):
            return
        floor = _LEFT_OUT / len(self.X)
        points = self.X - self.X.mean(axis=0)
        square = np.einsum("ij,ij->i", points, points)
        dtype: type[np.floating] = np.float64
        unit, lost = 1.0, _DOUBLE
        if math.hypot(math.sqrt(square.max()), radius[centres].max()) < _LARGEST * self.gamma:
            dtype, unit, lost = np.float32, float(self.gamma), _SINGLE
            points, square = points / unit, square / unit / unit
        # Lower bounds of squared distances, whatever a product of matrices loses of them.
        square *= 1 - 2 * (points.shape[1] + 4) * lost
        own = np.c_[-2 * points, square, np.ones(len(points))].astype(dtype)
        other = np.c_[points, np.ones(len(points)), square].astype(dtype)
        for block in blocks(len(centres), len(points)):
            rows = centres[block]
            most = self._most(own[rows] @ other.T, unit, rows, radius)
            is_near = most > floor
            left_out = most.sum(axis=1, where=~is_near, dtype=np.float64) * (1 + _LOST_BY_BOUNDS)
            for centre, of_row, rest in zip(rows.tolist(), is_near, left_out.tolist(), strict=True):
                yield Surroundings(centre, np.flatnonzero(of_row), rest)

    def _most(
        self,
        away: NDArray[np.floating],
        unit: float,
        rows: NDArray[np.intp],
        radius: NDArray[np.float64],
    ) -> NDArray[np.floating]:
        """Compute the most that rows of the class add to potentials in spheres around some.

        Given are squared distances in some unit, at most what they are; overwritten.
        """
        np.sqrt(np.maximum(away, 0, out=away), out=away)
        away -= (radius[rows, np.newaxis] / unit).astype(away.dtype)
        np.maximum(away, 0, out=away)
        # What is too large for a float adds nothing.
        with np.errstate(over="ignore"):
            if unit != self.gamma:
                away /= self.gamma / unit
            np.square(away, out=away)
            penalty = np.square(np.float64(self.mismatch) / self.gamma).astype(away.dtype)
        for codes in self.codes.T:
            np.add(away, penalty, out=away, where=codes[rows, np.newaxis] != codes)
        return np.exp(np.negative(away, out=away), out=away)

    def roughly(
        self, points: NDArray[np.float64], around: Sequence[Surroundings]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Compute potentials in single precision, from the rows that count most.

        Parameters
        ----------
        points : ndarray of shape (n_spheres, n_points, d)
            Points of spheres, relative to their centres.
        around : sequence of Surroundings
            The rows that count of each sphere.

        Returns
        -------
        potential : ndarray of shape (n_spheres, n_points)
            The potentials.
        error : ndarray of shape (n_spheres,)
            How far each of them may be from the exact one; not a number, where that is unknown.
        """
        n_spheres, n_points, width = points.shape
        points = points / self.gamma
        own = np.ones((n_spheres, n_points, width + 2), dtype=np.float32)
        own[:, :, :width] = points
        own[:, :, width] = lengths = np.einsum("ijk,ijk->ij", points, points)
        longest = np.sqrt(lengths.max(axis=1)).tolist()
        X = self.X / self.gamma
        potential, error = np.zeros((n_spheres, n_points)), np.full(n_spheres, np.nan)
        for sphere, (centre, near, left_out) in enumerate(around):
            away = X[near]
            away -= X[centre]
            squared = np.einsum("ij,ij->i", away, away)
            if self.codes.shape[1]:
                differing = (self.codes[near] != self.codes[centre]).sum(axis=1)
                squared += (self.mismatch / self.gamma) ** 2 * differing
            size = (longest[sphere] + math.sqrt(squared.max())) ** 2
            lost = ((width + 6) * size + _LOST_BY_SUMS) * _SINGLE
            if not lost < _MOST_LOST:
                continue
            other = np.empty((len(near), width + 2), dtype=np.float32)
            np.multiply(away, 2, out=other[:, :width], casting="same_kind")
            other[:, width] = -1
            np.negative(squared, out=other[:, width + 1], casting="same_kind")
            # -|z - x|^2; what is lost of it is lost of a potential in proportion.
            exponent = own[sphere] @ other.T
            np.exp(exponent, out=exponent).sum(axis=1, out=potential[sphere])
            error[sphere] = left_out + 2 * lost * float(potential[sphere].max())
        return potential, error

    def exactly(
        self, points: NDArray[np.float64], around: Surroundings, radius: float
    ) -> NDArray[np.float64]:
        """Compute potentials from all rows that add anything to them.

        Parameters
        ----------
        points : ndarray of shape (n_points, d)
            Points of the sphere, relative to its centre.
        around : Surroundings
            The sphere.
        radius : float
            Its radius.

        Returns
        -------
        ndarray of shape (n_points,)
            The potentials.
        """
        away = self.X - self.X[around.centre]
        near = np.einsum("ij,ij->i", away, away) <= (radius + _REACH * self.gamma) ** 2
        squared = cdist(points, away[near], "sqeuclidean")
        if self.codes.shape[1]:
            differing = (self.codes[near] != self.codes[around.centre]).sum(axis=1)
            squared += self.mismatch**2 * differing
        # The square of a tiny gamma is no float.
        return np.exp(-squared / self.gamma / self.gamma).sum(axis=1)
