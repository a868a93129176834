"""Random-SMOTE: which triangles, and where in them."""

from collections import Counter

import numpy as np
from numpy.testing import assert_allclose
from scipy import stats

from oversample import RandomSMOTE
from tests import naive, naive_variants_b


def problem():
    rng = np.random.default_rng(0)
    X = np.r_[rng.normal(size=(8, 2)), rng.normal(size=(30, 2)) + 9]
    X[1] = X[0]  # two rows alike: none may take itself for the other
    return X, np.repeat([1, 0], [8, 30])


def test_rows_are_those_of_the_slow_rule():
    X, y = problem()
    sampler = RandomSMOTE(k_neighbors=3, random_state=0, sampling_strategy={1: 6_000}, grid="off")
    X_new, _ = sampler.fit_resample(X, y)
    plan = sampler.plan_
    nearest = naive.k_nearest(X[:8], 3)
    seen = Counter(map(tuple, plan.parent.tolist()))
    pairs = {(i, a, b) for i in range(8) for a in nearest[i] for b in nearest[i] if a != b}
    assert set(seen) == pairs
    # All equally likely.
    assert stats.chisquare(list(seen.values())).pvalue > 1e-3
    v = 1 - plan.weight[:, 0]
    u = plan.weight[:, 2] / v
    assert stats.kstest(u, "uniform").pvalue > 1e-3
    assert stats.kstest(v, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(u, v)[0, 1]) < 0.05
    expected = [
        naive_variants_b.random_smote(*X[parents], a, b)
        for parents, a, b in zip(plan.parent, u, v, strict=True)
    ]
    assert_allclose(X_new[len(X) :], expected, rtol=1e-9)


def test_towards_any_rows_the_covariance_is_five_ninths():
    rng = np.random.default_rng(0)
    n, sigma = 300, np.array([[4, 1.5], [1.5, 1]])
    X = np.r_[rng.multivariate_normal([3, -1], sigma, n), rng.normal(size=(n, 2)) + 50]
    sampler = RandomSMOTE(
        k_neighbors=n - 1, random_state=0, grid="off", sampling_strategy={1: n + 60_000}
    )
    new = sampler.fit_resample(X, np.repeat([1, 0], n))[0][len(X) :]
    # Different rows of a class have a covariance of -1 / (n - 1): what is left of one when the
    # weights of three sum to one.
    expected = (5 / 9 - (4 / 9) / (n - 1)) * np.cov(X[:n].T, ddof=0)
    assert_allclose(np.cov(new.T), expected, rtol=0.03)
    assert_allclose(new.mean(axis=0), X[:n].mean(axis=0), atol=0.03)


def test_of_a_single_neighbour_rows_lie_on_the_segment():
    X = np.r_[[[0.0], [3.0]], np.full((6, 1), 50.0)]
    sampler = RandomSMOTE(small_class="reduce_k", random_state=0, grid="off")
    X_new, _ = sampler.fit_resample(X, np.repeat([1, 0], [2, 6]))
    assert ((X_new[8:] > 0) & (X_new[8:] < 3)).all()
    assert (sampler.plan_.parent[:, 1] == sampler.plan_.parent[:, 2]).all()


def test_bases_are_dealt():
    X, y = problem()
    plan = RandomSMOTE(bases="even", random_state=0).plan(X, y)
    assert set(Counter(plan.base.tolist()).values()) == {2, 3}
