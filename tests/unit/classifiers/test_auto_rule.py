"""The rule of the automatic choice beside its naive reference, and its other small parts."""

import numpy as np
import pytest
from scipy.stats import multivariate_t, t
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from oversample.classifiers.choice.candidates import UpTo, class_weight_parameter, read_candidates
from oversample.classifiers.choice.decision import tuned_threshold
from oversample.classifiers.choice.folds import inner_splits, share_of_test
from oversample.classifiers.choice.rule import advantage, is_dropped, max_t, select
from oversample.classifiers.choice.scoring import Answer, Judge, share_tied
from oversample.evaluation.operating_point import recall_at_rate
from tests import naive_choice


def scores_of_folds(seed, n_candidates=4, n_scores=10, spread=0.05):
    """Scores of some candidates, and of the classifier alone."""
    rng = np.random.default_rng(seed)
    alone = rng.uniform(0.4, 0.6, n_scores)
    means = rng.normal(0.02, 0.04, n_candidates)
    return alone, {
        f"c{number}": alone + rng.normal(mean, spread, n_scores)
        for number, mean in enumerate(means)
    }


# -- the rule ------------------------------------------------------------------------------------


@pytest.mark.parametrize("required", [0.0, 0.5, 1.0])
def test_what_is_taken_is_what_plain_loops_take(required):
    taken = []
    for seed in range(40):
        alone, scores = scores_of_folds(seed)
        sizes = dict(zip(scores, np.random.default_rng(seed).permutation(4).tolist(), strict=True))
        differences = {name: values - alone for name, values in scores.items()}
        found = select(differences, 0, sizes, 20 / 80, required)
        assert found.name == naive_choice.choose(scores, alone, sizes, 20, 80, required)
        assert found.required == required
        taken.append(found.name)
    assert len(set(taken)) > 2


def test_the_statistic_is_the_mean_over_its_corrected_error():
    alone, scores = scores_of_folds(3)
    for values in scores.values():
        expected = naive_choice.statistic(values, alone, 20, 80)
        assert advantage(values - alone, 0.25).statistic == pytest.approx(expected)


def test_equal_scores_are_no_advantage_and_no_loss():
    assert advantage(np.zeros(10), 0.25) == (0.0, 0.0, 0.0)
    assert advantage(np.full(10, 0.01), 0.25).statistic == np.inf
    assert advantage(np.full(10, -0.01), 0.25).statistic == -np.inf
    assert select({"same": np.zeros(10)}, 0, {"same": 5}, 0.25, 0.5).name is None


def test_of_ties_the_one_that_makes_fewest_rows_is_taken():
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 0.01, 10)
    differences = {"much": 0.05 + noise, "little": 0.049 + noise, "far": 0.02 + noise}
    sizes = {"much": 900, "little": 100, "far": 1}
    assert select(differences, 0, sizes, 0.25, 1.0).name == "little"
    assert select(differences, 0, dict.fromkeys(sizes, 7), 0.25, 1.0).name == "much"


def test_max_t_of_one_candidate_is_students_quantile():
    values = np.random.default_rng(0).normal(size=10)
    assert max_t([values], 0) == pytest.approx(t.isf(0.05, 9), abs=0.03)
    # Candidates that do the same are one.
    assert max_t([values, values, 2 * values + 1], 0) == pytest.approx(max_t([values], 0), abs=0.05)


@pytest.mark.parametrize("mixed", [0.0, 0.8])
def test_max_t_of_several_is_the_quantile_of_their_multivariate_t(mixed):
    rng = np.random.default_rng(1)
    common = rng.normal(size=10)
    values = [mixed * common + (1 - mixed) * rng.normal(size=10) for _ in range(3)]
    required = max_t(values, 0)
    joint = multivariate_t(shape=np.corrcoef(values), df=9, seed=0)
    assert joint.cdf(np.full(3, required)) == pytest.approx(0.95, abs=0.005)


def test_max_t_asks_for_more_the_more_candidates_there_were():
    values = list(np.random.default_rng(2).normal(size=(2, 10)))
    assert max_t(values, 0) < max_t(values, 2) < max_t(values, 8)
    assert max_t(values, 2) == max_t(values, 2)


def test_no_candidate_left_is_nothing():
    found = select({}, 3, {}, 0.25, "max-t")
    assert found.name is None
    assert np.isnan(found.required)


def test_only_what_is_worse_is_dropped_after_the_first_scores():
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 0.01, 5)
    assert is_dropped(noise - noise.mean() - 0.05, 0.25)
    assert not is_dropped(noise - noise.mean() + 0.05, 0.25)


# -- scores and thresholds -----------------------------------------------------------------------


def test_ties_are_those_of_plain_loops():
    rng = np.random.default_rng(0)
    for n_levels in (2, 6, 1000):
        y, scores = rng.random(60) < 0.2, rng.integers(n_levels, size=60) / n_levels
        assert share_tied(y, scores) == naive_choice.share_of_ties(y, scores)


@pytest.mark.parametrize("rare", [0, 1])
@pytest.mark.parametrize("kind", ["predict_proba", "decision_function"])
def test_scores_are_of_the_rare_class(kind, rare):
    rng = np.random.default_rng(0)
    codes = np.where(rng.random(80) < 0.2, rare, 1 - rare)
    is_rare, scores = codes == rare, rng.random(80) + 0.5 * (codes == rare)
    of_second = scores if rare == 1 else 1 - scores
    values = of_second if kind == "decision_function" else np.c_[1 - of_second, of_second]
    expected = {
        "average_precision": average_precision_score(is_rare, scores),
        "roc_auc": roc_auc_score(is_rare, scores),
        0.1: recall_at_rate(is_rare, scores, 0.1),
    }
    for scoring, value in expected.items():
        judge = Judge(scoring, np.array(["a", "b"]), rare)
        assert judge.score(Answer(values, kind), codes, None) == pytest.approx(value)


@pytest.mark.parametrize("shift", [0.0, -3.0])
def test_a_threshold_is_the_best_of_all(shift):
    rng = np.random.default_rng(0)
    y = rng.random(80) < 0.3
    scores = rng.random(80) + 0.3 * y + shift

    def f1(true, predicted):
        hits = (true & predicted).sum()
        return 2 * hits / (true.sum() + predicted.sum())

    labels = np.array([False, True])
    best = max(f1(y, scores >= level) for level in scores)
    for criterion in ("f1", f1):
        found = tuned_threshold(y, scores, criterion, labels)
        assert f1(y, scores >= found) == best
        assert found not in scores


def test_a_threshold_is_tuned_for_costs_in_the_users_own_labels():
    y, scores = np.arange(500) >= 450, np.linspace(0, 1, 500)

    def cost(true, predicted):
        assert set(true) == {"good", "bad"}
        missed = (true == "bad") & (predicted == "good")
        return -(20 * missed.sum() + ((true == "good") & (predicted == "bad")).sum())

    found = tuned_threshold(y, scores, cost, np.array(["good", "bad"]))
    assert scores[447] <= found <= scores[452]


def test_a_threshold_below_all_decision_values_takes_all():
    y, scores = np.array([True, True, False]), np.array([-2.0, -3.0, -2.5])
    assert (scores >= tuned_threshold(y, scores, "f1", np.array([0, 1]))).all()


# -- candidates and folds ------------------------------------------------------------------------


def test_a_ratio_fills_the_classes_below_it_and_no_other():
    labels = np.repeat(["a", "b", "c"], [100, 40, 10])
    assert UpTo(0.25)(labels) == {"c": 25}
    assert UpTo(0.5)(labels) == {"b": 50, "c": 50}
    assert UpTo(0.1)(labels) == {}


def names_of(estimator, counts):
    return [candidate.name for candidate in read_candidates("default", estimator, counts)]


def test_defaults_are_those_that_change_anything():
    some = ["GeometricSMOTE", "ProWSyn", "Mixup"]
    both = ["SMOTE 0.25", "SMOTE 0.5", *some]
    rare, half, even = (np.array(counts) for counts in ([900, 100], [600, 200], [50, 50]))
    assert names_of(KNeighborsClassifier(), rare) == ["nothing", *both]
    assert names_of(LogisticRegression(), rare) == ["nothing", "class weight", *both]
    assert names_of(KNeighborsClassifier(), half) == ["nothing", *both[1:]]
    assert names_of(LogisticRegression(), even) == ["nothing"]


@pytest.mark.parametrize(
    ("estimator", "parameter"),
    [
        (RandomForestClassifier(), "class_weight"),
        (KNeighborsClassifier(), ""),
        (LogisticRegression(class_weight={0: 1, 1: 3}), ""),
        (
            make_pipeline(StandardScaler(), LogisticRegression()),
            "logisticregression__class_weight",
        ),
        (make_pipeline(StandardScaler(), KNeighborsClassifier()), ""),
    ],
)
def test_where_a_classifier_takes_class_weights(estimator, parameter):
    assert class_weight_parameter(estimator) == parameter


def test_default_folds_are_stratified_and_repeated():
    codes = np.repeat([0, 1], [90, 30])
    splits = inner_splits(None, None, codes, None, {}, 0)
    assert len(splits) == 10
    assert share_of_test(splits) == 0.25
    for split in splits:
        assert codes[split.test].sum() == 6
    first = np.sort(np.concatenate([split.test for split in splits[:5]]))
    assert first.tolist() == list(range(120))


def test_folds_keep_groups_whole():
    codes, groups = np.repeat([0, 1], [90, 30]), np.arange(120) % 24
    for train, test in inner_splits(None, None, codes, groups, {}, 0):
        assert not set(groups[train]) & set(groups[test])


def test_splits_that_lack_a_class_are_left_out():
    codes = np.array([0, 0, 1, 1])
    given = [([0, 2], [1, 3]), ([0, 1], [2, 3]), ([1, 2, 3], [0])]
    assert len(inner_splits(given, None, codes, None, {}, 0)) == 1
