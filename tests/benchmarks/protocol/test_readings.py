import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_curve

import benchmarks.protocol.bench as bench_module
from benchmarks.protocol.bench import Bench, alone, read_fold
from benchmarks.protocol.experiment import fit
from benchmarks.protocol.method import Method
from benchmarks.protocol.readings import RATES, WORTH, net_benefit, readings, with_real_priors
from benchmarks.protocol.results import READINGS
from oversample.evaluation.metrics import minority_measures
from tests.benchmarks.tiny import THREE, cell

Y = np.array([1, 1, 0, 0, 0, 1, 0, 0, 0, 0], dtype=bool)
P = np.array([0.9, 0.05, 0.3, 0.6, 0.1, 0.2, 0.02, 0.01, 0.3, 0.15])


@pytest.mark.parametrize("worth", [*WORTH.values(), 0.5])
def test_net_benefit_counts_a_false_alarm_at_its_odds(worth):
    benefit = 0.0
    for y, p in zip(Y, P, strict=True):
        if p >= worth:
            benefit += 1.0 if y else -worth / (1 - worth)
    assert net_benefit(Y, P, worth) == pytest.approx(benefit / len(Y))


def test_net_benefit_of_acting_on_all_rows():
    assert net_benefit(Y, np.ones(10), 0.2) == pytest.approx(0.3 - 0.7 / 4)
    assert net_benefit(Y, np.zeros(10), 0.2) == 0


def test_the_classifier_beside_itself_gains_nothing_at_any_threshold():
    for threshold in (0.0, 0.02, 0.1, 0.3, 0.9, 1.1):
        assert (
            readings(Y, P, minority_measures(Y, threshold <= P, P), P, None)["recall_gain_at_rate"]
            == 0
        )


def test_recall_at_the_rate_of_false_positives_is_read_off_both_curves():
    alone_too = np.array([0.1, 0.8, 0.3, 0.2, 0.7, 0.9, 0.05, 0.4, 0.3, 0.6])
    found = readings(Y, P, minority_measures(Y, P >= 0.3, P), alone_too, None)
    rate = 3 / 7

    def best(p):
        rates, recalls, _ = roc_curve(Y, p, drop_intermediate=False)
        return max(r for f, r in zip(rates, recalls, strict=True) if f == pytest.approx(rate))

    assert found["recall_of_alone"] == pytest.approx(best(alone_too))
    assert found["recall_gain_at_rate"] == pytest.approx(best(P) - best(alone_too))
    assert not set(found) & {"brier_score_corrected", *WORTH}


def test_priors_are_corrected_by_the_shares_that_were_fitted_on():
    probabilities = np.column_stack([1 - P, P])
    corrected = with_real_priors(probabilities, np.array([50.0, 50.0]), np.array([90, 10]))
    odds = P / (1 - P) / 9
    np.testing.assert_allclose(corrected, odds / (1 + odds))
    assert with_real_priors(probabilities, np.array([50.0, 0.0]), np.array([90, 10])) is None


@pytest.mark.parametrize("table", [None, THREE])
@pytest.mark.parametrize("method", ["none", "class-weight", "imblearn-random", "oversample-smote"])
def test_a_cell_has_all_readings(method, table):
    row = Bench().run(cell(method, "logistic-regression", *([] if table is None else [table])))
    assert row["status"] == "ok"
    assert all(np.isfinite(row[column.name]) for column in READINGS)
    assert set(RATES) < {column.name for column in READINGS}
    if method == "none":
        assert row["recall_gain_at_rate"] == 0
        assert row["brier_score_corrected"] == pytest.approx(row["brier_score"])
        assert row["log_loss_corrected"] == pytest.approx(row["log_loss"])
    else:
        assert row["brier_score_corrected"] != row["brier_score"]


def test_the_classifier_alone_is_fitted_once_for_a_fold(monkeypatch):
    fitted = []

    def counted(rows, method, *arguments):
        fitted.append(method.name)
        return fit(rows, method, *arguments)

    monkeypatch.setattr(bench_module, "fit", counted)
    monkeypatch.setattr(bench_module, "_alone", {})
    for number in (0, 0, 1):
        for method in ("imblearn-random", "oversample-smote"):
            Bench().run(cell(method, "logistic-regression", fold=number))
    assert fitted.count("none") == 2


def test_the_classifier_alone_is_that_of_the_plain_arm():
    tried = cell("oversample-smote", "logistic-regression")
    fold = read_fold(tried.dataset, tried.repeat, tried.fold, tried.seed)
    model = LogisticRegression(max_iter=1000).fit(fold.train_matrix, fold.train.y)
    np.testing.assert_allclose(alone(tried, fold), model.predict_proba(fold.test_matrix)[:, -1])


def test_the_knobs_of_a_learner_are_its_parameters():
    tried = cell("none", "k-nearest-neighbors")
    fold = read_fold(tried.dataset, tried.repeat, tried.fold, tried.seed)
    rows = bench_module.TrainingRows(fold.train_matrix, fold.train.y, bench_module.Effort())
    arm = Method("knob", learner={"n_neighbors": 25}, instead_of="k-nearest-neighbors")
    assert fit(rows, arm, tried.classifier, 0, {})[0].n_neighbors == 25
    assert fit(rows, arm, tried.classifier, 0, {"n_neighbors": 3})[0].n_neighbors == 3


@pytest.mark.parametrize("n_configurations", [1, 3])
def test_the_plain_arm_is_what_others_are_held_against(monkeypatch, n_configurations):
    monkeypatch.setattr(bench_module, "_alone", {})
    plain = cell("none", n_configurations=n_configurations)
    tried = cell("oversample-smote", n_configurations=n_configurations)
    fold = read_fold(tried.dataset, tried.repeat, tried.fold, tried.seed)
    by_itself = alone(tried, fold)
    monkeypatch.setattr(bench_module, "_alone", {})
    row = Bench().run(plain)
    assert row["recall_gain_at_rate"] == 0
    monkeypatch.setattr(bench_module, "_fit_alone", None)
    np.testing.assert_array_equal(alone(tried, fold), by_itself)
