import numpy as np
import pytest
from scipy.stats import bootstrap, t

from oversample.evaluation.statistics.uncertainty import (
    MIN_FAMILIES,
    Verdict,
    cut_share,
    over_families,
    over_folds,
)


def slow_interval(values: list[float], n_draws: int) -> tuple[float, float]:
    """Draw families with replacement, one sample at a time, and cut off both ends."""
    rng = np.random.default_rng(12)
    means = sorted(np.mean(rng.choice(values, len(values))) for _ in range(n_draws))
    n_cut = round(cut_share(len(values)) * n_draws)
    return means[n_cut], means[-n_cut - 1]


def slow_verdict(values: list[float], n_draws: int = 1000) -> Verdict:
    """Look at all families and then at all but each."""
    if len(values) < MIN_FAMILIES:
        return Verdict.NOT_SHOWN
    tables = [values] + [values[:i] + values[i + 1 :] for i in range(len(values))]
    intervals = [slow_interval(table, n_draws) for table in tables]
    if all(low > 0 for low, _ in intervals):
        return Verdict.BETTER
    return Verdict.WORSE if all(high < 0 for _, high in intervals) else Verdict.NOT_SHOWN


@pytest.mark.parametrize(
    ("shift", "n_families", "expected"),
    [
        (0.9, 8, Verdict.BETTER),
        (-0.9, 8, Verdict.WORSE),
        (0.05, 8, Verdict.NOT_SHOWN),
        (2.0, 5, Verdict.NOT_SHOWN),
    ],
)
def test_verdicts_are_those_of_a_loop(shift, n_families, expected):
    values = np.random.default_rng(n_families).normal(0, 0.3, n_families)
    values += shift - values.mean()
    assert over_families(values).verdict is slow_verdict(list(values)) is expected


@pytest.mark.parametrize("n_families", [7, 28])
def test_intervals_are_those_of_scipy(n_families):
    values = np.random.default_rng(n_families).normal(0.01, 0.1, n_families)
    found = over_families(values)
    theirs = bootstrap(
        (values,),
        np.mean,
        n_resamples=20_000,
        confidence_level=1 - 2 * cut_share(n_families),
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    error = values.std() / np.sqrt(n_families)
    assert (found.low, found.high) == pytest.approx(tuple(theirs), abs=0.15 * error)
    assert over_families(values) == found


def test_an_interval_of_many_normal_differences_is_nearly_that_of_student():
    values = np.random.default_rng(3).normal(0.2, 1, 60)
    found = over_families(values)
    half = t.isf(0.025, 59) * values.std(ddof=1) / np.sqrt(60)
    assert (found.low, found.high) == pytest.approx(
        (found.mean - half, found.mean + half), abs=0.03
    )


def test_range_leaves_out_one_family_at_a_time():
    values = np.array([0.0, 0.1, 0.2, 0.9])
    found = over_families(values)
    means = [np.delete(values, family).mean() for family in range(4)]
    assert (found.least, found.most) == pytest.approx((min(means), max(means)))


def test_one_family_decides_nothing():
    """Twenty-six families without a difference, and one with a great one: a mean of +0.026."""
    values = np.random.default_rng(0).normal(0, 0.002, 27)
    values[5] = 0.7
    found = over_families(values)
    assert found.mean > 0.02
    assert abs(found.least) < 0.001
    assert found.verdict is Verdict.NOT_SHOWN


def test_a_single_family_can_flip_a_verdict():
    """The interval of all eight lies above zero, but not that without the clearest of them."""
    values = np.array([0.05, 0.06, 0.06, -0.01, -0.03, 0.07, 0.07, 0.16])
    found = over_families(values)
    assert found.low > 0
    assert slow_interval(list(values[:-1]), 1000)[0] < 0
    assert found.verdict is slow_verdict(list(values)) is Verdict.NOT_SHOWN


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        (np.zeros(9), Verdict.NOT_SHOWN),
        (np.full(9, 1e-16), Verdict.NOT_SHOWN),
        (np.full(9, 0.1), Verdict.BETTER),
        (np.full(9, -0.1), Verdict.WORSE),
        (np.full(MIN_FAMILIES - 1, 0.1), Verdict.NOT_SHOWN),
    ],
)
def test_equal_differences_have_no_spread(values, verdict):
    found = over_families(values)
    assert (found.low, found.high) == pytest.approx((values[0], values[0]))
    assert found.verdict is verdict


def test_one_family_has_no_interval():
    found = over_families(np.array([0.4]))
    assert found.mean == 0.4
    assert np.isnan([found.low, found.high, found.least, found.most]).all()
    assert found.verdict is Verdict.NOT_SHOWN
    assert np.isnan(over_folds(np.array([0.4]), 0.25).low)


@pytest.mark.parametrize("n_families", [6, 10, 28])
@pytest.mark.parametrize("noise", ["normal", "cauchy", "uneven"])
def test_of_placebos_at_most_one_in_twenty_is_better(n_families, noise):
    """An arm that only perturbs: its differences are noise, of a size of its own in each family."""
    rng = np.random.default_rng(n_families)
    size = (200, n_families)
    runs = {
        "normal": lambda: rng.normal(0, 0.03, size),
        "cauchy": lambda: 0.01 * rng.standard_cauchy(size).clip(-50, 50),
        "uneven": lambda: rng.normal(0, 1, size) * rng.exponential(0.03, n_families),
    }[noise]()
    verdicts = [over_families(run).verdict for run in runs]
    assert verdicts.count(Verdict.BETTER) <= 0.05 * len(runs)
    assert verdicts.count(Verdict.WORSE) <= 0.05 * len(runs)


def test_folds_that_share_rows_are_fewer_than_they_seem():
    """By hand: five folds, differences of variance 1, so (1 / 5 + 1 / 4) * 1."""
    values = np.array([-1.0, -1.0, 0.0, 1.0, 1.0])
    found = over_folds(0.7 + values, 1 / 4)
    half = t.ppf(0.975, 4) * np.sqrt(0.45)
    assert (found.low, found.high) == pytest.approx((0.7 - half, 0.7 + half))
    assert found.verdict is Verdict.NOT_SHOWN
    assert over_folds(2.0 + values, 1 / 4).verdict is Verdict.BETTER
    assert over_folds(values - 2.0, 1 / 4).verdict is Verdict.WORSE
    # What training on all rows but one fold shares: folds alone would have called it better.
    assert over_folds(1.5 + values, 1 / 4).verdict is Verdict.NOT_SHOWN
    assert over_folds(1.5 + values, 0.0).verdict is Verdict.BETTER
