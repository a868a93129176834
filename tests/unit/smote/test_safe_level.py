"""Safe-level-SMOTE: which pairs, and how far."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from oversample import SMOTE, SafeLevelSMOTE
from oversample.exceptions import FallbackWarning
from oversample.smote.safe_level import step_bounds
from tests import naive


def test_bounds_are_the_table():
    for base in range(6):
        for partner in range(6):
            expected = naive.step_range(base, partner)
            if expected is not None:
                low, high = step_bounds(np.array([base]), np.array([partner]))
                assert (low[0], high[0]) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("k", [2, 5])
def test_pairs_and_steps_are_the_naive_rule(seed, k):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([0, 1], [50, 20]))
    X = rng.normal(size=(70, 2)) + y[:, np.newaxis]
    sampler = SafeLevelSMOTE(random_state=0, k_neighbors=k, sampling_strategy={1: 6000})
    sampler.fit_resample(X, y)
    safe = [k - foreign for foreign in naive.n_foreign(X, y, k)]
    rows = np.flatnonzero(y == 1).tolist()
    nearest = naive.k_nearest(X[rows], k)
    pairs = {(rows[i], rows[j]) for i in range(20) for j in nearest[i]}
    usable = {(i, j) for i, j in pairs if naive.step_range(safe[i], safe[j]) is not None}
    plan = sampler.plan_
    for i, j in usable:
        steps = plan.step[(plan.base == i) & (plan.partner == j)]
        low, high = naive.step_range(safe[i], safe[j])
        assert len(steps) > 10
        assert low - 1e-12 <= steps.min() <= low + 0.4 * (high - low)
        assert high + 1e-12 >= steps.max() >= high - 0.4 * (high - low)
    assert set(zip(plan.base.tolist(), plan.partner.tolist(), strict=True)) == usable


def lonely():
    """Every row of class 1 has two of class 0 beside it."""
    X = np.arange(7.0)[:, np.newaxis] * 10
    return np.r_[X, X + 1, X - 1], np.repeat([1, 0], [7, 14])


def test_no_usable_pair_is_said_and_smote_used():
    X, y = lonely()
    with pytest.warns(FallbackWarning) as caught:
        X_new, _ = SafeLevelSMOTE(random_state=0, k_neighbors=2).fit_resample(X, y)
    (warning,) = caught
    for word in ("SafeLevelSMOTE", "class 1", "k_neighbors=2", "plain SMOTE"):
        assert word in str(warning.message)
    assert_array_equal(X_new, SMOTE(random_state=0, k_neighbors=2).fit_resample(X, y)[0])
