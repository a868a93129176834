import numpy as np
import pytest

from benchmarks.protocol import experiment
from benchmarks.protocol.bench import Bench, read_fold
from benchmarks.protocol.results import TUNED
from benchmarks.protocol.tuned import tuned_measures
from oversample.evaluation.folds import fold_seed
from tests.benchmarks.tiny import THREE, TINY, cell

NAMES = [column.name for column in TUNED]


def test_thresholds_come_from_training_rows_and_measures_from_test_rows():
    y_train = np.array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0], dtype=bool)
    unseen = np.array([0.9, 0.5, 0.7, 0.3, 0.3, 0.2, 0.1, 0.1, 0.1, 0.1])
    y_test = np.array([1, 1, 0, 0, 0, 0], dtype=bool)
    probability = np.array([0.45, 0.2, 0.65, 0.41, 0.3, 0.0])
    found = tuned_measures(y_train, unseen, y_test, probability)
    assert found == pytest.approx(
        {
            # Above .4 there are two of two rare training rows and one of eight others.
            "balanced_accuracy_tuned": (1 / 2 + 2 / 4) / 2,
            "f1_tuned": 2 / (2 + 2 + 1),
            # Above .8 there is no other one: one of eight would be more than 5 or 10 %.
            "recall_at_rate_05_tuned": 0,
            "rate_05_tuned": 0,
            "recall_at_rate_10_tuned": 0,
            "rate_10_tuned": 0,
            # Above .4 two of three are rare, above .25 two of five.
            "recall_at_precision_tuned": 1 / 2,
            "precision_tuned": 1 / 3,
        }
    )


@pytest.mark.parametrize("method", ["none", "none-threshold", "class-weight", "oversample-smote"])
@pytest.mark.parametrize("dataset", [TINY, THREE], ids=["two", "three"])
def test_every_arm_gets_thresholds_where_the_run_asks_for_them(method, dataset):
    row = Bench().run(cell(method, dataset=dataset, thresholds=True))
    if method == "none-threshold" and dataset is THREE:
        assert row["status"] == "skipped"
        return
    assert row["status"] == "ok"
    assert all(0 <= row[name] <= 1 for name in NAMES)
    plain = Bench().run(cell(method, dataset=dataset))
    assert all(np.isnan(plain[name]) for name in NAMES)
    assert plain["average_precision"] == row["average_precision"]
    assert plain["threshold"] == row["threshold"]


def test_the_arm_itself_chooses_its_threshold(monkeypatch):
    asked = cell("oversample-smote", thresholds=True)
    fold = read_fold(asked.dataset, asked.repeat, asked.fold, asked.seed)
    seed = fold_seed(asked.seed, asked.dataset.name, asked.repeat, asked.fold)
    unseen = experiment.out_of_fold(
        fold.train, asked.method, asked.classifier, seed, experiment.DEFAULTS, 5
    )[:, 1]
    rows = experiment.resample(fold, asked.method, seed, {})
    model, _ = experiment.fit(rows, asked.method, asked.classifier, seed, {})
    probability = model.predict_proba(fold.test_matrix)[:, 1]
    expected = tuned_measures(fold.train.y == 1, unseen, fold.test.y == 1, probability)
    row = Bench().run(asked)
    assert {name: row[name] for name in NAMES} == expected


def test_a_moved_arm_and_the_run_choose_the_same_threshold():
    row = Bench().run(cell("none-threshold", thresholds=True))
    assert row["balanced_accuracy_tuned"] == row["balanced_accuracy"]
    assert Bench().run(cell("none-threshold-f1", thresholds=True))["f1_tuned"] == row["f1_tuned"]
