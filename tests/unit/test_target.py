"""Labels of any container to codes and back."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_array_equal
from pandas.testing import assert_frame_equal, assert_series_equal
from scipy import sparse

from oversample import SMOTE, SMOTEENN, SVMSMOTE, RandomOverSampler, report
from oversample._target import encode_target

CODES = [0, 0, 1, 0, 1, 0]
NAMED = ["no", "no", "yes", "no", "yes", "no"]


def extended(y):
    """The target with one more row of its last class."""
    target = encode_target(y)
    return target.extend(None, np.array([len(target.classes) - 1]))


@pytest.mark.parametrize(
    "y",
    [
        np.array(CODES),
        np.array(CODES, dtype=np.uint8),
        np.array(CODES) - 7,
        np.array(CODES) + 2**60,
        np.array(CODES, dtype=float),
        np.array(CODES, dtype=bool),
        np.array(NAMED),
        np.array(NAMED, dtype=object),
        np.array(NAMED, dtype=np.dtypes.StringDType()),
        np.array(CODES, dtype=object),
        np.array(CODES, dtype=float).astype(object),
        np.array(CODES, dtype=bool).astype(object),
        np.array(CODES).astype(object) + 2**70,
        np.array(CODES, dtype="M8[D]"),
        np.array(CODES, dtype="m8[s]"),
        np.array([date(2024, 1, 1 + code) for code in CODES]),
    ],
    ids=lambda y: f"{y.dtype} of {type(y[0]).__name__}",
)
def test_arrays(y):
    new = extended(y)
    assert new.dtype == y.dtype
    assert_array_equal(new, np.append(y, y[2]))
    assert encode_target(y).codes.tolist() == CODES
    assert encode_target(y).counts.tolist() == [4, 2]


@pytest.mark.parametrize(
    "y",
    [
        pd.Series(CODES),
        pd.Series(CODES, dtype="Int8"),
        pd.Series(CODES, dtype="boolean"),
        pd.Series(CODES, dtype="Float32"),
        pd.Series(CODES, dtype=bool),
        pd.Series(CODES, dtype="category"),
        pd.Series(NAMED),
        pd.Series(NAMED, dtype="string"),
        pd.Series(NAMED, dtype=object),
        pd.Series(pd.Categorical(NAMED, categories=["yes", "unused", "no"], ordered=True)),
        pd.Series(CODES, dtype=object),
        pd.Series(CODES).astype("M8[ns]"),
        pd.Series(CODES).astype("M8[ns]").dt.tz_localize("UTC"),
    ],
    ids=lambda y: f"{y.dtype}",
)
@pytest.mark.parametrize("name", ["label", None, 3])
def test_series(y, name):
    y = y.rename(name)
    y.index = list("uvwxyz")
    y.attrs["source"] = "survey"
    new = extended(y)
    last = 2 if list(y) != ["no"] else 0
    taken = y.array.take([*range(6), last])
    assert_series_equal(new, pd.Series(taken, name=name, dtype=y.dtype))
    assert new.attrs == {"source": "survey"}
    assert isinstance(new.index, pd.RangeIndex)


def test_lists_and_column_vectors():
    assert extended(NAMED) == [*NAMED, "yes"]
    assert extended(CODES) == [*CODES, 1]
    assert_array_equal(extended(np.array(CODES)[:, np.newaxis]), [*CODES, 1])


def test_a_frame_of_one_column_stays_one():
    y = pd.DataFrame({"label": pd.Categorical(NAMED)})
    assert_frame_equal(extended(y), y.take([0, 1, 2, 3, 4, 5, 2]).reset_index(drop=True))


@pytest.mark.parametrize("dtype", [int, float, bool, np.uint8])
def test_one_hot(dtype):
    y = np.eye(3, dtype=dtype)[[0, 2, 1, 0, 2, 0]]
    target = encode_target(y)
    assert target.labels.tolist() == [0, 2, 1, 0, 2, 0]
    new = target.extend(None, np.array([1, 2]))
    assert new.dtype == y.dtype
    assert_array_equal(new, np.eye(3)[[0, 2, 1, 0, 2, 0, 1, 2]])


@pytest.mark.parametrize(
    "y",
    [
        tuple(NAMED),
        pd.Index(CODES),
        pd.Index(NAMED, name="who"),
        pd.Categorical(NAMED, categories=["yes", "unused", "no"]),
        pd.array(CODES, dtype="Int8"),
        pd.array(NAMED, dtype="string"),
    ],
    ids=lambda y: type(y).__name__,
)
def test_other_containers_come_back_as_they_were(y):
    new = extended(y)
    assert type(new) is type(y)
    assert getattr(new, "dtype", None) == getattr(y, "dtype", None)
    assert getattr(new, "name", None) == getattr(y, "name", None)
    assert list(new) == [*y, y[2]]


def test_one_hot_frame_and_list():
    y = pd.get_dummies(pd.Series(list("abcaba")))
    new = extended(y)
    assert_frame_equal(new[:6], y)
    assert new.iloc[6].tolist() == [False, False, True]
    assert extended(y.to_numpy(int).tolist())[6] == [0, 0, 1]


def test_one_hot_with_a_class_that_never_occurs():
    y = np.eye(3, dtype=int)[[0, 2, 0, 2, 0, 0]]
    target = encode_target(y)
    assert target.classes.tolist() == [0, 2]
    assert target.extend(None, np.array([1]))[6].tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (np.array([[1, 0], [0, 0], [0, 1]]), "Row 1 of the one-hot target has no label"),
        (np.array([[1, 0], [1, 1], [0, 1]]), "Row 1 of the target has 2 labels.*MultiOutputClas"),
        (np.array([[1, 2], [3, 1], [0, 1]]), r"multioutput.*MultiOutputClassifier\("),
        (np.array([0.5, 1.25, 3.1]), r"continuous.*pandas\.cut.*plan_\.replay"),
        ([], r"no labels: its shape is \(0,\)"),
        (np.empty((3, 0)), "no labels"),
        (np.array([0.0, np.nan, 1.0]), "contains NaN: 1 of 3"),
        (np.array(["a", None, "b"], dtype=object), "contains NaN: 1 of 3"),
        (np.array(["a", np.nan, "b"], dtype=object), "contains NaN: 1 of 3"),
        (np.array(["a", pd.NA, "b"], dtype=object), "contains NaN: 1 of 3"),
        (["a", None, None], "contains NaN: 2 of 3"),
        (["a", float("nan"), "b"], "contains NaN: 1 of 3"),
        ([1, None, 2], "contains NaN: 1 of 3"),
        (pd.Series([1, None, 2], dtype="Int64"), "contains NaN: 1 of 3"),
        (pd.Series(["a", None, "b"]), "contains NaN: 1 of 3"),
        (pd.Series(pd.Categorical(["a", None, "b"])), "contains NaN: 1 of 3"),
        (pd.DataFrame({"y": ["a", None, "b"]}), "contains NaN: 1 of 3"),
        (pd.DataFrame({"a": [1, 0, None], "b": [0, 1, 1]}), "contains NaN: 1 of 3"),
        (np.array([1, "a", 2.5], dtype=object), "(?i)label"),
        (np.array([1j, 0, 1]), "(?i)complex|label"),
        (sparse.csr_array(np.eye(3)), "toarray"),
        (np.zeros((2, 2, 2), dtype=int), "(?i)unknown|dimension|array"),
    ],
    ids=lambda value: None if isinstance(value, str) else f"{type(value).__name__}",
)
def test_unusable_targets(y, message):
    with pytest.raises(ValueError, match=message):
        encode_target(y)


def test_the_target_is_matched_by_position_not_by_index():
    X = pd.DataFrame({"a": np.arange(6.0)})
    y = pd.Series(NAMED, index=[5, 4, 3, 2, 1, 0])
    sampler = RandomOverSampler(random_state=0)
    with pytest.warns(UserWarning, match=r"by position, not by index.*y\.loc\[X\.index\]"):
        new, _ = sampler.fit_resample(X, y)
    assert set(new["a"][6:]) <= {2.0, 4.0}


@pytest.mark.parametrize("n_labels", [5, 7])
def test_wrong_length(n_labels):
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        RandomOverSampler().fit_resample(np.zeros((6, 1)), np.arange(n_labels) % 2)


def test_no_target():
    with pytest.raises(ValueError, match="requires y to be passed"):
        RandomOverSampler().fit_resample(np.zeros((6, 1)), None)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "int64", "uint64"])
@pytest.mark.parametrize("where", ["low", "high", "both"])
def test_codes_of_integers_are_those_of_sorting(dtype, where):
    limits = np.iinfo(dtype)
    ends = {"low": [limits.min], "high": [limits.max - 3], "both": [limits.min, limits.max - 3]}
    steps = np.random.default_rng(0).integers(0, 4, 300)
    values = [ends[where][i % len(ends[where])] + int(step) for i, step in enumerate(steps)]
    labels = np.array(values, dtype=dtype)
    target = encode_target(labels)
    classes, codes = np.unique(labels, return_inverse=True)
    assert_array_equal(target.classes, classes)
    assert target.classes.dtype == labels.dtype
    assert_array_equal(target.codes, codes)


DATES = {
    "D": np.array(CODES * 5, dtype="M8[D]"),
    "ns": np.array(CODES * 5, dtype="M8[ns]"),
    "duration": np.array(CODES * 5, dtype="m8[s]"),
    "pandas": pd.Series(CODES * 5).astype("M8[s]").astype("M8[ns]"),
    "zoned": pd.Series(CODES * 5).astype("M8[ns]").dt.tz_localize("UTC"),
    "objects": pd.Series([date(2024, 1, 1 + code) for code in CODES * 5], dtype=object),
    "polars": pl.Series([datetime(2024, 1, 1 + code) for code in CODES * 5]),
}


@pytest.mark.parametrize("y", DATES.values(), ids=DATES)
def test_labels_that_are_dates_can_be_named(y):
    X = np.random.default_rng(0).normal(size=(30, 2))
    rare = max(y)
    for strategy in ({rare: 15}, lambda labels: {labels.max(): 15}):
        sampler = SMOTE(sampling_strategy=strategy, random_state=0)
        _, y_new = sampler.fit_resample(X, y)
        assert type(y_new) is type(y)
        assert y_new.dtype == y.dtype
        # Before NumPy 2.2 equal dates of several units or types have several hashes.
        named = next(label for label in sampler.class_counts_ if label == rare)
        named = rare if np.lib.NumpyVersion(np.__version__) >= "2.2.0" else named
        assert sampler.sampling_strategy_[named] == 5
        assert sampler.class_counts_[named] == 15
        assert sampler.plan_.counts == {named: 5}
    RandomOverSampler(shrinkage={rare: 1.0}, random_state=0).fit_resample(X, y)
    SVMSMOTE(random_state=0).fit_resample(X, y)
    SMOTEENN(random_state=0).fit_resample(X, y)
    assert "synthetic" in str(report(sampler, X, y))


@pytest.mark.parametrize(
    "key", [date(2024, 1, 2), datetime(2024, 1, 2), pd.Timestamp("2024-01-02")], ids=type
)
@pytest.mark.parametrize("unit", ["D", "s", "ns"])
def test_dates_are_named_by_any_date(key, unit):
    y = np.array(["2024-01-01", "2024-01-02"], dtype=f"M8[{unit}]")[CODES]
    sampler = SMOTE(sampling_strategy={key: 3}, k_neighbors=1)
    assert len(sampler.fit_resample(np.arange(12.0).reshape(6, 2), y)[1]) == 7


@pytest.mark.parametrize(
    ("y", "words"),
    [
        (np.array([0, "a", *CODES], dtype=object), "of the types int, str.*astype"),
        (np.array(["a", 0, *CODES], dtype=object), "of the types int, str.*astype"),
        (np.array([1j, 2j, *[1j] * 6], dtype=object), "of type complex, which cannot be sorted"),
        (np.array([0.5, 1.5, 2, 3, 4, 5, 6, 7], dtype=object), "continuous.*fractions"),
    ],
)
def test_objects_that_are_no_labels(y, words):
    with pytest.raises(ValueError, match=f"Unknown label type: .*{words}"):
        SMOTE().fit_resample(np.zeros((8, 2)), y)


def test_a_callable_strategy_is_given_a_copy():
    y = np.array(CODES * 5)

    def strategy(labels):
        labels[:] = 7
        return {1: 15}

    SMOTE(sampling_strategy=strategy).fit_resample(np.arange(60.0).reshape(30, 2), y)
    assert y.tolist() == CODES * 5


def test_masked_arrays_are_refused():
    X, y = np.ma.masked_array(np.arange(12.0).reshape(6, 2)), np.ma.masked_array(CODES)
    RandomOverSampler().fit_resample(X, y)
    X[2, 1] = np.ma.masked
    with pytest.raises(TypeError, match="X is a masked array whose mask hides 1 entries"):
        RandomOverSampler().fit_resample(X, y)
    y[2] = np.ma.masked
    with pytest.raises(TypeError, match="y is a masked array"):
        RandomOverSampler().fit_resample(np.zeros((6, 2)), y)
