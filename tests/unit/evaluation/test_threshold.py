import numpy as np
import pytest

from oversample.evaluation.threshold import best_threshold


@pytest.mark.parametrize("criterion", ["f1", "balanced_accuracy"])
@pytest.mark.parametrize("seed", range(20))
def test_no_threshold_is_better(criterion, seed):
    rng = np.random.default_rng(seed)
    y = rng.random(40) < 0.25
    y[:2] = True, False
    probability = np.round(np.clip(rng.normal(0.2 + 0.3 * y, 0.2), 0, 1), 1)  # with ties

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
