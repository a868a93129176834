"""SMOTE-N: the value difference metric and the vote."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from oversample import SMOTEN
from tests import naive


def problem(seed, n_rows=70, width=3):
    rng = np.random.default_rng(seed)
    y = rng.permutation((np.arange(n_rows) < 20).astype(int))
    return np.array(list("abcde"))[rng.integers(0, 3 + y[:, np.newaxis], (n_rows, width))], y


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("k", [1, 2, 5, 19])
def test_levels_are_voted_by_the_nearest_rows_and_the_row(seed, k):
    X, y = problem(seed)
    sampler = SMOTEN(random_state=0, k_neighbors=k)
    X_new, _ = sampler.fit_resample(X, y)
    rows = np.flatnonzero(y == 1).tolist()
    for new, base in zip(X_new[len(X) :], sampler.plan_.base.tolist(), strict=True):
        others = [
            (round(naive.value_difference(X.tolist(), y.tolist(), base, j), 12), j)
            for j in rows
            if j != base
        ]
        voters = [base, *(j for _, j in sorted(others)[:k])]
        # The first in sorted order among equals.
        assert new.tolist() == [min(naive.winners(X[voters, j].tolist())) for j in range(3)]
    assert set(sampler.plan_.base.tolist()) <= set(rows)
    assert_array_equal(sampler.plan_.partner, sampler.plan_.base)


def test_missing_cells_of_any_kind_are_a_level():
    X, y = problem(0)
    for missing, dtype in [(None, object), (np.nan, object), (pd.NA, "string"), (None, "category")]:
        gaps = X.astype(object)
        gaps[::3, 0] = missing
        table = pd.DataFrame(gaps, columns=list("pqr")).astype(dtype)
        X_new, _ = SMOTEN(random_state=0).fit_resample(table, y)
        assert list(X_new.dtypes) == list(table.dtypes)
        assert len(X_new) == 100
        assert not X_new[["q", "r"]].isna().any(axis=None)
