import numpy as np
import pytest

from benchmarks.metrics import METRICS

Y_TRUE = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
Y_PRED = np.array([0, 0, 0, 0, 1, 1, 0, 1, 1, 1])
Y_PROB = np.array([0.0, 0.1, 0.2, 0.3, 0.6, 0.9, 0.4, 0.7, 0.8, 1.0])

# Three of four positives found with two false alarms. Ranked from the top, the positives stand at
# places 1, 3, 4 and 6 (with 1, 2, 3 and 4 found by then).
EXPECTED = {
    "recall": 3 / 4,
    "precision": 3 / 5,
    "f1": 2 / 3,
    "balanced_accuracy": (3 / 4 + 4 / 6) / 2,
    "average_precision": (1 / 1 + 2 / 3 + 3 / 4 + 4 / 6) / 4,
    "brier_score": (0 + 0.01 + 0.04 + 0.09 + 0.36 + 0.81 + 0.36 + 0.09 + 0.04 + 0) / 10,
}


def test_every_metric_has_a_hand_value():
    assert set(EXPECTED) == set(METRICS)


@pytest.mark.parametrize("name", EXPECTED)
def test_hand_values(name):
    assert METRICS[name].function(Y_TRUE, Y_PRED, Y_PROB) == pytest.approx(EXPECTED[name])


@pytest.mark.parametrize("name", ["recall", "precision", "f1"])
def test_no_predicted_minority_is_zero_without_a_warning(name):
    assert METRICS[name].function(Y_TRUE, np.zeros_like(Y_TRUE), Y_PROB) == 0
