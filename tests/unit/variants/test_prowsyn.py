"""ProWSyn: levels, their shares, and pairs within a level."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from oversample import SMOTE, CombinationPlan, ProWSyn
from oversample.exceptions import FallbackWarning, InvalidParameterError
from oversample.smote import Dirichlet
from tests import naive_variants_a as naive


def table(seed, n_classes=2, decimals=8):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat(np.arange(n_classes), [25, 30, 20][:n_classes]))
    return (rng.normal(size=(len(y), 2)) + y[:, np.newaxis]).round(decimals), y


def levels_of(sampler, y, label):
    rows = np.flatnonzero(y == label)
    level = sampler.levels_[label]
    return {number: rows[level == number].tolist() for number in np.unique(level).tolist()}


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize(
    ("k", "n_levels", "decimals"), [(5, 5, 8), (1, 3, 8), (1, 12, 8), (2, 4, 0), (3, 1, 8)]
)
def test_levels_are_the_naive_ones(n_classes, k, n_levels, decimals):
    X, y = table(k, n_classes, decimals)
    sampler = ProWSyn(sampling_strategy={1: 40}, k_neighbors=k, n_levels=n_levels, random_state=0)
    sampler.fit_resample(X, y)
    expected = naive.proximity_levels(X.tolist(), y.tolist(), 1, n_levels, k)
    assert levels_of(sampler, y, 1) == expected


def line_of_levels(n_levels):
    """A row of one class, and pairs of another at growing distances: a pair a level."""
    pairs = np.repeat(np.arange(1.0, n_levels + 1), 2)
    X = np.concatenate([np.zeros(1), pairs, np.zeros(60)])[:, np.newaxis]
    return X, np.repeat([0, 1, 0], [1, len(pairs), 60])


@pytest.mark.parametrize("theta", [0.0, 0.5, 1.0, 50.0])
def test_shares_decay_with_the_level_and_those_left_over_have_the_last(theta):
    # Four levels of a pair, of which the last is what three passes leave.
    X, y = line_of_levels(4)
    sampler = ProWSyn(
        sampling_strategy={1: 20_000}, k_neighbors=2, n_levels=4, theta=theta, random_state=1
    )
    plan = sampler.plan(X, y)
    levels = naive.proximity_levels(X.tolist(), y.tolist(), 1, 4, 2)
    assert levels == {1: [1, 2], 2: [3, 4], 3: [5, 6], 4: [7, 8]}
    shares = naive.level_shares(levels, theta)
    counts = [np.isin(plan.base, rows).mean() for rows in levels.values()]
    assert_allclose(counts, list(shares.values()), atol=0.012)
    # Both rows of a pair, and never a row with itself or with one of another level.
    assert_array_equal((plan.base - 1) // 2, (plan.partner - 1) // 2)
    assert (plan.base != plan.partner).all()


def test_a_level_of_one_row_gets_nothing_and_leaves_its_share_to_the_others():
    X, y = line_of_levels(3)
    sampler = ProWSyn(
        sampling_strategy={1: 9000}, k_neighbors=1, n_levels=3, theta=1.0, random_state=1
    )
    plan = sampler.plan(X, y)
    levels = naive.proximity_levels(X.tolist(), y.tolist(), 1, 3, 1)
    assert [len(rows) for rows in levels.values()] == [1, 1, 4]
    assert set(plan.base.tolist()) == set(levels[3])


def test_even_dealing_gives_each_row_its_quota():
    X, y = table(0)
    sampler = ProWSyn(
        sampling_strategy={1: 300}, bases="even", k_neighbors=1, theta=0.3, random_state=0
    )
    sampler.fit_resample(X, y)
    levels = naive.proximity_levels(X.tolist(), y.tolist(), 1, 5, 1)
    shares = naive.level_shares(levels, 0.3)
    times = np.bincount(sampler.plan_.base, minlength=len(y))
    n_new = len(sampler.plan_)
    for number, share in shares.items():
        quota = n_new * share / len(levels[number])
        for row in levels[number]:
            assert np.floor(quota) <= times[row] <= np.ceil(quota)


def test_all_parents_of_a_simplex_are_of_one_level():
    X, y = table(1)
    sampler = ProWSyn(
        sampling_strategy={1: 400}, interpolation=Dirichlet(4), k_neighbors=1, random_state=0
    )
    X_new, _ = sampler.fit_resample(X, y)
    plan = sampler.plan_
    assert isinstance(plan, CombinationPlan)
    level = dict(zip(np.flatnonzero(y == 1).tolist(), sampler.levels_[1].tolist(), strict=True))
    for parents, weights in zip(plan.parent.tolist(), plan.weight.tolist(), strict=True):
        used = [row for row, weight in zip(parents, weights, strict=True) if weight > 0]
        assert len({level[row] for row in used}) == 1
        assert len(used) == len(set(used)) >= 2
    assert_array_equal(X_new, plan.replay(X))


def test_no_level_of_two_rows_is_said_and_smote_used():
    X = np.array([[0.0], [1.0], [2.0], [3.0], *[[-1.0]] * 9])
    y = np.r_[np.ones(4, dtype=int), np.zeros(9, dtype=int)]
    parameters = {"k_neighbors": 1, "grid": "off", "random_state": 0}
    with pytest.warns(FallbackWarning) as caught:
        X_new, _ = ProWSyn(**parameters).fit_resample(X, y)
    (warning,) = caught
    for word in ("ProWSyn", "class 1", "no level has two rows", "n_levels=5", "plain SMOTE"):
        assert word in str(warning.message)
    assert_array_equal(X_new, SMOTE(**parameters).fit_resample(X, y)[0])


def test_permuted_rows_have_the_levels_of_the_same_rows():
    X, y = table(2)
    order = np.random.default_rng(0).permutation(len(y))
    plain, permuted = ProWSyn(random_state=0), ProWSyn(random_state=0)
    plain.fit_resample(X, y)
    permuted.fit_resample(X[order], y[order])
    expected, found = np.zeros(len(y), dtype=int), np.zeros(len(y), dtype=int)
    expected[y == 0], found[y[order] == 0] = plain.levels_[0], permuted.levels_[0]
    assert_array_equal(found, expected[order])


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"theta": -1}, "'theta' parameter of ProWSyn"),
        ({"theta": np.inf}, "'theta' parameter of ProWSyn"),
        ({"n_levels": 0}, "an int of at least 1"),
        ({"k_neighbors": "all"}, "an int of at least 1"),
    ],
    ids=str,
)
def test_parameters_that_are_none_are_refused(parameters, words):
    with pytest.raises(InvalidParameterError, match=words):
        ProWSyn(**parameters).fit_resample(*table(0))
