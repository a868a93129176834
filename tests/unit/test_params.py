"""What constructor parameters may be, and what the error says."""

from contextlib import suppress
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors

from oversample import SMOTE, ImageOverSampler, RandomOverSampler, compare
from oversample._params import (
    InvalidParameterError,
    has_methods,
    integer_from,
    one_of,
    real_within,
)
from oversample.image import Rotate


@pytest.fixture
def problem():
    return np.random.default_rng(0).normal(size=(40, 3)), np.arange(40) % 4 == 0


def test_real_within():
    assert isinstance(0.5, real_within(0, 1))
    assert isinstance(0, real_within(0, 1))
    assert not isinstance(0, real_within(0, 1, open_low=True))
    assert isinstance(np.float32(1), real_within(0, 1))
    for refused in (1.1, -0.1, np.nan, np.inf, True, np.True_, "0.5", None, 1j):
        assert not isinstance(refused, real_within(0, 1))


def test_integer_from():
    for allowed in (1, 7, np.int8(1), 10**30):
        assert isinstance(allowed, integer_from(1))
    for refused in (0, 1.0, True, "1", None, np.float64(3)):
        assert not isinstance(refused, integer_from(1))


def test_one_of_and_has_methods():
    assert isinstance("a", one_of("a", "b"))
    assert not isinstance("c", one_of("a", "b"))
    assert not isinstance(["a"], one_of("a", "b"))
    assert isinstance("a", has_methods("upper"))
    assert not isinstance("a", has_methods("upper", "kneighbors"))


@pytest.mark.parametrize(
    ("sampler", "named"),
    [
        (SMOTE(sampling_strategy=0.0), "'sampling_strategy' parameter of SMOTE"),
        (SMOTE(sampling_strategy=1.5), "'sampling_strategy' parameter of SMOTE"),
        (SMOTE(sampling_strategy=[1]), "'sampling_strategy' parameter of SMOTE"),
        (SMOTE(sampling_strategy="minorty"), "'minority'"),
        (SMOTE(sampling_strategy="majority"), "'sampling_strategy' parameter of SMOTE"),
        (SMOTE(random_state=-1), "'random_state' parameter of SMOTE"),
        (SMOTE(random_state="0"), "Generator"),
        (SMOTE(k_neighbors=0), "'k_neighbors' parameter of SMOTE"),
        (SMOTE(k_neighbors=2.0), "an int of at least 1"),
        (SMOTE(k_neighbors=True), "'k_neighbors' parameter of SMOTE"),
        (SMOTE(k_neighbors=NearestNeighbors), "'k_neighbors' parameter of SMOTE"),
        (SMOTE(k_neighbors=NearestNeighbors(n_neighbors=1)), "k_neighbors"),
        (SMOTE(small_class="drop"), "'raise', 'reduce_k', 'duplicate'"),
        (SMOTE(categorical_features="all"), "'categorical_features' parameter of SMOTE"),
        (SMOTE(n_jobs=0), "'n_jobs' parameter of SMOTE"),
        (SMOTE(n_jobs=1.5), "'n_jobs' parameter of SMOTE"),
        (RandomOverSampler(shrinkage=-1), "'shrinkage' parameter of RandomOverSampler"),
        (RandomOverSampler(shrinkage=np.inf), "'shrinkage' parameter of RandomOverSampler"),
        (RandomOverSampler(shrinkage={True: np.inf}), "shrinkage"),
        (RandomOverSampler(shrinkage={True: np.nan}), "shrinkage"),
        (RandomOverSampler(shrinkage={True: "much"}), "shrinkage"),
    ],
    ids=repr,
)
def test_a_wrong_parameter_is_named(sampler, named, problem):
    with pytest.raises(ValueError, match=r"must be|needs to be") as error:
        sampler.fit_resample(*problem)
    assert named in str(error.value)


def test_the_error_is_a_value_error_and_a_type_error():
    assert issubclass(InvalidParameterError, ValueError)
    assert issubclass(InvalidParameterError, TypeError)


def test_parameters_are_checked_by_fit_and_not_by_the_constructor(problem):
    sampler = SMOTE(k_neighbors=-3)
    with pytest.raises(InvalidParameterError):
        sampler.fit(*problem)


@pytest.mark.parametrize(
    "sampler",
    [
        SMOTE(sampling_strategy=Fraction(1, 2)),
        SMOTE(sampling_strategy=np.float32(0.5)),
        SMOTE(sampling_strategy=pd.Series({True: 15})),
        SMOTE(k_neighbors=np.int64(3)),
        SMOTE(n_jobs=-2),
        SMOTE(random_state=np.int64(7)),
        RandomOverSampler(shrinkage=pd.Series({True: 0.5})),
        RandomOverSampler(shrinkage=0),
    ],
    ids=repr,
)
def test_a_parameter_of_another_library_is_taken_or_refused_by_name(sampler, problem):
    """Never an error from somewhere deep inside."""
    with suppress(InvalidParameterError):
        sampler.fit_resample(*problem)


@pytest.mark.parametrize(
    ("parameters", "remedy"),
    [
        (
            {"k_neighbors": NearestNeighbors},
            r"Make an object of that class: NearestNeighbors\(\)\.",
        ),
        ({"encoder": PCA}, r"Make an object of that class: PCA\(\)\."),
        ({"k_neighbors": int}, r"<class 'int'> instead\.$"),
    ],
)
def test_a_class_in_place_of_an_object_is_told(parameters, remedy):
    with pytest.raises(InvalidParameterError, match=remedy):
        SMOTE(**parameters).fit_resample(np.zeros((4, 1)), [0, 0, 0, 1])


def test_a_class_in_a_list_is_told():
    sampler = ImageOverSampler((1, 1), [Rotate])
    with pytest.raises(InvalidParameterError, match=r"of that class: Rotate\(\)\."):
        sampler.fit_resample(np.zeros((4, 1)), [0, 0, 0, 1])


def test_a_class_of_classifiers_is_told():
    with pytest.raises(TypeError, match=r"of that class: LogisticRegression\(\)\."):
        compare(np.zeros((4, 1)), [0, 0, 0, 1], LogisticRegression)
