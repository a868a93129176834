"""Same seed, same rows as imbalanced-learn, after cleaning."""

import imblearn.combine as peer
import imblearn.over_sampling as peer_over
import numpy as np
import pandas as pd
import pytest
from imblearn.under_sampling import AllKNN, EditedNearestNeighbours, TomekLinks
from numpy.testing import assert_array_equal
from pandas.testing import assert_frame_equal, assert_series_equal
from scipy import sparse

import oversample
from tests.parity.test_same_rows import assert_same

NAMES = ["SMOTEENN", "SMOTETomek"]

every_name = pytest.mark.parametrize("name", NAMES)


def make_problem(seed, *, n_classes=2, dtype=np.float64):
    """Classes that overlap, so that there is something to clean."""
    rng = np.random.default_rng(seed)
    shares = 0.6 ** np.arange(n_classes)
    y = rng.choice(n_classes, 400, p=shares / shares.sum())
    X = rng.normal(size=(400, 4)) + y[:, np.newaxis]
    return X.astype(dtype), y


def both(name, X, y, **parameters):
    """Resample with imbalanced-learn and with oversample."""
    return [
        getattr(package, name)(**parameters).fit_resample(X, y) for package in (peer, oversample)
    ]


def in_steps(over_sampler, cleaner, X, y):
    """Over-sample and clean as two steps of imbalanced-learn."""
    return cleaner.fit_resample(*over_sampler.fit_resample(X, y))


@every_name
@pytest.mark.parametrize("n_classes", [2, 3, 5])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("kind", [int, np.random.RandomState])
def test_dense(name, n_classes, seed, kind):
    X, y = make_problem(seed, n_classes=n_classes)
    seeds = kind(seed), kind(seed)
    theirs = getattr(peer, name)(random_state=seeds[0]).fit_resample(X, y)
    ours = getattr(oversample, name)(random_state=seeds[1]).fit_resample(X, y)
    assert len(theirs[0]) < np.bincount(y).max() * n_classes
    assert_same(theirs, ours)


@every_name
@pytest.mark.parametrize("container", [sparse.csr_matrix, sparse.csc_matrix, sparse.csr_array])
@pytest.mark.parametrize("n_classes", [2, 4])
def test_sparse(name, container, n_classes):
    X, y = make_problem(4, n_classes=n_classes)
    # The first column tells rows apart, which are equal to none then.
    X[:, 1:][np.abs(X[:, 1:]) < 0.7] = 0.0
    theirs, ours = both(name, container(X), y, random_state=4)
    assert ours[0].format == theirs[0].format
    assert_same(theirs, ours)


@every_name
def test_float32(name):
    X, y = make_problem(3, n_classes=3, dtype=np.float32)
    # imbalanced-learn subtracts float32 rows in float32, oversample in float64.
    assert_same(*both(name, X, y, random_state=3), rtol=1e-5, atol=1e-5)


@every_name
def test_frames(name):
    X, y = make_problem(5, n_classes=3)
    X, y = pd.DataFrame(X).add_prefix("x"), pd.Series(y, name="class")
    theirs, ours = both(name, X, y, random_state=5)
    assert_frame_equal(theirs[0], ours[0])
    assert_series_equal(theirs[1], ours[1])


@every_name
def test_one_hot_targets(name):
    X, y = make_problem(6, n_classes=3)
    assert_same(*both(name, X, np.eye(3, dtype=int)[y], random_state=6))


@every_name
@pytest.mark.parametrize("strategy", ["minority", "all", {1: 200, 2: 190}])
def test_strategies(name, strategy):
    X, y = make_problem(5, n_classes=3)
    assert_same(*both(name, X, y, random_state=5, sampling_strategy=strategy))


@pytest.mark.parametrize(
    ("name", "cleaner"),
    [
        ("SMOTEENN", {"enn": EditedNearestNeighbours()}),
        ("SMOTEENN", {"enn": EditedNearestNeighbours(sampling_strategy=[1], n_neighbors=5)}),
        ("SMOTEENN", {"enn": EditedNearestNeighbours(sampling_strategy="all", kind_sel="mode")}),
        ("SMOTEENN", {"enn": EditedNearestNeighbours(n_neighbors=6, kind_sel="mode")}),
        ("SMOTETomek", {"tomek": TomekLinks(sampling_strategy="majority")}),
        ("SMOTETomek", {"tomek": TomekLinks(sampling_strategy=[0, 2])}),
    ],
)
def test_cleaners(name, cleaner):
    X, y = make_problem(8, n_classes=3)
    smote = peer_over.SMOTE(k_neighbors=3, random_state=8)
    theirs, ours = both(name, X, y, smote=smote, **cleaner)
    assert_same(theirs, ours)
    ours = oversample.SMOTE(k_neighbors=3, random_state=8)
    assert_same(
        theirs, getattr(oversample, name)(smote=ours, **cleaner).fit_resample(X, y), rtol=1e-12
    )


@pytest.mark.parametrize("package", [peer_over, oversample])
@pytest.mark.parametrize("over_sampler", ["BorderlineSMOTE", "SVMSMOTE", "RandomOverSampler"])
@pytest.mark.parametrize("cleaner", [EditedNearestNeighbours, TomekLinks, AllKNN])
def test_any_over_sampler_of_either_package(package, over_sampler, cleaner):
    X, y = make_problem(1, n_classes=3)
    theirs = in_steps(getattr(peer_over, over_sampler)(random_state=1), cleaner(), X, y)
    smote = getattr(package, over_sampler)(random_state=1)
    ours = oversample.SMOTEENN(smote=smote, enn=cleaner()).fit_resample(X, y)
    assert_same(theirs, ours)


@pytest.mark.parametrize("sampling_strategy", ["auto", "all", ["r"]])
def test_labels_that_are_text(sampling_strategy):
    X, y = make_problem(2)
    y = np.array(["u", "r"], dtype=object)[y]
    enn = EditedNearestNeighbours(sampling_strategy=sampling_strategy)
    theirs, ours = both("SMOTEENN", X, y, smote=peer_over.SMOTE(random_state=2), enn=enn)
    assert_array_equal(theirs[0], ours[0])
    assert_array_equal(theirs[1], ours[1])


@every_name
def test_fitted_attributes(name):
    X, y = make_problem(8)
    theirs, ours = (getattr(package, name)(random_state=0) for package in (peer, oversample))
    theirs.fit_resample(X, y)
    ours.fit_resample(X, y)
    assert all(hasattr(ours, key) for key in vars(theirs) if key.endswith("_"))
    assert theirs.get_params() == ours.get_params()
