"""Recall at another arm's false-positive rate, beside a reference of plain loops."""

import numpy as np
import pytest

from oversample.evaluation.operating_point import recall_at_rate
from tests import naive

rng = np.random.default_rng(0)


@pytest.mark.parametrize("n_levels", [1, 2, 4, 1000])
@pytest.mark.parametrize("rate", [0.0, 0.05, 1 / 30, 0.4, 29 / 30, 1.0])
def test_it_is_the_rule(n_levels, rate):
    y = np.arange(40) < 10
    probability = rng.integers(n_levels, size=40) / n_levels
    found = recall_at_rate(y, probability, rate)
    assert found == pytest.approx(naive.recall_at_rate(y, probability, rate), abs=1e-12)


def test_a_moved_threshold_has_its_own_recall():
    y, probability = np.arange(40) < 10, rng.uniform(size=40)
    for threshold in probability:
        predicted = probability >= threshold
        rate = (predicted & ~y).sum() / 30
        assert recall_at_rate(y, probability, rate) >= (predicted & y).sum() / 10


def test_a_tree_of_two_answers_is_decided_at_random_in_between():
    y = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], dtype=bool)
    leaf = np.array([1, 1, 0, 0, 1, 0, 0, 0, 0, 0.0])
    assert recall_at_rate(y, leaf, 1 / 6) == pytest.approx(0.5)
    assert recall_at_rate(y, leaf, 1 / 12) == pytest.approx(0.25)
    assert recall_at_rate(y, leaf, 7 / 12) == pytest.approx(0.75)
