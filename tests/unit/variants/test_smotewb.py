"""SMOTE-WB: noise by boosting, neighbours by surroundings."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy import stats
from sklearn.dummy import DummyClassifier
from sklearn.tree import DecisionTreeClassifier

from oversample import SMOTE, SMOTEWB
from oversample.exceptions import FallbackWarning
from tests import naive_variants_b


def shallow():
    return DecisionTreeClassifier(max_depth=3, random_state=0)


def problem(seed=0):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([1, 0], [15, 60]))
    X = rng.normal(size=(75, 2)) + 1.2 * y[:, np.newaxis]
    # Rows alike, of both classes: none may take itself for another.
    own, other = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    X[own[1]] = X[own[0]]
    X[other[0]] = X[own[2]]
    return X, y


@pytest.mark.parametrize("seed", [1, 3])
def test_noise_and_pairs_are_those_of_the_slow_rule(seed):
    X, y = problem(seed)
    sampler = SMOTEWB(n_iterations=60, estimator=shallow(), random_state=0)
    plan = sampler.set_params(sampling_strategy={1: 1_515}).fit_resample(X, y) and sampler.plan_
    is_noise = naive_variants_b.boosting_noise(X, (y == 1).tolist(), 60, shallow)
    assert_array_equal(sampler.noise_indices_[1], np.flatnonzero(is_noise))
    assert any(is_noise)
    found = naive_variants_b.trusted_neighbors(X, y == 1, is_noise)
    expected = {(i, j) for i, near in found.items() if near is not None for j in near or [i]}
    assert set(zip(plan.base.tolist(), plan.partner.tolist(), strict=True)) == expected
    # Bases are dealt: good and lonely ones alike.
    counts = np.bincount(plan.base)[list({i for i, _ in expected})]
    assert counts.max() - counts.min() <= 1
    is_copy = plan.base == plan.partner
    assert (plan.step[is_copy] == 0).all()
    assert stats.kstest(plan.step[~is_copy], "uniform").pvalue > 1e-3


def test_the_tables_have_rows_of_every_kind():
    kinds = set()
    for seed in (1, 3):
        X, y = problem(seed)
        is_noise = naive_variants_b.boosting_noise(X, (y == 1).tolist(), 60, shallow)
        for i, near in naive_variants_b.trusted_neighbors(X, y == 1, is_noise).items():
            kinds.add(("bad" if near is None else "good" if near else "lonely", is_noise[i]))
    assert kinds >= {("bad", True), ("good", True), ("good", False), ("lonely", False)}


def test_where_the_first_tree_makes_no_mistake_nothing_is_noise():
    """By equal weights all rows of a majority would be."""
    X, y = problem()
    X = X + 50 * y[:, np.newaxis]
    sampler = SMOTEWB(random_state=0)
    sampler.fit_resample(X, y)
    assert len(sampler.noise_indices_[1]) == 0
    # As many neighbours as there are other rows for each.
    found = naive_variants_b.trusted_neighbors(X, y == 1, [False] * 75)
    pairs = set(zip(sampler.plan_.base.tolist(), sampler.plan_.partner.tolist(), strict=True))
    assert pairs <= {(i, j) for i, near in found.items() for j in near}


def test_where_all_are_noise_smote_is_used():
    X, y = problem()
    # A tree that always says "other" makes the class noise, and equal weights all others.
    weak = DummyClassifier(strategy="constant", constant=False)
    sampler = SMOTEWB(estimator=weak, n_iterations=1, random_state=0)
    with pytest.warns(FallbackWarning, match=r"SMOTEWB: every row is noise.*plain SMOTE"):
        X_new, _ = sampler.fit_resample(X, y)
    assert len(sampler.noise_indices_[1]) == 75
    expected, _ = SMOTE(random_state=0, bases="even").fit_resample(X, y)
    assert_array_equal(X_new, expected)


def test_missing_cells_and_categories():
    X, y = problem()
    X = np.c_[X, np.arange(75) % 3]
    X[5, 0] = np.nan
    sampler = SMOTEWB(
        random_state=0, n_iterations=2, categorical_features=[2], missing_values="present"
    )
    X_new, _ = sampler.fit_resample(X, y)
    assert not np.isnan(X_new[75:]).any()
    assert set(X_new[75:, 2]) <= {0, 1, 2}
