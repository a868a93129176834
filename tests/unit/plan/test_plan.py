"""Plans, and their replay on whatever has the input's rows."""

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_array_equal
from pandas.testing import assert_frame_equal, assert_series_equal
from scipy import sparse

from oversample import SMOTE, SVMSMOTE, Plan
from tests import naive

PLAN = Plan(np.array([0, 2, 1]), np.array([2, 0, 1]), np.array([0.25, 0.5, 0.9]))


def test_length_and_copies():
    copies = Plan.copies(np.array([3, 1]))
    assert len(PLAN) == 3
    assert len(copies) == 2
    assert_array_equal(copies.partner, [3, 1])
    assert_array_equal(copies.step, [0, 0])


def test_join():
    joined = Plan.join([PLAN, Plan.copies(np.array([3]))])
    assert joined.base.tolist() == [0, 2, 1, 3]
    assert joined.partner.tolist() == [2, 0, 1, 3]
    assert joined.step.tolist() == [0.25, 0.5, 0.9, 0.0]
    assert len(Plan.join([])) == 0


def test_interpolate_is_the_formula():
    X = np.random.default_rng(0).normal(size=(3, 4))
    assert_array_equal(PLAN.make_rows(X), naive.interpolate(X, PLAN.base, PLAN.partner, PLAN.step))


def test_replay_of_numbers():
    assert PLAN.replay(np.array([0.0, 5.0, 8.0])).tolist() == [0, 5, 8, 2, 4, 5]
    assert PLAN.replay([0.0, 5.0, 8.0]) == [0, 5, 8, 2, 4, 5]
    whole = PLAN.replay(np.array([0, 5, 10], dtype=np.uint8), how="interpolate")
    assert whole.dtype == np.uint8
    # 2.5 rounds to the even 2.
    assert whole.tolist() == [0, 5, 10, 2, 5, 5]


LABELS = {
    "list": [700, 900, 500],
    "signed": np.array([700, 900, 500]),
    "byte": np.array([70, 90, 50], dtype=np.uint8),
    "bool": np.array([True, False, True]),
    "text": np.array(["b", "c", "a"]),
    "objects": np.array([7, 2**40, 5], dtype=object),
    "Series": pd.Series([700, 900, 500], name="patient"),
    "Int64": pd.Series([700, None, 500], dtype="Int64", name="patient"),
    "boolean": pd.Series([True, False, None], dtype="boolean"),
    "Arrow": pd.Series([700, 900, None], dtype="int32[pyarrow]"),
    "category": pd.Series([700, 900, 500], dtype="category"),
    "gaps": pd.Series([700, None, 500], dtype=float),
    "decimal": [Decimal(700), Decimal(900), Decimal(500)],
    "polars": pl.Series("patient", [700, 900, 500], dtype=pl.UInt16),
    "index": pd.Index([700, 900, 500]),
    "tuple": (700, 900, 500),
}


@pytest.mark.parametrize("values", LABELS.values(), ids=LABELS)
def test_no_group_is_invented(values):
    replayed = PLAN.replay(values)
    assert list(map(str, replayed)) == list(map(str, PLAN.replay(values, how="base")))
    assert {str(cell) for cell in replayed} == {str(cell) for cell in values}
    if not isinstance(values, pd.Index | tuple):
        assert type(replayed) is type(values)
        assert getattr(replayed, "dtype", None) == getattr(values, "dtype", None)


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([0, 4, None], dtype="Int64"),
        [0, 4, 8],
        np.array([0.0, 4.0, 8.0], dtype=np.float32),
        np.array([0, 4, 8], dtype="M8[D]"),
        pl.Series([0, 4, 8]),
        [Decimal(0), Decimal(4), Decimal(8)],
    ],
)
def test_amounts_are_interpolated_where_that_is_asked_for(values):
    replayed = list(PLAN.replay(values, how="interpolate"))
    if isinstance(values, pd.Series):
        assert replayed[3] is replayed[4] is pd.NA
    else:
        wanted = [*values, values[0] + (values[2] - values[0]) / 4, values[1], values[1]]
        assert replayed == wanted


def test_floats_and_dates_are_amounts():
    assert PLAN.replay(np.array([0.0, 5.0, 8.0]))[3] == 2.0
    days = pd.Series(pd.to_datetime(["2020-01-01", "2021-01-01", "2020-01-05"]))
    assert PLAN.replay(days)[3] == pd.Timestamp("2020-01-02")
    assert PLAN.replay([Decimal("0.0"), Decimal("1.0"), Decimal("2.0")])[3] == Decimal("0.5")


def test_weights_are_amounts_though_they_be_whole():
    X, y, weights = np.arange(40.0)[:, None], np.arange(40) < 10, np.arange(40) ** 2
    sampler = SMOTE(random_state=0)
    sampler.fit_resample(X, y, sample_weight=weights)
    assert_array_equal(sampler.sample_weight_, sampler.plan_.replay(weights.astype(float)))
    assert not np.isin(sampler.sample_weight_, weights).all()


@pytest.mark.parametrize("dtype", [np.int64, bool, object])
def test_a_table_of_one_column_is_a_table(dtype):
    X = np.array([[0], [1], [1]]).astype(dtype)
    replayed = PLAN.replay(X)
    assert_array_equal(replayed, PLAN.replay(X, how="interpolate"))
    assert_array_equal(replayed, PLAN.replay(pd.DataFrame(X)).to_numpy())


def test_replay_of_images_keeps_their_shape():
    images = np.random.default_rng(0).integers(0, 256, (3, 4, 5, 3)).astype(np.uint8)
    replayed = PLAN.replay(images)
    assert replayed.shape == (6, 4, 5, 3)
    assert replayed.dtype == np.uint8
    assert_array_equal(replayed[:3], images)
    assert_array_equal(replayed[4], np.rint(images[0] / 2 + images[2] / 2))


@pytest.mark.parametrize("values", [["a", "b", "c"], [True, False, False], [None, "b", 3]])
def test_replay_of_anything_else_copies_the_base(values):
    expected = [*values, values[0], values[2], values[1]]
    assert PLAN.replay(values) == expected
    assert PLAN.replay(np.array(values, dtype=object)).tolist() == expected


def test_replay_of_base_and_partner():
    groups = np.array([10, 20, 30])
    assert PLAN.replay(groups, how="base").tolist() == [10, 20, 30, 10, 30, 20]
    assert PLAN.replay(groups, how="partner").tolist() == [10, 20, 30, 30, 10, 20]
    assert PLAN.replay(list(groups), how="base") == [10, 20, 30, 10, 30, 20]


def test_replay_of_a_series_and_a_frame():
    series = pd.Series([1, 2, 9], name="n", index=list("abc"), dtype="Int16")
    expected = pd.Series([1, 2, 9, 3, 5, 2], name="n", dtype="Int16")
    assert_series_equal(PLAN.replay(series, how="interpolate"), expected)
    frame = pd.DataFrame({"n": series, "c": pd.Categorical(["u", "v", "u"])})
    assert_frame_equal(
        PLAN.replay(frame),
        pd.DataFrame({"n": expected, "c": pd.Categorical(list("uvuuuv"))}),
    )


@pytest.mark.parametrize("container", [sparse.csr_array, sparse.csc_matrix])
def test_replay_of_sparse(container):
    X = container(np.array([[0.0, 1], [2, 0], [0, 5]]))
    replayed = PLAN.replay(X)
    assert type(replayed) is container
    assert_array_equal(replayed.toarray()[3:], [[0, 2], [0, 3], [2, 0]])


def test_replay_does_not_change_its_input():
    weights = np.array([1.0, 2.0, 3.0])
    weights.flags.writeable = False
    PLAN.replay(weights)
    rows = [[1.0], [2.0], [3.0]]
    replayed = PLAN.replay(rows)
    replayed[0][0] = -1.0
    assert rows == [[1.0], [2.0], [3.0]]


@pytest.mark.parametrize("array", [None, 3, "abc", np.array(3)])
def test_what_has_no_rows_cannot_be_replayed(array):
    with pytest.raises(ValueError, match="one entry for each row"):
        PLAN.replay(array)


def test_unknown_how():
    known = "'auto', 'interpolate', 'base' or 'partner'"
    with pytest.raises(ValueError, match=rf"{known}\. Got 'mean'"):
        PLAN.replay([1, 2, 3], how="mean")


def test_too_few_rows():
    with pytest.raises(ValueError, match="at least 3 rows, but the array has 2 rows"):
        PLAN.replay([1.0, 2.0])
    with pytest.raises(ValueError, match="0 rows"):
        PLAN.replay([])


@pytest.mark.parametrize("n_rows", [39, 41])
def test_replay_takes_arrays_of_the_input_s_rows_only(n_rows):
    sampler = SMOTE(random_state=0)
    # Row 39 is of the majority, so that no synthetic row refers to it.
    X, y = np.random.default_rng(0).normal(size=(40, 2)), np.arange(40) < 10
    sampler.fit_resample(X, y)
    with pytest.raises(ValueError, match=f"{n_rows} rows"):
        sampler.plan_.replay(np.zeros(n_rows))


def test_replay_of_steps_beyond_the_partner_stays_in_the_range_of_the_class():
    rng = np.random.default_rng(0)
    X = rng.integers(0, 30, (60, 3))
    y = (np.arange(60) < 20).astype(int)
    X[:20] //= 3
    for table in (X, X.astype("M8[D]"), X.astype(object), X.tolist()):
        sampler = SVMSMOTE(out_step=1.0, random_state=0)
        X_new, _ = sampler.fit_resample(table, y)
        assert sampler.plan_.step.min() < -0.5
        assert_array_equal(sampler.plan_.replay(table), X_new)


@pytest.mark.parametrize("kind", ["coo", "dok", "lil", "bsr", "dia", "csr", "csc"])
@pytest.mark.parametrize("how", ["auto", "base", "partner"])
@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csr_array])
def test_replay_of_any_sparse_format(kind, how, make):
    plan = Plan(np.array([1]), np.array([0]), np.array([0.5]))
    X = np.array([[0.0, 2.0], [4.0, 0.0]])
    replayed = plan.replay(make(X).asformat(kind), how=how)
    assert_array_equal(replayed.toarray(), plan.replay(X, how=how))


@pytest.mark.parametrize("how", ["auto", "base"])
def test_replay_of_a_sparse_vector(how):
    plan = Plan(np.array([1]), np.array([0]), np.array([0.5]))
    weights = np.array([0.0, 0.5])
    replayed = plan.replay(sparse.coo_array(weights), how=how)
    assert replayed.shape == (3,)
    assert_array_equal(replayed.toarray(), plan.replay(weights, how=how))
