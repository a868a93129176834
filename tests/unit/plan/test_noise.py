"""Noise that a plan draws again wherever it is needed."""

import pickle
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy import sparse

from oversample import SMOBD, GeometricSMOTE, Plan, RandomOverSampler
from oversample.plan.noise import DrawnNoise

SAMPLERS = [
    GeometricSMOTE(scale="std", deformation=0.4, truncation=-0.5),
    GeometricSMOTE(small_class="duplicate"),
    RandomOverSampler(shrinkage=0.5),
    SMOBD(grid="off"),
]
every_sampler = pytest.mark.parametrize("sampler", SAMPLERS, ids=repr)
SEEDS = [0, np.random.RandomState(3), np.random.SeedSequence(5), np.random.default_rng(6), None]


@pytest.fixture(autouse=True, params=[0, 10**6], ids=["drawn again", "kept"])
def kept_draws(request, monkeypatch):
    """How many draws are kept: none, or all of them."""
    monkeypatch.setattr("oversample.plan.noise._KEPT", request.param)
    return request.param


def problem(n_rows=90):
    """Three classes, the last of which is copied where small classes are."""
    rng = np.random.default_rng(0)
    codes = np.where(np.arange(n_rows) < 20, 1, 0)
    codes[-4:] = 2
    return rng.normal(size=(n_rows, 3)), codes


def planned(sampler, seed=0):
    X, y = problem()
    if getattr(sampler, "small_class", None) != "duplicate":
        y[y == 2] = 1
    sampler.set_params(random_state=seed)
    X_new, _ = sampler.fit_resample(X, y)
    return X, X_new[len(X) :], sampler.plan_


@every_sampler
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: type(seed).__name__)
def test_rows_are_the_same_at_every_drawing(sampler, seed):
    X, new, plan = planned(sampler, seed)
    for again in (plan, pickle.loads(pickle.dumps(plan))):
        assert isinstance(again.noise, DrawnNoise)
        assert_array_equal(again.make_rows(X), new)
        moved = Plan(plan.base, plan.partner, plan.step).make_rows(X) + again.compute_noise(X)
        assert_array_equal(moved, new)
        assert_array_equal(again.make_rows(X), new)


@every_sampler
def test_some_of_the_rows(sampler, monkeypatch):
    X, new, plan = planned(sampler)
    monkeypatch.setattr("oversample._blocks.CELLS", 21)
    rows = np.random.default_rng(1).integers(0, len(plan), 2 * len(plan))
    assert_array_equal(plan.take(rows).make_rows(X), new[rows])
    assert_array_equal(plan.take(rows).take(rows[:5]).make_rows(X), new[rows[rows[:5]]])
    assert_array_equal(plan.take(rows[:0]).make_rows(X), new[:0])
    copies = Plan.copies(np.array([4, 7]))
    parts = [replace(part, class_codes=None) for part in (plan.take(rows), copies, plan)]
    joined = Plan.join(parts)
    assert_array_equal(joined.make_rows(X), np.r_[new[rows], X[[4, 7]], new])


@every_sampler
def test_what_is_no_row_of_the_table(sampler):
    X, _, plan = planned(sampler)
    weights = np.linspace(1, 2, len(X))
    assert_array_equal(
        plan.replay(weights), Plan(plan.base, plan.partner, plan.step).replay(weights)
    )
    frame = plan.to_frame()
    assert list(frame) == ["label", "base", "partner", "step"]
    assert_array_equal(frame["step"], plan.step)


def test_sparse_rows_are_those_of_dense_ones():
    X, y = problem()
    X[np.abs(X) < 0.5] = 0
    sampler = RandomOverSampler(shrinkage=0.5, random_state=0)
    dense, _ = sampler.fit_resample(X, y)
    new = sampler.plan_.make_rows(sparse.csr_array(X))
    assert_array_equal(new.toarray(), dense[len(X) :])


def test_arrays_and_draws_do_not_mix():
    _, _, plan = planned(SAMPLERS[2])
    other = Plan(plan.base, plan.partner, plan.step, np.zeros((len(plan), 3)))
    with pytest.raises(TypeError, match="an array of noise and drawn noise"):
        Plan.join([plan, other])


def test_balls_beyond_the_largest_float_end_there():
    X, y = problem()
    assert np.isfinite(GeometricSMOTE().fit_resample(X * 1e200, y > 0)[0]).all()


def test_noise_beyond_the_largest_float_is_refused():
    X, y = problem()
    with np.errstate(all="ignore"), pytest.raises(ValueError, match="'noise'"):
        RandomOverSampler(shrinkage=1e300).fit_resample(X * 1e200, y > 0)


@every_sampler
def test_a_plan_keeps_no_noise(sampler, monkeypatch):
    monkeypatch.setattr("oversample.plan.noise._KEPT", 0)
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(600, 200)), np.arange(600) < 60
    tracemalloc.start()
    plan = sampler.set_params(random_state=0).plan(X, y)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 0.25 * len(plan) * 200 * 8
