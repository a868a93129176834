import json

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from benchmarks.catalog.classifiers import CLASSIFIERS
from benchmarks.catalog.methods import METHODS
from benchmarks.protocol import tuning
from benchmarks.protocol.classifier import Classifier
from benchmarks.protocol.method import Method
from benchmarks.protocol.tuning import (
    N_TUNING_FOLDS,
    best_configuration,
    configurations,
    draw,
    possible,
)
from oversample.evaluation.folds import inner_folds
from tests.benchmarks import tiny
from tests.benchmarks.tiny import three_classes, tiny_table

LOGISTIC = CLASSIFIERS["logistic-regression"]


def test_the_defaults_come_first_and_draws_stay_in_their_space():
    space = {"a": [1, 2, 3], "b": ["x"], "c": []}
    first, *others = draw(space, 30, seed=0)
    assert first == {}
    assert len(others) == 29
    assert {values["a"] for values in others} == {1, 2, 3}
    assert all(set(values) == {"a", "b"} for values in others)
    assert draw(space, 30, seed=0) == [first, *others]


def test_every_arm_has_as_many_and_the_same_draws_of_the_classifier():
    table = tiny_table()
    drawn = [
        configurations(table, METHODS[name], LOGISTIC, 8, seed=1)
        for name in ("none", "imblearn-smote", "oversample-smote", "imblearn-random")
    ]
    assert [len(configuration) for configuration in drawn] == [8] * 4
    classifiers = [[entry["classifier"] for entry in found] for found in drawn]
    assert all(found == classifiers[0] for found in classifiers)
    assert drawn[1] == drawn[2]
    assert all(entry["sampler"] == {} for entry in drawn[0])


def test_only_what_all_inner_folds_allow_is_drawn():
    smote = METHODS["imblearn-smote"].space
    assert possible(smote, tiny_table(n_minority=24)) == {
        "k_neighbors": [3, 5, 7, 10],
        "sampling_strategy": [0.5, 1.0],
    }
    assert possible(smote, tiny_table(n_minority=9))["k_neighbors"] == [3, 5]
    assert "sampling_strategy" not in possible(smote, three_classes())


@pytest.mark.parametrize("name", [name for name in METHODS if METHODS[name].space])
def test_every_value_of_a_space_is_accepted(name):
    method = METHODS[name]
    for parameter, values in method.space.items():
        for value in values:
            assert method.build_sampler(0, **{parameter: value}).get_params()[parameter] == value


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_every_value_of_a_classifier_is_accepted(name):
    classifier = CLASSIFIERS[name]
    if not classifier.is_installed():
        pytest.skip(f"{name} is not installed")
    for parameter, values in classifier.space.items():
        for value in values:
            found = classifier.build(0, **{parameter: value}).get_params()
            assert value in (found.get(parameter), found.get(f"estimator__{parameter}"))


def test_failures_are_counted_and_the_defaults_remain():
    broken = Method("broken", f"{tiny.__name__}:BrokenSampler")
    chosen, record = best_configuration(tiny_table(), broken, LOGISTIC, 3, seed=0)
    assert chosen == {"sampler": {}, "classifier": {}}
    assert json.loads(record)["failed"] == 3


def test_the_better_configuration_wins():
    path = "sklearn.tree:DecisionTreeClassifier"
    stump = Classifier("stump", path, {"min_samples_leaf": 40}, {"min_samples_leaf": [3]})
    table = tiny_table()
    table = table._replace(X=table.X.assign(number=table.y + np.arange(75) / 100))
    chosen, record = best_configuration(table, METHODS["none"], stump, 2, seed=0)
    assert chosen["classifier"] == {"min_samples_leaf": 3}
    assert json.loads(record) == chosen | {"tried": 2, "failed": 0}


def test_a_configuration_is_judged_fold_by_fold(monkeypatch):
    table = tiny_table(n_minority=3)
    rare = table.y == 1
    first, second, _ = (held_out for _, held_out in inner_folds(table.y, 0, N_TUNING_FOLDS))
    nearly = np.where(rare, 0.8, 0.1)  # one row of many is in the way, but in its own fold
    nearly[second] = np.where(rare[second], 0.6, 0.1)
    nearly[second[~rare[second]][0]] = 0.7
    in_folds = np.where(rare, 0.8, 0.1)  # without error in each, one of them on another scale
    in_folds[first] /= 10
    assert average_precision_score(rare, nearly) > average_precision_score(rare, in_folds)

    answers = iter([nearly, in_folds])

    def ranked(*arguments):
        probability = next(answers)
        return np.column_stack([1 - probability, probability])

    monkeypatch.setattr(tuning, "out_of_fold", ranked)
    chosen, _ = best_configuration(table, METHODS["none"], LOGISTIC, 2, seed=0)
    assert chosen["classifier"] != {}
