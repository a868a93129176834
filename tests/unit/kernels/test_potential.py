"""Potentials in spheres as a compiled loop: sums of exponentials, near to exact ones."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import ndtri

from oversample._kernels.potential import LANES, Draws, Near, Rows, add_potentials, write_normal
from oversample.combine._candidates import normal_at

GOLDEN = 0x9E3779B97F4A7C15
WORD = 2**64


def key_of(bits):
    """Invert SplitMix64: return the key whose first number is given."""
    for shift, factor in ((31, 0x94D049BB133111EB), (27, 0xBF58476D1CE4E5B9), (30, 1)):
        unshifted = bits
        for _ in range(64 // shift):
            unshifted = bits ^ (unshifted >> shift)
        bits = unshifted * pow(factor, -1, WORD) % WORD
    return np.uint64((bits - GOLDEN) % WORD)


def single_normal(key, before, n):
    normal = np.empty(n, dtype=np.float32)
    # Without compilation NumPy says that whole numbers wrap around.
    with np.errstate(over="ignore"):
        write_normal(np.uint64(key), before, normal)
    return normal


@pytest.mark.parametrize("before", [0, 12 * 4000])
def test_normal_numbers_are_those_of_their_place_in_single_precision(before):
    expected = normal_at(
        np.uint64(5), np.arange(4000, dtype=np.uint64) + np.uint64(before // 12), 12
    )
    normal = single_normal(5, before, 4000)
    assert_allclose(normal, expected.ravel()[:4000], rtol=8 * 2**-24)


def test_normal_numbers_of_all_sizes_are_near_to_the_exact_ones():
    places = [place for power in range(1, 51) for place in (2**power - 1, 3 * 2**power // 2)]
    for place in [0, *places, 2**51 - 1]:
        for bits in (place, 2**52 - 1 - place):
            key = key_of(bits << 12)
            exact = normal_at(key, np.zeros(1, dtype=np.uint64), 1)[0]
            assert_allclose(exact, [ndtri((bits + 0.5) / 2**52)], rtol=1e-12)
            normal = single_normal(key, 0, 1)
            assert_allclose(normal, exact, rtol=8 * 2**-24, err_msg=str(bits))


@pytest.mark.parametrize("width", [1, 4, 7])
def test_potentials_are_sums_of_exponentials(width):
    rng = np.random.default_rng(width)
    X, codes = rng.normal(size=(30, width)), rng.integers(2, size=(30, 1))
    sphere, centre = np.array([2, 0]), np.array([11, 3])
    start, row = np.array([0, 5, 12]), rng.permutation(30)[:12]
    length = np.array([[0.0, 1.2, 0.7], [0.0, 0.1, 40.0]])
    potential, farthest = np.zeros((2, LANES)), np.zeros(2)
    with np.errstate(over="ignore"):
        add_potentials(
            Rows(X, codes, 0.8, 0.3),
            Draws(np.uint64(9), sphere, length),
            Near(centre, start, row),
            potential,
            farthest,
        )
    for i in range(2):
        near = row[start[i] : start[i + 1]]
        directions = normal_at(
            np.uint64(9), np.uint64(3 * sphere[i]) + np.arange(3, dtype=np.uint64), width
        )
        directions /= np.linalg.norm(directions, axis=1)[:, np.newaxis]
        points = directions * length[i][:, np.newaxis]
        away = (X[near] - X[centre[i]]) / 0.8
        penalty = 0.3 * (codes[near, 0] != codes[centre[i], 0])
        squared = ((points[:, np.newaxis] - away) ** 2).sum(axis=2) + penalty
        assert_allclose(potential[i, :3], np.exp(-squared).sum(axis=1), rtol=1e-5, atol=1e-36)
        assert_allclose(farthest[i], ((away**2).sum(axis=1) + penalty).max(), rtol=1e-12)
