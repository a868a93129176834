"""The law of the step, and how bases are dealt."""

from collections import Counter

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from oversample import SMOTE, CombinationPlan, Plan
from oversample._random import make_streams
from oversample.exceptions import InvalidParameterError
from oversample.smote import Beta, Dirichlet
from oversample.smote.laws import draw_bases, draw_rows, draw_weights
from tests.naive import combine

RNG = np.random.default_rng(0)
X = RNG.normal(size=(400, 3))
CODES = np.r_[np.ones(12, dtype=int), np.zeros(388, dtype=int)]


def stream():
    return make_streams(np.random.default_rng(3)).start()


def covariance_ratio(law, n=20_000):
    """Covariance of new rows of independent parents, over that of the parents."""
    rows = RNG.normal(size=(400, 1))
    rng = stream()
    line = draw_bases(rng, len(rows), n)
    # Any rows are neighbours, so that parents are independent.
    neighbors = RNG.integers(len(rows), size=(len(rows), 40))
    plan = draw_rows(rng, line, np.arange(len(rows)), np.arange(len(rows)), neighbors, law)
    return plan.make_rows(rows).var() / rows.var()


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        ((0.0, 1.0), 2 / 3),
        ((0.5, 0.5), 1 / 2),
        (Beta(0.5, 0.5), 1.5 / 2),
        (Beta(2, 2), 3 / 5),
        (Dirichlet(2), 2 / 3),
        (Dirichlet(4), 2 / 5),
        (Dirichlet(3, 0.5), 1.5 / 2.5),
    ],
    ids=str,
)
def test_covariance_shrinks_as_the_formula_says(law, expected):
    assert_allclose(covariance_ratio(law), expected, rtol=0.06)


def test_rows_of_several_parents_are_their_weighted_sums():
    sampler = SMOTE(interpolation=Dirichlet(3), random_state=0)
    X_new = sampler.fit_resample(X, CODES)[0][len(X) :]
    plan = sampler.plan_
    assert isinstance(plan, CombinationPlan)
    assert plan.parent.shape == (376, 3)
    assert all(len(set(parents)) == 3 for parents in plan.parent.tolist())
    assert (CODES[plan.parent] == 1).all()
    assert (plan.weight > 0).all()
    assert_allclose(plan.weight.sum(axis=1), 1)
    assert_allclose(X_new, combine(X, plan.parent, plan.weight), rtol=1e-12)


def test_more_parents_than_neighbors_are_cut():
    plan = SMOTE(interpolation=Dirichlet(9), k_neighbors=2, random_state=0).plan(X, CODES)
    assert plan.parent.shape[1] == 3


def test_classes_of_all_sizes_are_planned_in_one_kind():
    codes = CODES.copy()
    codes[:2] = 2
    sampler = SMOTE(interpolation=Dirichlet(3), small_class="duplicate", random_state=0)
    X_new, y_new = sampler.fit_resample(X, codes)
    assert np.bincount(y_new).tolist() == [388] * 3
    copies = X_new[len(X) :][y_new[len(X) :] == 2]
    assert {tuple(row) for row in copies} == {tuple(row) for row in X[:2]}
    assert_array_equal(sampler.plan_.replay(X), X_new)


def test_the_default_law_is_that_of_smote():
    plain, named = (
        SMOTE(random_state=0, **parameters).fit_resample(X, CODES)[0]
        for parameters in ({}, {"interpolation": (0, 1), "bases": "random"})
    )
    assert_array_equal(plain, named)
    steps = SMOTE(random_state=0, interpolation=(-0.5, 1.5)).fit(X, CODES).plan(X, CODES).step
    assert -0.5 <= steps.min() < -0.3
    assert 1.3 < steps.max() <= 1.5


@pytest.mark.parametrize("n_new", [0, 5, 12, 30])
def test_each_base_is_dealt_once_before_any_is_dealt_twice(n_new):
    times = np.bincount(draw_bases(stream(), 12, n_new, "even"), minlength=12)
    assert times.sum() == n_new
    assert set(times) <= {n_new // 12, -(-n_new // 12)}


WEIGHT = np.array([0.0, 1.0, 0.0, 2.5, 0.5, 0.0])
QUOTA = WEIGHT / WEIGHT.sum()


def test_bases_are_drawn_as_often_as_their_weights_say():
    times = np.bincount(draw_bases(stream(), 6, 20_000, "random", WEIGHT), minlength=6)
    assert_allclose(times / 20_000, QUOTA, atol=0.012)
    assert (times[WEIGHT == 0] == 0).all()


def test_bases_are_dealt_as_often_as_their_weights_say():
    total = np.zeros(6)
    for seed in range(500):
        rng = make_streams(np.random.default_rng(seed)).start()
        times = np.bincount(draw_bases(rng, 6, 7, "even", WEIGHT), minlength=6)
        assert times.sum() == 7
        assert (np.floor(7 * QUOTA) <= times).all()
        assert (times <= np.ceil(7 * QUOTA)).all()
        total += times
    assert_allclose(total / 500, 7 * QUOTA, atol=0.08)


def test_even_dealing_of_a_sampler():
    plan = SMOTE(bases="even", random_state=0).plan(X, CODES)
    assert isinstance(plan, Plan)
    assert set(Counter(plan.base.tolist()).values()) == {376 // 12, 376 // 12 + 1}


def test_weights_of_a_tiny_concentration_are_numbers():
    weights = draw_weights(stream(), (50, 3), 1e-300)
    assert_allclose(weights.sum(axis=1), 1)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"interpolation": (1, 0)}, "the lower one first"),
        ({"interpolation": "beta"}, "a Beta with parameters above 0"),
        ({"interpolation": Beta(0, 1)}, "above 0"),
        ({"interpolation": Dirichlet(1)}, "at least 2 parents"),
        ({"interpolation": Dirichlet(3, np.inf)}, "concentration above 0"),
        ({"bases": "weights"}, "one of 'random', 'even'"),
    ],
    ids=str,
)
def test_laws_that_are_none_are_refused(parameters, words):
    with pytest.raises(InvalidParameterError, match=words):
        SMOTE(**parameters).fit_resample(X, CODES)
