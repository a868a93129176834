"""SMOTE-NC under imbalanced-learn's signature."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from oversample import SMOTE, SMOTENC
from tests import naive


def mixed(seed=0, n=60):
    rng = np.random.default_rng(seed)
    X = pd.DataFrame(rng.normal(size=(n, 2)) * [1, 5], columns=["a", "b"])
    X.insert(1, "c", rng.choice(list("uvw"), n))
    X["flag"] = rng.random(n) < 0.5
    return X, (np.arange(n) < 20).astype(int)


@pytest.mark.parametrize("categorical", ["auto", ["c", "flag"], [1, 3], [False, True] * 2])
def test_is_smote_with_categories(categorical):
    X, y = mixed()
    sampler = SMOTENC(categorical, random_state=0)
    ours, _ = sampler.fit_resample(X, y)
    expected, _ = SMOTE(random_state=0, categorical_features=categorical).fit_resample(X, y)
    assert_frame_equal(ours, expected)
    assert sampler.categorical_features_.tolist() == [1, 3]
    assert sampler.continuous_features_.tolist() == [0, 2]
    assert sampler.n_features_ == 4
    spread = naive.median_spread(X.loc[y == 1, ["a", "b"]].to_numpy())
    assert sampler.median_std_ == {1: pytest.approx(spread)}


@pytest.mark.parametrize(
    ("columns", "words"), [(["a", "b"], "categorical"), (["c", "flag"], "numerical")]
)
def test_one_kind_of_columns_only_is_refused(columns, words):
    X, y = mixed()
    with pytest.raises(ValueError, match=f"requires some {words} features"):
        SMOTENC("auto").fit_resample(X[columns], y)


def test_memory_is_a_small_multiple_of_the_result_whatever_the_number_of_levels():
    rng = np.random.default_rng(0)
    n_rows = 30_000
    X = np.c_[rng.normal(size=(n_rows, 3)), rng.integers(0, 200, (n_rows, 5))]
    y = (np.arange(n_rows) < 12_000).astype(int)
    sampler = SMOTENC([3, 4, 5, 6, 7], random_state=0)
    sampler.fit_resample(X, y)  # imports and compiles
    tracemalloc.start()
    X_new, _ = sampler.fit_resample(X, y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * X_new.nbytes
