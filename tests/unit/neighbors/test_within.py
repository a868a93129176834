"""Rows within a distance: by leaves and by products of matrices, what is counted one by one."""

import os
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from oversample.neighbors import _choice
from oversample.neighbors.within import count_within
from tests import naive
from tests.naming import naming

COMPILED = not os.environ.get("NUMBA_DISABLE_JIT")
N = 150  # three leaves, the last of which is not full
# Without compilation some are enough: of none, of some and of most pairs.
RADII = [0.0, 0.3, 1.0, 2.0, 9.0, 1e200] if COMPILED else [0.0, 1.0, 9.0]


def tables():
    rng = np.random.default_rng(0)
    measured = rng.normal(size=(N, 3))
    outlier = measured.copy()
    outlier[5] = 1e7
    far = np.where(np.arange(N)[:, None] % 2, measured, measured + 1e6)
    return {
        "measured": measured,
        "single": measured.astype(np.float32),
        "whole numbers": rng.integers(0, 4, (N, 3)).astype(float),
        "copies": measured[rng.integers(0, 9, N)],
        "outlier": outlier,
        "far from one another": far,
        "constant": np.full((N, 2), 0.1),
        "wide": rng.normal(size=(N, 40)),
    }


TABLES = tables()


def squares_between(X, codes, mismatch):
    """Measure the pairs one by one; no row is near itself."""
    squares = np.full((len(X), len(X)), np.inf)
    for i, j in combinations(range(len(X)), 2):
        squares[i, j] = naive.squared_distance(X[i], X[j], codes[i], codes[j], mismatch)
    return np.minimum(squares, squares.T)


@cache
def squares_of(name):
    """Measure a table once: every radius and both ways are held against the same distances."""
    return squares_between(TABLES[name], no_codes(), 1.0)


def counted(squares, radius):
    """Count with the tolerance of the rule."""
    return (squares <= (1 + 1e-9) * radius**2).sum(axis=1)


@pytest.fixture(params=["leaves", "products"])
def way(request, monkeypatch):
    """Whether kernels are worth their time."""
    monkeypatch.setattr(_choice, "use_compiled", lambda *_: request.param == "leaves")
    monkeypatch.setattr("oversample.neighbors.within.DISTANCES", 40 * N)
    return request.param


def no_codes():
    return np.empty((N, 0), dtype=np.intp)


@pytest.mark.parametrize("name", TABLES)
def test_counts_are_those_of_the_slow_rule(name, way):
    for radius in RADII:
        with naming(radius=radius):
            found = count_within(TABLES[name], radius, no_codes(), 1.0, 1)
            expected = counted(squares_of(name), radius) if radius < 1e9 else np.full(N, N - 1)
            assert_array_equal(found, expected)


@pytest.mark.parametrize("n_jobs", [1, 2, 5])
def test_threads_do_not_matter(n_jobs, way, monkeypatch):
    monkeypatch.setattr("oversample.neighbors._compiled._THREADED_FROM", 0)
    monkeypatch.setattr("oversample.neighbors._compiled._PER_THREAD", 1)
    found = count_within(TABLES["measured"], 1.0, no_codes(), 1.0, n_jobs)
    assert_array_equal(found, counted(squares_of("measured"), 1.0))


@pytest.mark.parametrize("factor", [1 - 1e-8, 1 - 1e-10, 1.0, 1 + 1e-10, 1 + 1e-8])
def test_a_pair_at_the_very_radius_counts(factor, way):
    """Each pair decides at its own distance, whose last digits no score has."""
    squares = squares_of("measured")
    for pair in [(0, 1), (7, 140), (63, 64)]:
        with naming(pair=pair):
            radius = factor * float(np.sqrt(squares[pair]))
            found = count_within(TABLES["measured"], radius, no_codes(), 1.0, 1)
            assert_array_equal(found, counted(squares, radius))


def test_categories_count(way):
    X, codes = TABLES["measured"], np.arange(N)[:, None] % [2, 3]
    expected = counted(squares_between(X, codes, 0.7), 1.2)
    assert_array_equal(count_within(X, 1.2, codes, 0.7, 1), expected)


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
def test_many_rows_are_counted_alike(monkeypatch):
    X = np.random.default_rng(1).normal(size=(2_000, 8))
    X[::3] = np.rint(X[::3])
    codes = np.empty((len(X), 0), dtype=np.intp)
    for radius in (0.0, 1.0, 2.0, 3.0):
        monkeypatch.setattr(_choice, "use_compiled", lambda *_: True)
        by_leaf = count_within(X, radius, codes, 1.0, 2)
        monkeypatch.setattr(_choice, "use_compiled", lambda *_: False)
        assert_array_equal(count_within(X, radius, codes, 1.0, 2), by_leaf)
