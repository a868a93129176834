"""Rows within a distance: by leaves and by products of matrices, what is counted one by one."""

import os

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from oversample.neighbors import _choice
from oversample.neighbors.within import count_within
from tests import naive

N = 150  # three leaves, the last of which is not full


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


def counted(X, radius, codes=None, mismatch=1.0):
    """Count one by one, with the tolerance of the rule."""
    codes = np.empty((len(X), 0), dtype=int) if codes is None else codes
    rows = range(len(X))
    return [
        sum(
            naive.squared_distance(X[i], X[j], codes[i], codes[j], mismatch)
            <= (1 + 1e-9) * radius**2
            for j in rows
            if j != i
        )
        for i in rows
    ]


@pytest.fixture(params=["leaves", "products"])
def way(request, monkeypatch):
    """Whether kernels are worth their time."""
    monkeypatch.setattr(_choice, "use_compiled", lambda *_: request.param == "leaves")
    monkeypatch.setattr("oversample.neighbors.within.DISTANCES", 40 * N)
    return request.param


def no_codes():
    return np.empty((N, 0), dtype=np.intp)


@pytest.mark.parametrize("radius", [0.0, 0.3, 1.0, 2.0, 9.0, 1e200])
@pytest.mark.parametrize("name", TABLES)
def test_counts_are_those_of_the_slow_rule(name, radius, way):
    X = TABLES[name]
    found = count_within(X, radius, no_codes(), 1.0, 1)
    expected = counted(X, radius) if radius < 1e9 else np.full(N, N - 1)
    assert_array_equal(found, expected)


@pytest.mark.parametrize("n_jobs", [1, 2, 5])
def test_threads_do_not_matter(n_jobs, way, monkeypatch):
    monkeypatch.setattr("oversample.neighbors._compiled._THREADED_FROM", 0)
    monkeypatch.setattr("oversample.neighbors._compiled._PER_THREAD", 1)
    X = TABLES["measured"]
    assert_array_equal(count_within(X, 1.0, no_codes(), 1.0, n_jobs), counted(X, 1.0))


@pytest.mark.parametrize("factor", [1 - 1e-8, 1 - 1e-10, 1.0, 1 + 1e-10, 1 + 1e-8])
def test_a_pair_at_the_very_radius_counts(factor, way):
    """Each pair decides at its own distance, whose last digits no score has."""
    X = TABLES["measured"]
    for i, j in [(0, 1), (7, 140), (63, 64)]:
        radius = factor * float(np.sqrt(naive.squared_distance(X[i], X[j])))
        assert_array_equal(count_within(X, radius, no_codes(), 1.0, 1), counted(X, radius))


def test_categories_count(way):
    X, codes = TABLES["measured"], np.arange(N)[:, None] % [2, 3]
    expected = counted(X, 1.2, codes, 0.7)
    assert_array_equal(count_within(X, 1.2, codes, 0.7, 1), expected)


@pytest.mark.skipif(bool(os.environ.get("NUMBA_DISABLE_JIT")), reason="nothing is compiled")
def test_many_rows_are_counted_alike(monkeypatch):
    X = np.random.default_rng(1).normal(size=(2_000, 8))
    X[::3] = np.rint(X[::3])
    codes = np.empty((len(X), 0), dtype=np.intp)
    for radius in (0.0, 1.0, 2.0, 3.0):
        monkeypatch.setattr(_choice, "use_compiled", lambda *_: True)
        by_leaf = count_within(X, radius, codes, 1.0, 2)
        monkeypatch.setattr(_choice, "use_compiled", lambda *_: False)
        assert_array_equal(count_within(X, radius, codes, 1.0, 2), by_leaf)
