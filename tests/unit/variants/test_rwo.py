"""RWO: steps of a standard error, and categories by roulette."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse, stats

from oversample import RWO
from tests import naive_variants_b


def problem(n=30):
    rng = np.random.default_rng(0)
    X = rng.multivariate_normal([3, -1], [[4, 1.5], [1.5, 1]], n)
    return np.r_[X, rng.normal(size=(3 * n, 2)) + 50], np.repeat([1, 0], [n, 3 * n])


def test_rows_are_those_of_the_slow_rule():
    X, y = problem()
    sampler = RWO(random_state=0, grid="off")
    X_new, _ = sampler.fit_resample(X, y)
    plan = sampler.plan_
    spread = naive_variants_b.deviations(X[:30])
    z = plan.compute_noise(X) / spread * 30**0.5
    assert stats.kstest(z.ravel(), "norm").pvalue > 1e-3
    expected = [
        naive_variants_b.random_walk(X[i], X[:30], steps)
        for i, steps in zip(plan.base, z, strict=True)
    ]
    assert_allclose(X_new[len(X) :], expected, rtol=1e-9)


def test_the_covariance_widens_by_a_diagonal():
    """Cov = Sigma + diag(sigma^2) / n: steps of columns are independent."""
    X, y = problem(10)
    sampler = RWO(random_state=0, grid="off", bases="even", sampling_strategy={1: 200_010})
    new = sampler.fit_resample(X, y)[0][len(X) :]
    sigma = np.cov(X[:10].T, ddof=0)
    assert_allclose(np.cov(new.T), sigma + np.diag(np.diag(sigma)) / 10, rtol=0.01)
    assert_allclose(new.mean(axis=0), X[:10].mean(axis=0), rtol=0.01)


def test_categories_come_with_their_frequencies():
    X = pd.DataFrame({"x": np.arange(60.0), "c": ["u"] * 9 + ["v"] + ["w"] * 50})
    y = np.repeat([1, 0], [10, 50])
    drawn = RWO(random_state=0, categorical_features="auto", sampling_strategy={1: 5_010})
    X_new, _ = drawn.fit_resample(X, y)
    counts = Counter(X_new["c"][60:])
    assert set(counts) == {"u", "v"}
    assert counts["v"] / 5_000 == pytest.approx(0.1, abs=0.02)
    # Independent of the base row, or else that of it.
    of_v = drawn.plan_.base == 9
    assert (X_new["c"][60:][of_v] == "v").mean() < 0.2
    kept = drawn.set_params(categories="base").fit_resample(X, y)[0]
    assert_array_equal(kept["c"][60:], X["c"][drawn.plan_.base])


def test_a_single_row_is_copied():
    X, y = problem()
    y[2:30] = 2
    y[1] = 0
    X_new, _ = RWO(random_state=0, sampling_strategy={1: 5}).fit_resample(X, y)
    assert_array_equal(X_new[len(X) :], np.repeat(X[:1], 4, axis=0))


def test_sparse_tables_are_refused():
    X, y = problem()
    with pytest.raises(TypeError, match=r"RWO moves every number.*Pass a dense table"):
        RWO(grid="off").fit_resample(sparse.csr_array(X), y)
