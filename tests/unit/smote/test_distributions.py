"""What the mean and covariance of synthetic rows must be, by theory."""

import numpy as np
from numpy.testing import assert_allclose

from oversample import SMOTE, RandomOverSampler

N_NEW = 60_000


def normal_class(n=400):
    rng = np.random.default_rng(0)
    X = rng.multivariate_normal([3.0, -1.0, 0.0], [[4, 1.5, 0], [1.5, 1, 0.3], [0, 0.3, 0.5]], n)
    return np.r_[X, X + 50], np.repeat([1, 0], n)


def synthetic(sampler, X, y):
    sampler.set_params(random_state=0, sampling_strategy={1: len(y) // 2 + N_NEW})
    return sampler.fit_resample(X, y)[0][len(X) :]


def test_smote_towards_any_row_shrinks_the_covariance_by_a_third():
    """Cov = E[(1 - u)^2 + u^2] Sigma = 2/3 Sigma, less what a row never is its own partner."""
    X, y = normal_class()
    new, n = synthetic(SMOTE(k_neighbors=399), X, y), 400
    sigma = np.cov(X[y == 1].T, ddof=0)
    # E[2 u (1 - u)] = 1/3 times the covariance of two different rows, -1 / (n - 1).
    assert_allclose(np.cov(new.T), (2 / 3 - 1 / 3 / (n - 1)) * sigma, atol=0.06)
    assert_allclose(new.mean(axis=0), X[y == 1].mean(axis=0), atol=0.03)


def test_smoothed_bootstrap_adds_its_bandwidth():
    """Cov = Sigma + H^2 with H = diag(sigma) h."""
    X, y = normal_class()
    new = synthetic(RandomOverSampler(shrinkage=1.0), X, y)
    bandwidth = (4 / (5 * len(X))) ** (1 / 7)
    sigma = np.cov(X[y == 1].T, ddof=0)
    expected = sigma + np.diag(np.diag(sigma)) * bandwidth**2
    assert_allclose(np.cov(new.T), expected, atol=0.08)
    assert np.cov(new.T)[0, 0] > sigma[0, 0] * (1 + bandwidth**2 / 2)
