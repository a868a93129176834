"""The Gaussian copula: scores, correlation, quantiles, categories, gaps, parts."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import kstest, spearmanr

from oversample import GaussianCopulaOverSampler
from oversample._random import make_streams
from oversample.generative.copula import (
    Copula,
    correlation_of,
    interpolated_quantile,
    normal_scores,
    root_of,
)
from oversample.generative.uniforms import draw_uniforms
from tests import naive_generators as naive

RNG = np.random.default_rng(0)


def beside_others(rows, n_others=None):
    """A table of a class 1 and of more rows of a class 0."""
    others = RNG.normal(size=(n_others or 3 * len(rows), rows.shape[1]))
    return np.vstack([rows, others]), np.repeat([1, 0], [len(rows), len(others)])


def drawn(sampler, rows, n_others=None):
    """The new rows of a class, each column a number."""
    X, y = beside_others(rows, n_others)
    return sampler.fit_resample(X, y)[0][len(X) :]


def with_ties_and_gaps():
    X = RNG.integers(0, 6, (30, 4)) / 4
    X[RNG.random(X.shape) < 0.2] = np.nan
    X[:, 3] = 0.5
    return X


def test_scores_and_correlations_are_the_naive_ones():
    X = with_ties_and_gaps()
    naive_scores = [naive.normal_scores(column) for column in X.T.tolist()]
    scores = normal_scores(X)
    assert_allclose(scores, np.array(naive_scores, dtype=float).T, atol=1e-12)
    expected = [[naive.correlation(a, b) for b in naive_scores] for a in naive_scores]
    expected[3][3] = 1.0
    assert_allclose(correlation_of(scores), expected, atol=1e-12)


def test_a_root_gives_the_correlation_back_or_the_nearest_there_is():
    correlation = np.corrcoef(RNG.normal(size=(3, 9)))
    root = root_of(correlation)
    assert_allclose(root @ root.T, correlation, atol=1e-12)
    # No three columns are correlated like this.
    impossible = np.array([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]])
    root = root_of(impossible)
    assert_allclose(np.diag(root @ root.T), 1.0)


@pytest.mark.parametrize("column", [[3.0], [2.0, 2.0, 5.0], [-1.0, 0.0, 0.0, 0.0, 7.5, 9.0]])
def test_quantiles_are_the_naive_ones(column):
    shares = np.array([1e-9, 0.1, 0.25, 0.5, 0.6, 0.999, 1.0])
    expected = [naive.quantile(column, share) for share in shares]
    assert_allclose(interpolated_quantile(np.array(column), shares), expected)


def test_one_column_gives_its_own_quantiles():
    X = RNG.gamma(2, size=(20, 1))
    new = drawn(GaussianCopulaOverSampler(random_state=7, grid="off"), X)
    uniform = draw_uniforms(make_streams(7).start(), len(new), 3)[:, 2]
    assert_allclose(new[:, 0], [naive.quantile(X[:, 0], u) for u in uniform])


def test_rows_are_the_naive_ones():
    frame = pd.DataFrame(RNG.normal(size=(24, 2)), columns=["a", "b"])
    frame["c"] = RNG.choice(["u", "v", "w"], 24, p=[0.6, 0.3, 0.1])
    sampler = GaussianCopulaOverSampler(random_state=0, categorical_features="auto", grid="off")
    sampler.fit_resample(frame, np.repeat([1, 0], [10, 14]))
    (copula,) = sampler.generators_[1].copulas
    uniform = RNG.random((5, 3))
    numbers, codes = copula.transform(uniform)
    levels = pd.factorize(frame["c"], sort=True)[0][:10].tolist()
    # A category at its share is a column of numbers that are the shares themselves.
    columns = [frame["a"][:10], frame["b"][:10]]
    for i in range(5):
        row = naive.copula_row(columns, copula.root[:2], uniform[i])
        assert_allclose(numbers[i], row)
        z = sum(
            r * naive.NORMAL.inv_cdf(u) for r, u in zip(copula.root[2], uniform[i], strict=True)
        )
        assert codes[i, 0] == naive.level(levels, naive.NORMAL.cdf(z))


def test_ranks_are_correlated_as_the_normal_law_says():
    root = root_of(np.array([[1, 0.7], [0.7, 1]]))
    cells = (np.sort(RNG.gamma(1, size=500)), np.sort(RNG.normal(size=500)))
    new, _ = Copula(500, root, cells, ()).transform(RNG.random((20_000, 2)))
    assert_allclose(spearmanr(*new.T).statistic, 6 / np.pi * np.arcsin(0.35), atol=0.02)
    for column, own in zip(new.T, cells, strict=True):
        assert kstest(column, own).statistic < 2 / 500 + 2 / 20_000**0.5


def test_a_strong_dependence_of_two_among_ten_columns_is_kept():
    """A shrunk correlation, such as that of Ledoit and Wolf, would lose most of it."""
    X = RNG.normal(size=(50, 10))
    X[:, 1] = 0.9 * X[:, 0] + 0.43 * RNG.normal(size=50)
    new = drawn(GaussianCopulaOverSampler(random_state=0), X, 1000)
    assert np.corrcoef(new[:, 0], new[:, 1])[0, 1] > 0.75


def test_what_depends_perfectly_keeps_its_order():
    x = RNG.normal(size=20)
    new = drawn(GaussianCopulaOverSampler(random_state=0), np.column_stack([x, np.exp(x), -x]))
    order = np.argsort(new[:, 0])
    assert (np.diff(new[order, 1]) >= -1e-6).all()
    assert (np.diff(new[order, 2]) <= 1e-6).all()


def test_gaps_come_in_the_patterns_of_the_class():
    X = RNG.normal(size=(40, 3))
    X[:10, :2] = np.nan
    X[10:14, 2] = np.nan
    new = drawn(GaussianCopulaOverSampler(random_state=0, missing_values="propagate"), X, 640)
    patterns, counts = np.unique(np.isnan(new), axis=0, return_counts=True)
    assert patterns.tolist() == [[False] * 3, [False, False, True], [True, True, False]]
    assert_allclose(counts / len(new), [26 / 40, 4 / 40, 10 / 40], atol=0.06)
    new = drawn(GaussianCopulaOverSampler(random_state=0, missing_values="present"), X)
    assert np.isfinite(new).all()


def test_a_column_that_the_class_misses_stays_missing():
    X = RNG.normal(size=(20, 2))
    X[:, 0] = np.nan
    for missing_values in ("present", "propagate"):
        new = drawn(GaussianCopulaOverSampler(missing_values=missing_values), X)
        assert_array_equal(np.isnan(new), np.isnan(X[:1]).repeat(len(new), axis=0))


def test_a_class_of_clusters_is_parted_where_it_has_rows_enough():
    X = RNG.normal(size=(60, 2)) + 9 * (np.arange(60) % 2)[:, np.newaxis]
    parted = drawn(GaussianCopulaOverSampler(random_state=0), X, 300)
    sampler = GaussianCopulaOverSampler(random_state=0, max_components=1)
    whole = drawn(sampler, X, 300)
    between = [((new.mean(axis=1) > 3) & (new.mean(axis=1) < 6)).mean() for new in (parted, whole)]
    assert between[0] < 0.01 < 0.02 < between[1]
    assert len(sampler.generators_[1].copulas) == 1
    sampler = GaussianCopulaOverSampler(random_state=0)
    drawn(sampler, X[:59])
    assert len(sampler.generators_[1].copulas) == 1


def test_a_part_of_few_rows_is_none_of_its_own():
    X = np.vstack([RNG.normal(size=(55, 2)), RNG.normal(size=(5, 2)) + 90])
    sampler = GaussianCopulaOverSampler(random_state=0)
    drawn(sampler, X)
    assert min(copula.n_rows for copula in sampler.generators_[1].copulas) >= 10
