"""Tables of any kind to plain arrays and back."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from pandas.testing import assert_frame_equal
from scipy import sparse
from sklearn.exceptions import DataConversionWarning
from sklearn.naive_bayes import GaussianNB

from oversample import SMOTE, Plan, SelectiveOverSampler, SMOTETomek, SoftLabelClassifier
from oversample._table import Origins, encode
from oversample._table.columns import Integers
from tests import naive

N = 40


def target():
    return (np.arange(N) < 10).astype(int)


def resample(X, **parameters):
    """Resample, and give the synthetic rows alone."""
    new, _ = SMOTE(**{"random_state": 0, **parameters}).fit_resample(X, target())
    return new[N:] if not sparse.issparse(new) else new.toarray()[N:]


def frame(**columns):
    return pd.DataFrame({"x": np.random.default_rng(0).normal(size=N), **columns})


# -- integers ----------------------------------------------------------------------------------


@given(
    st.lists(st.floats(-40, 60), min_size=1, max_size=20),
    st.sampled_from([np.int8, np.uint8, np.int16, np.int64, np.uint64]),
    st.integers(0, 100),
    st.integers(0, 27),
    st.booleans(),
)
def test_rounding_is_half_to_even_inside_the_range(values, dtype, low, width, is_huge):
    # Columns of huge cells are computed with from the smallest on.
    is_huge = is_huge and np.dtype(dtype).itemsize == 8
    low += 2**60 if is_huge else 0
    cells = np.array([low, low + width], dtype=dtype)
    start = 0 if is_huge else low
    assert_array_equal(Integers(cells, np.asarray).encode(), [start, start + width])
    origins = Origins(np.zeros(2, int), np.zeros(len(values), int), np.full(len(values), -1))
    got = Integers(cells, np.asarray).decode(np.array(values) + start, origins)
    exact = [naive.round_into_range(float(value + start), start, start + width) for value in values]
    assert got.dtype == dtype
    assert got.tolist() == [low - start + value for value in exact]


@pytest.mark.parametrize("dtype", [np.int64, np.uint64, np.int32, np.uint8])
def test_whole_numbers_are_computed_with_in_their_own_units(dtype):
    cells = np.array([[3, 100], [5, 110], [9, 120]], dtype=dtype)
    assert_array_equal(encode(cells).numeric, cells.astype(float))
    near = np.array([[2**40, -(2**40)], [7, 5]]) if dtype == np.int64 else cells
    assert_array_equal(encode(near).numeric, near.astype(float))


def test_a_huge_column_does_not_move_its_neighbours():
    cells = np.array([[3, 2**62], [5, 2**62 + 1], [-9, 2**62 + 2]])
    assert_array_equal(encode(cells).numeric, [[3, 0], [5, 1], [-9, 2]])
    plan = Plan(np.array([0, 1]), np.array([1, 2]), np.array([0.5, 0.9]))
    assert_array_equal(plan.replay(cells)[3:], [[4, 2**62], [-8, 2**62 + 2]])


@pytest.mark.parametrize("dtype", [np.int64, np.uint64])
def test_the_whole_width_of_64_bits(dtype):
    limits = np.iinfo(dtype)
    X = np.array([limits.min, limits.max, 0, 5], dtype=dtype)[np.arange(N) % 4][:, np.newaxis]
    step = np.array([0.0, 1.0 - 2**-53, 0.5, 0.0])
    plan = Plan(np.array([0, 0, 0, 3]), np.array([1, 1, 1, 3]), step)
    new = plan.replay(X)[N:, 0]
    assert new[0] == limits.min
    assert limits.max - int(new[1]) < 2**12
    assert abs(int(new[2]) - (int(limits.max) + int(limits.min)) / 2) < 2**12
    assert abs(int(new[3]) - 5) < 2**12


@pytest.mark.parametrize("offset", [0, 2**53, 2**60, -(2**62)])
def test_identifiers_beyond_2_to_the_53(offset):
    X = frame(id=offset + np.arange(N))
    new = resample(X)["id"]
    assert new.dtype == np.int64
    assert new.between(offset, offset + 9).all()
    assert_array_equal(new - offset, resample(frame(id=np.arange(N)))["id"])


def test_ranges_belong_to_the_class():
    cells = np.array([0, 2, 90, 100], dtype=np.int16)
    origins = Origins(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.full(4, -1))
    new = Integers(cells, np.asarray).decode(np.array([50.0, 50.0, -7.0, 700.0]), origins)
    assert new.tolist() == [2, 90, 0, 100]


@pytest.mark.parametrize("container", [sparse.csr_array, sparse.csc_matrix])
def test_sparse_integers_beyond_2_to_the_53(container):
    with pytest.raises(ValueError, match=r"sparse and holds integers of 2\*\*53"):
        resample(container(np.full((N, 1), 2**53 + 1)))


# -- what columns hold -------------------------------------------------------------------------


def test_a_constant_column_stays_constant():
    X = frame(f=0.1, i=7, d=pd.Timestamp("2026-01-01", tz="UTC"), b=True, tiny=1e-310)
    new = resample(X)
    for name in "fidb":
        assert (new[name] == X[name][0]).all()
    assert (new["tiny"] == 1e-310).all()


@pytest.mark.parametrize(
    "dtype", ["bool", "boolean", pd.SparseDtype(bool), object], ids=lambda d: str(d)
)
def test_true_and_false_are_not_biased(dtype):
    rng = np.random.default_rng(0)
    n = 2000
    X = pd.DataFrame({"x": rng.normal(size=n), "z": rng.normal(size=n)})
    X["flag"] = pd.Series(rng.random(n) < 0.18).astype(dtype)
    categorical = "auto" if dtype is object else None
    sampler = SMOTE(random_state=0, categorical_features=categorical, k_neighbors=1)
    new, _ = sampler.fit_resample(X, np.arange(n) < 700)
    assert new["flag"].dtype == X["flag"].dtype
    assert new["flag"][n:].astype(bool).mean() == pytest.approx(0.18, abs=0.05)


def test_missing_categories_are_a_level_of_their_own():
    X = frame(c=pd.Categorical([None, "a"] * 5 + ["b"] * 30), s=["u"] * 9 + [None] * 31)
    new = resample(X, categorical_features="auto")
    assert new["c"].dtype == X["c"].dtype
    assert set(new["c"].dropna()) <= {"a"}
    assert new["c"].isna().any()
    assert set(new["s"].dropna()) <= {"u"}


def test_levels_of_several_types_in_one_column():
    X = frame(mixed=pd.Series([1, "a", None, 2.5, (3, 4)] * 8, dtype=object))
    new = resample(X, categorical_features="auto")
    originals = set(X["mixed"].dropna()[:10])
    assert set(new["mixed"].dropna()) <= originals


def test_a_list_of_rows_with_text_keeps_its_numbers_numbers():
    X = [[float(i), "abc"[i % 3]] for i in range(N)]
    for number, text in resample(X, categorical_features="auto"):
        assert isinstance(number, float)
        assert 0 <= number <= 9
        assert text in "abc"


def test_whole_numbers_in_an_object_array_stay_whole():
    X = np.array([[i, i / 2] for i in range(N)], dtype=object)
    new = resample(X)
    assert all(isinstance(cell, float) for cell in new[:, 1])
    assert all(float(cell).is_integer() for cell in new[:, 0])


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "Asia/Tokyo", "America/New_York"])
def test_dates_keep_unit_and_zone(unit, zone):
    days = pd.date_range("2026-03-01", periods=N, freq="7h", tz=zone).as_unit(unit)
    new = resample(frame(at=days))["at"]
    assert new.dtype == days.dtype
    assert new.between(days[0], days[9]).all()
    assert new.nunique() > 1


def test_arrays_of_dates_and_durations():
    for dtype in ("datetime64[D]", "datetime64[ns]", "timedelta64[h]"):
        X = (np.arange(2 * N).reshape(N, 2) ** 2).astype(dtype)
        new = resample(X)
        assert new.dtype == X.dtype
        assert (new >= X[:10].min(axis=0)).all()
        assert (new <= X[:10].max(axis=0)).all()


def test_arrow_columns():
    pytest.importorskip("pyarrow")
    X = frame(i=np.arange(N), s=["u", "v"] * 20).convert_dtypes(dtype_backend="pyarrow")
    assert list(resample(X, categorical_features="auto").dtypes) == list(X.dtypes)


# -- which columns are categorical -------------------------------------------------------------


TOWNS = {"town": ["p", "q"] * 20, "n": [1, 2, 3, 4] * 10}


@pytest.mark.parametrize(
    "categorical",
    [
        ["town", "n"],
        [1, 2],
        [-2, -1],
        (1, 2),
        range(1, 3),
        [False, True, True],
        np.array([False, True, True]),
        np.array(["town", "n"]),
        pd.Index(["town", "n"]),
        pd.Series([False, True, True], index=["x", "town", "n"]),
    ],
    ids=repr,
)
def test_forms_of_categorical_features(categorical):
    new = resample(frame(**TOWNS), categorical_features=categorical)
    assert set(new["n"]) <= {1, 2, 3, 4}
    expected = resample(frame(**TOWNS), categorical_features=[1, 2])
    assert_frame_equal(new, expected)


def test_columns_may_be_named_by_tuples():
    X = frame(**TOWNS)
    X.columns = pd.MultiIndex.from_tuples([("a", "x"), ("b", "town"), ("b", "n")])
    new = resample(X, categorical_features=[("b", "town"), ("b", "n")])
    assert new.columns.equals(X.columns)


@pytest.mark.parametrize(
    ("categorical", "words"),
    [
        (["city"], ["SMOTE", "'city'", "'town'"]),
        ([3], ["SMOTE", "3", "position"]),
        ([-4], ["-4"]),
        ([1.0], ["1.0"]),
        ([True], ["mask of 1", "3"]),
    ],
)
def test_unknown_categorical_features(categorical, words):
    with pytest.raises(ValueError, match="categorical_features") as error:
        resample(frame(**TOWNS), categorical_features=categorical)
    for word in words:
        assert word in str(error.value)


def test_names_need_names():
    with pytest.raises(ValueError, match="'town'") as error:
        resample(np.zeros((N, 3)), categorical_features=["town"])
    assert "np.int64" not in str(error.value)


def test_sparse_tables_with_categories_are_dense_inside_and_sparse_outside():
    X = np.eye(N)[:, :4]
    with pytest.warns(DataConversionWarning, match="SMOTE compares categories"):
        new = resample(sparse.csc_array(X), categorical_features=[0])
    assert_array_equal(new, resample(X, categorical_features=[0]))


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("X", "words"),
    [
        (frame(town="x"), ["'town'", "categorical_features='auto'"]),
        (frame(town=pd.Categorical(["x"] * N)), ["'town'", "categorical_features='auto'"]),
        (frame(a="x", b="y"), ["'a', 'b'", "columns"]),
        (frame(when=pd.period_range("2026", periods=N, freq="D")), ["'when'", "period"]),
        (frame(span=pd.interval_range(0, N)), ["'span'", "interval"]),
        (frame(z=np.arange(N) * 1j), ["'z'", "complex"]),
        (frame(age=[np.nan, np.nan, *range(38)]), ["'age'", "2 missing", "40 rows", "NaN"]),
        (frame(age=pd.array([None, *range(39)], dtype="Int8")), ["'age'", "1 missing"]),
        (frame(flag=pd.array([None, *[True] * 39], dtype="boolean")), ["'flag'", "1 missing"]),
        (frame(at=[pd.NaT, *pd.date_range("2026", periods=39)]), ["'at'", "1 missing"]),
        (frame(o=pd.Series([None, *range(39)], dtype=object)), ["'o'", "1 missing"]),
        (frame(o=pd.Series([pd.NA, *range(39)], dtype=object)), ["'o'", "1 missing"]),
        (frame(age=[np.inf, -np.inf, *range(38)]), ["'age'", "infinity", "2 such"]),
        (frame(age=pd.arrays.SparseArray([np.nan, *[1.0] * 39])), ["'age'", "1 missing"]),
        (np.r_[[[0.0, np.nan]], np.zeros((N - 1, 2))], ["column 1", "1 missing"]),
        (np.r_[[[0.0, np.inf]], np.zeros((N - 1, 2))], ["column 1", "infinity"]),
        ([[0.0, None], *[[0.0, 1.0]] * 39], ["column 1", "1 missing"]),
        (np.full((N, 2), "NaT", dtype="datetime64[s]"), ["column 0", "40 missing"]),
        (np.full((N, 2), "u"), ["columns 0, 1", "categorical_features='auto'"]),
        (np.zeros((N, 2), dtype=complex), ["Complex data not supported"]),
        (np.zeros((N, 2), dtype=[("a", int)]), ["dtype [('a', '<i8')]"]),
        (sparse.csr_array(np.r_[[[np.nan]], np.ones((N - 1, 1))]), ["NaN"]),
        (np.zeros(N), ["Expected 2D array, got 1D array"]),
        (list(range(N)), ["Expected 2D array, got 1D array"]),
        (np.zeros((N, 2, 2)), ["dim 3"]),
    ],
    ids=lambda value: None if isinstance(value, list) and isinstance(value[0], str) else "X",
)
def test_refusals_name_the_column_and_the_remedy(X, words):
    with pytest.raises(ValueError, match=r"(?i)column|data|array|NaN|dim|dtype") as error:
        resample(X)
    for word in words:
        assert word.lower() in str(error.value).lower()


def test_a_structured_array_is_not_called_complex():
    with pytest.raises(ValueError, match="dtype") as error:
        resample(np.zeros((N, 2), dtype=[("a", int)]))
    assert "omplex" not in str(error.value)


@pytest.mark.parametrize("cells", [["a"] * N, [[1]] * N], ids=["text", "lists"])
def test_object_columns_that_cannot_be_worked_on_are_named(cells):
    X = frame(thing=pd.Series(cells, dtype=object))
    with pytest.raises((ValueError, TypeError), match="'thing'"):
        resample(X)
    if cells[0] != "a":
        with pytest.raises((ValueError, TypeError), match="'thing'"):
            resample(X, categorical_features="auto")


@pytest.mark.parametrize(
    "X",
    [
        pd.DataFrame({"a": []}),
        pd.DataFrame(index=range(N)),
        np.empty((0, 2)),
        np.empty((N, 0)),
        sparse.csr_array((0, 2)),
    ],
    ids=["no rows", "no columns", "empty", "narrow", "sparse"],
)
def test_empty_tables(X):
    with pytest.raises(ValueError, match=r"(?i)0 (sample|feature)\(s\)"):
        SMOTE().fit_resample(X, target()[: X.shape[0]])


# -- names of columns --------------------------------------------------------------------------


def test_multi_index_columns():
    X = pd.DataFrame(
        np.random.default_rng(0).normal(size=(N, 4)),
        columns=pd.MultiIndex.from_product([["u", "v"], ["a", "b"]], names=["one", "two"]),
    )
    new, _ = SMOTE(random_state=0).fit_resample(X, target())
    assert_frame_equal(new[:N], X)


@pytest.mark.parametrize("names", [["a", "b", "a"], [0, 1, 0], [("a", 1), ("b", 1), ("a", 1)]])
@pytest.mark.parametrize(
    "estimator", [SMOTE(), SMOTETomek(), SelectiveOverSampler(), SoftLabelClassifier(GaussianNB())]
)
def test_columns_of_one_name(estimator, names):
    """Releases of scikit-learn from 1.9 on refuse them, and earlier ones do not."""
    X = pd.DataFrame(np.random.default_rng(0).normal(size=(N, 3)), columns=names)
    owner = type(estimator).__name__
    with pytest.raises(ValueError, match=rf"{owner}: .*{re.escape(repr(names[0]))} \(2 columns\)"):
        getattr(estimator, "fit_resample", estimator.fit)(X, target())


def test_integer_names_need_not_be_positions():
    X = pd.DataFrame(np.random.default_rng(0).normal(size=(N, 2)), columns=[7, 3])
    assert resample(X).columns.tolist() == [7, 3]


# -- containers --------------------------------------------------------------------------------


def test_frames_have_a_fresh_index_and_keep_attrs():
    X = frame().set_index(pd.Index(range(100, 100 + N), name="id"))
    X.attrs["source"] = ["sensor"]
    new, _ = SMOTE(random_state=0).fit_resample(X, target())
    assert isinstance(new.index, pd.RangeIndex)
    assert new.index.name is None
    assert new.attrs == {"source": ["sensor"]}
    assert new.attrs["source"] is not X.attrs["source"]


def test_lists_hold_rows_of_their_own():
    X = np.random.default_rng(0).normal(size=(N, 2)).tolist()
    before = [list(row) for row in X]
    new, _ = SMOTE(random_state=0).fit_resample(X, target())
    for row in new:
        row[0] = -1.0
    assert before == X


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "container", [sparse.csr_array, sparse.csc_array, sparse.csr_matrix, sparse.csc_matrix]
)
def test_sparse_is_the_same_as_dense(container, dtype):
    rng = np.random.default_rng(0)
    X = (rng.normal(size=(N, 6)) * (rng.random((N, 6)) < 0.4)).astype(dtype)
    new, _ = SMOTE(random_state=0).fit_resample(container(X), target())
    assert type(new) is container
    assert new.dtype == dtype
    assert_array_equal(new.toarray()[N:], resample(X))


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, bool])
def test_sparse_integers(dtype):
    X = np.random.default_rng(0).integers(0, 3, size=(N, 5)).astype(dtype)
    new, _ = SMOTE(random_state=0).fit_resample(sparse.csr_array(X), target())
    assert new.dtype == dtype
    assert_array_equal(new.toarray()[N:], resample(X))


def test_encode_shares_floats():
    X = np.random.default_rng(0).normal(size=(N, 3))
    assert np.shares_memory(encode(X).numeric, X)


def test_copies_of_wide_integers_are_copies():
    X = np.array([[-(2**62) + 1], [1], [3], [2**62 + 5], [77]])[np.arange(N) % 5]
    new = Plan.copies(np.arange(5)).replay(X)[N:]
    assert_array_equal(new, X[:5])
    y = np.arange(N) < 4
    new, _ = SMOTE(random_state=0, small_class="duplicate").fit_resample(X, y)
    assert set(new[N:].ravel().tolist()) <= set(X[:4].ravel().tolist())
