"""SMOBD: bases by density, no outliers, a step for each column."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from oversample import SMOBD, SMOTE
from oversample.exceptions import FallbackWarning
from tests import naive, naive_variants_b


def problem(n=25, seed=0):
    rng = np.random.default_rng(seed)
    X = np.r_[rng.normal(size=(n, 2)), rng.normal(size=(3 * n, 2)) + 50]
    X[1] = X[0]  # two rows alike: none may take itself for the other
    return X, np.repeat([1, 0], [n, 3 * n])


@pytest.mark.parametrize(
    "parameters", [{}, {"eta": 0.1, "radius": 0.7}, {"eta": 1.0, "noise_threshold": 1.2}], ids=str
)
def test_bases_come_in_proportion_to_the_slow_rule(parameters, monkeypatch):
    X, y = problem()
    # Blocks of four rows.
    monkeypatch.setattr("oversample.neighbors.within.DISTANCES", 4 * 25)
    sampler = SMOBD(k_neighbors=3, sampling_strategy={1: 4_025}, random_state=0, **parameters)
    plan = sampler.set_params(bases="even").plan(X, y)
    eta, t = sampler.eta, sampler.noise_threshold
    factors = np.array(naive_variants_b.density_factors(X[:25], 3, eta, t, sampler.radius))
    counts = np.bincount(plan.base, minlength=25)
    assert np.abs(counts - 4_000 * factors / factors.sum()).max() < 1
    nearest = naive.k_nearest(X[:25], 3)
    pairs = set(zip(plan.base.tolist(), plan.partner.tolist(), strict=True))
    assert pairs == {(i, j) for i in range(25) if factors[i] for j in nearest[i]}


def test_steps_are_uniform_and_of_each_column_alone():
    X, y = problem()
    sampler = SMOBD(random_state=0, sampling_strategy={1: 3_000}, grid="off")
    X_new, _ = sampler.fit_resample(X, y)
    base, partner = X[sampler.plan_.base], X[sampler.plan_.partner]
    differ = (base != partner).all(axis=1)
    u = (X_new[len(X) :] - base)[differ] / (partner - base)[differ]
    assert u.min() > -1e-12
    assert u.max() < 1 + 1e-12
    for column in u.T:
        assert stats.kstest(column, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(u.T)[0, 1]) < 0.06


def test_covariance_of_steps_of_each_column():
    """Towards any row, bases equally likely: variances times 2/3, covariances times 1/2."""
    rng = np.random.default_rng(0)
    n, sigma = 100, np.array([[4, 1.5], [1.5, 1]])
    X = np.r_[rng.multivariate_normal([3, -1], sigma, n), rng.normal(size=(n, 2)) + 500]
    # Within such a radius all rows have the same density, and that alone counts.
    sampler = SMOBD(k_neighbors=n - 1, eta=0.0, radius=1e3, noise_threshold=1e9, grid="off")
    sampler.set_params(random_state=0, sampling_strategy={1: n + 60_000})
    new = sampler.fit_resample(X, np.repeat([1, 0], n))[0][len(X) :]
    left = np.array([[2 / 3, 1 / 2], [1 / 2, 2 / 3]])
    expected = (left - (1 - left) / (n - 1)) * np.cov(X[:n].T, ddof=0)
    assert_allclose(np.cov(new.T), expected, rtol=0.03)


def test_an_outlier_is_no_base():
    """It is where unreached rows make the mean reachability infinite."""
    X, y = problem()
    X[7] = [30.0, -30.0]
    plan = SMOBD(random_state=0).plan(X, y)
    assert 7 not in plan.base
    assert 7 in SMOBD(random_state=0, noise_threshold=1e9, eta=1.0).plan(X, y).base


@pytest.mark.parametrize("factor", [2.0**400, 2.0**-400])
def test_a_radius_is_in_the_units_of_the_table(factor):
    X, y = problem()
    expected = SMOBD(random_state=0, radius=0.7).plan(X, y)
    assert_array_equal(
        SMOBD(random_state=0, radius=0.7 * factor).plan(X * factor, y).base, expected.base
    )


def test_categories_are_in_the_density():
    X, y = problem()
    codes = np.arange(len(X)) % 2
    mixed = np.c_[X, codes]
    sampler = SMOBD(random_state=0, categorical_features=[2], eta=0.0, radius=0.6, bases="even")
    sampler.set_params(sampling_strategy={1: 2_025})
    base = sampler.plan(mixed, y).base
    mismatch = naive.median_spread(X[:25])
    crowd = [
        sum(
            naive.squared_distance(X[i], X[j], [codes[i]], [codes[j]], mismatch) <= 0.6**2
            for j in range(25)
            if j != i
        )
        for i in range(25)
    ]
    noise = np.bincount(base, minlength=25) == 0
    expected = np.where(noise, 0, crowd)
    assert np.abs(np.bincount(base, minlength=25) - 2_000 * expected / expected.sum()).max() < 1


def test_where_nothing_has_a_density_smote_is_used():
    X, y = problem()
    X[:25] = 1.0
    with pytest.warns(FallbackWarning, match=r"SMOBD.*of class 1.*plain SMOTE"):
        X_new, _ = SMOBD(eta=1.0, random_state=0).fit_resample(X, y)
    assert_array_equal(X_new, SMOTE(random_state=0).fit_resample(X, y)[0])
