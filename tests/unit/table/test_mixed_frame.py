"""A frame with a column of every common kind, as a notebook has it, through SMOTE."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from oversample import SMOTE

N, N_RARE = 3000, 1000


@pytest.fixture(scope="module")
def resampled():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(
        {
            "float": rng.normal(size=N),
            "int8": rng.poisson(1.0, N).astype(np.int8),
            "UInt16": pd.array(rng.integers(0, 50_000, N), dtype="UInt16"),
            "bool": rng.random(N) < 0.3,
            "category": pd.Categorical(rng.choice(["p", "q", "r"], N), ordered=True),
            "string": pd.array(rng.choice(["u", "v"], N), dtype="string"),
            "zoned": pd.date_range("2026-01-01", periods=N, freq="h", tz="Europe/Berlin"),
            "identifier": 2**60 + rng.integers(0, 100, N),
        }
    )
    y = pd.Series(np.where(np.arange(N) < N_RARE, "rare", "usual"), name="label")
    sampler = SMOTE(categorical_features="auto", scale="std", random_state=0)
    return X, y, *sampler.fit_resample(X, y)


def test_dtypes_and_names_are_kept(resampled):
    X, y, X_new, y_new = resampled
    assert list(X_new.dtypes.items()) == list(X.dtypes.items())
    assert (y_new.dtype, y_new.name) == (y.dtype, y.name)


def test_original_rows_are_identical(resampled):
    X, _, X_new, _ = resampled
    assert_frame_equal(X_new[:N], X)


def test_counts_are_exact(resampled):
    assert resampled[3].value_counts().to_dict() == {"rare": 2000, "usual": 2000}


@pytest.mark.parametrize("name", ["int8", "UInt16", "identifier"])
def test_no_integer_column_is_biased(resampled, name):
    X, _, X_new, _ = resampled
    # Relative to the column's minimum, where float64 resolves identifiers.
    rare = (X[name][:N_RARE] - X[name].min()).to_numpy(dtype=float)
    new = (X_new[name][N:] - X[name].min()).to_numpy(dtype=float)
    standard_error = rare.std() * np.sqrt(2 / N_RARE)
    assert abs(new.mean() - rare.mean()) < 3 * standard_error


def test_new_cells_are_possible(resampled):
    X, _, X_new, _ = resampled
    rare, new = X[:N_RARE], X_new[N:]
    for name in ("float", "int8", "UInt16", "zoned", "identifier"):
        assert new[name].between(rare[name].min(), rare[name].max()).all()
    for name in ("bool", "category", "string"):
        assert set(new[name]) <= set(rare[name])
