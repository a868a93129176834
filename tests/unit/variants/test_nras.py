"""NRAS: SMOTE without the rows that look like others."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from oversample import NRAS, SMOTE
from oversample.exceptions import FallbackWarning
from oversample.smote import Dirichlet
from tests import naive, naive_variants_b


def problem(seed=0):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([1, 0], [20, 50]))
    X = rng.normal(size=(70, 2)) + 1.5 * y[:, np.newaxis]
    own = np.flatnonzero(y == 1)
    X[own[1]] = X[own[0]]  # two rows alike: none may take itself for the other
    return X * [1, 100], y


@pytest.mark.parametrize(("threshold", "estimator"), [(0.5, None), (0.8, GaussianNB())])
def test_noise_and_pairs_are_those_of_the_slow_rule(threshold, estimator):
    X, y = problem()
    sampler = NRAS(k_neighbors=4, threshold=threshold, estimator=estimator, random_state=0)
    sampler.set_params(sampling_strategy={1: 3_000}).fit_resample(X, y)
    own, scaled = y == 1, X / X.std(axis=0)
    standard = (X - X.mean(axis=0)) / X.std(axis=0)
    model, features = (LogisticRegression(), standard) if estimator is None else (estimator, scaled)
    propensity = model.fit(features, own).predict_proba(features)[:, 1]
    noise = naive_variants_b.without_propensity(scaled, own, propensity, 4, threshold)
    assert_array_equal(sampler.noise_indices_[1], noise)
    assert 0 < len(noise) < 20
    kept = [i for i in np.flatnonzero(own).tolist() if i not in noise]
    nearest = naive.k_nearest(scaled[kept], 4)
    expected = {(kept[i], kept[j]) for i in range(len(kept)) for j in nearest[i]}
    plan = sampler.plan_
    assert set(zip(plan.base.tolist(), plan.partner.tolist(), strict=True)) == expected


def test_the_propensity_matters():
    """What the regression takes for the class has company there."""
    X, y = problem()
    by_rows = NRAS(random_state=0, threshold=0.6, scale=None)
    by_rows.fit_resample(X * 1e-3, y)
    by_numbers = NRAS(random_state=0, threshold=0.6, scale=None)
    by_numbers.fit_resample(X * 1e3, y)
    # Among large numbers it counts nothing.
    nearest = naive.k_nearest(X, 5)
    alone = [i for i in np.flatnonzero(y == 1) if (y[nearest[i]] == 1).sum() < 3]
    assert_array_equal(by_numbers.noise_indices_[1], alone)
    assert by_rows.noise_indices_[1].tolist() != alone


def test_without_noise_it_is_smote():
    X, y = problem()
    sampler = NRAS(threshold=0.0, random_state=0, bases="even", interpolation=Dirichlet(3))
    expected = SMOTE(scale="std", random_state=0, bases="even", interpolation=Dirichlet(3))
    assert_array_equal(sampler.fit_resample(X, y)[0], expected.fit_resample(X, y)[0])


def test_where_no_two_rows_are_left_smote_is_used():
    X, y = problem()
    X[y == 1] = X[y == 0][:20] + 1e-3
    with pytest.warns(FallbackWarning, match=r"NRAS: fewer than two rows.*plain SMOTE"):
        X_new, _ = NRAS(threshold=1.0, random_state=0).fit_resample(X, y)
    assert_array_equal(X_new, SMOTE(scale="std", random_state=0).fit_resample(X, y)[0])


def test_sparse_tables_are_like_dense_ones():
    X, y = problem()
    X[np.abs(X) < 0.2] = 0
    sampler = NRAS(random_state=0, grid="off")
    dense, _ = sampler.fit_resample(X, y)
    noise = sampler.noise_indices_[1]
    again, _ = sampler.fit_resample(sparse.csr_array(X), y)
    assert_array_equal(sampler.noise_indices_[1], noise)
    assert_array_equal(again.toarray(), dense)
