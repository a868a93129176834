"""Laws of weights, the dominance of the base, and what mixing does to mean and covariance."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from oversample import BalancedMixup, CutMix, Mixup, MoEx, Remix, SamplePairing
from tests.unit.mixing.problems import blobs, fitted

N_NEW = 20_000
SEEDS = {"int": lambda: 5, "Generator": lambda: np.random.default_rng(5)}


def shares(sampler, labels="soft", seed="int", **parameters):
    """The share of the base in many new rows."""
    X, y = blobs((40, 10))
    parameters = {"random_state": SEEDS[seed](), "labels": labels, **parameters}
    sampler, *_ = fitted(sampler, X, y, sampling_strategy={1: 10 + N_NEW}, **parameters)
    return 1.0 - sampler.plan_.step


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("alpha", [0.2, 0.5, 1.0, 2.0, 30.0])
@pytest.mark.parametrize("sampler", [Mixup, Remix])
def test_weights_are_of_the_beta_law(sampler, alpha, seed):
    found = shares(sampler(alpha), seed=seed)
    assert stats.kstest(found, stats.beta(alpha, alpha).cdf).pvalue > 1e-4


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("alpha", [0.1, 0.2, 0.3, 1.0, 3.0])
def test_the_partners_share_in_balanced_mixup_is_of_the_beta_law(alpha, seed):
    found, law = 1.0 - shares(BalancedMixup(alpha), seed=seed), stats.beta(alpha, 1)
    # Shares that one minus itself does not resolve are 0.
    least = law.cdf(1e-9)
    assert abs((found <= 1e-9).mean() - least) < 0.01
    law_above = stats.kstest(found[found > 1e-9], lambda x: (law.cdf(x) - least) / (1 - least))
    assert law_above.pvalue > 1e-4
    assert abs(found.mean() - alpha / (alpha + 1)) < 0.01


@pytest.mark.parametrize("alpha", [0.2, 1.0, 2.0])
def test_under_hard_labels_the_greater_of_the_two_weights_is_the_bases(alpha):
    found = shares(Mixup(alpha), labels="hard")
    law = stats.beta(alpha, alpha)
    assert stats.kstest(found, lambda x: np.clip(2 * law.cdf(x) - 1, 0, 1)).pvalue > 1e-4
    drawn = shares(Mixup(alpha), labels="soft")
    assert_array_equal(found, np.maximum(drawn, 1.0 - drawn))


@pytest.mark.parametrize("sampler", [Mixup, Remix, BalancedMixup, CutMix])
@pytest.mark.parametrize("labels", ["hard", "split", "soft"])
def test_alpha_zero_copies_base_rows(sampler, labels):
    X, y = blobs((40, 10), width=5)
    sampler, X_new, y_new = fitted(sampler(0, random_state=0, labels=labels), X, y)
    assert_array_equal(X_new, X[sampler.plan_.base])
    assert_array_equal(y_new, y[sampler.plan_.base])
    assert len(X_new) == 30


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("alpha", [1e-300, 5e-324, 1e-12, 1e-4])
def test_a_tiny_alpha_gives_copies_of_one_of_the_two(alpha, seed):
    found = shares(Mixup(alpha), seed=seed)
    assert np.isin(found, [0.0, 1.0]).mean() > 0.98
    assert abs(found.mean() - 0.5) < 0.02
    assert_allclose(shares(Mixup(alpha), labels="hard", seed=seed).mean(), 1.0, atol=1e-3)
    assert_allclose(shares(BalancedMixup(alpha), seed=seed).mean(), 1.0, atol=1e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_huge_alpha_gives_means(seed):
    assert_allclose(shares(Mixup(1e6), seed=seed), 0.5, atol=0.01)
    assert_allclose(shares(BalancedMixup(1e6), seed=seed), 0.0, atol=1e-4)


@pytest.mark.parametrize("rule", ["any", "same", "other", "balanced"])
@pytest.mark.parametrize(
    "make",
    [
        lambda rule: Mixup(0.3, pairs=rule),
        lambda rule: CutMix(0.3, pairs=rule),
        lambda rule: BalancedMixup(2.0),
        lambda rule: Remix(pairs=rule),
        lambda rule: Remix(pairs=rule, tau=0.8),
        lambda rule: Remix(pairs=rule, tau=0.2),
        lambda rule: Remix(pairs=rule, kappa=1.0, tau=0.7),
        lambda rule: Remix(1e-10, pairs=rule, kappa=1.0, tau=1.0),
        lambda rule: Remix(1e-10, pairs=rule, kappa=1.0, tau=0.0),
    ],
)
def test_a_hard_label_is_the_greater_part_of_the_row(make, rule):
    X, y = blobs((60, 15, 12))
    strategy = {0: 1060, 1: 1015, 2: 1012}
    sampler, _, labels = fitted(make(rule), X, y, random_state=0, sampling_strategy=strategy)
    plan = sampler.plan_
    assert_array_equal(labels, y[plan.base])
    # One class has only one label.
    weight = plan.label_weight[y[plan.base] != y[plan.partner]]
    assert (weight >= 0.5).all()
    assert (rule == "same" and not isinstance(sampler, BalancedMixup)) or len(weight)


def test_lam_of_moex_is_the_weight_of_the_label_and_no_more():
    X, y = blobs((60, 15), width=5)
    results = [
        fitted(MoEx(lam=lam, random_state=0, labels=labels), X, y)
        for lam in (0.0, 0.3, 0.9, 1.0)
        for labels in ("hard", "soft")
    ]
    for sampler, X_new, _ in results:
        assert_array_equal(X_new, results[0][1])
        assert_allclose(sampler.plan_.label_weight, sampler.lam, rtol=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "sampler", [Mixup(0.4), Mixup(labels="soft"), Remix(tau=0.8), BalancedMixup(), SamplePairing()]
)
def test_new_rows_are_convex_combinations_along_the_plan(sampler, dtype):
    X, y = blobs((60, 15, 12))
    X = X.astype(dtype)
    sampler, X_new, _ = fitted(sampler, X, y, random_state=0)
    plan = sampler.plan_
    share = (1.0 - plan.step)[:, np.newaxis]
    expected = share * X[plan.base] + (1 - share) * X[plan.partner]
    assert X_new.dtype == dtype
    assert_allclose(X_new, expected, rtol=8 * np.finfo(dtype).eps, atol=8 * np.finfo(dtype).eps)
    low = np.minimum(X[plan.base], X[plan.partner])
    high = np.maximum(X[plan.base], X[plan.partner])
    assert ((X_new >= low - 1e-6) & (X_new <= high + 1e-6)).all()


def covariance_factor(sampler, **parameters):
    """How the covariance of new rows relates to that of the rows they are drawn from."""
    X, y = blobs((500, 500), width=2)
    X = X @ np.array([[1.0, 0.7], [0.0, 2.0]])
    n_new = {0: 100_500, 1: 100_500}
    sampler, X_new, labels = fitted(
        sampler, X, y, random_state=0, sampling_strategy=n_new, **parameters
    )
    return X, y, X_new, labels


@pytest.mark.parametrize("alpha", [0.2, 0.4, 1.0, 4.0])
@pytest.mark.parametrize("labels", ["hard", "soft"])
def test_mixup_within_a_class_keeps_the_mean_and_shrinks_the_covariance(alpha, labels):
    X, y, X_new, new = covariance_factor(Mixup(alpha, pairs="same"), labels=labels)
    for label in (0, 1):
        old, made = X[y == label], X_new[new == label]
        assert_allclose(made.mean(axis=0), old.mean(axis=0), atol=0.05)
        factor = (alpha + 1) / (2 * alpha + 1)
        assert_allclose(np.cov(made.T), factor * np.cov(old.T), rtol=0.03, atol=0.03)


@pytest.mark.parametrize("alpha", [0.2, 1.0])
def test_mixup_of_any_pairs_shrinks_the_covariance_of_all_rows(alpha):
    X, _, X_new, _ = covariance_factor(Mixup(alpha, pairs="any"), labels="soft")
    factor = (alpha + 1) / (2 * alpha + 1)
    assert_allclose(X_new.mean(axis=0), X.mean(axis=0), atol=0.05)
    assert_allclose(np.cov(X_new.T), factor * np.cov(X.T), rtol=0.03, atol=0.03)


def test_sample_pairing_halves_the_covariance():
    X, y, X_new, new = covariance_factor(SamplePairing("same"))
    for label in (0, 1):
        made, old = np.cov(X_new[new == label].T), np.cov(X[y == label].T)
        assert_allclose(made, 0.5 * old, rtol=0.03, atol=0.02)
    X, _, X_new, _ = covariance_factor(SamplePairing("any"))
    assert_allclose(np.cov(X_new.T), 0.5 * np.cov(X.T), rtol=0.03, atol=0.02)


def test_sample_pairing_is_mixup_with_weights_of_one_half():
    X, y = blobs((60, 15))
    sampler, X_new, _ = fitted(SamplePairing(random_state=0), X, y)
    assert_array_equal(sampler.plan_.step, 0.5)
    assert_allclose(X_new, (X[sampler.plan_.base] + X[sampler.plan_.partner]) / 2, rtol=1e-14)
