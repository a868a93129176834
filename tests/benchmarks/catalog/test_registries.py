import subprocess
import sys
from dataclasses import replace

import pytest

import oversample
import oversample.deep
from benchmarks.catalog.classifiers import CLASSIFIERS
from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.methods import CORE, GENERATORS, METHODS
from benchmarks.catalog.profiles import PROFILES
from benchmarks.catalog.registry import Registry, UnknownNameError
from benchmarks.protocol.duplicates import n_duplicates
from benchmarks.protocol.method import Method
from benchmarks.protocol.needs import Installed
from benchmarks.running.options import choose, missing_packages, parse
from tests.benchmarks.tiny import tiny_table


@pytest.mark.parametrize("registry", [DATASETS, METHODS, CLASSIFIERS, PROFILES])
def test_keys_are_names(registry):
    assert all(key == entry.name for key, entry in registry.items())
    assert all("," not in key and " " not in key for key in registry)


def test_profiles_choose_registered_names():
    for profile in PROFILES.values():
        DATASETS.select(profile.datasets)
        METHODS.select(profile.methods)
        CLASSIFIERS.select(profile.classifiers)
    for name in ("smoke", "quick"):
        families = [DATASETS[entry].family for entry in PROFILES[name].datasets]
        assert len(set(families)) == len(families)
    assert len(PROFILES["smoke"].datasets) == 5
    assert len(PROFILES["wide"].datasets) >= 40
    assert set(PROFILES["standard"].datasets) < set(PROFILES["wide"].datasets)
    assert set(PROFILES["full"].datasets) == set(DATASETS)


def test_the_profile_of_repeating_rows_has_all_data_sets_of_the_standard_one_that_have_them():
    tables = {name: DATASETS[name].read() for name in PROFILES["standard"].datasets}
    repeating = [
        name for name, table in tables.items() if n_duplicates(table) >= 0.01 * len(table.y)
    ]
    assert set(PROFILES["repeating"].datasets) == set(repeating)
    assert set(PROFILES["repeating"].methods) <= set(PROFILES["standard"].methods)


def test_large_data_sets_are_split_once_unless_told_otherwise():
    full = choose(parse(["--profile", "full"])).repeats
    assert (full["yeast4"], full["flights-cancelled"]) == (5, 1)
    told = choose(parse(["--profile", "full", "--repeats", "2"])).repeats
    assert set(told.values()) == {2}
    assert set(choose(parse(["--profile", "smoke"])).repeats.values()) == {1}


def test_peers_and_baselines_are_registered():
    METHODS.select(CORE)
    METHODS.select([method.peer for method in METHODS.values() if method.peer])
    CLASSIFIERS.select([method.instead_of for method in METHODS.values() if method.instead_of])


def test_unknown_name_lists_the_nearest():
    with pytest.raises(UnknownNameError, match=r"unknown data set 'yeast44' \(nearest: yeast4"):
        DATASETS.select(["yeast44"])
    with pytest.raises(UnknownNameError, match="--list"):
        DATASETS.select(["qqqqqqqqq"])


def test_names_must_differ():
    with pytest.raises(ValueError, match="two entries for the method 'none'"):
        Registry("method", [Method("none"), Method("none")])


@pytest.mark.parametrize("name", [name for name in METHODS if METHODS[name].sampler])
def test_every_sampler_can_be_built_and_knows_its_package(name):
    method = METHODS[name]
    sampler = method.build_sampler(7, (8, 8))
    assert type(sampler).__name__ == method.sampler.partition(":")[2]
    assert method.package == {"oversample": "ours", "imblearn": "imblearn"}[name.split("-")[0]]
    assert name.split("-")[0] == method.source
    if "random_state" in sampler.get_params():
        assert sampler.random_state == 7


def test_arms_without_synthetic_rows_are_simple():
    simple = [name for name in METHODS if METHODS[name].package == "simple"]
    moved = ["none-threshold", "none-threshold-f1"]
    assert simple == ["none", *moved, "class-weight", "neighbors-25", "leaves-10"]
    assert METHODS["imblearn-balanced-forest"].package == "imblearn"


def test_every_sampler_of_ours_has_an_arm():
    arms = {
        method.sampler.partition(":")[2] for method in METHODS.values() if method.package == "ours"
    }
    samplers = [name for name in oversample.__all__ if name != "BaseOverSampler"]
    core = {name for name in samplers if hasattr(getattr(oversample, name), "fit_resample")}
    assert arms == core | set(oversample.deep.__all__)


def test_arms_that_train_a_network_say_so_where_there_is_no_torch():
    deep = [METHODS[name] for name in GENERATORS if METHODS[name].is_deep]
    assert len(deep) == 10
    assert not set(PROFILES["wide"].methods) & {method.name for method in deep}
    for method in deep:
        assert Installed.of("torch") in method.needs
    absent = Installed.of("no_such_package")
    assert absent(tiny_table(n_minority=9)) == "needs no_such_package, which is not installed"
    assert Installed.of("numpy")(tiny_table(n_minority=9)) == ""


BOOSTED = ("lightgbm", "xgboost", "catboost")


@pytest.mark.parametrize("name", BOOSTED)
def test_boosted_trees_of_other_packages_work_where_they_are(name):
    pytest.importorskip(name)
    classifier = CLASSIFIERS[name]
    table = tiny_table()
    X, y = table.X[["number", "gaps"]].fillna(0).to_numpy(), table.y
    found = [classifier.build(3).fit(X, y).predict_proba(X)[:, 1] for _ in range(2)]
    assert (found[0] == found[1]).all()
    assert found[0][y == 1].mean() > found[0][y == 0].mean()
    for parameter, values in classifier.space.items():
        for value in (values[0], values[-1]):
            classifier.build(0, **{parameter: value}).fit(X, y)


def test_boosted_trees_of_other_packages_are_imported_only_when_asked_for():
    code = (
        "import sys; from benchmarks.catalog.classifiers import CLASSIFIERS;"
        f"[CLASSIFIERS[name].is_installed() for name in {BOOSTED}];"
        f"assert not set({BOOSTED}) & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_full_profile_goes_without_classifiers_that_are_not_installed(monkeypatch):
    gone = {name: replace(CLASSIFIERS[name], estimator="gone:Model") for name in BOOSTED}
    for name, entry in gone.items():
        monkeypatch.setitem(CLASSIFIERS, name, entry)
    choice = choose(parse(["--profile", "full"]))
    assert not {entry.name for entry in choice.classifiers} & set(BOOSTED)
    assert choice.left_out == ["gone"] * 3
    asked = choose(parse(["--profile", "full", "--classifiers", "xgboost"]))
    assert (missing_packages(asked)[-1], asked.left_out) == ("gone", [])


def test_all_but_neighbours_take_weights():
    assert not CLASSIFIERS["k-nearest-neighbors"].takes_weights()
    others = [entry for name, entry in CLASSIFIERS.items() if name != "k-nearest-neighbors"]
    assert all(entry.takes_weights() for entry in others if entry.is_installed())
