"""Cells of any type come back as what they are: Python objects, nested cells, long floats."""

from collections import namedtuple
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from numpy.testing import assert_array_equal

import oversample
from oversample import (
    SMOTE,
    CutMix,
    ImageOverSampler,
    Mixup,
    Plan,
    RandomOverSampler,
    SelectiveOverSampler,
    SMOTETomek,
)
from oversample.plan import CombinationPlan

N = 40
DAY = timedelta(days=1)
ZONED = pd.Timestamp("2024-01-01", tz="Europe/Madrid")

# What is put between two cells is of their type, and no finer than their column.
COLUMNS = {
    "int": [k % 9 for k in range(N)],
    "bool": [k % 3 == 0 for k in range(N)],
    "identifier": [2**60 + k for k in range(N)],
    "unsigned": [2**63 + k for k in range(N)],
    "beyond 64 bits": [2**70 + k for k in range(N)],
    "wide": [(k - 20) * 10**40 + 1 for k in range(N)],
    "fraction": [Fraction(k, 7) for k in range(N)],
    "decimal": [Decimal(k).scaleb(-2) for k in range(N)],
    "huge decimal": [Decimal(k).scaleb(300) + Decimal("0.01") for k in range(N)],
    "date": [date(2024, 1, 1) + k * DAY for k in range(N)],
    "instant": [datetime(2024, 1, 1, 5) + k * DAY for k in range(N)],
    "zoned": [datetime(2024, 1, 1, tzinfo=UTC) + k * DAY for k in range(N)],
    "Timestamp": [ZONED + k * DAY for k in range(N)],
    "duration": [k * DAY for k in range(N)],
    "Timedelta": [pd.Timedelta(hours=k) for k in range(N)],
    "datetime64": [np.datetime64(str(2024 + k)) for k in range(N)],
    "float32": [np.float32(k / 3) for k in range(N)],
    "int16": [np.int16(k) for k in range(N)],
}
GRAIN = {"fraction": Fraction(1, 420), "decimal": Decimal("0.01")}


def labels():
    return (np.arange(N) < 12).astype(int)


def objects(columns=COLUMNS):
    return pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()})


def with_gaps(frame):
    gaps = np.arange(N)[:, np.newaxis] % 5 == np.arange(frame.shape[1]) % 5
    return frame.astype(object).mask(gaps, None), gaps


SAMPLERS = {
    "SMOTE": SMOTE(random_state=0, missing_values="propagate"),
    "filled": SMOTE(random_state=0, missing_values="present"),
    "CutMix": CutMix(random_state=0, missing_values="propagate"),
    "Mixup": Mixup(random_state=0, missing_values="present"),
    "copies": SMOTE(
        random_state=0, k_neighbors=30, small_class="duplicate", missing_values="present"
    ),
}
CONTAINERS = {
    "frame": (lambda X: X, lambda X, j: X.iloc[:, j].tolist()),
    "array": (lambda X: X.to_numpy(), lambda X, j: X[:, j].tolist()),
    "list": (lambda X: X.to_numpy().tolist(), lambda X, j: [row[j] for row in X]),
    "polars": (
        lambda X: pl.DataFrame({c: pl.Series(X[c].tolist(), dtype=pl.Object) for c in X}),
        lambda X, j: X.to_series(j).to_list(),
    ),
}


@pytest.mark.parametrize("sampler", SAMPLERS.values(), ids=SAMPLERS)
@pytest.mark.parametrize("container", CONTAINERS)
def test_objects_come_back_as_what_they_are(sampler, container):
    make, cells_of = CONTAINERS[container]
    table, gaps = with_gaps(objects())
    X_new, _ = sampler.fit_resample(make(table), labels())
    replayed = sampler.plan_.replay(make(table))
    for j, (name, cells) in enumerate(COLUMNS.items()):
        new = cells_of(X_new, j)[N:]
        there = [cell for cell in new if cell is not None]
        assert {type(cell) for cell in there} == {type(cells[0])}, name
        assert min(cells) <= min(there) <= max(there) <= max(cells), name
        if isinstance(sampler, CutMix):
            assert set(there) <= set(cells), name
        else:
            assert cells_of(replayed, j)[N:] == new, name
        if name in GRAIN:
            assert all((cell / GRAIN[name]) % 1 == 0 for cell in there[:3]), name
        for row, cell in enumerate(new):
            source = sampler.plan_.base[row]
            if sampler is SAMPLERS["copies"]:
                assert cell is table.iat[source, j] or cell == table.iat[source, j], name
            elif sampler is SAMPLERS["SMOTE"]:
                assert (cell is None) == gaps[[source, sampler.plan_.partner[row]], j].any(), name


def test_objects_are_computed_as_columns_of_their_dtype_are():
    gaps = np.arange(N) % 7 == 0
    whole = pd.Series(np.arange(N) % 13, dtype="Int64").mask(gaps)
    flags = pd.Series(np.arange(N) % 2 == 0, dtype="boolean").mask(gaps)
    typed = pd.DataFrame({"x": np.arange(N) / 3, "whole": whole, "flags": flags})
    sampler = SMOTE(random_state=0, missing_values="present")
    expected, _ = sampler.fit_resample(typed, labels())
    got, _ = sampler.fit_resample(typed.astype(object), labels())
    pd.testing.assert_frame_equal(got.infer_objects(), expected.astype(object).infer_objects())
    assert {type(cell) for cell in got["whole"][N:].dropna()} == {int}
    assert all(cell is pd.NA for cell in got["whole"][got["whole"].isna()])


def test_smoothed_bootstrap_without_shrinkage_copies():
    X = objects({name: COLUMNS[name] for name in ("identifier", "wide", "fraction")})
    sampler = RandomOverSampler(shrinkage=0, random_state=0)
    new = sampler.fit_resample(X, labels())[0].iloc[N:]
    assert new.to_numpy().tolist() == X.iloc[sampler.plan_.base].to_numpy().tolist()


def test_columns_of_a_list_keep_their_types():
    rows = [[k, k / 2, k % 2 == 0, 2**70 + k] for k in range(N)]
    new = SMOTE(random_state=0).fit_resample(rows, labels())[0][N:]
    assert {tuple(map(type, row)) for row in new} == {(int, float, bool, int)}


Point = namedtuple("Point", "x y")


@pytest.mark.parametrize(
    "make",
    [lambda row: row, tuple, Point._make, np.array, lambda row: np.array(row, dtype="f4")],
    ids=["list", "tuple", "namedtuple", "array", "float32 array"],
)
@pytest.mark.parametrize("container", [list, tuple])
@pytest.mark.parametrize("sampler", [SMOTE(random_state=0), RandomOverSampler(random_state=0)])
def test_rows_of_a_list_keep_their_type(make, container, sampler):
    rows = container(make([k / 2, k / 3]) for k in range(N))
    new, y_new = sampler.fit_resample(rows, tuple(labels().tolist()))
    assert type(new) is container
    assert type(y_new) is tuple
    assert {type(row) for row in new} == {type(rows[0])}
    assert len({getattr(row, "dtype", None) for row in new}) == 1
    assert new[0] is not rows[0] or container is tuple or isinstance(rows[0], tuple)


def test_rows_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="rows of different lengths, from 1 to 2 cells"):
        SMOTE().fit_resample([[1.0], [1.0, 2.0]] * 20, labels())


# -- cells without arithmetic ------------------------------------------------------------------

UNCOMPUTED = {
    "lists": pd.Series([[k, "a"] for k in range(N)]),
    "tuples": pd.Series([(k, 2) for k in range(N)]),
    "arrays": pd.Series([np.arange(k % 3) for k in range(N)]),
    "dicts": pd.Series([{"a": k} for k in range(N)]),
    "sets": pd.Series([{k} for k in range(N)]),
    "mixed dates": pd.Series([date(2024, 1, 1), ZONED] * (N // 2), dtype=object),
    "Arrow lists": pd.Series([[k] for k in range(N)], dtype=pd.ArrowDtype(pa.list_(pa.int8()))),
    "Arrow structs": pd.Series(
        [{"a": k} for k in range(N)], dtype=pd.ArrowDtype(pa.struct([("a", pa.int8())]))
    ),
    "Arrow fixed lists": pd.Series(
        [[k] for k in range(N)], dtype=pd.ArrowDtype(pa.list_(pa.int8(), 1))
    ),
}


def entry(cell):
    return cell.tolist() if isinstance(cell, np.ndarray) else cell


@pytest.mark.parametrize("column", UNCOMPUTED.values(), ids=UNCOMPUTED)
def test_all_else_is_taken_from_the_base_row(column):
    plan = Plan(np.array([5, 6]), np.array([7, 8]), np.array([0.9, 0.9]))
    expected = [column[5], column[6]]
    forms = {
        "series": (column, lambda new: new.tolist()),
        "frame": (column.to_frame(), lambda new: new.iloc[:, 0].tolist()),
        "array": (column.to_numpy(), lambda new: new.tolist()),
        "list": (column.tolist(), list),
    }
    for name, (form, cells_of) in forms.items():
        if name == "list" and isinstance(column[0], tuple | list):
            continue
        new = cells_of(plan.replay(form))[N:]
        assert list(map(entry, new)) == list(map(entry, expected)), name


@pytest.mark.parametrize(
    "cells",
    [[[1], [1, 2]] * (N // 2), [(k,) for k in range(N)], [np.arange(3)] * N],
    ids=["ragged", "rows", "arrays"],
)
def test_lists_of_entries(cells):
    new = Plan.copies(np.array([5])).replay(cells)[N:]
    assert list(map(list, new)) == [list(cells[5])]


def test_nested_columns_of_polars_are_taken_from_the_base_row():
    X = pl.DataFrame({"list": [[k, k] for k in range(N)], "struct": [{"a": k} for k in range(N)]})
    assert Plan.copies(np.array([5])).replay(X).row(N) == ([5, 5], {"a": 5})


NESTED = [*UNCOMPUTED.values(), pl.Series("x", [[k % 3] for k in range(N)])]


@pytest.mark.parametrize("column", NESTED, ids=[*UNCOMPUTED, "polars lists"])
def test_samplers_of_whole_rows_compare_cells_of_any_type(column):
    X = column.to_frame() if isinstance(column, pl.Series) else column.to_frame("x")
    for sampler in (
        SelectiveOverSampler(RandomOverSampler(), random_state=0),
        SMOTETomek(smote=RandomOverSampler(random_state=0)),
    ):
        sampler.fit_resample(X, labels())
    report = oversample.report(RandomOverSampler(random_state=0), X, labels())
    assert report.classes.loc[1, "duplicates"] == 16


@pytest.mark.parametrize("categorical", ["auto", ["x"], None])
@pytest.mark.parametrize(
    "kind", ["Arrow lists", "Arrow structs", "Arrow fixed lists", "lists", "view"]
)
def test_nested_cells_are_refused_by_name(kind, categorical):
    if kind == "view":
        cells = pd.Series(pd.arrays.ArrowExtensionArray(pa.array(["a"] * N, pa.string_view())))
    else:
        cells = UNCOMPUTED[kind]
    X = pd.DataFrame({"n": np.arange(N) / 2, "x": cells})
    with pytest.raises((TypeError, ValueError), match="Column 'x'"):
        SMOTE(categorical_features=categorical).fit_resample(X, labels())


@pytest.mark.skipif(not hasattr(pa, "decimal32"), reason="this release of Arrow has none")
def test_short_decimals_of_arrow_are_numbers_and_categories():
    cells = pa.array([Decimal(k).scaleb(-2) for k in range(N)], pa.decimal32(5, 2))
    X = pd.DataFrame({"n": np.arange(N) / 2, "x": pd.arrays.ArrowExtensionArray(cells)})
    for categorical in (None, ["x"]):
        new, _ = SMOTE(categorical_features=categorical, random_state=0).fit_resample(X, labels())
        assert new["x"].dtype == X["x"].dtype
        assert new["x"][N:].between(Decimal("0.00"), Decimal("0.11")).all()


def test_columns_that_are_not_all_numbers_are_categories_of_an_array():
    columns = ["date", "bool", "Timestamp", "fraction", "int"]
    X = objects({name: COLUMNS[name] for name in columns})
    sampler = SMOTE(categorical_features="auto", random_state=0)
    new = sampler.fit_resample(X.to_numpy(), labels())[0][N:]
    for j, name in enumerate(columns[:3]):
        assert set(new[:, j]) <= set(COLUMNS[name][:12])
    assert not set(new[:, 3]) <= set(COLUMNS["fraction"])


@pytest.mark.parametrize("categorical", ["auto", [0, 1]])
def test_text_of_numpy(categorical):
    X = np.array([["a", "b"], ["c", "d"]] * (N // 2), dtype=np.dtypes.StringDType())
    sampler = SMOTE(categorical_features=categorical, random_state=0)
    new, _ = sampler.fit_resample(X, labels())
    assert new.dtype == X.dtype
    assert set(new[N:].ravel().tolist()) <= {"a", "b", "c", "d"}


# -- the last bit ------------------------------------------------------------------------------


def test_copies_of_long_floats_are_copies():
    X = np.longdouble(1) + np.arange(N)[:, np.newaxis] * np.finfo("g").eps
    sampler = SMOTE(small_class="duplicate", k_neighbors=30, random_state=0)
    assert_array_equal(sampler.fit_resample(X, labels())[0][N:], X[sampler.plan_.base])
    assert_array_equal(
        CutMix(random_state=0).fit_resample(X, labels())[0][N:] - X[:12].min() >= 0, True
    )


@pytest.mark.parametrize("size", ["1e4000", "1e-4000"])
def test_floats_beyond_float64_are_refused(size):
    X = np.arange(1, N + 1)[:, np.newaxis].astype("g") * np.longdouble(size)
    with pytest.raises(
        ValueError, match=r"Column 0 has cells that are infinite or zero as float64"
    ):
        Mixup().fit_resample(X, labels())


PLANS = {
    "segments": Plan(np.array([0]), np.array([1]), np.array([0.0])),
    "noise": Plan(np.array([0]), np.array([0]), np.array([0.0]), noise=np.zeros((1, 1))),
    "combination": CombinationPlan(np.array([[1, 0]]), np.array([[0.0, 1.0]])),
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "g"])
def test_copies_keep_the_sign_of_zero(plan, dtype):
    X = np.array([[-0.0], [1.0]], dtype=dtype)
    assert np.signbit(plan.make_rows(X.astype("f8"))).all()
    assert np.signbit(plan.replay(X)[2:]).all()


# -- inputs that others stumble over -----------------------------------------------------------


def test_pixels_kept_as_objects():
    whole = np.random.default_rng(0).integers(0, 255, (N, 4))
    sampler = ImageOverSampler((2, 2), random_state=0)
    expected, _ = sampler.fit_resample(pd.DataFrame(whole), labels())
    got, _ = sampler.fit_resample(pd.DataFrame(whole.astype(object)), labels())
    assert got.to_numpy().tolist() == expected.to_numpy().tolist()
    for cell in (Decimal(1), date(2024, 1, 1)):
        X = pd.DataFrame({j: pd.Series([cell] * N, dtype=object) for j in range(4)})
        with pytest.raises(TypeError, match="ImageOverSampler works on pixels, but X holds d"):
            sampler.fit_resample(X, labels())


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([Decimal("sNaN"), *[Decimal(1)] * (N - 1)], "contains NaN: column 'x' has 1 missing"),
        ([10**400 + k for k in range(N)], "'x' holds numbers beyond the largest float"),
        ([Fraction(10**400, 3)] * N, "'x' holds numbers beyond the largest float"),
        ([float("inf"), *[1.0] * (N - 1)], "infinity: column 'x'"),
    ],
)
def test_numbers_that_cannot_be_computed_with(cells, words):
    with pytest.raises(ValueError, match=words):
        SMOTE().fit_resample(objects({"x": cells}), labels())
