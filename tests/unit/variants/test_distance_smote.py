"""Distance-SMOTE: towards the mean of the neighbours."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from oversample import DistanceSMOTE
from oversample.exceptions import InvalidParameterError
from oversample.smote import Beta, Dirichlet
from tests import naive, naive_variants_b


def test_rows_are_those_of_the_slow_rule():
    rng = np.random.default_rng(0)
    X = np.r_[rng.normal(size=(9, 2)), rng.normal(size=(30, 2)) + 9]
    X[1] = X[0]  # two rows alike: none may take itself for the other
    sampler = DistanceSMOTE(k_neighbors=3, random_state=0, sampling_strategy={1: 500}, grid="off")
    X_new, _ = sampler.fit_resample(X, np.repeat([1, 0], [9, 30]))
    nearest = naive.k_nearest(X[:9], 3)
    steps = 1 - sampler.plan_.weight[:, 0]
    assert stats.kstest(steps, "uniform").pvalue > 1e-3
    expected = [
        naive_variants_b.distance_smote(X[base], X[nearest[base]], step)
        for base, step in zip(sampler.plan_.base, steps, strict=True)
    ]
    assert_allclose(X_new[len(X) :], expected, rtol=1e-9)


@pytest.mark.parametrize(("law", "steps"), [((0.0, 1.0), (0, 1)), (Beta(2, 2), None)])
def test_covariance_towards_the_mean_of_all(law, steps):
    rng = np.random.default_rng(0)
    n, sigma = 60, np.array([[4, 1.5], [1.5, 1]])
    X = np.r_[rng.multivariate_normal([3, -1], sigma, n), rng.normal(size=(n, 2)) + 50]
    sampler = DistanceSMOTE(
        k_neighbors=n - 1,
        interpolation=law,
        random_state=0,
        grid="off",
        sampling_strategy={1: n + 20_000},
    )
    new = sampler.fit_resample(X, np.repeat([1, 0], n))[0][len(X) :]
    # E[(1 - c u)^2] with c = n / (n - 1); E[u] is 1/2, E[u^2] is 1/3 or, of a Beta(2, 2), 3/10.
    c, square = n / (n - 1), 1 / 3 if steps else 3 / 10
    expected = (1 - c + c**2 * square) * np.cov(X[:n].T, ddof=0)
    assert_allclose(np.cov(new.T), expected, rtol=0.05)


def test_a_law_of_several_parents_is_refused():
    with pytest.raises(InvalidParameterError, match="interpolation"):
        DistanceSMOTE(interpolation=Dirichlet(3)).fit_resample(np.zeros((8, 1)), np.arange(8) % 2)
