"""Borderline-SMOTE: which rows are in danger, and towards which new ones are made."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from oversample import SMOTE, BorderlineSMOTE
from oversample.exceptions import FallbackWarning
from tests import naive


def problem(seed=0, n_rows=90, shift=1.0):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([0, 1, 2], [n_rows - 45, 25, 20]))
    return rng.normal(size=(n_rows, 2)) + shift * y[:, np.newaxis], y


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("m", [1, 4, 5, 10])
def test_danger_is_the_naive_rule(seed, m):
    X, y = problem(seed)
    sampler = BorderlineSMOTE(random_state=0, m_neighbors=m)
    if m == 1:
        # One neighbour cannot be half foreign without being all foreign.
        with pytest.warns(FallbackWarning, match="no row is in danger"):
            sampler.fit_resample(X, y)
    else:
        sampler.fit_resample(X, y)
    for label in (1, 2):
        expected = naive.in_danger(X, y, label, m)
        assert sampler.in_danger_indices_[label].tolist() == expected
        assert_array_equal(sampler.in_danger_indices[label], expected)
        assert (not expected) == (m == 1)


@pytest.mark.parametrize("kind", ["borderline-1", "borderline-2"])
def test_every_allowed_pair_is_drawn_and_no_other(kind):
    X, y = problem()
    sampler = BorderlineSMOTE(
        random_state=0, kind=kind, k_neighbors=3, sampling_strategy={1: 3000, 2: 3000}
    )
    _, y_new = sampler.fit_resample(X, y)
    plan = sampler.plan_
    for label in (1, 2):
        mine = y_new[len(y) :] == label
        rows = np.flatnonzero(y == label) if kind == "borderline-1" else np.arange(len(y))
        nearest = dict(zip(rows.tolist(), naive.k_nearest(X[rows], 3), strict=True))
        expected = {(i, rows[j]) for i in naive.in_danger(X, y, label, 10) for j in nearest[i]}
        assert set(zip(plan.base[mine], plan.partner[mine], strict=True)) == expected
    foreign = y[plan.partner] != y[plan.base]
    assert foreign.any() == (kind == "borderline-2")
    assert 0.99 < plan.step[~foreign].max() < 1
    if kind == "borderline-2":
        assert 0.3 < plan.step[foreign].max() < 0.5


def test_nobody_in_danger_is_said_and_smote_used():
    X, y = problem(shift=100.0)
    sampler = BorderlineSMOTE(random_state=3, k_neighbors=4)
    with pytest.warns(FallbackWarning) as caught:
        X_new, _ = sampler.fit_resample(X, y)
    assert len(caught) == 2
    for warning, label in zip(caught, (1, 2), strict=True):
        said = str(warning.message)
        for word in (
            "BorderlineSMOTE",
            f"class {label}",
            "danger",
            "m_neighbors=10",
            "plain SMOTE",
        ):
            assert word in said
        assert warning.filename == __file__
    assert_array_equal(X_new, SMOTE(random_state=3, k_neighbors=4).fit_resample(X, y)[0])
    assert sampler.in_danger_indices_[1].size == 0


def test_m_beyond_the_table_is_cut():
    X, y = problem()
    results = [
        BorderlineSMOTE(random_state=0, m_neighbors=m).fit_resample(X, y)[0] for m in (89, 500)
    ]
    assert_array_equal(*results)
