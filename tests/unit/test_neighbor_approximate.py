"""Approximate search: most of the true neighbours, the same ones at every call."""

import os

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import oversample.neighbors
from oversample import SMOTE, _threads
from oversample.neighbors import _axes, _frame, _leaves, _pairs, kneighbors

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") != "1"

pytestmark = pytest.mark.skipif(not COMPILED, reason="too slow without compilation")

N = 20_000


@pytest.fixture(autouse=True)
def always_approximate(monkeypatch):
    monkeypatch.setattr(oversample.neighbors, "APPROXIMATE_FROM", 0)
    monkeypatch.setattr(oversample.neighbors, "VISITED", (80, 24))
    monkeypatch.setattr(_axes, "_FROM", N)


def clustered(rng, d):
    centers = rng.normal(size=(50, d))
    return centers[rng.integers(0, len(centers), N)] + 0.15 * rng.normal(size=(N, d))


def factors(rng, d):
    return rng.normal(size=(N, 6)) @ rng.normal(size=(6, d)) + 0.1 * rng.normal(size=(N, d))


def autoregressive(rng, d):
    where = np.arange(d)
    covariance = 0.9 ** np.abs(where[:, None] - where)
    return rng.normal(size=(N, d)) @ np.linalg.cholesky(covariance).T


def recall(found, expected):
    shared = [np.isin(a, b).mean() for a, b in zip(found.indices, expected.indices, strict=True)]
    return np.mean(shared)


@pytest.mark.parametrize("d", [20, 50])
@pytest.mark.parametrize("kind", [clustered, factors, autoregressive])
def test_finds_most_neighbors(kind, d):
    X = kind(np.random.default_rng(0), d)
    found = kneighbors(X, 5, approximate=True)
    expected = kneighbors(X, 5)
    assert recall(found, expected) >= 0.95
    # What is found is measured as ever, and sorted.
    same = found.indices == expected.indices
    assert_array_equal(found.distances[same], expected.distances[same])
    assert (np.diff(found.distances) >= 0).all()
    assert (found.indices != np.arange(N)[:, None]).all()
    assert (np.sort(found.indices)[:, 1:] != np.sort(found.indices)[:, :-1]).all()


def test_finds_not_all():
    X = np.random.default_rng(0).normal(size=(N, 20))
    assert 0.05 < recall(kneighbors(X, 5, approximate=True), kneighbors(X, 5)) < 0.95


@pytest.mark.parametrize("n_jobs", [1, 2, 4, None])
def test_same_at_every_call(n_jobs):
    X = autoregressive(np.random.default_rng(1), 20)
    expected = kneighbors(X, 5, approximate=True)
    found = kneighbors(X, 5, approximate=True, n_jobs=n_jobs)
    assert_array_equal(found.indices, expected.indices)
    assert_array_equal(found.distances, expected.distances)


def test_queries_and_codes():
    rng = np.random.default_rng(2)
    X = factors(rng, 20)
    codes = rng.integers(0, 3, (N, 2))
    queries = rng.integers(0, N, 3000)
    asked = {"queries": queries, "codes": codes, "mismatch": 0.5}
    found = kneighbors(X, 5, approximate=True, **asked)
    assert found.indices.shape == (3000, 5)
    assert recall(found, kneighbors(X, 5, **asked)) >= 0.95


def test_codes_alone():
    codes = np.random.default_rng(3).integers(0, 4, (N, 6))
    found = kneighbors(np.empty((N, 0)), 5, codes=codes, mismatch=1.0, approximate=True)
    assert (found.indices >= 0).all()
    assert (found.indices < N).all()


def test_small_classes_are_searched_exactly(monkeypatch):
    monkeypatch.setattr(oversample.neighbors, "APPROXIMATE_FROM", N + 1)
    X = np.random.default_rng(0).normal(size=(N, 20))
    assert_array_equal(kneighbors(X, 5, approximate=True).indices, kneighbors(X, 5).indices)


def test_samplers_pass_it_on():
    X = np.random.default_rng(0).normal(size=(3 * N, 20))
    y = np.repeat([1, 0], [N, 2 * N])
    exact, approximate, again = (
        SMOTE(random_state=0, neighbors=how).fit_resample(X, y)[0]
        for how in ("exact", "approximate", "approximate")
    )
    assert_array_equal(approximate, again)
    assert (approximate != exact).any()


@pytest.mark.parametrize("kind", [factors, autoregressive])
def test_correlated_columns_are_rotated_and_still_exact(kind, monkeypatch):
    X = kind(np.random.default_rng(4), 20)
    frame = oversample.neighbors.float32_frame(X, 0.0)
    assert _axes.rotate_to_axes(X, frame) is not None
    rotated = kneighbors(X, 5)
    monkeypatch.setattr(_axes, "_FROM", N + 1)
    plain = kneighbors(X, 5)
    assert_array_equal(rotated.indices, plain.indices)
    assert_array_equal(rotated.distances, plain.distances)


def test_independent_columns_are_not_rotated():
    X = np.random.default_rng(5).normal(size=(N, 20))
    assert _axes.rotate_to_axes(X, oversample.neighbors.float32_frame(X, 0.0)) is None


def test_more_neighbors_than_the_likeliest_leaves_hold(monkeypatch):
    monkeypatch.setattr(oversample.neighbors, "VISITED", (2, 1000))
    X = np.random.default_rng(0).standard_normal((2000, 3))
    found = kneighbors(X, 300, queries=[0, 1000, 7], approximate=True)
    for row, indices in zip([0, 1000, 7], found.indices, strict=True):
        assert row not in indices
        assert len(set(indices.tolist())) == 300
    expected = np.sqrt(np.square(X[found.indices[0]] - X[0]).sum(axis=1))
    assert_allclose(found.distances[0], expected, rtol=1e-12)


def test_a_leaf_that_no_other_chooses(monkeypatch):
    monkeypatch.setattr(_axes, "_FROM", N + 1)
    X = np.random.default_rng(3).normal(size=(N, 5))
    # As many as the last leaf holds, beyond all others in every column.
    X[: N % 64] += 40
    codes = np.empty((N, 0), dtype=np.int64)
    leaves = _leaves.grow(X, codes, 0.0, _frame.float32_frame(X, 0.0), _threads.Team(1))
    starts, partners = _pairs._partners(leaves, 3, _threads.Team(1))
    n_leaves = len(leaves.blocks)
    assert len(starts) == n_leaves + 1
    # It has chosen three others, which come before it and list it.
    assert (partners == n_leaves - 1).sum() == 3
    assert starts[-1] == starts[-2] == len(partners)
