"""Candidates in spheres: how far out each lies is drawn at once, where to when that is asked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from oversample._random import Stream

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ROUNDS = (
    (np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)),
    (np.uint64(27), np.uint64(0x94D049BB133111EB)),
)
_LAST, _SPARE_BITS = np.uint64(31), np.uint64(12)


class Candidates:
    """Points of spheres, each by the number of its sphere and its own; number 0 is the centre.

    Directions are those of normal numbers that depend on a key and their place alone. Those of a
    few points are the same, whether the others are asked for or not.

    Parameters
    ----------
    rng : Stream
        Where lengths and the key are drawn.
    radius : ndarray of shape (n_spheres,)
        The radius of each sphere.
    n : int
        The candidates in each, beside the centre.
    width : int
        The number of dimensions.
    power : float
        Lengths are radii times a uniform number to this power.

    Attributes
    ----------
    length : ndarray of shape (n_spheres, 1 + n)
        The distance of each point from its centre.
    key : uint64
        The seed of the directions.
    """

    def __init__(
        self, rng: Stream, radius: NDArray[np.float64], n: int, width: int, power: float
    ) -> None:
        share = rng.uniform(len(radius) * n).reshape(len(radius), n)
        self.length = np.zeros((len(radius), 1 + n))
        self.length[:, 1:] = radius[:, np.newaxis] * share**power
        high, low = rng.integers(2**31, 2).tolist()
        self.key = np.uint64((high << 31) + low)
        self._width = width

    def points(
        self, sphere: NDArray[np.intp] | int, number: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Return points, relative to their centres.

        Parameters
        ----------
        sphere, number : ndarray, or an int
            The sphere of each point, and its number there; of shapes that broadcast.

        Returns
        -------
        ndarray of that shape, and ``width`` numbers for each
            The points.
        """
        place = (sphere * self.length.shape[1] + number).astype(np.uint64)
        directions = normal_at(self.key, place, self._width)
        norm = np.linalg.norm(directions, axis=-1)
        directions *= (self.length[sphere, number] / np.where(norm > 0, norm, 1.0))[..., np.newaxis]
        return directions


def normal_at(key: np.uint64, place: NDArray[np.uint64], width: int) -> NDArray[np.float64]:
    """Return standard normal numbers that depend on a key and on where they stand.

    Those are the numbers of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
    generators", OOPSLA 2014), of which each can be had without those before it.

    Parameters
    ----------
    key : uint64
        The seed.
    place : ndarray, uint64
        The lines that are asked for, of a table of any length.
    width : int
        The numbers of a line.

    Returns
    -------
    ndarray of the shape of ``place``, and ``width`` numbers for each
        The lines.
    """
    numbers = np.arange(1, 1 + width, dtype=np.uint64)
    bits = np.asarray(place[..., np.newaxis] * np.uint64(width) + numbers, dtype=np.uint64)
    bits *= _GOLDEN
    bits += key
    for shift, factor in _ROUNDS:
        bits ^= bits >> shift
        bits *= factor
    bits ^= bits >> _LAST
    # Half a unit above 2^52 places, so that neither end of (0, 1) is met: of 2^53, the last would
    # be rounded to 1.
    return np.asarray(ndtri(((bits >> _SPARE_BITS) + 0.5) * 2.0**-52))


def choose(
    rng: Stream, wanted: NDArray[np.bool_], counts: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Draw as many as asked for of what is wanted in each sphere: each once, if these are enough.

    Parameters
    ----------
    rng : Stream
        Where draws come from.
    wanted : ndarray of shape (n_spheres, n), bool
        What may be drawn; something in each sphere.
    counts : ndarray of shape (n_spheres,)
        How many are drawn.

    Returns
    -------
    sphere, number : ndarray of shape (n_drawn,)
        What was drawn, in the order of the spheres.
    """
    priority = np.where(wanted, rng.uniform(wanted.size).reshape(wanted.shape), np.inf)
    share = rng.uniform(int(counts.sum()))
    n_wanted = wanted.sum(axis=1)
    order = np.zeros(wanted.shape, dtype=np.intp)
    order[:, 0] = wanted.argmax(axis=1)
    # Where there is one, it is first in any order.
    several = n_wanted > 1
    order[several] = priority[several].argsort(axis=1)
    sphere = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(len(sphere)) - np.repeat(np.cumsum(counts) - counts, counts)
    again = (counts > n_wanted)[sphere]
    place = np.where(again, (share * n_wanted[sphere]).astype(np.intp), place)
    return sphere, order[sphere, place]
