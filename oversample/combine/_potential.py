"""Potentials of points near rows of a class: roughly, with a bound of the error, and exactly."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from oversample._blocks import blocks
from oversample.combine._candidates import Candidates

# Units of gamma; a row further away adds exp(-40) = 4e-18, less than the rounding error of a
# potential, in which the row itself counts 1.
_REACH = np.sqrt(40.0)
# All rows that are left out of a rough potential may add this much together, of 1 for the row
# itself. They add much less: a larger share makes rough potentials cheaper, and more exact ones
# necessary. On three kinds of tables of 4,000 rows, 0.1 and 2 took more time.
_LEFT_OUT = 0.5
# Unit roundoff, and what exp and the sum of its values may lose, in units of it.
_SINGLE, _DOUBLE = 2.0**-24, 2.0**-53
_LOST_BY_SUMS = 64
# Roundings of an exponent, in units of that of the largest: of each column, in a product and in the
# length of a direction, and of all else, with the exponential of it and with directions in single
# precision, of which each number is 8 units from the exact one at most.
_LOST_BY_COLUMNS, _LOST_BY_TERMS = 1.25, 18
# Where more of an exponent is lost, the exponential is not known in proportion.
_MOST_LOST = 0.1
# How far rows are left out, as exponents beyond that of the nearest of them: between two of these,
# each is taken to add as much as if it were at the first.
_SHELLS = (0.0, 1.0, 2.5, 7.0)
# How far beyond a sphere, in units of gamma, rows are whose share of a potential is bounded best.
_GAP = 2.5
# The largest distance, in units of gamma, of which bounds are computed in single precision, and
# what these may then lose, in proportion.
_LARGEST, _LOST_BY_BOUNDS = 100.0, 2e-3
# What the last digits of potentials and of lengths may differ by, in proportion.
_SLACK = 1e-9


class Surroundings(NamedTuple):
    """What rough potentials in the spheres around some rows are made of.

    Attributes
    ----------
    centre : ndarray of shape (n_spheres,), intp
        The positions of these rows in their class.
    start : ndarray of shape (n_spheres + 1,), intp
        Where the rows that count in each sphere begin.
    near : ndarray of shape (n_near,), intp
        The positions of these.
    left_out : ndarray of shape (n_spheres,)
        The most that all others add to a potential in the sphere.
    """

    centre: NDArray[np.intp]
    start: NDArray[np.intp]
    near: NDArray[np.intp]
    left_out: NDArray[np.float64]


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
        self, centres: NDArray[np.intp], radius: NDArray[np.float64], length: int
    ) -> Iterator[Surroundings]:
        r"""Yield what rough potentials around some rows are made of, block by block.

        From a point of a sphere, a row is at least as far away as from its centre, less the radius.
        In units of gamma, those at least :math:`a` away from all of the sphere are left out: each
        of them adds at most :math:`\exp(-a^2)`, and those in a shell further out less.

        Parameters
        ----------
        centres : ndarray of shape (n_centres,)
            Positions of rows.
        radius : ndarray of shape (n,)
            The radius of the sphere around each row of the class.
        length : int
            The number of centres of a block.

        Yields
        ------
        Surroundings
            Those of the next centres.
        """
        if not len(centres):
            return
        n = len(self.X)
        points = self.X - self.X.mean(axis=0)
        square = np.einsum("ij,ij->i", points, points)
        dtype: type[np.floating] = np.float64
        unit, lost = 1.0, _DOUBLE
        if math.hypot(math.sqrt(square.max()), radius[centres].max()) < _LARGEST * self.gamma:
            dtype, unit, lost = np.float32, float(self.gamma), _SINGLE
            points, square = points / unit, square / unit / unit
        # Lower bounds of squared distances, whatever a product of matrices loses of them.
        square *= 1 - 2 * (points.shape[1] + 4) * lost
        own = np.c_[-2 * points, square, np.ones(n)].astype(dtype)
        other = np.c_[points, np.ones(n), square].astype(dtype).T
        # What is too large for a float is far.
        with np.errstate(over="ignore"):
            penalty = np.square(self.mismatch / unit).astype(dtype)
        reach = math.log(n / _LEFT_OUT)
        ends = np.sqrt(reach + np.array(_SHELLS)) * self.gamma
        for start in range(0, len(centres), length):
            centre = centres[start : start + length]
            away = own[centre] @ other
            for codes in self.codes.T:
                np.add(away, penalty, out=away, where=codes[centre, np.newaxis] != codes)
            with np.errstate(over="ignore"):
                cuts = np.square((radius[centre, np.newaxis] + ends) / unit).astype(dtype)
            is_near = away <= cuts[:, :1]
            n_within = np.array(
                [np.count_nonzero(away <= cut, axis=1) for cut in cuts.T[..., np.newaxis]]
            )
            n_shell = np.diff(n_within, axis=0, append=n)
            yield Surroundings(
                centre,
                np.r_[0, np.cumsum(n_within[0])],
                np.flatnonzero(is_near) % n,
                np.exp(-np.array(_SHELLS)) @ n_shell * (_LEFT_OUT / n) * (1 + _LOST_BY_BOUNDS),
            )

    def roughly(
        self,
        candidates: Candidates,
        spheres: NDArray[np.intp],
        around: Surroundings,
        is_compiled: bool,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Compute potentials in single precision, from the rows that count most.

        Parameters
        ----------
        candidates : Candidates
            Points of spheres.
        spheres : ndarray of shape (n_spheres,)
            The numbers of some spheres.
        around : Surroundings
            The rows that count in each of these.
        is_compiled : bool
            Whether a compiled loop does it.

        Returns
        -------
        potential : ndarray of shape (n_spheres, n_points)
            The potentials.
        error : ndarray of shape (n_spheres,)
            How far each of them may be from the exact one; not a number, where that is unknown.
        """
        length = candidates.length[spheres] / self.gamma
        width = self.X.shape[1]
        add = self._add_compiled if is_compiled else self._add
        potential, farthest = add(candidates, spheres, length, around)
        size = (length.max(axis=1) + np.sqrt(farthest)) ** 2
        lost = ((_LOST_BY_COLUMNS * width + _LOST_BY_TERMS) * size + _LOST_BY_SUMS) * _SINGLE
        error = around.left_out + 2 * lost * potential.max(axis=1)
        error[~(lost < _MOST_LOST)] = np.nan
        return potential, error

    def _add(
        self,
        candidates: Candidates,
        spheres: NDArray[np.intp],
        length: NDArray[np.float64],
        around: Surroundings,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Add up potentials, and find the largest squared distance of rows from the centres."""
        n_spheres, n_points = length.shape
        width = self.X.shape[1]
        own = np.ones((n_spheres, n_points, width + 2), dtype=np.float32)
        own[:, :, :width] = candidates.points(spheres[:, np.newaxis], np.arange(n_points))
        own[:, :, :width] /= self.gamma
        own[:, :, width] = length**2
        potential, farthest = np.zeros((n_spheres, n_points)), np.zeros(n_spheres)
        for sphere, centre in enumerate(around.centre):
            near = around.near[around.start[sphere] : around.start[sphere + 1]]
            away = (self.X[near] - self.X[centre]) / self.gamma
            squared = np.einsum("ij,ij->i", away, away)
            if self.codes.shape[1]:
                differing = (self.codes[near] != self.codes[centre]).sum(axis=1)
                squared += (self.mismatch / self.gamma) ** 2 * differing
            farthest[sphere] = squared.max()
            other = np.empty((len(near), width + 2), dtype=np.float32)
            np.multiply(away, 2, out=other[:, :width], casting="same_kind")
            other[:, width] = -1
            np.negative(squared, out=other[:, width + 1], casting="same_kind")
            # -|z - x|^2; what is lost of it is lost of a potential in proportion.
            exponent = own[sphere] @ other.T
            np.exp(exponent, out=exponent).sum(axis=1, out=potential[sphere])
        return potential, farthest

    def _add_compiled(
        self,
        candidates: Candidates,
        spheres: NDArray[np.intp],
        length: NDArray[np.float64],
        around: Surroundings,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Do the same in a compiled loop, and with directions in single precision."""
        from oversample._kernels.potential import LANES, Draws, Near, Rows, add_potentials

        n_spheres, n_points = length.shape
        potential = np.zeros((n_spheres, n_points + -n_points % LANES))
        farthest = np.zeros(n_spheres)
        add_potentials(
            Rows(
                self.X,
                np.ascontiguousarray(self.codes, dtype=np.int64),
                float(self.gamma),
                float(np.square(self.mismatch / self.gamma)),
            ),
            Draws(candidates.key, spheres, length),
            Near(around.centre, around.start, around.near),
            potential,
            farthest,
        )
        return potential[:, :n_points], farthest

    def exactly(
        self, points: NDArray[np.float64], centre: int, radius: float
    ) -> NDArray[np.float64]:
        """Compute potentials from all rows that add anything to them.

        Parameters
        ----------
        points : ndarray of shape (n_points, d)
            Points of the sphere, relative to its centre.
        centre : int
            The position of the row in its centre.
        radius : float
            Its radius.

        Returns
        -------
        ndarray of shape (n_points,)
            The potentials.
        """
        square = np.einsum("ij,ij->i", self.X, self.X)
        away = square - 2 * (self.X @ self.X[centre]) + square[centre]
        # What a product of matrices loses of a distance is far less than the square of this.
        reach = radius + _REACH * self.gamma + 1e-5 * math.sqrt(square.max())
        near = np.flatnonzero(away <= reach**2)
        squared = cdist(points, self.X[near] - self.X[centre], "sqeuclidean")
        if self.codes.shape[1]:
            differing = (self.codes[near] != self.codes[centre]).sum(axis=1)
            squared += self.mismatch**2 * differing
        # The square of a tiny gamma is no float.
        return np.exp(-squared / self.gamma / self.gamma).sum(axis=1)
