"""Each row of docs/differences.md, as a test of the same name."""

import re
from pathlib import Path

import imblearn.over_sampling as peer
import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from pandas.testing import assert_frame_equal

import oversample

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
