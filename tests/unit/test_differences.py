"""Each row of docs/differences.md, as a test of the same name."""

import contextlib
import pickle
import re
import tracemalloc
from decimal import Decimal
from pathlib import Path

import imblearn.combine
import imblearn.over_sampling as peer
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from imblearn.under_sampling import EditedNearestNeighbours, TomekLinks
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal
from sklearn.datasets import make_classification
from sklearn.neighbors import NearestNeighbors

import oversample
from oversample._threads import count_threads
from oversample.exceptions import FallbackWarning
from tests import naive

ROWS = Path(__file__).parents[2].joinpath("docs", "differences.md").read_text().splitlines()


def name_of(row):
    words = re.sub(r"[^a-z0-9]+", " ", row.split("|")[1].split("(")[0].lower()).split()
    return "test_" + "_".join(words)


@pytest.mark.parametrize("row", [row for row in ROWS if row.startswith("| ")][1:], ids=name_of)
def test_every_row_has_a_test(row):
    assert name_of(row) in globals()


def resample(package, X, y, **parameters):
    return package.SMOTE(**{"random_state": 0, **parameters}).fit_resample(X, y)


def labels(n_rows, n_minority):
    return (np.arange(n_rows) < n_minority).astype(int)


@pytest.fixture
def counts():
    """A column of small counts, as integers."""
    return np.random.default_rng(0).poisson(1.0, (1200, 10))


def test_integer_columns(counts):
    y = labels(1200, 300)
    ours, _ = resample(oversample, counts, y)
    theirs, _ = resample(peer, counts, y)
    minority, new = counts[:300].mean(), ours[1200:].mean()
    assert theirs[1200:].mean() < 0.8 * minority
    assert abs(new - minority) < 0.1
    assert ours[1200:].min() >= counts[:300].min()
    assert ours[1200:].max() <= counts[:300].max()


def test_x_and_y_with_indexes_in_another_order():
    X = pd.DataFrame({"a": np.arange(20.0) ** 1.1})
    y = pd.Series(labels(20, 6), index=np.arange(20)[::-1])
    theirs, _ = resample(peer, X, y, k_neighbors=2)
    with pytest.warns(UserWarning, match="by position"):
        ours, _ = resample(oversample, X, y, k_neighbors=2)
    assert_frame_equal(ours, theirs)
    assert ours["a"][20:].max() <= 5**1.1


def test_steps_of_borderline_2_towards_other_classes():
    X, y = make_classification(1000, weights=[0.85], class_sep=0.5, random_state=0)
    ours = oversample.BorderlineSMOTE(kind="borderline-2", random_state=0)
    theirs = peer.BorderlineSMOTE(kind="borderline-2", random_state=0)
    assert_allclose(ours.fit_resample(X, y)[0], theirs.fit_resample(X, y)[0], rtol=1e-10)
    step = ours.plan_.step[y[ours.plan_.partner] == 0]
    assert 0.1 < step.mean() < 0.15
    assert step.max() < 0.5


def test_one_hot_columns_with_shrinkage():
    rng = np.random.default_rng(0)
    level = rng.integers(0, 4, 300)
    X = pd.DataFrame(np.eye(4, dtype=int)[level]).add_prefix("is_").assign(x=rng.normal(size=300))
    y = labels(300, 60)
    for package in (peer, oversample):
        sampler = package.RandomOverSampler(shrinkage=1, random_state=0)
        marks = sampler.fit_resample(X, y)[0].filter(like="is_")[300:]
        assert (marks.sum(axis=1) != 1).any()
    plain, _ = oversample.RandomOverSampler(random_state=0).fit_resample(X, y)
    assert (plain.filter(like="is_").sum(axis=1) == 1).all()
    named = X[["x"]].assign(level=level)
    new, _ = oversample.SMOTE(categorical_features=["level"], random_state=0).fit_resample(named, y)
    assert set(new["level"]) == {0, 1, 2, 3}


def test_unsigned_integers():
    X = np.random.default_rng(0).integers(100, 156, (200, 4)).astype(np.uint8)
    y = labels(200, 40)
    assert resample(peer, X, y)[0].min() < 100
    ours, _ = resample(oversample, X, y)
    assert ours.dtype == np.uint8
    assert ours.min() >= 100
    assert ours.max() <= 155


def test_boolean_columns():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(0, 5, size=(3000, 6))).add_prefix("x")
    X["flag"] = rng.random(3000) < 0.18
    y = labels(3000, 1000)
    share = X.flag[:1000].mean()
    theirs, _ = resample(peer, X, y)
    ours, _ = resample(oversample, X, y)
    assert theirs.flag[3000:].mean() > share + 0.05
    assert ours.flag[3000:].mean() == pytest.approx(share, abs=0.04)


def test_nullable_dtypes():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(
        {
            "i": pd.array(rng.integers(0, 9, 90), dtype="Int64"),
            "b": pd.array(rng.random(90) < 0.5, dtype="boolean"),
        }
    )
    with pytest.raises(TypeError):
        resample(peer, X, labels(90, 30))
    ours, _ = resample(oversample, X, labels(90, 30))
    assert list(ours.dtypes) == list(X.dtypes)


def test_dates_and_durations():
    X = pd.DataFrame(
        {
            "at": pd.date_range("2026-01-01", periods=90, freq="h", tz="Asia/Tokyo"),
            "for": pd.to_timedelta(np.arange(90), unit="min"),
        }
    )
    with pytest.raises(TypeError):
        resample(peer, X, labels(90, 30))
    ours, _ = resample(oversample, X, labels(90, 30))
    assert list(ours.dtypes) == list(X.dtypes)
    assert ours["at"][90:].between(X["at"][0], X["at"][29]).all()


def test_a_table_of_several_dtypes():
    X = pd.DataFrame({"id": 2**60 + np.arange(90), "x": np.linspace(0, 1, 90)})
    theirs, _ = resample(peer, X, labels(90, 30))
    ours, _ = resample(oversample, X, labels(90, 30))
    assert not theirs["id"][:90].equals(X["id"])
    assert_frame_equal(ours[:90], X)


def test_neighbours_among_duplicates():
    X = np.repeat(np.random.default_rng(0).normal(size=(10, 2)), 8, axis=0)
    y = np.r_[np.ones(40), np.zeros(40)][np.argsort(np.tile(np.arange(8), 10), kind="stable")]
    sampler = oversample.SMOTE(sampling_strategy={1: 400}, random_state=0)
    sampler.fit_resample(np.r_[X, X], np.r_[y, np.zeros(80)])
    assert (sampler.plan_.base != sampler.plan_.partner).all()


def test_equal_distances():
    X = np.r_[np.zeros((1, 1)), np.ones((30, 1)), -np.ones((30, 1)), np.full((61, 1), 9.0)]
    sampler = oversample.SMOTE(sampling_strategy={1: 70}, random_state=0)
    sampler.fit_resample(X, np.r_[np.ones(61), np.zeros(61)])
    from_first = sampler.plan_.partner[sampler.plan_.base == 0]
    assert set(from_first) <= {1, 2, 3, 4, 5}


def test_badly_scaled_data():
    rng = np.random.default_rng(0)
    fine = rng.normal(0, 1e-3, (600, 20))
    y = labels(600, 200)
    plans = []
    for X in (fine, fine + 2.0**20):
        sampler = oversample.SMOTE(random_state=0)
        # The offset leaves 2**-32 of resolution, so compare with data of that resolution.
        sampler.fit_resample(X if X is not fine else (fine + 2.0**20) - 2.0**20, y)
        plans.append(sampler.plan_)
    assert_array_equal(plans[0].partner, plans[1].partner)


def test_random_state_generator():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(90, 2)), np.repeat([0, 1, 2], [50, 20, 20])
    with pytest.raises(ValueError, match="random_state"):
        resample(peer, X, y, random_state=np.random.default_rng(0))
    sampler = oversample.SMOTE(random_state=np.random.default_rng(0))
    sampler.fit_resample(X, y)
    assert not np.array_equal(sampler.plan_.step[:30], sampler.plan_.step[30:])
    sampler.set_params(random_state=0).fit_resample(X, y)
    assert_array_equal(sampler.plan_.step[:30], sampler.plan_.step[30:])


def test_one_hot_row_of_zeros():
    X = np.random.default_rng(0).normal(size=(60, 2))
    y = np.eye(3, dtype=int)[np.arange(60) % 3]
    y[7] = 0
    assert resample(peer, X, y)[1][7].tolist() == [1, 0, 0]
    with pytest.raises(ValueError, match="Row 7 of the one-hot target has no label"):
        resample(oversample, X, y)


def test_a_dict_of_floats():
    X = np.random.default_rng(0).normal(size=(100, 2))
    y = np.repeat([0, 1, 2], [70, 20, 10])
    with pytest.raises(ValueError, match=r"0\.5 samples are asked"):
        resample(peer, X, y, sampling_strategy={1: 0.5, 2: 0.4})
    _, y_new = resample(oversample, X, y, sampling_strategy={1: 0.5, 2: 0.4})
    assert np.bincount(y_new).tolist() == [70, 35, 28]


def test_a_class_with_too_few_rows():
    X = np.random.default_rng(0).normal(size=(50, 2))
    y = np.where(np.arange(50) < 3, "fraud", "fine")
    with pytest.raises(ValueError, match=r"k_neighbors=5 .*class 'fraud' has 3") as error:
        resample(oversample, X, y)
    for remedy in ("at most 2", "small_class='reduce_k'", "small_class='duplicate'"):
        assert remedy in str(error.value)
    for policy in ("reduce_k", "duplicate"):
        _, y_new = resample(oversample, X, y, small_class=policy)
        assert (y_new == "fraud").sum() == 47


def test_fitted_neighbour_search():
    X = np.random.default_rng(0).normal(size=(60, 2))
    samplers = [package.SMOTE(random_state=0) for package in (peer, oversample)]
    for sampler in samplers:
        sampler.fit_resample(X, labels(60, 20))
    assert hasattr(samplers[0].nn_k_, "n_samples_fit_")
    assert not hasattr(samplers[1].nn_k_, "n_samples_fit_")


def test_smoothed_bootstrap_of_float32():
    X = np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32)
    dtypes = []
    for package in (peer, oversample):
        sampler = package.RandomOverSampler(shrinkage=1.0, random_state=0)
        dtypes.append(sampler.fit_resample(X, labels(60, 20))[0].dtype)
    assert dtypes == [np.float64, np.float32]


def test_attrs_of_a_dataframe():
    X = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 2)))
    X.attrs["source"] = "sensor 4"
    assert resample(peer, X, labels(60, 20))[0].attrs == {}
    ours, _ = resample(oversample, X, labels(60, 20))
    assert ours.attrs == {"source": "sensor 4"}
    assert ours.attrs is not X.attrs


# -- the family --------------------------------------------------------------------------------


def apart(n_minority=20, n_majority=60):
    """Two classes so far apart that no row has a foreign neighbour."""
    rng = np.random.default_rng(0)
    X = np.r_[rng.normal(size=(n_majority, 2)), rng.normal(50, 1, size=(n_minority, 2))]
    return X, np.repeat([0, 1], [n_majority, n_minority])


def near(seed=0, n_minority=20):
    """Two classes that overlap."""
    rng = np.random.default_rng(seed)
    y = labels(100, n_minority)
    return rng.normal(size=(100, 3)) + y[:, np.newaxis], y


def falls_back(sampler, X, y):
    with pytest.warns(FallbackWarning, match=f"{type(sampler).__name__}: .*class 1.*plain SMOTE"):
        _, y_new = sampler.fit_resample(X, y)
    assert (y_new == 1).sum() == (y_new == 0).sum()


def test_a_borderline_class_without_a_row_in_danger():
    X, y = apart()
    assert len(peer.BorderlineSMOTE(random_state=0).fit_resample(X, y)[1]) == len(y)
    falls_back(oversample.BorderlineSMOTE(random_state=0), X, y)


def test_an_svm_half_without_support_vectors():
    X, y = apart(n_minority=12)
    n_theirs = (peer.SVMSMOTE(random_state=0).fit_resample(X, y)[1] == 1).sum()
    n_ours = (oversample.SVMSMOTE(random_state=0).fit_resample(X, y)[1] == 1).sum()
    assert n_theirs < n_ours == (y == 0).sum()


def test_support_vectors_that_are_all_noise():
    X, y = np.random.default_rng(0).uniform(size=(400, 2)), labels(400, 6)
    with pytest.raises(ValueError, match="noise"):
        peer.SVMSMOTE(random_state=0).fit_resample(X, y)
    falls_back(oversample.SVMSMOTE(random_state=0), X, y)


def test_shares_of_kmeanssmote():
    X, y = near(n_minority=45)
    parameters = {"kmeans_estimator": 4, "cluster_balance_threshold": 0.1, "random_state": 0}
    parameters["sampling_strategy"] = {1: 100}
    assert (peer.KMeansSMOTE(**parameters).fit_resample(X, y)[1] == 1).sum() > 100
    assert (oversample.KMeansSMOTE(**parameters).fit_resample(X, y)[1] == 1).sum() == 100


def test_no_usable_cluster_in_kmeanssmote():
    X, y = near()
    parameters = {"cluster_balance_threshold": 1.0, "random_state": 0}
    with pytest.raises(RuntimeError, match="No clusters"):
        peer.KMeansSMOTE(**parameters).fit_resample(X, y)
    falls_back(oversample.KMeansSMOTE(**parameters), X, y)


def test_a_cluster_of_identical_rows():
    X, y = apart()
    X[y == 1] = 50.0
    parameters = {"kmeans_estimator": 2, "random_state": 0}
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match="NaN"):
        peer.KMeansSMOTE(**parameters).fit_resample(X, y)
    X_new, _ = oversample.KMeansSMOTE(**parameters).fit_resample(X, y)
    assert (X_new[len(X) :] == 50.0).all()


def test_shares_of_adasyn():
    X, y = near(1)
    assert (peer.ADASYN(random_state=0).fit_resample(X, y)[1] == 1).sum() != 80
    assert (oversample.ADASYN(random_state=0).fit_resample(X, y)[1] == 1).sum() == 80


def test_no_foreign_neighbour_in_adasyn():
    X, y = apart()
    with pytest.raises(RuntimeError, match="majority class"):
        peer.ADASYN(random_state=0).fit_resample(X, y)
    falls_back(oversample.ADASYN(random_state=0), X, y)


def test_in_danger_indices():
    X, y = near()
    samplers = [package.BorderlineSMOTE(random_state=0) for package in (peer, oversample)]
    for sampler in samplers:
        sampler.fit_resample(X, y)
    theirs, ours = samplers
    assert not hasattr(theirs, "in_danger_indices_")
    assert_array_equal(ours.in_danger_indices_[1], theirs.in_danger_indices[1])
    assert ours.in_danger_indices is ours.in_danger_indices_


def mixed(n_rows=120):
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(n_rows, 2)), columns=["a", "b"])
    X["kind"] = pd.Categorical(rng.choice(["p", "q", "r"], n_rows))
    X["name"] = pd.array(rng.choice(["u", "v"], n_rows), dtype="string")
    return X, rng.permutation(labels(n_rows, n_rows // 4))


@pytest.mark.parametrize("name", ["BorderlineSMOTE", "ADASYN", "SVMSMOTE", "KMeansSMOTE"])
def test_categorical_columns_outside_smotenc(name):
    X, y = mixed()
    with pytest.raises(ValueError, match=r"could not convert string|Cannot cast"):
        getattr(peer, name)(random_state=0).fit_resample(X, y)
    sampler = getattr(oversample, name)(categorical_features="auto", random_state=0)
    if name == "KMeansSMOTE":
        sampler.set_params(kmeans_estimator=1)
    X_new, _ = sampler.fit_resample(X, y)
    assert list(X_new.dtypes) == list(X.dtypes)
    assert set(X_new["kind"]) <= set(X["kind"])


def test_categorical_features_auto_in_smotenc():
    X, y = mixed()
    with pytest.raises(ValueError, match=r"could not convert string|Cannot cast"):
        peer.SMOTENC("auto", random_state=0).fit_resample(X, y)
    ours = oversample.SMOTENC("auto", random_state=0)
    ours.fit_resample(X, y)
    assert ours.categorical_features_.tolist() == [2, 3]


def test_memory_of_smotenc():
    rng = np.random.default_rng(0)
    n_rows, n_levels = 4000, 400
    X = np.c_[rng.normal(size=n_rows), rng.integers(0, n_levels, (n_rows, 3))]
    y = labels(n_rows, 1500)
    peaks = []
    for package in (peer, oversample):
        tracemalloc.start()
        X_new, _ = package.SMOTENC([1, 2, 3], random_state=0).fit_resample(X, y)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    theirs, ours = peaks
    # A dense one-hot block of the new rows alone: rows x neighbours x levels.
    assert theirs > 1000 * 5 * 3 * n_levels * 8
    assert ours < theirs / 2
    assert X_new.shape[1] == 4


def test_metric_of_an_object_in_smoten():
    rng = np.random.default_rng(0)
    X, y = rng.integers(0, 9, (200, 9)), labels(200, 50)
    results = [
        oversample.SMOTEN(random_state=0, k_neighbors=k).fit_resample(X, y)[0]
        for k in (5, NearestNeighbors(n_neighbors=6, metric="manhattan"))
    ]
    assert_array_equal(*results)


@pytest.mark.parametrize("name", ["SMOTEENN", "SMOTETomek"])
def test_any_over_sampler_in_smoteenn_and_smotetomek(name):
    X, y = near()
    with pytest.raises(ValueError, match="The 'smote' parameter"):
        getattr(imblearn.combine, name)(smote=peer.ADASYN()).fit_resample(X, y)
    for over_sampler in (peer.ADASYN(random_state=0), oversample.ADASYN(random_state=0)):
        sampler = getattr(oversample, name)(smote=over_sampler)
        _, y_new = sampler.fit_resample(X, y)
        assert len(y_new) == len(sampler.kept_indices_)


@pytest.mark.parametrize("name", ["SMOTEENN", "SMOTETomek"])
def test_strategy_of_smoteenn_and_smotetomek(name):
    X, y = near()
    theirs, ours = getattr(imblearn.combine, name)(), getattr(oversample, name)()
    theirs.fit_resample(X, y)
    ours.fit_resample(X, y)
    assert theirs.sampling_strategy_ == "auto"
    assert ours.sampling_strategy_ == {1: 60}


@pytest.mark.parametrize(
    ("name", "cleaner"),
    [
        ("SMOTEENN", {"enn": EditedNearestNeighbours(sampling_strategy="all")}),
        ("SMOTETomek", {"tomek": TomekLinks(sampling_strategy="all")}),
    ],
)
def test_duplicates_and_equal_distances_in_smoteenn_and_smotetomek(name, cleaner):
    X = np.random.default_rng(0).integers(0, 6, (120, 2)).astype(float)
    y = labels(120, 40)
    sampler = getattr(oversample, name)(smote=oversample.RandomOverSampler(random_state=0))
    sampler.fit_resample(X, y)
    rows = np.r_[np.arange(120), sampler.plan_.base]
    classes, neighbors = y[rows], np.array(naive.k_nearest(X[rows], 3))
    if name == "SMOTEENN":
        is_kept = (classes[neighbors] == classes[:, None]).all(axis=1)
    else:
        first = neighbors[:, 0]
        is_kept = (first[first] != np.arange(160)) | (classes[first] == classes)
    assert set(sampler.kept_indices_) == set(np.flatnonzero(is_kept))
    passed = getattr(oversample, name)(smote=sampler.smote, **cleaner)
    expected, _ = next(iter(cleaner.values())).fit_resample(X[rows], classes)
    assert_array_equal(passed.fit_resample(X, y)[0], expected)
    assert len(passed.kept_indices_) != len(sampler.kept_indices_)


def test_a_class_removed_by_cleaning():
    X = np.random.default_rng(0).uniform(size=(300, 2))
    y = labels(300, 8)
    strategy = {1: 8}
    with pytest.warns(UserWarning, match="1"):
        _, y_new = oversample.SMOTEENN(sampling_strategy=strategy, random_state=0).fit_resample(
            X, y
        )
    assert set(y_new) == {0}


def test_an_object_as_neighbour_search():
    X = np.repeat(np.random.default_rng(0).normal(size=(20, 2)), 3, axis=0)
    y = np.r_[np.ones(60, dtype=int), np.zeros(90, dtype=int)]
    X = np.r_[X, np.random.default_rng(1).normal(9, 1, size=(90, 2))]
    sampler = oversample.SMOTE(k_neighbors=NearestNeighbors(n_neighbors=3), random_state=0)
    sampler.fit_resample(X, y)
    assert (sampler.plan_.base != sampler.plan_.partner).all()


def test_a_pickled_sampler():
    X, y = near()
    sizes = []
    for package in (peer, oversample):
        sampler = package.SMOTE(random_state=0)
        sampler.fit_resample(np.repeat(X, 50, axis=1), y)
        sizes.append(len(pickle.dumps(sampler)))
    assert sizes[0] > X[y == 1].nbytes * 50
    assert sizes[1] < 3_000
    plan = pickle.loads(pickle.dumps(sampler.plan_))
    assert_array_equal(plan.step, sampler.plan_.step)


def test_object_columns_of_whole_numbers():
    X = np.arange(120).reshape(60, 2).astype(object)
    assert resample(peer, X, labels(60, 20))[0].dtype == np.float64
    ours, _ = resample(oversample, X, labels(60, 20))
    assert ours.dtype == object
    assert all(isinstance(cell, int) for cell in ours.ravel())


def test_a_list_with_whole_numbers_beside_fractions():
    X = [[k, k / 2, k % 2 == 0] for k in range(60)]
    assert all(
        isinstance(cell, float) for row in resample(peer, X, labels(60, 20))[0] for cell in row
    )
    ours, _ = resample(oversample, X, labels(60, 20))
    assert {tuple(map(type, row)) for row in ours} == {(int, float, bool)}


def test_labels_kept_as_objects():
    X, y = np.random.default_rng(0).normal(size=(60, 2)), labels(60, 20).astype(object)
    with pytest.raises(ValueError, match="Unknown label type: unknown"):
        resample(peer, X, y)
    ours = resample(oversample, X, y)[1]
    assert ours.dtype == object
    assert ours.tolist() == resample(oversample, X, labels(60, 20))[1].tolist()
    y[0] = "1"
    with pytest.raises(ValueError, match="labels of the types int, str"):
        resample(oversample, X, y)


@pytest.mark.parametrize("make", [pd.Index, pd.Categorical, tuple])
def test_an_index_a_categorical_or_a_tuple_as_target(make):
    X, y = np.random.default_rng(0).normal(size=(60, 2)), make(labels(60, 20).tolist())
    assert type(resample(peer, X, y)[1]) is np.ndarray
    assert type(resample(oversample, X, y)[1]) is type(y)


def test_masked_arrays():
    X = np.ma.masked_array(np.random.default_rng(0).normal(size=(60, 2)))
    X[3, 1] = np.ma.masked
    assert type(resample(peer, X, labels(60, 20))[0]) is np.ndarray
    with pytest.raises(TypeError, match="whose mask hides 1 entries"):
        resample(oversample, X, labels(60, 20))


def test_numbers_written_as_text():
    X = np.random.default_rng(0).normal(size=(60, 2)).astype(str).astype(object)
    resample(peer, X, labels(60, 20))
    with pytest.raises(ValueError, match="columns 0, 1 are of category, string or object type"):
        resample(oversample, X, labels(60, 20))


def test_a_neighbour_search_without_n_neighbors():
    X, y = near()
    search = type("Search", (), {"kneighbors": None, "kneighbors_graph": None})()
    with pytest.raises(ValueError, match="must be an object with an attribute n_neighbors"):
        resample(oversample, X, y, k_neighbors=search)


def test_threads_by_default():
    assert count_threads(None) == count_threads(-1)
    assert count_threads(1) == 1
    X, y = near()
    results = [resample(oversample, X, y, n_jobs=n_jobs)[0] for n_jobs in (None, 1)]
    assert_array_equal(*results)


def test_whole_number_floats():
    X, y = np.random.default_rng(0).integers(0, 10**6, (60, 3)).astype(float), labels(60, 20)
    assert_array_equal(resample(oversample, X, y)[0], resample(peer, X, y)[0])
    assert (resample(oversample, X, y)[0] % 1 != 0).any()
    assert (resample(oversample, X, y, grid="auto")[0] % 1 == 0).all()


def test_polars():
    X = pl.DataFrame(np.random.default_rng(0).normal(size=(60, 2)), schema=["a", "b"])
    with pytest.raises(TypeError):
        resample(peer, X, labels(60, 20))
    ours, _ = resample(oversample, X, labels(60, 20))
    assert ours.schema == X.schema
    assert_array_equal(ours.to_numpy(), resample(peer, X.to_numpy(), labels(60, 20))[0])


def test_decimals():
    cells = [Decimal(i) / 4 for i in range(60)]
    objects = pd.DataFrame({"d": pd.Series(cells, dtype=object)})
    arrow = objects.astype(pd.ArrowDtype(pa.decimal128(9, 2)))
    assert isinstance(resample(peer, objects, labels(60, 20))[0]["d"].iloc[-1], float)
    with pytest.raises(TypeError):
        resample(peer, arrow, labels(60, 20))
    for X in (objects, arrow):
        ours, _ = resample(oversample, X, labels(60, 20))
        assert ours.dtypes.equals(X.dtypes)
        assert all(isinstance(cell, Decimal) for cell in ours["d"])


def test_arrow_dates_and_times():
    days = pd.date_range("2026-01-01", periods=60)
    X = pd.DataFrame({"day": pd.array(days.date, dtype=pd.ArrowDtype(pa.date32()))})
    with pytest.raises(TypeError):
        resample(peer, X, labels(60, 20))
    ours, _ = resample(oversample, X, labels(60, 20))
    assert ours.dtypes.equals(X.dtypes)


def test_frames_of_other_libraries():
    class Frame:
        """What tells a frame of any library."""

        shape = (60, 2)

        def __dataframe__(self):
            raise AssertionError("only asked for, never called")

    with pytest.raises(TypeError, match=r"X is a .*Frame.*X\.to_pandas\(\)"):
        resample(oversample, Frame(), labels(60, 20))


def test_columns_of_one_name():
    X = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 3)), columns=["a", "b", "a"])
    # scikit-learn decides, whose later releases do not take them.
    with contextlib.suppress(ValueError):
        assert resample(peer, X, labels(60, 20))[0].columns.equals(X.columns)
    with pytest.raises(ValueError, match=r"^SMOTE: columns of X have one name: 'a' \(2 columns\)"):
        resample(oversample, X, labels(60, 20))
