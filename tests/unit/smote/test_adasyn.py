"""ADASYN: how many rows start from which row."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from oversample import ADASYN, SMOTE
from oversample.exceptions import FallbackWarning
from tests import naive


def problem(seed=0, shift=1.0):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([0, 1, 2], [50, 20, 13]))
    return rng.normal(size=(len(y), 3)) + shift * y[:, np.newaxis], y


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("k", [1, 5, 12])
def test_allocation_is_the_naive_rule(seed, k):
    X, y = problem(seed)
    sampler = ADASYN(random_state=0, n_neighbors=k)
    _, y_new = sampler.fit_resample(X, y)
    foreign = naive.n_foreign(X, y, k)
    for label, n_new in sampler.sampling_strategy_.items():
        rows = np.flatnonzero(y == label)
        expected = naive.allocate(n_new, [foreign[i] for i in rows])
        mine = y_new[len(y) :] == label
        drawn = np.bincount(sampler.plan_.base[mine], minlength=len(y))[rows]
        assert drawn.tolist() == expected
        nearest = naive.k_nearest(X[rows], k)
        allowed = {(rows[i], rows[j]) for i in range(len(rows)) for j in nearest[i]}
        pairs = zip(sampler.plan_.base[mine], sampler.plan_.partner[mine], strict=True)
        assert set(pairs) <= allowed


@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
def test_counts_are_exact_on_random_problems():
    for seed in range(200):
        rng = np.random.default_rng(seed)
        y = np.r_[[0] * 7, [1] * 6, rng.integers(0, rng.integers(2, 5), rng.integers(30, 90))]
        y = y[np.isin(y, np.flatnonzero(np.bincount(y) > 5))]
        X = rng.normal(size=(len(y), 2)) + rng.uniform(0, 3) * y[:, np.newaxis]
        _, y_new = ADASYN(random_state=seed).fit_resample(X, y)
        counts = np.bincount(y_new)
        assert (counts[counts > 0] == np.bincount(y).max()).all()


def test_nobody_with_a_foreign_neighbour_is_said_and_smote_used():
    X, y = problem(shift=100.0)
    with pytest.warns(FallbackWarning) as caught:
        X_new, _ = ADASYN(random_state=0, n_neighbors=4).fit_resample(X, y)
    assert len(caught) == 2
    for warning, label in zip(caught, (1, 2), strict=True):
        for word in ("ADASYN", f"class {label}", "n_neighbors=4", "another class", "plain SMOTE"):
            assert word in str(warning.message)
    assert_array_equal(X_new, SMOTE(random_state=0, k_neighbors=4).fit_resample(X, y)[0])
