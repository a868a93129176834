"""The automatic choice of a sampler: what it takes, what it refuses, and where it works."""

import pickle
import sys
from typing import ClassVar

import imblearn.over_sampling as peer
import numpy as np
import pandas as pd
import polars as pl
import pytest
from joblib import parallel_config
from numpy.testing import assert_allclose, assert_array_equal
from sklearn import config_context
from sklearn.base import BaseEstimator, clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, make_scorer
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    StratifiedKFold,
    StratifiedShuffleSplit,
    cross_val_score,
)
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

import oversample
from oversample import (
    CCR,
    IPF,
    SMOTE,
    SMOTEENN,
    AutoOversampler,
    Mixup,
    PriorCorrectedClassifier,
    RandomOverSampler,
)
from oversample.exceptions import InvalidParameterError

LOGISTIC = LogisticRegression()
TREE = DecisionTreeClassifier(min_samples_leaf=80)


def draw(n_rare=30, n_rows=300, seed=0):
    """Two normal classes, the second rare."""
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([0, 1], [n_rows - n_rare, n_rare]))
    return rng.normal(size=(n_rows, 3)) + 1.2 * y[:, np.newaxis], y


class Copies(BaseEstimator):
    """A sampler that repeats the rare rows until a tree with large leaves sees them."""

    def __init__(self, n=9):
        self.n = n

    def fit_resample(self, X, y):
        rows = np.flatnonzero(np.asarray(y) == 1)
        self.sample_indices_ = np.concatenate([np.arange(len(y)), np.tile(rows, self.n)])
        self.sampling_strategy_ = {1: self.n * len(rows)}
        return X[self.sample_indices_], y[self.sample_indices_]


class Noise(BaseEstimator):
    """A sampler that replaces the table by noise."""

    def fit_resample(self, X, y):
        self.sample_indices_ = np.arange(len(y))
        return np.random.default_rng(0).normal(size=X.shape), y


class Broken(BaseEstimator):
    """A sampler that fails."""

    def fit_resample(self, X, y):
        raise RuntimeError("out of order")


class BrokenClassifier(LogisticRegression):
    """A classifier that fails."""

    def fit(self, X, y):
        raise RuntimeError("out of order")


class Placebo(BaseEstimator):
    """A sampler that draws as many rows of each class as there are, with replacement."""

    def __init__(self, random_state=None):
        self.random_state = random_state

    def fit_resample(self, X, y):
        rng = np.random.default_rng(self.random_state)
        rows = [np.flatnonzero(y == label) for label in np.unique(y)]
        self.sample_indices_ = np.concatenate([rng.choice(own, len(own)) for own in rows])
        return X[self.sample_indices_], y[self.sample_indices_]


def island(n_rows=400):
    """A rare class in a small place inside the other, which a tree of large leaves cannot cut out.

    With ten times as many rows it can.
    """
    rng = np.random.default_rng(0)
    y = np.repeat([1, 0], [30, n_rows - 30])
    X = rng.uniform(-1, 1, size=(n_rows, 2))
    X[y == 1] = rng.normal(0.3, 0.05, size=(30, 2))
    return X, y


# -- what is taken -------------------------------------------------------------------------------


def test_a_sampler_that_helps_is_taken():
    X, y = island()
    auto = AutoOversampler(TREE, {"copies": Copies(), "noise": Noise()}, random_state=0).fit(X, y)
    assert (auto.choice_, auto.helped_) == ("copies", True)
    assert auto.results_.loc["nothing", "outcome"] == "worse than what was chosen"
    assert auto.results_.loc["copies", "outcome"] == "chosen"
    assert auto.report_.startswith("Over-sampling helped here: use copies.\n")
    found = auto.results_.loc["copies"]
    assert found["low"] < found["advantage"] < found["high"]
    assert found["statistic"] == pytest.approx(found["advantage"] / found["error"])
    assert f"{found['advantage']:+.3f}" in auto.report_


def test_a_sampler_that_harms_is_not_taken():
    X, y = draw()
    auto = AutoOversampler(LOGISTIC, {"noise": Noise()}, threshold="f1", random_state=0).fit(X, y)
    assert (auto.choice_, auto.helped_) == ("nothing", False)
    assert auto.results_["outcome"].tolist() == ["chosen", "dropped after 5 scores"]
    assert auto.report_.startswith(
        "Over-sampling did not help here: use the classifier with threshold "
        f"{auto.threshold_:.2g}.\n"
    )
    assert auto.n_fits_ == 10
    assert "10 fits were needed, of 20 without screening." in auto.report_
    assert isinstance(auto.estimator_, LogisticRegression)
    assert_allclose(auto.predict_proba(X), clone(LOGISTIC).fit(X, y).predict_proba(X))


def test_of_placebos_nothing_is_taken():
    candidates = {f"placebo {number}": Placebo() for number in range(3)}
    n_taken = 0
    for seed in range(10):
        X, y = draw(seed=seed)
        auto = AutoOversampler(DecisionTreeClassifier(max_depth=3), candidates, random_state=seed)
        n_taken += auto.fit(X, y).helped_
    assert n_taken <= 1


def test_defaults_are_compared_with_the_classifier_alone():
    X, y = draw()
    auto = AutoOversampler(LOGISTIC, random_state=0).fit(X, y)
    names = ["class weight", "SMOTE 0.25", "SMOTE 0.5", "GeometricSMOTE", "ProWSyn", "Mixup"]
    assert auto.results_.index.tolist() == ["nothing", *names]
    # Ratios are of the 216 and the 24 rows of a training fold.
    assert auto.results_["n_made"].tolist() == [0, 0, 30, 84, 192, 192, 192]
    assert auto.n_fits_ == auto.results_["n_scores"].sum()
    assert auto.scoring_ == "average_precision"


def test_scores_are_those_of_the_classifier_in_the_same_folds():
    X, y = draw()
    splits = list(StratifiedKFold(5).split(X, y))
    smote = SMOTE(random_state=3)
    auto = AutoOversampler(LOGISTIC, {"smote": smote}, cv=splits, rule=0.01).fit(X, y)
    for name, sampler in (("nothing", None), ("smote", smote)):
        scores = []
        for train, test in splits:
            rows = (X[train], y[train])
            rows = rows if sampler is None else clone(sampler).fit_resample(*rows)
            probabilities = clone(LOGISTIC).fit(*rows).predict_proba(X[test])
            scores.append(average_precision_score(y[test], probabilities[:, 1]))
        assert auto.results_.loc[name, "score"] == pytest.approx(np.mean(scores))


def test_the_rarest_class_is_judged_whatever_its_place():
    X, y = draw()
    autos = [
        AutoOversampler(LOGISTIC, [SMOTE()], cv=5, threshold="f1", random_state=0).fit(X, labels)
        for labels in (y, 1 - y, np.array(["z", "a"])[y])
    ]
    for auto in autos[1:]:
        assert_allclose(auto.results_["score"], autos[0].results_["score"], rtol=1e-6)
        assert auto.threshold_ == pytest.approx(autos[0].threshold_, rel=1e-3)
    assert [auto.rare_label_ for auto in autos] == [1, 0, "a"]
    assert_array_equal(autos[0].predict(X), 1 - autos[1].predict(X))
    assert_array_equal(autos[2].predict(X) == "a", autos[0].predict(X) == 1)


@pytest.mark.parametrize(
    ("learner", "scoring"),
    [
        (LOGISTIC, "average_precision"),
        (KNeighborsClassifier(), "roc_auc"),
        (DecisionTreeClassifier(random_state=0), "roc_auc"),
    ],
)
def test_tied_scores_are_judged_by_the_area_under_the_curve(learner, scoring):
    X, y = draw()
    auto = AutoOversampler(learner, [RandomOverSampler()], cv=5, random_state=0).fit(X, y)
    assert auto.scoring_ == scoring


class Inverted(BaseEstimator):
    """A sampler after which a nearest neighbour ranks most rows a little better, the best worse.

    Half of the rare rows become common, and all common rows near the other half rare.
    """

    def fit_resample(self, X, y):
        self.sample_indices_ = np.arange(len(y))
        return X, np.where(X[:, 0] > 3, 0, np.where(X[:, 0] > 0, 1, y))


def test_where_scores_are_tied_average_precision_must_be_better():
    # Ten rare rows stand apart, twenty are among a third of the others.
    y = np.repeat([1, 1, 0, 0], [10, 20, 100, 170])
    X = np.repeat([4.0, 1.0, 1.0, -1.0], [10, 20, 100, 170])[:, np.newaxis]
    X = X + np.random.default_rng(0).normal(0, 0.1, X.shape)
    stump = DecisionTreeClassifier(max_leaf_nodes=2, random_state=0)
    auto = AutoOversampler(stump, {"inverted": Inverted()}, random_state=0).fit(X, y)
    found = auto.results_.loc["inverted"]
    assert (auto.scoring_, auto.choice_) == ("roc_auc", "nothing")
    assert found["statistic"] > 2
    assert found["outcome"] == "not better by average precision"
    named = AutoOversampler(stump, {"inverted": Inverted()}, scoring="roc_auc", random_state=0)
    assert named.fit(X, y).choice_ == "inverted"


@pytest.mark.parametrize("scoring", ["roc_auc", "neg_log_loss", "neg_brier_score", 0.1])
def test_other_scores_can_be_asked_for(scoring):
    X, y = draw()
    auto = AutoOversampler(LOGISTIC, [SMOTE()], scoring=scoring, random_state=0).fit(X, y)
    assert auto.scoring_ == scoring
    assert np.isfinite(auto.results_.loc["nothing", "score"])
    name = "recall at a false-positive rate of 0.1" if scoring == 0.1 else scoring
    assert name.replace("_", " ") in auto.report_


# -- what is refused -----------------------------------------------------------------------------


def own_recall(estimator, X, y):
    return (estimator.predict(X) == y)[y == 1].mean()


@pytest.mark.parametrize(
    "scoring",
    ["recall", "accuracy", "f1", "balanced_accuracy", "f1_macro", own_recall,
     make_scorer(lambda y, predicted: (y == predicted).mean())],
)  # fmt: skip
def test_measures_of_decisions_are_refused(scoring):
    X, y = draw()
    with pytest.raises(InvalidParameterError, match=r"moves that threshold.*false-positive rate"):
        AutoOversampler(LOGISTIC, [SMOTE()], scoring=scoring).fit(X, y)


def test_a_scorer_of_decisions_is_refused_before_any_fit():
    X, y = draw()
    with pytest.raises(InvalidParameterError, match="moves that threshold"):
        AutoOversampler(BrokenClassifier(), [SMOTE()], scoring="recall").fit(X, y)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"scoring": "average_recall"}, "'average_recall' is not a valid scoring value"),
        ({"scoring": 1.5}, "a false-positive rate"),
        ({"candidates": "all"}, "one of 'default'"),
        ({"candidates": {"a": None, "b": None}}, "One candidate at most can be None"),
        ({"candidates": {"a": LOGISTIC}}, "'a' must be a sampler, None or 'class_weight'"),
        ({"candidates": {"nothing": SMOTE()}}, "'nothing' is the classifier alone"),
        ({"rule": "1se"}, "one of 'max-t' or a number"),
        ({"threshold": "recall"}, "one of 'f1', 'balanced_accuracy', a callable or None"),
        ({"estimator": StandardScaler()}, "an object with `fit` and `predict`"),
        (
            {"estimator": KNeighborsClassifier(), "candidates": ["class_weight"]},
            "KNeighborsClassifier has no parameter class_weight",
        ),
    ],
)
def test_wrong_parameters(parameters, words):
    X, y = draw()
    auto = AutoOversampler(LOGISTIC).set_params(**parameters)
    with pytest.raises(InvalidParameterError, match=words):
        auto.fit(X, y)


def test_few_rare_rows_are_no_ground_for_a_choice():
    X, y = draw(n_rare=19)
    auto = AutoOversampler(LOGISTIC, random_state=0).fit(X, y)
    assert not auto.helped_
    assert auto.n_fits_ == 0
    assert auto.report_ == (
        "Over-sampling was not tried: use the classifier. Class 1 has 19 rows, and fewer than 20 "
        "do not tell whether over-sampling helps."
    )
    assert (auto.results_["outcome"] == "not tried").all()
    moved = AutoOversampler(LOGISTIC, threshold="f1", random_state=0).fit(X, y)
    assert (moved.choice_, moved.n_fits_) == ("nothing", 5)
    assert f"use the classifier with threshold {moved.threshold_:.2g}." in moved.report_


def test_few_scores_are_no_ground_for_a_choice():
    X, y = draw()
    auto = AutoOversampler(LOGISTIC, cv=4, random_state=0).fit(X, y)
    assert not auto.helped_
    assert "There are 4 inner splits with all classes on both sides" in auto.report_


def test_a_threshold_of_several_classes_is_refused():
    X, y = draw()
    with pytest.raises(InvalidParameterError, match="between two classes, and y has 3"):
        AutoOversampler(LOGISTIC, threshold="f1").fit(X, np.arange(len(y)) % 3)


def test_a_candidate_that_fails_is_left_out_with_a_warning():
    X, y = draw()
    auto = AutoOversampler(LOGISTIC, {"broken": Broken(), "smote": SMOTE()}, cv=5, random_state=0)
    with pytest.warns(UserWarning, match="1 of 2 candidates out: broken failed: .*out of order"):
        auto.fit(X, y)
    assert auto.results_.loc["broken", "outcome"] == "failed: RuntimeError: out of order"
    assert auto.results_.loc["smote", "n_scores"] == 5


# -- what is trained on what ---------------------------------------------------------------------


class Spy(BaseEstimator):
    """A sampler that remembers the numbers of the rows that it was given, and makes one more."""

    given: ClassVar[list] = []

    def fit_resample(self, X, y):
        Spy.given.append(set(X[:, 0].astype(int).tolist()))
        self.sample_indices_ = np.append(np.arange(len(y)), np.flatnonzero(y == 1)[0])
        made = X[self.sample_indices_].copy()
        made[-1, 0] = -1
        return made, y[self.sample_indices_]


def test_rows_are_made_of_training_rows_only_and_judged_on_real_ones():
    X, y = draw()
    X[:, 0] = np.arange(len(X))
    splits = list(StratifiedShuffleSplit(6, test_size=0.2, random_state=0).split(X, y))
    judged = []

    def scorer(estimator, X, y):
        judged.append(X[:, 0].astype(int).tolist())
        return average_precision_score(y, estimator.predict_proba(X)[:, 1])

    Spy.given = []
    auto = AutoOversampler(LOGISTIC, [Spy()], cv=splits, scoring=scorer, rule=50.0).fit(X, y)
    assert auto.choice_ == "nothing"
    assert len(Spy.given) == len(judged) / 2 >= 5
    for rows, (train, test) in zip(Spy.given, splits, strict=False):
        assert rows == set(train)
        assert not rows & set(test)
    # On each split, the classifier alone and the spy.
    for place, rows in enumerate(judged):
        assert rows == splits[place // 2][1].tolist()


@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
@pytest.mark.parametrize("sampler", [CCR(), IPF(), SMOTEENN()], ids=repr)
def test_what_cleaning_changes_is_trained_on_and_never_judged_on(sampler, weighted):
    X, y = island()
    before = X.copy()
    weights = {"sample_weight": np.linspace(0.9, 1.1, len(y))} if weighted else {}
    splits = list(StratifiedShuffleSplit(5, test_size=0.2, random_state=0).split(X, y))
    judged = []

    def scorer(estimator, X, y):
        judged.append(X)
        return average_precision_score(y, estimator.predict_proba(X)[:, 1])

    auto = AutoOversampler(TREE, [sampler], cv=splits, scoring=scorer, random_state=0)
    auto.fit(X, y, **weights)
    assert auto.helped_
    assert auto.results_["outcome"].tolist() == ["worse than what was chosen", "chosen"]
    assert_array_equal(X, before)
    for place, rows in enumerate(judged):
        assert_array_equal(rows, X[splits[place // 2][1]])
    # Corrected from the shares of what was trained on, after cleaning.
    inner = auto.estimator_.estimator_
    used = inner.sampler_ if weighted else inner.named_steps["sampler"]
    counts = np.array([*used.class_counts_.values()])
    if not weighted:
        assert_allclose(auto.estimator_.trained_priors_, counts / counts.sum())


def test_the_input_is_not_changed():
    X, y = draw()
    before = X.copy(), y.copy()
    AutoOversampler(LOGISTIC, threshold="f1", random_state=0).fit(X, y)
    assert_array_equal(X, before[0])
    assert_array_equal(y, before[1])


def test_probabilities_are_for_the_real_shares():
    X, y = draw(n_rare=60, n_rows=600)
    sampler = RandomOverSampler(random_state=0)
    given = {"copies": sampler}
    auto = AutoOversampler(LOGISTIC, given, scoring=lambda *_: next(better), cv=5, rule=1.0)
    better = iter([0.1, 0.2, 0.1, 0.3, 0.1, 0.25, 0.1, 0.3, 0.1, 0.2])
    auto.fit(X, y)
    assert auto.choice_ == "copies"
    assert isinstance(auto.estimator_, PriorCorrectedClassifier)
    assert auto.predict_proba(X)[:, 1].mean() == pytest.approx(0.1, abs=0.01)
    better = iter([0.1, 0.2, 0.1, 0.3, 0.1, 0.25, 0.1, 0.3, 0.1, 0.2])
    auto.set_params(correct_priors=False).fit(X, y)
    assert auto.predict_proba(X)[:, 1].mean() > 0.2


def test_class_weights_are_corrected_too():
    X, y = draw(n_rare=60, n_rows=600)
    better = iter([0.1, 0.2, 0.1, 0.3, 0.1, 0.25, 0.1, 0.3, 0.1, 0.2])
    auto = AutoOversampler(
        LOGISTIC, {"weights": "class_weight"}, scoring=lambda *_: next(better), cv=5, rule=1.0
    ).fit(X, y)
    assert auto.report_.startswith("A class weight helped here: use weights.")
    assert auto.estimator_.estimator_.class_weight == "balanced"
    assert auto.predict_proba(X)[:, 1].mean() == pytest.approx(0.1, abs=0.01)


# -- where it works ------------------------------------------------------------------------------


def quick(learner=LOGISTIC, **parameters):
    return AutoOversampler(
        learner, {"smote": SMOTE(sampling_strategy=0.5)}, cv=5, random_state=0, **parameters
    )


def test_workers_seeds_and_pickles_do_not_matter():
    X, y = draw()
    first = AutoOversampler(TREE, cv=5, random_state=0).fit(X, y)
    with parallel_config(backend="threading"):
        others = AutoOversampler(TREE, cv=5, random_state=0, n_jobs=2).fit(X, y)
    pd.testing.assert_frame_equal(first.results_, others.results_)
    restored = pickle.loads(pickle.dumps(first))
    assert_array_equal(restored.predict_proba(X), others.predict_proba(X))
    other_seed = AutoOversampler(TREE, cv=5, random_state=1).fit(X, y)
    assert not other_seed.results_["score"].equals(first.results_["score"])


@pytest.mark.parametrize(
    "seed", [np.random.RandomState(0), np.random.default_rng(0), np.random.SeedSequence(0), None]
)
def test_seeds_of_every_kind(seed):
    X, y = draw()
    assert quick().set_params(random_state=seed).fit(X, y).predict(X).shape == y.shape


def test_in_searches_scores_and_pipelines():
    X, y = draw()
    scores = cross_val_score(make_pipeline(StandardScaler(), quick(threshold="f1")), X, y, cv=3)
    assert (scores > 0.8).all()
    search = GridSearchCV(quick(), {"estimator__C": [0.01, 1.0]}, scoring="roc_auc", cv=3)
    assert search.fit(X, y).best_estimator_.report_


def test_several_classes():
    rng = np.random.default_rng(0)
    y = np.repeat([2, 0, 1], [200, 60, 25])
    X = rng.normal(size=(285, 3)) + y[:, np.newaxis]
    auto = AutoOversampler(LOGISTIC, random_state=0).fit(X, y)
    assert auto.rare_label_ == 1
    assert auto.results_.loc["SMOTE 0.25", "n_made"] == 40 - 20
    assert auto.predict_proba(X).shape == (285, 3)
    tied = quick(KNeighborsClassifier()).set_params(candidates="default").fit(X, y)
    assert tied.scoring_ in ("roc_auc_ovr", "average_precision")


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_mixed_frames(kind):
    X, y = draw()
    color = np.where(np.random.default_rng(0).random(len(y)) < 0.3 + 0.4 * y, "red", "blue")
    columns = {"a": X[:, 0], "b": X[:, 1], "color": color}
    frame = pd.DataFrame(columns) if kind == "pandas" else pl.DataFrame(columns)
    encoder = OneHotEncoder(handle_unknown="ignore", max_categories=20)
    auto = AutoOversampler(make_pipeline(encoder, LOGISTIC), cv=5, random_state=0).fit(frame, y)
    assert auto.feature_names_in_.tolist() == ["a", "b", "color"]
    assert not auto.results_["outcome"].str.startswith("failed").any()
    assert auto.predict(frame).shape == y.shape


def test_missing_cells_are_left_to_the_classifier_and_to_samplers_that_take_them():
    X, y = draw()
    X[::7, 0] = np.nan
    learner = HistGradientBoostingClassifier(max_iter=5)
    with pytest.warns(UserWarning, match="1 of 5 candidates out: GeometricSMOTE failed"):
        auto = AutoOversampler(learner.set_params(class_weight={0: 1, 1: 1}), cv=5).fit(X, y)
    assert auto.results_["n_scores"].tolist() == [5, 5, 5, 0, 5, 5]


def test_a_classifier_without_probabilities():
    X, y = draw()
    auto = AutoOversampler(LinearSVC(), cv=5, threshold="f1", random_state=0).fit(X, y)
    found = auto.decision_function(X) >= auto.threshold_
    assert_array_equal(auto.predict(X), found)
    assert not hasattr(auto, "predict_proba")
    assert not hasattr(AutoOversampler(LOGISTIC), "decision_function")


def test_samplers_of_imbalanced_learn():
    X, y = draw()
    auto = AutoOversampler(LOGISTIC, [peer.SMOTE(), peer.SMOTE(k_neighbors=3)], cv=5).fit(X, y)
    assert auto.results_.index.tolist() == ["nothing", "SMOTE", "SMOTE 2"]
    assert auto.results_["n_made"].tolist() == [0, 192, 192]


def test_the_classifier_alone_can_have_another_name():
    X, y = draw()
    auto = AutoOversampler(LOGISTIC, {"smote": SMOTE(), "alone": None}, cv=5, rule=50.0).fit(X, y)
    assert auto.choice_ == "alone"
    assert not auto.helped_


# -- metadata ------------------------------------------------------------------------------------


class Weighed(LogisticRegression):
    """A logistic regression that remembers its weights."""

    seen: ClassVar[list] = []

    def fit(self, X, y, sample_weight=None):
        Weighed.seen.append(sample_weight)
        return super().fit(X, y, sample_weight)


@pytest.mark.parametrize("routing", [False, True])
def test_weights_reach_the_classifier_and_synthetic_rows(routing):
    X, y = draw()
    weights = np.random.default_rng(0).uniform(1, 2, len(y))
    Weighed.seen = []
    with config_context(enable_metadata_routing=routing):
        learner = Weighed().set_fit_request(sample_weight=True) if routing else Weighed()
        given = {"smote": SMOTE(), "mixup": Mixup(pairs="same"), "weights": "class_weight"}
        AutoOversampler(learner, given, cv=5, random_state=0).fit(X, y, sample_weight=weights)
    lengths = {len(seen) for seen in Weighed.seen}
    assert {240, 432, 300} <= lengths | {300}
    assert all(seen.min() >= 0 for seen in Weighed.seen)


@pytest.mark.parametrize("routing", [False, True])
def test_groups_are_kept_whole(routing):
    X, y = draw()
    groups = np.arange(len(y)) % 30
    seen = []

    def scorer(estimator, X, y):
        seen.append(set(X[:, 0].astype(int) % 30))
        return 0.5

    X[:, 0] = np.arange(len(y))
    with config_context(enable_metadata_routing=routing):
        for cv in (None, GroupKFold(5)):
            seen.clear()
            auto = AutoOversampler(TREE, [SMOTE()], cv=cv, scoring=scorer, random_state=0)
            auto.fit(X, y, groups=groups)
            folds = [part for number, part in enumerate(seen) if number % 2 == 0][:5]
            assert sum(map(len, folds)) == len(set.union(*folds)) == 30


def test_metadata_that_cannot_be_passed_on():
    X, y = draw()
    with pytest.raises(TypeError, match="sample_weight and groups"):
        quick().fit(X, y, monitor=y)
    with pytest.raises(InvalidParameterError, match="KNeighborsClassifier takes none"):
        quick(KNeighborsClassifier()).fit(X, y, sample_weight=np.ones(len(y)))


def test_bars_are_shown_inside_of_progress(monkeypatch):
    labels = []
    comparison = sys.modules["oversample.classifiers.choice.comparison"]
    monkeypatch.setattr(comparison, "track", lambda what, parts: labels.append(what) or parts)
    X, y = island()
    AutoOversampler(TREE, {"copies": Copies()}, random_state=0).fit(X, y)
    assert labels == ["screening", "comparing"]
    assert oversample.AutoOversampler is AutoOversampler
