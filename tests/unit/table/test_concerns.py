"""Columns that are probably not what they are taken for."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine

from oversample._table import column_concerns

N = 60
RNG = np.random.default_rng(0)
SHUFFLED = RNG.permutation(N)
GAPS = np.where(np.arange(N) % 7 == 0, np.nan, RNG.integers(0, 2400, N))
KEYS = [f"key {k}" for k in SHUFFLED]
RARE = [f"N{k // 2}" if k % 5 else f"N{k}" for k in range(N)]
COMMA = [f"{k}.{k:03},{k % 10}" for k in range(1, N)] + ["12"]

CONCERNS = {
    "id": (np.arange(1, N + 1), "looks like a row identifier: 60 whole numbers from 1 to 60"),
    "shuffled": (SHUFFLED + 10**9, "from 1000000000 to 1000000059, none of them twice"),
    "sample": (np.arange(N) * 8, "looks like a row identifier"),
    "falling": (np.arange(N)[::-1] * 3.0, "looks like a row identifier"),
    "key": (KEYS, "all of its 60 values are different"),
    "tail": (RARE, "has 36 categories in 60 cells"),
    "time": (GAPS, "whole numbers as floats, since 9 of 60 cells are missing"),
    "price": (COMMA, r"decimal comma, such as '1\.001,1', and is taken for 60 categories"),
}
ORDINARY = {
    "drawn": RNG.integers(0, 60, N),
    "wide": RNG.integers(0, 10**9, N),
    "sorted": np.sort(RNG.integers(0, 10**6, N)),
    "float": RNG.normal(size=N),
    "float gaps": np.where(np.arange(N) % 7 == 0, np.nan, RNG.normal(size=N)),
    "whole floats": RNG.integers(0, 17, N).astype(float),
    "constant": np.full(N, 3),
    "flag": np.arange(N) % 2 == 0,
    "town": RNG.choice(["Rome", "Oslo", "Lima"], N),
    "answers": [f"{k % 3},{k % 2}" for k in range(N)],
    "words": ["Paris, France", "Rome, Italy"] * (N // 2),
}


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_what_is_named_and_what_is_not(frame):
    for name, (cells, said) in CONCERNS.items():
        # polars marks a gap as a null, or keeps NaN.
        (concern,) = column_concerns(frame({name: cells}))
        assert concern.startswith(f"Column {name!r} ")
        assert pd.Series([concern]).str.contains(said).all(), concern
        assert "Remedy: " in concern
    assert column_concerns(frame(ORDINARY)) == []
    dates = pd.date_range("2026-01-01", periods=N)
    assert column_concerns(frame({"day": dates.to_numpy(), "mark": [None] * N})) == []


def test_concerns_of_arrays_without_numbers():
    dates = pd.date_range("2026-01-01", periods=N).to_numpy().reshape(-1, 1)
    assert column_concerns(dates) == column_concerns(dates - dates[0]) == []
    (concern,) = column_concerns(np.array([[f"id {i}"] for i in range(N)], np.dtypes.StringDType()))
    assert "looks like a row identifier" in concern


@pytest.mark.parametrize(
    "kind",
    [
        lambda cells: pd.Series(cells).astype("category"),
        lambda cells: pd.Series(cells, dtype="string[pyarrow]"),
        lambda cells: pl.Series(cells).cast(pl.Categorical),
        lambda cells: np.array(cells),
        lambda cells: np.array(cells, dtype=object),
    ],
)
def test_words_of_any_dtype(kind):
    for name in ("key", "tail", "price"):
        cells, said = kind(CONCERNS[name][0]), CONCERNS[name][1]
        frame = pl.DataFrame if isinstance(cells, pl.Series) else pd.DataFrame
        X = cells[:, None] if isinstance(cells, np.ndarray) else frame({name: cells})
        (concern,) = column_concerns(X)
        assert pd.Series([concern]).str.contains(said).all()


def test_numbers_with_gaps_that_stay_whole():
    """Dtypes that can miss cells need no floats."""
    whole = pd.Series(GAPS).astype("Int64")
    for column in (whole, whole.astype("int64[pyarrow]"), whole.astype(object)):
        assert column_concerns(pd.DataFrame({"time": column})) == []
    nothing = [None if np.isnan(cell) else int(cell) for cell in GAPS]
    assert column_concerns(pl.DataFrame({"time": nothing})) == []
    assert column_concerns(np.array(nothing, dtype=object)[:, None]) == []


def test_arrays_and_lists_have_positions():
    X = np.column_stack([RNG.normal(size=N), np.arange(N)])
    for table in (X, X.tolist()):
        (concern,) = column_concerns(table)
        assert concern.startswith("Column 1 looks like")
    assert column_concerns(X[:19]) == []


@pytest.mark.parametrize("load", [load_iris, load_wine, load_breast_cancer, load_digits])
def test_ordinary_tables_raise_no_concern(load):
    assert column_concerns(load(as_frame=True).data) == []
    assert column_concerns(load().data) == []
