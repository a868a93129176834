"""Potentials of points in spheres, in single precision: sums of exponentials over near rows.

All loops go through arrays in their order and without branches: a CPU takes them in steps of many
numbers. What is rounded here is bounded where these are called.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._kernels import inline, jit, jit_in_place

LANES = 16
"""Points of a sphere are computed in multiples of so many; the widest registers hold them."""


def _single(*coefficients: float) -> tuple[np.float32, ...]:
    return tuple(np.float32(coefficient) for coefficient in coefficients)


# The numbers of SplitMix64.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FACTOR_1, _FACTOR_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFT_1, _SHIFT_2, _SHIFT_3 = np.uint64(30), np.uint64(27), np.uint64(31)
_SPARE_BITS = np.uint64(12)

# A normal number of a uniform u is 2 u - 1 times a polynomial of w = -log(4 u (1 - u)): up to 5
# one of w / 2.5 - 1; beyond, one of the root of w, on a scale from -1 at the root of 5 to 1 at 6.1,
# which is more than 52 bits reach. Both are fitted to scipy.special.ndtri at Chebyshev's points.
_MIDDLE = _single(
    -4.71496e-05,
    5.0248957e-05,
    0.00040174293,
    -0.0011957826,
    -0.000684974249,
    0.0120620765,
    -0.02768209,
    -0.0369232595,
    0.872005105,
    2.12331343,
)
_TAIL = _single(
    -0.00138176989,
    0.00160804868,
    0.00342477462,
    -0.00590193318,
    0.00174524635,
    -0.00013736391,
    0.00229078368,
    -0.00347760343,
    0.00473134033,
    -0.00688915933,
    0.00459910795,
    2.75911903,
    5.67021084,
)
_END_OF_MIDDLE = np.float32(5)
_CENTRE_OF_TAIL, _PER_HALF_TAIL = np.float32(4.16803399), np.float32(0.51760745)

# log(1 + x) is x - x^2 / 2 + x^3 times this, for 1 + x from the root of 1/2 to that of 2 (logf of
# the Cephes library).
_LOGARITHM = _single(
    7.0376836292e-2,
    -1.1514610310e-1,
    1.1676998740e-1,
    -1.2420140846e-1,
    1.4249322787e-1,
    -1.6668057665e-1,
    2.0000714765e-1,
    -2.4999993993e-1,
    3.3333331174e-1,
)
_ROOT_OF_HALF, _MANTISSA_BITS = np.int32(0x3F3504F3), np.int32(23)
_LOG_OF_2 = np.float32(0.69314718)

# 2^x from -1/2 to 1/2 (exp2f of the Cephes library).
_POWER_OF_2 = _single(
    1.535336188319500e-4,
    1.339887440266574e-3,
    9.618437357674640e-3,
    5.550332471162809e-2,
    2.402264791363012e-1,
    6.931472028550421e-1,
    1.0,
)
_PER_LOG_OF_2, _BIAS = np.float32(1.44269504), np.int32(127)
# No float with all its digits is as small as the exponential of less.
_LEAST_EXPONENT = np.float32(-87)

_HALF, _ONE, _TWO = _single(0.5, 1.0, 2.0)


class Rows(NamedTuple):
    """The rows of a class, and how differences of them are measured."""

    X: NDArray[np.float64]
    """Numbers, of shape (n, d)."""

    codes: NDArray[np.integer]
    """Categories, of shape (n, c)."""

    unit: float
    """The reach of a potential."""

    penalty: float
    """The squared distance of two categories, in units of the reach."""


class Draws(NamedTuple):
    """What points of spheres are made of."""

    key: np.uint64
    """The seed of the directions."""

    sphere: NDArray[np.intp]
    """The number of each sphere, of shape (n_spheres,)."""

    length: NDArray[np.float64]
    """Distances from the centres, of shape (n_spheres, n_points), in units of the reach."""


class Near(NamedTuple):
    """The rows that are near to each sphere."""

    centre: NDArray[np.intp]
    """The row in its centre, of shape (n_spheres,)."""

    start: NDArray[np.intp]
    """Where its near rows begin, of shape (n_spheres + 1,)."""

    row: NDArray[np.intp]
    """The near rows."""


@jit
def add_potentials(rows, draws, near, potential, farthest):
    """Add up what near rows are to points of spheres.

    Parameters
    ----------
    rows : Rows
        The rows.
    draws : Draws
        The points of the spheres.
    near : Near
        The rows that are near to each.
    potential : ndarray of shape (n_spheres, n_lanes), float64
        Added to; lanes beyond the points are of points at the centre.
    farthest : ndarray of shape (n_spheres,), float64
        Raised to the largest squared distance of a near row from the centre, in units of the reach.
    """
    n_points, width = draws.length.shape[1], rows.X.shape[1]
    normal = np.empty(n_points * width, dtype=np.float32)
    # In fours; what is beyond the width stays zero.
    points = np.zeros((width + (-width) % 4, potential.shape[1]), dtype=np.float32)
    squared = np.zeros(potential.shape[1], dtype=np.float32)
    gaps = np.zeros(len(points), dtype=np.float32)
    exponent = np.empty_like(squared)
    for i in range(draws.sphere.size):
        write_normal(draws.key, draws.sphere[i] * normal.size, normal)
        _write_points(normal, draws.length[i], points, squared)
        for k in range(near.start[i], near.start[i + 1]):
            away = _write_gaps(rows, near.centre[i], near.row[k], gaps)
            farthest[i] = max(farthest[i], away)
            _write_exponents(points, squared, gaps, np.float32(away), exponent)
            _add_exponentials(exponent, potential[i])


@jit_in_place
def write_normal(key, before, normal):
    """Write normal numbers of a key that follow many others, within 8 units of their last digit."""
    for i in range(normal.size):
        bits = key + np.uint64(before + i + 1) * _GOLDEN
        bits = (bits ^ (bits >> _SHIFT_1)) * _FACTOR_1
        bits = (bits ^ (bits >> _SHIFT_2)) * _FACTOR_2
        bits = (bits ^ (bits >> _SHIFT_3)) >> _SPARE_BITS
        uniform = (np.float64(np.int64(bits)) + 0.5) * 2.0**-52
        # Four times the product of a uniform number and what it lacks to one.
        product = np.float32(4 * min(uniform, 1 - uniform) * max(uniform, 1 - uniform))
        w = -_log(product)
        middle = _polynomial(_MIDDLE, w / np.float32(2.5) - _ONE)
        tail = _polynomial(_TAIL, (np.sqrt(w) - _CENTRE_OF_TAIL) * _PER_HALF_TAIL)
        normal[i] = np.float32(2 * uniform - 1) * (middle if w < _END_OF_MIDDLE else tail)


@inline
def _polynomial(coefficients, x):
    """Compute a polynomial, given from the highest power on."""
    value = coefficients[0]
    for power in range(1, len(coefficients)):
        value = value * x + coefficients[power]
    return value


@inline
def _log(x):
    """Compute a logarithm from the exponent and the mantissa of a float."""
    bits = x.view(np.int32)
    exponent = (bits - _ROOT_OF_HALF) >> _MANTISSA_BITS
    mantissa = np.int32(bits - (exponent << _MANTISSA_BITS)).view(np.float32) - _ONE
    square = mantissa * mantissa
    rest = square * mantissa * _polynomial(_LOGARITHM, mantissa) - _HALF * square
    return np.float32(exponent) * _LOG_OF_2 + (mantissa + rest)


@jit_in_place
def _write_points(normal, length, points, squared):
    """Write points of given lengths in the directions of normal numbers, and squared lengths."""
    width = normal.size // length.size
    for p in range(length.size):
        direction = normal[p * width : (p + 1) * width]
        norm = 0.0
        for j in range(width):
            norm += direction[j] * direction[j]
        factor = np.float32(length[p] / np.sqrt(norm))
        for j in range(width):
            points[j, p] = direction[j] * factor
        squared[p] = length[p] * length[p]


@inline
def _write_gaps(rows, centre, row, gaps):
    """Write how far a row is from a centre, and return the squared distance."""
    x, c = rows.X[row], rows.X[centre]
    squared = 0.0
    for j in range(x.size):
        gap = (x[j] - c[j]) / rows.unit
        gaps[j] = gap
        squared += gap * gap
    for j in range(rows.codes.shape[1]):
        if rows.codes[row, j] != rows.codes[centre, j]:
            squared += rows.penalty
    return squared


@inline
def _write_exponents(points, squared, gaps, away, exponent):
    """Write squared distances of points from a row, below zero."""
    for p in range(exponent.size):
        exponent[p] = -away - squared[p]
    for j in range(0, gaps.size, 4):
        a, b, c, d = _TWO * gaps[j], _TWO * gaps[j + 1], _TWO * gaps[j + 2], _TWO * gaps[j + 3]
        of_a, of_b, of_c, of_d = points[j], points[j + 1], points[j + 2], points[j + 3]
        for p in range(exponent.size):
            exponent[p] += (a * of_a[p] + b * of_b[p]) + (c * of_c[p] + d * of_d[p])


@inline
def _add_exponentials(exponent, potential):
    """Add exponentials to potentials, by powers of two with whole exponents and with the rest."""
    for p in range(exponent.size):
        power = max(exponent[p], _LEAST_EXPONENT) * _PER_LOG_OF_2
        whole = np.rint(power)
        scale = np.int32((np.int32(whole) + _BIAS) << _MANTISSA_BITS).view(np.float32)
        potential[p] += _polynomial(_POWER_OF_2, power - whole) * scale
