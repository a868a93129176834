"""Spheres around the rows of a class: how far they reach, and how they push others out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from oversample._blocks import DISTANCES, blocks
from oversample._random import Stream
from oversample.neighbors.space import MetricSpace

# The nearest rows of other classes that are looked at first, and how many times as many are where
# a sphere reaches beyond them.
_FIRST, _MORE = 4, 4


class Spheres(NamedTuple):
    """The spheres of one class.

    Attributes
    ----------
    radius : ndarray of shape (n_class,)
        Their radii, in units of the space.
    push : ndarray of shape (n_others, n_numeric)
        How far each row of the other classes is moved, in units of the space.
    """

    radius: NDArray[np.float64]
    push: NDArray[np.float64]


def radii(
    distances: NDArray[np.float64], energy: float, n_others: int
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    r"""Compute the radii that an energy is enough for, and how many rows the spheres hold.

    A sphere grows at a cost of one more than the rows inside it for each unit of its radius. With
    sorted distances :math:`d_1 \le d_2 \le \dots` it ends at
    :math:`r = (e + d_1 + \dots + d_m) / (m + 1)` for the smallest :math:`m` with
    :math:`r \le d_{m + 1}`; once it holds all rows, at a cost of their number alone.

    Parameters
    ----------
    distances : ndarray of shape (n, k)
        The distances of the nearest of the other rows, sorted.
    energy : float
        The energy :math:`e` of each sphere.
    n_others : int
        The number of other rows; ``k``, where all of them are given.

    Returns
    -------
    radius : ndarray of shape (n,)
        The radii; NaN where a sphere reaches beyond the distances that are given.
    n_inside : ndarray of shape (n,)
        The number of rows inside.
    """
    n, k = distances.shape
    if n_others == 0:
        return np.full(n, energy), np.zeros(n, dtype=np.intp)
    before = np.cumsum(distances, axis=1) - distances
    reach = (energy + before) / np.arange(1, k + 1)
    is_end = reach <= distances
    n_inside = is_end.argmax(axis=1)
    radius = np.take_along_axis(reach, n_inside[:, np.newaxis], axis=1)[:, 0]
    beyond = ~is_end.any(axis=1)
    n_inside[beyond] = k
    radius[beyond] = reach[beyond, -1] if k == n_others else np.nan
    return radius, n_inside


def grow_spheres(
    space: MetricSpace,
    rows: NDArray[np.intp],
    others: NDArray[np.intp],
    energy: float,
    rng: Stream,
) -> Spheres:
    """Grow a sphere around each row of a class, and push the rows of other classes out of it.

    Parameters
    ----------
    space : MetricSpace
        Where distances are measured.
    rows, others : ndarray of shape (n_class,) and (n_others,)
        Row numbers of the class and of all other classes, ascending.
    energy : float
        The energy of each sphere, in units of the space.
    rng : Stream
        Where the directions of rows that lie on a centre are drawn.

    Returns
    -------
    Spheres
        The spheres; a row inside several is moved by the sum of what each of them moves it.
    """
    mismatch = space.mismatch(rows)
    radius = np.empty(len(rows))
    push = np.zeros((len(others), space.X.shape[1]))
    left, k = np.arange(len(rows)), min(_FIRST, len(others))
    while len(left):
        is_open = np.zeros(len(left), dtype=bool)
        for block in blocks(len(left), max(k, 1), DISTANCES):
            centre = left[block]
            if len(others):
                found = space.nearest_of(rows[centre], others, k, mismatch=mismatch)
                distances, nearest = found.distances, found.indices
            else:
                distances, nearest = np.empty((len(centre), 0)), np.empty((len(centre), 0), int)
            radius[centre], n_inside = radii(distances, energy, len(others))
            is_open[block] = np.isnan(radius[centre])
            n_inside[is_open[block]] = 0
            line, column = np.nonzero(np.arange(k) < n_inside[:, np.newaxis])
            inside = nearest[line, column]
            moves = _moves(
                space, rows[centre[line]], others[inside], radius[centre[line]], mismatch, rng
            )
            ones = np.ones(len(inside))
            shape = (len(others), len(inside))
            push += sparse.csr_array((ones, (inside, np.arange(len(inside)))), shape=shape) @ moves
        left, k = left[is_open], min(k * _MORE, len(others))
    return Spheres(radius, push)


def _moves(
    space: MetricSpace,
    centre: NDArray[np.intp],
    inside: NDArray[np.intp],
    radius: NDArray[np.float64],
    mismatch: float,
    rng: Stream,
) -> NDArray[np.float64]:
    """Compute what moves rows, each along the line from a centre, onto the sphere.

    Where categories differ, which no move changes, it is the numbers alone that bring the whole
    distance to the radius.
    """
    away = space.X[inside].astype(np.float64) - space.X[centre]
    length = np.linalg.norm(away, axis=1)
    on_centre = np.flatnonzero(length == 0)
    if len(on_centre):
        columns = varying_columns(space)
        directions = rng.normal((len(on_centre), len(columns)))
        away[on_centre[:, np.newaxis], columns] = directions
    norm = np.linalg.norm(away, axis=1)[:, np.newaxis]
    differing = (space.codes[centre] != space.codes[inside]).sum(axis=1)
    target = np.sqrt(np.maximum(radius**2 - mismatch**2 * differing, 0.0))
    return away / np.where(norm > 0, norm, 1.0) * np.maximum(target - length, 0.0)[:, np.newaxis]


def varying_columns(space: MetricSpace) -> NDArray[np.intp]:
    """Return the columns of numbers of more than one value: the directions there are."""
    return np.flatnonzero(space.X.min(axis=0) < space.X.max(axis=0))


def share_out(n_new: int, weight: NDArray[np.float64], rng: Stream) -> NDArray[np.intp]:
    """Divide new rows in proportion to weights, by largest remainder; chance decides ties.

    Parameters
    ----------
    n_new : int
        The number of new rows.
    weight : ndarray of shape (n,)
        Positive weights.
    rng : Stream
        Where ties are drawn.

    Returns
    -------
    ndarray of shape (n,)
        Whole numbers that sum to ``n_new``, each less than one from its proportion.
    """
    weight = weight / weight.max()
    exact = n_new * (weight / weight.sum())
    counts = np.floor(exact).astype(np.intp)
    order = rng.permutation(len(weight))
    # Remainders that differ by rounding errors only are ties.
    remainder = np.round(exact - counts, 9)[order]
    more = order[np.argsort(-remainder, kind="stable")]
    counts[more[: n_new - counts.sum()]] += 1
    return counts
