import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn import metrics as oracle

from oversample.evaluation.metrics import (
    calibration,
    intercept,
    minority_measures,
    multiclass_measures,
    slope,
)

Y = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1], dtype=bool)
FOUND = np.array([0, 0, 0, 0, 1, 1, 0, 1, 1, 1], dtype=bool)
PROBABILITY = np.array([0.0, 0.1, 0.2, 0.3, 0.6, 0.9, 0.4, 0.7, 0.8, 1.0])

# Three of four positives found with two false alarms. Ranked from the top, the positives stand at
# places 1, 3, 4 and 6 (with 1, 2, 3 and 4 found by then), and 4 * 6 - 3 pairs are in order.
EXPECTED = {
    "recall": 3 / 4,
    "precision": 3 / 5,
    "f1": 2 / 3,
    "mcc": (3 * 4 - 2 * 1) / np.sqrt(5 * 4 * 6 * 5),
    "g_mean": np.sqrt(3 / 4 * 4 / 6),
    "balanced_accuracy": (3 / 4 + 4 / 6) / 2,
    "roc_auc": 20 / 24,
    "average_precision": (1 / 1 + 2 / 3 + 3 / 4 + 4 / 6) / 4,
    "brier_score": (0 + 0.01 + 0.04 + 0.09 + 0.36 + 0.81 + 0.36 + 0.09 + 0.04 + 0) / 10,
    "log_loss": -np.log([1 - 1e-6, 0.9, 0.8, 0.7, 0.4, 0.1, 0.4, 0.7, 0.8, 1 - 1e-6]).mean(),
    "recall_at_precision": 1.0,
    "precision_at_recall": 4 / 6,
    "true_positives": 3,
    "false_positives": 2,
    "false_negatives": 1,
    "true_negatives": 4,
}


@pytest.mark.parametrize("name", EXPECTED)
def test_hand_values(name):
    assert minority_measures(Y, FOUND, PROBABILITY)[name] == pytest.approx(EXPECTED[name])


def test_nothing_found_is_zero_without_a_warning():
    row = minority_measures(Y, np.zeros_like(Y), PROBABILITY)
    assert [row[name] for name in ("recall", "precision", "f1", "mcc", "g_mean")] == [0] * 5


def test_agrees_with_scikit_learn():
    rng = np.random.default_rng(0)
    y, probability = rng.random(200) < 0.2, rng.random(200)
    found = probability > 0.5
    row = minority_measures(y, found, probability)
    assert row["mcc"] == pytest.approx(oracle.matthews_corrcoef(y, found))
    assert row["f1"] == pytest.approx(oracle.f1_score(y, found))
    assert row["balanced_accuracy"] == pytest.approx(oracle.balanced_accuracy_score(y, found))
    assert row["brier_score"] == pytest.approx(oracle.brier_score_loss(y, probability))
    assert row["log_loss"] == pytest.approx(oracle.log_loss(y, probability))


def made_from(a: float, b: float, n: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    scores = rng.normal(-2, 1.5, n)
    return rng.random(n) < expit(a + b * scores), scores


def test_calibration_finds_what_was_put_in():
    y, scores = made_from(0.0, 1.0)
    assert intercept(y, scores) == pytest.approx(0, abs=0.05)
    assert slope(y, scores) == pytest.approx(1, abs=0.05)
    y, scores = made_from(-1.5, 1.0)
    assert intercept(y, scores) == pytest.approx(-1.5, abs=0.05)
    y, scores = made_from(0.0, 0.4)
    assert slope(y, scores) == pytest.approx(0.4, abs=0.03)


def test_the_slope_is_the_maximum_of_the_likelihood():
    rng = np.random.default_rng(1)
    scores = logit(np.clip(rng.random(60) ** 3, 1e-6, 1 - 1e-6))
    y = rng.random(60) < 0.25

    def loss(parameters):
        z = parameters[0] + parameters[1] * scores
        return np.logaddexp(0, np.where(y, -z, z)).sum()

    best = minimize(loss, [0.0, 0.0], method="BFGS").x
    assert slope(y, scores) == pytest.approx(best[1], rel=1e-4)


def test_no_slope_where_none_is_best():
    scores = np.array([-2.0, -1.0, 1.0, 2.0])
    assert np.isnan(slope(np.array([False, False, True, True]), scores))
    assert np.isnan(slope(np.array([False, True, False, True]), np.zeros(4)))
    assert np.isnan(slope(np.ones(4, dtype=bool), scores))
    assert np.isnan(intercept(np.ones(4, dtype=bool), scores))


def test_bins_hold_sums():
    row = calibration(Y, PROBABILITY)
    assert row["bin_rows"] == [1, 1, 1, 1, 1, 0, 1, 1, 1, 2]
    assert sum(row["bin_minority"]) == 4
    assert row["bin_probability"][9] == pytest.approx(1.9)


def test_measures_of_three_classes_agree_with_scikit_learn():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 120)
    probabilities = rng.dirichlet([1, 1, 1], 120)
    predicted = probabilities.argmax(axis=1)
    row = multiclass_measures(y, predicted, probabilities, ("a", "b", "c"))
    assert row["class_support"] == np.bincount(y).tolist()
    assert row["class_recall"][1] == pytest.approx(oracle.recall_score(y == 1, predicted == 1))
    assert row["macro_f1"] == pytest.approx(oracle.f1_score(y, predicted, average="macro"))
    assert row["macro_g_mean"] == pytest.approx(np.prod(row["class_recall"]) ** (1 / 3))
    assert row["macro_roc_auc"] == pytest.approx(
        oracle.roc_auc_score(y, probabilities, multi_class="ovr")
    )
    assert row["macro_log_loss"] == pytest.approx(oracle.log_loss(y, probabilities))
