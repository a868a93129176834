"""One frame in, one frame out."""

import imblearn.over_sampling as peer
import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_array_equal
from pandas.testing import assert_frame_equal
from polars.testing import assert_frame_equal as assert_polars_equal

import oversample
from oversample import SMOTE, SMOTEENN, BorderlineSMOTE, RandomOverSampler

N = 60


@pytest.fixture
def people():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "age": rng.integers(18, 90, N),
            "ill": np.where(np.arange(N) < 15, "yes", "no"),
            "town": pd.Categorical(rng.choice(["Ulm", "Kiel"], N)),
            "weight": rng.normal(70, 9, N),
        },
        index=pd.Index(range(100, 100 + N), name="id"),
    )
    frame.attrs["source"] = "survey"
    return frame


def test_it_is_the_sampler_on_the_other_columns(people):
    before = people.copy(deep=True)
    result = oversample.resample(people, "ill", random_state=0)
    sampler = SMOTE(random_state=0, categorical_features="auto")
    X_new, y_new = sampler.fit_resample(people.drop(columns="ill"), people["ill"])
    assert list(result.columns) == list(people.columns)
    assert list(result.dtypes) == list(people.dtypes)
    assert_frame_equal(result.drop(columns="ill"), X_new)
    assert_array_equal(result["ill"], y_new)
    assert_frame_equal(result[:N], people.reset_index(drop=True))
    assert result.attrs == {"source": "survey"}
    assert_frame_equal(people, before)


def test_polars_gives_the_same_rows(people):
    frame = pl.from_pandas(people)
    before = frame.clone()
    result = oversample.resample(frame, "ill", synthetic="made", random_state=0)
    expected = oversample.resample(people, "ill", synthetic="made", random_state=0)
    assert type(result) is pl.DataFrame
    assert_polars_equal(result, pl.from_pandas(expected))
    assert_polars_equal(frame, before)


@pytest.mark.parametrize("target", ["age", "weight"])
def test_the_target_keeps_its_place(people, target):
    people[target] = np.arange(N) < 20
    result = oversample.resample(people, target, method="random_over_sampler")
    assert list(result.columns) == list(people.columns)
    assert result[target].dtype == bool
    assert result[target].sum() == 40


def test_the_indicator_is_the_mask(people):
    result = oversample.resample(people, "ill", synthetic="made", random_state=0)
    assert result.columns[-1] == "made"
    assert result["made"].dtype == bool
    assert_array_equal(result["made"], np.arange(90) >= N)
    cleaned = oversample.resample(
        people[["age", "weight", "ill"]], "ill", "smoteenn", synthetic="made", random_state=0
    )
    sampler = SMOTEENN(random_state=0)
    sampler.fit_resample(people[["age", "weight"]], people["ill"])
    assert_array_equal(cleaned["made"], sampler.synthetic_mask_)


@pytest.mark.parametrize(
    "method", ["BorderlineSMOTE", "borderline_smote", "borderline-smote", "BORDERLINE SMOTE"]
)
def test_methods_have_names_of_any_case(people, method):
    numbers = people[["age", "weight", "ill"]]
    result = oversample.resample(numbers, "ill", method, random_state=0, kind="borderline-2")
    sampler = BorderlineSMOTE(random_state=0, kind="borderline-2")
    expected, _ = sampler.fit_resample(numbers[["age", "weight"]], numbers["ill"])
    assert_frame_equal(result[["age", "weight"]], expected)


def test_a_method_of_imbalanced_learn_is_told_where_it_is(people):
    with pytest.raises(ValueError, match=r"from imblearn\.under_sampling import NearMiss$"):
        oversample.resample(people, "ill", "near-miss")


def test_a_sampler_is_cloned_and_set(people):
    sampler = SMOTE(categorical_features=["town"], k_neighbors=3)
    result = oversample.resample(people, "ill", sampler, random_state=0)
    expected = oversample.resample(
        people, "ill", categorical_features=["town"], k_neighbors=3, random_state=0
    )
    assert_frame_equal(result, expected)
    assert sampler.random_state is None
    assert not hasattr(sampler, "plan_")
    with pytest.raises(ValueError, match="'town'"):
        oversample.resample(people, "ill", SMOTE())


def test_samplers_of_others_work_but_tell_less(people):
    numbers = people[["age", "weight", "ill"]]
    sampler = peer.RandomOverSampler(random_state=0)
    result = oversample.resample(numbers, "ill", sampler)
    assert_frame_equal(
        result, oversample.resample(numbers, "ill", RandomOverSampler(random_state=0))
    )
    with pytest.raises(ValueError, match=r"synthetic_mask_.*synthetic='made'"):
        oversample.resample(numbers, "ill", sampler, synthetic="made")


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"target": "il"}, ValueError, "no target column 'il'. Did you mean 'ill'?"),
        ({"target": "label"}, ValueError, "There are: 'age', 'ill', 'town', 'weight'."),
        ({"target": ["ill"]}, ValueError, "no target column ['ill']"),
        ({"method": "smoote"}, ValueError, "no method 'smoote'. Did you mean 'SMOTE'"),
        ({"method": "borderline"}, ValueError, "Did you mean 'BorderlineSMOTE'?"),
        ({"method": "Plan"}, ValueError, "no method 'Plan'"),
        ({"method": "BaseOverSampler"}, ValueError, "no method"),
        ({"method": SMOTE}, TypeError, "oversample.SMOTE()"),
        ({"method": None}, TypeError, "Got None"),
        ({"k": 3}, TypeError, "no parameter of SMOTE 'k'. Did you mean 'k_neighbors'"),
        ({"method": SMOTE(), "seed": 3}, TypeError, "no parameter of SMOTE 'seed'"),
        ({"synthetic": "age"}, ValueError, "synthetic='age'"),
        ({"synthetic": "ill"}, ValueError, "synthetic='ill'"),
        ({"k_neighbors": 30}, ValueError, "class 'yes' has 15"),
    ],
)
def test_wrong_turns_have_answers(people, arguments, error, words):
    with pytest.raises(error) as caught:
        oversample.resample(people, **{"target": "ill", **arguments})
    assert words in str(caught.value)


def test_wide_tables_have_short_messages():
    frame = pd.DataFrame(np.zeros((4, 100))).add_prefix("x")
    with pytest.raises(ValueError, match=r"'x24' and 75 more\.") as caught:
        oversample.resample(frame, "label")
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("data", [np.zeros((9, 2)), [[0.0]], None])
def test_only_frames(data):
    with pytest.raises(TypeError, match="takes a DataFrame of pandas or polars"):
        oversample.resample(data, "ill")


def test_lazy_frames_are_told_to_collect(people):
    with pytest.raises(TypeError, match=r"data\.collect\(\)"):
        oversample.resample(pl.from_pandas(people).lazy(), "ill")


@pytest.mark.parametrize("method", ["VAEOverSampler", "vae-over-sampler", "m2m"])
def test_a_network_by_its_name_is_told_where_it_is(method):
    frame = pd.DataFrame({"a": [1.0, 2.0, 3.0], "y": [0, 0, 1]})
    with pytest.raises(ValueError, match=r"from oversample\.deep import (VAEOverSampler|M2m)$"):
        oversample.resample(frame, "y", method=method)
