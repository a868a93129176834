"""Copies of rows, and the smoothed bootstrap."""

import pickle

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal
from scipy import sparse

from oversample import RandomOverSampler
from tests import naive


def target(n_rows=40, n_minority=10):
    return (np.arange(n_rows) >= n_rows - n_minority).astype(int)


def test_copies_anything():
    X = pd.DataFrame(
        {
            "missing": [np.nan, *range(39)],
            "period": pd.period_range("2026-01", periods=40, freq="M"),
            "interval": pd.interval_range(0, 40),
            "list": [[i] for i in range(40)],
            "complex": np.arange(40) * 1j,
            "mixed": pd.Series(["a", 1, None, 2.5] * 10, dtype=object),
        }
    )
    sampler = RandomOverSampler(random_state=0)
    new, _ = sampler.fit_resample(X, target())
    assert_frame_equal(new, X.take(sampler.sample_indices_).reset_index(drop=True))
    assert list(new.dtypes) == list(X.dtypes)


def test_sample_indices_and_plan_agree():
    X = np.arange(40.0)[:, np.newaxis]
    sampler = RandomOverSampler(random_state=0)
    new, _ = sampler.fit_resample(X, target())
    assert_array_equal(new[:, 0], sampler.sample_indices_)
    assert_array_equal(sampler.plan_.base, sampler.sample_indices_[40:])
    assert set(sampler.plan_.base) <= set(range(30, 40))
    assert sampler.shrinkage_ is None


def test_every_row_of_the_class_is_drawn_about_equally_often():
    sampler = RandomOverSampler(sampling_strategy={1: 10_010}, random_state=0)
    sampler.fit_resample(np.zeros((40, 1)), target())
    drawn = np.bincount(sampler.plan_.base)[30:]
    assert len(drawn) == 10
    assert (np.abs(drawn - 1000) < 150).all()


def test_a_class_of_one_row():
    X = np.arange(5.0)[:, np.newaxis]
    new, _ = RandomOverSampler().fit_resample(X, [0, 0, 0, 0, 1])
    assert new[5:].tolist() == [[4.0]] * 3
    new, _ = RandomOverSampler(shrinkage=1.0).fit_resample(X, [0, 0, 0, 0, 1])
    assert new[5:].tolist() == [[4.0]] * 3


@pytest.mark.parametrize("container", [np.asarray, sparse.csr_array, sparse.csc_matrix])
def test_smoothed_bootstrap_is_the_formula(container):
    X, y = np.random.default_rng(0).normal(size=(40, 3)), target()
    sampler = RandomOverSampler(shrinkage={1: 0.7}, random_state=5)
    new, _ = sampler.fit_resample(container(X), y)
    rng = np.random.RandomState(5)
    base = 30 + rng.randint(0, 10, 20)
    expected = naive.smoothed_bootstrap(X, y, 1, base, rng.randn(20, 3), 0.7)
    assert_allclose(new[40:] if container is np.asarray else new.toarray()[40:], expected)
    assert sampler.shrinkage_ == {1: 0.7}


@pytest.mark.parametrize("container", [np.asarray, sparse.csr_array])
@pytest.mark.parametrize("preserve_variance", [False, True])
@pytest.mark.parametrize("bandwidth", ["table", "class", 0.9])
def test_the_bandwidth_is_chosen_and_variance_preserved(container, preserve_variance, bandwidth):
    X, y = np.random.default_rng(0).normal(size=(40, 3)) + 5, target()
    sampler = RandomOverSampler(
        shrinkage=2.0, random_state=5, bandwidth=bandwidth, preserve_variance=preserve_variance
    )
    new, _ = sampler.fit_resample(container(X), y)
    rng = np.random.RandomState(5)
    base = 30 + rng.randint(0, 10, 20)
    h = {"table": (4 / (5 * 40)) ** (1 / 7), "class": (4 / (5 * 10)) ** (1 / 7)}.get(bandwidth, 0.9)
    expected = naive.rose(X, y, 1, base, rng.randn(20, 3), 2 * h, preserve_variance)
    assert_allclose(new[40:] if container is np.asarray else new.toarray()[40:], expected)


def test_preserved_variance_is_that_of_the_class_in_many_dimensions():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(400, 40)) + 3, target(400, 40)
    X[:, 0] = 7.1
    spreads = []
    for preserve_variance in (False, True):
        sampler = RandomOverSampler(
            sampling_strategy={1: 4040},
            shrinkage=1.0,
            random_state=0,
            bandwidth="class",
            preserve_variance=preserve_variance,
        )
        new = sampler.fit_resample(X, y)[0][400:]
        assert_allclose(new[:, 0], 7.1)
        spreads.append(np.median(new[:, 1:].var(axis=0) / X[360:, 1:].var(axis=0)))
        assert_allclose(new.mean(axis=0), X[360:].mean(axis=0), atol=0.1)
    assert spreads[0] > 1.5
    assert_allclose(spreads[1], 1, atol=0.05)


def test_noise_of_every_class_is_its_own():
    rng = np.random.default_rng(0)
    X = np.r_[rng.normal(size=(60, 2)), rng.normal(size=(20, 2)) * 50, np.zeros((10, 2))]
    y = np.repeat([0, 1, 2], [60, 20, 10])
    sampler = RandomOverSampler(shrinkage={0: 0.0, 1: 1.0, 2: 1.0}, random_state=0)
    new, y_new = sampler.fit_resample(X, y)
    added = new[90:] - X[sampler.plan_.base]
    assert added[y_new[90:] == 1].std() > 1
    assert not added[y_new[90:] == 2].any()


def test_no_shrinkage_at_all_is_a_copy():
    X, y = np.random.default_rng(0).normal(size=(40, 3)), target()
    plain, _ = RandomOverSampler(random_state=3).fit_resample(X, y)
    smooth, _ = RandomOverSampler(random_state=3, shrinkage=0).fit_resample(X, y)
    # Noise of strength zero is drawn, but for one class it is drawn last.
    assert_array_equal(plain, smooth)


@pytest.mark.parametrize("container", [np.asarray, pd.DataFrame, sparse.csr_array], ids=str)
@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, np.uint64])
def test_jittered_integers_stay_inside_the_class_s_range(container, dtype):
    X = np.random.default_rng(0).integers(0, 4, size=(40, 3)).astype(dtype)
    X[30:] += 1
    sampler = RandomOverSampler(shrinkage=3.0, random_state=0)
    new, _ = sampler.fit_resample(container(X), target())
    new = new.toarray() if sparse.issparse(new) else np.asarray(new)
    assert new.dtype == dtype
    assert new[40:].min() >= X[30:].min()
    assert new[40:].max() <= X[30:].max()
    assert (new[40:] != X[sampler.plan_.base]).any()


@pytest.mark.parametrize("far", [0.0, 1.0, 0.1, 1e8])
def test_the_spread_of_sparse_columns_is_exact_far_from_zero(far):
    X, y = np.random.default_rng(0).normal(size=(40, 3)) + far, target()
    X[:, 2] = far
    dense, _ = RandomOverSampler(shrinkage=1.0, random_state=0).fit_resample(X, y)
    thin, _ = RandomOverSampler(shrinkage=1.0, random_state=0).fit_resample(sparse.csr_array(X), y)
    assert_allclose(thin.toarray() - far, dense - far, atol=1e-6)
    assert (thin.toarray()[:, 2] == far).all()


def test_jittered_bools_are_the_same_dense_and_sparse():
    X = np.random.default_rng(0).random((400, 3)) < 0.2
    y = target(400, 100)
    dense, _ = RandomOverSampler(shrinkage=1.0, random_state=0).fit_resample(X, y)
    thin, _ = RandomOverSampler(shrinkage=1.0, random_state=0).fit_resample(sparse.csr_array(X), y)
    assert_array_equal(thin.toarray(), dense)


def test_shrinkage_needs_numbers():
    X = pd.DataFrame({"age": np.arange(40.0), "town": ["x", "y"] * 20})
    with pytest.raises(ValueError, match=r"shrinkage is not None.*'town'"):
        RandomOverSampler(shrinkage=1.0).fit_resample(X, target())


@pytest.mark.parametrize(
    ("shrinkage", "message"),
    [
        ({0: 1.0}, r"missing classes are: \[1\]"),
        ({1: -1.0}, r">= 0: a number in \[0, inf\). Got -1.0 for class 1"),
    ],
)
def test_unusable_shrinkage(shrinkage, message):
    with pytest.raises(ValueError, match=message):
        RandomOverSampler(shrinkage=shrinkage).fit_resample(np.zeros((40, 1)), target())


def test_lists_hold_rows_of_their_own():
    X = [[float(i)] for i in range(40)]
    new, _ = RandomOverSampler(random_state=0).fit_resample(X, target())
    for row in new:
        row[0] = -1.0
    assert [row[0] for row in X] == list(range(40))
    assert len({id(row) for row in new}) == len(new)


def test_a_pickle_holds_no_rows():
    X = np.full((40, 2), 123456789.123)
    for shrinkage in (None, 1.0):
        sampler = RandomOverSampler(shrinkage=shrinkage, random_state=0)
        sampler.fit_resample(X, target())
        assert X[:1].tobytes()[:8] not in pickle.dumps(sampler)


@pytest.mark.parametrize(
    "X",
    [pd.DataFrame({"a": []}), pd.DataFrame(index=range(40)), np.empty((0, 2)), np.empty((40, 0))],
    ids=["no rows", "no columns", "empty", "narrow"],
)
def test_nothing_to_sample(X):
    with pytest.raises(ValueError, match=r"(?i)0 (sample|feature)\(s\)"):
        RandomOverSampler().fit_resample(X, target()[: len(X)])


def test_weights_follow_their_rows():
    sampler = RandomOverSampler(random_state=0)
    weights = np.arange(40)
    sampler.fit_resample(np.zeros((40, 1)), target(), sample_weight=weights)
    assert_array_equal(sampler.sample_weight_, sampler.sample_indices_)
    sampler.fit_resample(np.zeros((40, 1)), target())
    assert not hasattr(sampler, "sample_weight_")
