"""Our statistics against the packages that others use for them."""

import autorank
import baycomp
import numpy as np
import pandas as pd
import pytest
import scikit_posthocs
from scipy.stats import wilcoxon

from oversample.evaluation.statistics.bayes import signed_rank_posterior
from oversample.evaluation.statistics.pairs import holm, pairwise_p, signed_rank_p
from oversample.evaluation.statistics.ranks import friedman, mean_ranks


def scores_of(n_families: int, n_methods: int, seed: int, decimals: int = 16) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    difficulty = rng.normal(0.6, 0.15, size=(n_families, 1))
    skill = np.linspace(0, 0.06, n_methods)
    values = difficulty + skill + rng.normal(0, 0.03, size=(n_families, n_methods))
    names = [f"m{column}" for column in range(n_methods)]
    return pd.DataFrame(values.round(decimals), columns=names)


@pytest.mark.parametrize("decimals", [16, 1])
@pytest.mark.parametrize(("n_families", "n_methods"), [(8, 3), (36, 9)])
def test_friedman_and_mean_ranks_are_those_of_autorank(n_families, n_methods, decimals):
    scores = scores_of(n_families, n_methods, seed=n_families, decimals=decimals)
    theirs = autorank.autorank(scores, force_mode="nonparametric", order="descending")
    ours = friedman(scores)
    assert theirs.omnibus == "friedman"
    assert ours.p_value == pytest.approx(theirs.pvalue, abs=1e-12)
    ranks = mean_ranks(scores)
    assert ranks.to_dict() == pytest.approx(theirs.rankdf["meanrank"].to_dict())
    assert ranks.is_monotonic_increasing


@pytest.mark.parametrize(("n_families", "n_methods"), [(9, 4), (13, 3), (30, 6), (60, 4)])
def test_pairwise_wilcoxon_with_holm_is_that_of_scikit_posthocs(n_families, n_methods):
    scores = scores_of(n_families, n_methods, seed=n_families)
    long = scores.melt(var_name="method", value_name="score")
    theirs = scikit_posthocs.posthoc_wilcoxon(
        long, val_col="score", group_col="method", zero_method="pratt", p_adjust="holm"
    )
    ours = pairwise_p(scores)
    assert ours.to_numpy() == pytest.approx(theirs.loc[ours.index, ours.columns].to_numpy())


def test_ties_and_zeros_of_many_families_are_treated_as_scipy_does():
    rng = np.random.default_rng(3)
    differences = rng.normal(0, 1, size=(40, 5)).round(1)
    differences[:, 4] = rng.normal(size=40)
    expected = [wilcoxon(column, zero_method="pratt").pvalue for column in differences.T]
    assert signed_rank_p(differences) == pytest.approx(np.array(expected))


def test_ties_and_zeros_of_few_families_are_exact_as_in_scipy():
    differences = np.array([0.1, 0.1, -0.2, 0.3, 0.0, 0.2, -0.1, 0.4])
    expected = wilcoxon(differences, zero_method="pratt", method="auto").pvalue
    assert signed_rank_p(differences[:, None])[0] == pytest.approx(expected)


def test_holm_is_that_of_statsmodels():
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    p_values = np.array([0.01, 0.04, 0.03, 0.005, 0.9, 0.04, 0.6])
    expected = multitest.multipletests(p_values, method="holm")[1]
    assert holm(p_values) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("mean", "spread", "n_families"),
    [(0.0, 0.003, 20), (0.0, 0.05, 20), (0.012, 0.02, 36), (0.03, 0.01, 13), (-0.02, 0.03, 5)],
)
def test_posterior_is_that_of_baycomp(mean, spread, n_families):
    differences = np.random.default_rng(n_families).normal(mean, spread, n_families)
    ours = signed_rank_posterior(differences, rope=0.01, n_draws=20_000)
    theirs = baycomp.SignedRankTest.probs(
        np.zeros(n_families), differences, rope=0.01, nsamples=20_000, random_state=1
    )
    # baycomp gives (first better, equal, second better); two times two standard errors
    assert tuple(ours) == pytest.approx(theirs, abs=0.015)
