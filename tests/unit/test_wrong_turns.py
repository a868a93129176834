"""Inputs that once took a wrong turn: odd labels, odd columns, messages that misled."""

import pickle

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from scipy import sparse
from sklearn.compose import make_column_transformer
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import OneHotEncoder

import oversample
from oversample import SMOTE, BorderlineSMOTE, KMeansSMOTE, RandomOverSampler
from oversample.exceptions import InvalidParameterError


@pytest.fixture
def problem():
    rng = np.random.default_rng(0)
    return rng.normal(size=(100, 2)), (np.arange(100) < 20).astype(int)


def test_object_arrays_with_booleans_are_numbers():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"f": rng.normal(size=100), "vip": np.arange(100) % 3 == 0})
    y = (np.arange(100) < 20).astype(int)
    from_array, _ = SMOTE(random_state=0).fit_resample(frame.to_numpy(), y)
    from_frame, _ = SMOTE(random_state=0).fit_resample(frame, y)
    assert_array_equal(from_array, from_frame.to_numpy())
    frame["city"] = rng.choice(["a", "b"], 100)
    encode = make_column_transformer((OneHotEncoder(), ["city"]), remainder="passthrough")
    table = encode.fit_transform(frame)
    assert SMOTE(random_state=0).fit_resample(table, y)[0].dtype == table.dtype


@pytest.mark.parametrize("wrap", [np.asarray, pd.Series])
@pytest.mark.parametrize("sampler", [SMOTE(random_state=0), RandomOverSampler(random_state=0)])
def test_dates_as_labels(sampler, wrap, problem):
    X, y = problem
    dates = np.array(["2020-01-01", "2021-01-01"], dtype="datetime64[ns]")[y]
    _, y_new = sampler.fit_resample(X, wrap(dates))
    assert (np.asarray(y_new) == dates[0]).sum() == 80
    assert y_new.dtype == dates.dtype


def test_a_pickle_does_not_grow_with_the_rows_in_danger():
    rng = np.random.default_rng(0)
    sampler = BorderlineSMOTE(random_state=0)
    sampler.fit_resample(rng.normal(size=(20_000, 3)), (rng.random(20_000) < 0.35).astype(int))
    assert len(sampler.in_danger_indices_[1]) > 2000
    assert len(pickle.dumps(sampler)) < 5000


@pytest.mark.parametrize("weights", [np.ones((100, 2)), np.ones(3), 1.0, ["a"] * 100])
def test_weights_are_called_weights(weights, problem):
    with pytest.raises(ValueError, match="sample_weight"):
        SMOTE().fit_resample(*problem, sample_weight=weights)


def test_gaps_in_a_sparse_table_are_counted_by_column(problem):
    X, y = problem
    X[[3, 8], 1] = np.nan
    with pytest.raises(ValueError, match="column 1 has 2 such cells in 100 rows"):
        SMOTE(missing_values="present").fit_resample(sparse.csr_array(X), y)


@pytest.mark.parametrize(
    ("sampler", "remedy"),
    [
        (oversample.ADASYN(), "Set missing_values='present' or 'propagate', or impute them first"),
        (oversample.CutMix(), "Set missing_values='present' or 'propagate', or impute them first"),
        (oversample.GeometricSMOTE(), "Impute them first"),
        (oversample.MoEx(), "Impute them first"),
        (oversample.SMOTEENN(), r"Set smote=SMOTE\(missing_values='present'\), or impute"),
        (oversample.SMOTETomek(smote=oversample.GeometricSMOTE()), "Impute them first"),
        (
            oversample.SelectiveOverSampler(BorderlineSMOTE()),
            r"Set sampler=BorderlineSMOTE\(missing_values='present'\), or impute",
        ),
        (
            oversample.SoftLabelClassifier(GaussianNB(), oversample.Remix()),
            r"Set sampler=Remix\(missing_values='present'\), or impute",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_remedy_for_missing_cells_is_one_that_there_is(sampler, remedy, problem):
    X, y = problem
    X[3, 1] = np.nan
    cells = r"^Input X contains NaN: column 1 has 1 missing cell in 100 rows\. "
    for name in ("fit", "plan", "fit_resample"):
        if hasattr(sampler, name):
            with pytest.raises(ValueError, match=cells + remedy) as raised:
                getattr(sampler, name)(X, y)
            assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
    wanted = remedy.startswith("Set missing_values")
    assert ("missing_values" in sampler.get_params(deep=False)) == wanted


def test_shrinkage_names_its_own_remedy(problem):
    frame = pd.DataFrame({"f": problem[0][:, 0], "city": ["a", "b"] * 50})
    with pytest.raises(ValueError, match=r"column 'city'.*shrinkage=None") as error:
        RandomOverSampler(shrinkage=1.0).fit_resample(frame, problem[1])
    assert "categorical_features" not in str(error.value)


def test_the_remedy_of_a_ratio_fills_the_minorities(problem):
    y = np.repeat(["big", "low", "mid"], [60, 15, 25])
    with pytest.raises(ValueError, match=r"\{'low': 0\.9, 'mid': 0\.9\}"):
        SMOTE(sampling_strategy=0.9).fit_resample(problem[0], y)


def test_more_clusters_than_rows(problem):
    with pytest.raises(ValueError, match=r"kmeans_estimator=500 .* \(100\)"):
        KMeansSMOTE(kmeans_estimator=500).fit_resample(*problem)


def test_a_list_as_the_name_of_a_column(problem):
    with pytest.raises(ValueError, match=r"names column \[0\]"):
        SMOTE(categorical_features=[[0]]).fit_resample(*problem)


def test_a_classifier_is_no_neighbour_search():
    for sampler, name in (
        (oversample.SMOTE(k_neighbors=KNeighborsClassifier(3)), "k_neighbors"),
        (oversample.ADASYN(n_neighbors=KNeighborsClassifier(3)), "n_neighbors"),
        (oversample.BorderlineSMOTE(m_neighbors=KNeighborsClassifier(3)), "m_neighbors"),
    ):
        with pytest.raises(InvalidParameterError, match=f"'{name}' .*NearestNeighbors"):
            sampler.fit_resample(np.zeros((20, 2)), np.arange(20) < 8)


def test_a_sampler_by_name_says_what_it_cannot_do_without():
    frame = pd.DataFrame(np.zeros((20, 4))).assign(y=np.arange(20) < 8)
    with pytest.raises(TypeError, match=r"'image_shape'.*ImageOverSampler\(image_shape=\.\.\.\)"):
        oversample.resample(frame, "y", "imageoversampler")


@pytest.mark.parametrize("sampler", [None, "smote", oversample.SMOTE])
def test_a_report_is_of_a_sampler(sampler):
    with pytest.raises(TypeError, match="sampler must be a sampler, such as"):
        oversample.report(sampler, np.zeros((20, 2)), np.arange(20) < 8)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda X, y: oversample.report(X, y, SMOTE()),
        lambda X, y: oversample.compare(X, y, [X], ["smote"]),
        lambda X, y: oversample.BalancedBatches(X, y),
        lambda X, y: SMOTE(k_neighbors=y).fit(X, y),
    ],
)
def test_arguments_in_the_wrong_place_are_told_by_kind_and_shape(problem, wrong):
    """Not by all of their cells."""
    X, y = problem
    with pytest.raises(TypeError, match=r"Got (DataFrame|ndarray) of shape \(100,") as raised:
        wrong(pd.DataFrame(X), y)
    assert len(str(raised.value)) < 200
