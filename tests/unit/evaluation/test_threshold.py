import numpy as np
import pytest

from oversample.evaluation.threshold import (
    best_threshold,
    threshold_at_precision,
    threshold_at_rate,
)
from tests import naive


def tied_scores(seed):
    """Rows of which a quarter is rare, and probabilities with ties."""
    rng = np.random.default_rng(seed)
    y = rng.random(40) < 0.25
    y[:2] = True, False
    return y, np.round(np.clip(rng.normal(0.2 + 0.3 * y, 0.2), 0, 1), 1)


@pytest.mark.parametrize("criterion", ["f1", "balanced_accuracy"])
@pytest.mark.parametrize("seed", range(20))
def test_no_threshold_is_better(criterion, seed):
    y, probability = tied_scores(seed)

    def quality(threshold):
        found = probability >= threshold
        recall, specificity = found[y].mean(), (~found[~y]).mean()
        if criterion == "balanced_accuracy":
            return (recall + specificity) / 2
        return 2 * (found & y).sum() / (found.sum() + y.sum())

    best = best_threshold(y, probability, criterion)
    assert quality(best) == pytest.approx(max(quality(t) for t in np.linspace(0.05, 1, 20)))


def test_a_gap_is_cut_in_its_middle():
    y = np.array([False, False, True, True])
    assert best_threshold(y, np.array([0.1, 0.2, 0.4, 0.9]), "f1") == pytest.approx(0.3)


def test_everything_is_found_where_nothing_is_known():
    assert best_threshold(np.array([False, True]), np.array([0.3, 0.3]), "f1") == 0.15


@pytest.mark.parametrize("limit", [0.0, 0.05, 0.3, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("seed", range(10))
def test_limits_are_kept_and_used_up(seed, limit):
    y, probability = tied_scores(seed)
    for choose, slow in (
        (threshold_at_rate, naive.found_at_rate),
        (threshold_at_precision, naive.found_at_precision),
    ):
        found = probability >= choose(y, probability, limit)
        assert (int((found & y).sum()), int((found & ~y).sum())) == slow(y, probability, limit)


def test_nothing_is_predicted_where_no_threshold_keeps_the_limit():
    y, tied = np.array([True, False, False]), np.array([0.4, 0.4, 0.1])
    assert threshold_at_rate(y, tied, 0.3) == np.inf
    assert threshold_at_precision(y, tied, 0.6) == np.inf
    assert threshold_at_rate(y, tied, 0.5) == threshold_at_precision(y, tied, 0.5) == 0.25
