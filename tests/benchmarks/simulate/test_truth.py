"""The densities of the designs are those that their rows are drawn from."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import multivariate_normal, norm
from sklearn.metrics import roc_auc_score

from benchmarks.simulate.truth import CENTRES, DESIGNS, NARROW, SHIFT, WIDE, draw, posterior


@pytest.mark.parametrize("design", DESIGNS)
def test_tables_have_the_rare_rows_that_were_asked_for(design):
    X, y = draw(design, 20, 300, np.random.default_rng(0))
    assert (len(X), y.sum()) == (300, 20)
    assert np.isfinite(X).all()
    again, _ = draw(design, 20, 300, np.random.default_rng(0))
    assert (again == X).all()


@pytest.mark.parametrize("design", DESIGNS)
def test_the_posterior_is_right_on_average(design):
    """Among rows of a posterior of p, a share of p is rare: for each tenth of the rows."""
    X, y = draw(design, 20_000, 40_000, np.random.default_rng(0))
    found = posterior(design, X, 0.5)
    for rows in np.array_split(np.argsort(found), 10):
        error = np.sqrt((found[rows] * (1 - found[rows])).mean() / len(rows))
        assert abs(y[rows].mean() - found[rows].mean()) < 4 * error + 1e-9


@pytest.mark.parametrize("design", DESIGNS)
def test_no_other_score_ranks_better(design):
    X, y = draw(design, 5000, 10_000, np.random.default_rng(1))
    best = roc_auc_score(y, posterior(design, X, 0.5))
    numbers = X[:, : min(4, X.shape[1])]
    for score in [*numbers.T, *np.abs(numbers).T, numbers.sum(axis=1)]:
        assert roc_auc_score(y, score) < best


def test_the_posterior_is_bayes_theorem():
    X = np.random.default_rng(0).normal(size=(50, 4))
    rare = multivariate_normal(SHIFT).pdf(X)
    frequent = multivariate_normal(np.zeros(4)).pdf(X)
    expected = 0.1 * rare / (0.1 * rare + 0.9 * frequent)
    np.testing.assert_allclose(posterior("linear", X, 0.1), expected)
    rare = np.mean([norm(c, NARROW).pdf(X).prod(axis=1) for c in CENTRES], axis=0)
    frequent = norm(0, WIDE).pdf(X).prod(axis=1)
    np.testing.assert_allclose(posterior("blobs", X, 0.5), expit(np.log(rare / frequent)))
