"""Corrected probabilities, wherever in an estimator the resampled classifier stands."""

import pickle
from copy import copy

import imblearn.ensemble
import imblearn.over_sampling as peer
import imblearn.under_sampling
import numpy as np
import pandas as pd
import polars as pl
import pytest
import sklearn
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import (
    BaggingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.feature_selection import SelectFromModel
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    FixedThresholdClassifier,
    GridSearchCV,
    RandomizedSearchCV,
    TunedThresholdClassifierCV,
)
from sklearn.multiclass import OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils.fixes import parse_version

from oversample import (
    SMOTE,
    Mixup,
    PriorCorrectedClassifier,
    RandomOverSampler,
    SMOTETomek,
    SoftLabelClassifier,
    correct_priors,
)


def draw(n, shares, seed=0):
    """Rows of Gaussian classes, for which logistic regression is the right model."""
    rng = np.random.default_rng(seed)
    y = rng.choice(len(shares), n, p=shares)
    return rng.normal(size=(n, 3)) + 1.2 * np.eye(len(shares), 3)[y], y


X, Y = draw(3000, [0.9, 0.1])
PREVALENCE = Y.mean()
THREE = draw(4000, [0.8, 0.12, 0.08])
PLAIN = LogisticRegression()
COPIES = make_pipeline(RandomOverSampler(random_state=0), PLAIN)
TWICE = make_pipeline(RandomOverSampler(sampling_strategy=0.3, random_state=0), PLAIN)
FEWER = make_pipeline(imblearn.under_sampling.RandomUnderSampler(random_state=0), PLAIN)
PEER = make_pipeline(peer.SMOTE(sampling_strategy=0.7, random_state=0), PLAIN)
CUT = {"cv": 2}


def soft_voting(*members, **parameters):
    named = [(f"m{i}", member) for i, member in enumerate(members)]
    return VotingClassifier(named, voting="soft", **parameters)


def bag(member, **parameters):
    return BaggingClassifier(member, 3, random_state=0, **parameters)


def stack(final, base=PLAIN):
    return StackingClassifier([("base", base)], final, cv=2)


def tuned(model, **parameters):
    return TunedThresholdClassifierCV(model, **{"cv": 2, "thresholds": 5, **parameters})


NESTINGS = {
    "pipeline": COPIES,
    "pipeline in a pipeline": make_pipeline(StandardScaler(), COPIES),
    "two samplers": make_pipeline(SMOTE(sampling_strategy=0.5, random_state=0), FEWER),
    "soft labels": SoftLabelClassifier(PLAIN, Mixup(0.2, random_state=0)),
    "soft labels of any sampler": SoftLabelClassifier(PLAIN, SMOTE(random_state=0)),
    "soft labels around bagging": SoftLabelClassifier(bag(PLAIN), SMOTE(random_state=0)),
    "bagging": bag(COPIES),
    "bagging of few rows and columns": bag(COPIES, max_samples=0.2, max_features=1),
    "bagging of other libraries' samplers": bag(FEWER),
    "bagging of rows to add": bag(PEER, bootstrap=False, max_samples=0.5),
    "bagging of a number of rows": bag(
        make_pipeline(SMOTE(sampling_strategy={1: 1500}, random_state=0), PLAIN)
    ),
    "bagging of cleaned rows": bag(make_pipeline(SMOTETomek(random_state=0), PLAIN)),
    "bagging of soft labels": bag(SoftLabelClassifier(PLAIN, Mixup(0.2, random_state=0))),
    "balanced bagging": imblearn.ensemble.BalancedBaggingClassifier(PLAIN, 3, random_state=0),
    "bagging after a sampler": make_pipeline(RandomOverSampler(random_state=0), bag(PLAIN)),
    "voting": soft_voting(COPIES, make_pipeline(SMOTE(random_state=0), GaussianNB())),
    "voting with weights": soft_voting(COPIES, bag(COPIES, max_features=1), weights=[1, 3]),
    "voting of unlike shares": soft_voting(COPIES, TWICE),
    "voting of one member resampled": soft_voting(COPIES, PLAIN, "drop"),
    "search": GridSearchCV(COPIES, {"logisticregression__C": [1, 10]}, **CUT),
    "search over samplers": RandomizedSearchCV(
        COPIES, {"randomoversampler": [SMOTE(random_state=0)]}, n_iter=1, **CUT
    ),
    "search over no sampler": GridSearchCV(COPIES, {"randomoversampler": ["passthrough"]}, **CUT),
    "search of a member": GridSearchCV(soft_voting(COPIES), {"weights": [None]}, **CUT),
    "tuned threshold": tuned(COPIES),
    "tuned threshold of one split": tuned(COPIES, cv=0.4, refit=False, random_state=0),
    "tuned threshold of a search": tuned(GridSearchCV(COPIES, {}, **CUT)),
    "fixed threshold": FixedThresholdClassifier(COPIES),
    "final estimator of a stack": stack(COPIES),
    "both floors of a stack": stack(COPIES, COPIES),
    "one against the rest, of two": OneVsRestClassifier(COPIES),
    "calibrated behind a sampler": make_pipeline(
        RandomOverSampler(random_state=0), CalibratedClassifierCV(PLAIN, **CUT)
    ),
    "corrected already": bag(PriorCorrectedClassifier(COPIES)),
    "corrected for other shares": soft_voting(
        PriorCorrectedClassifier(COPIES, priors=[0.5, 0.5]), COPIES
    ),
    "corrected behind a sampler": make_pipeline(
        RandomOverSampler(random_state=0), PriorCorrectedClassifier(PLAIN)
    ),
    "four floors": FixedThresholdClassifier(
        GridSearchCV(bag(soft_voting(COPIES, PEER)), {}, **CUT)
    ),
    "boosting": HistGradientBoostingClassifier(max_iter=5),
}


@pytest.mark.parametrize("name", NESTINGS)
def test_the_mean_probability_is_the_prevalence(name):
    if name == "four floors" and parse_version(sklearn.__version__) < parse_version("1.7"):
        pytest.skip("before 1.7 scikit-learn's bagging gives weights to pipelines, which take none")
    model = NESTINGS[name]
    corrected = PriorCorrectedClassifier(model).fit(X, Y)
    said = corrected.predict_proba(X)
    assert_allclose(said.sum(axis=1), 1)
    assert said[:, 1].mean() == pytest.approx(PREVALENCE, abs=0.01)
    assert corrected.trained_priors_.sum() == pytest.approx(1)


OF_THREE = {
    "one against the rest": OneVsRestClassifier(COPIES),
    "after a sampler": make_pipeline(RandomOverSampler(random_state=0), OneVsRestClassifier(PLAIN)),
    "before and after a sampler": make_pipeline(
        RandomOverSampler(random_state=0), OneVsRestClassifier(COPIES)
    ),
    "voting and bagging inside": OneVsRestClassifier(soft_voting(PEER, bag(FEWER))),
    "bagging around": bag(OneVsRestClassifier(COPIES)),
    "bagging of soft labels": bag(SoftLabelClassifier(PLAIN, Mixup(0.2, random_state=0))),
    "voting of several ways": soft_voting(COPIES, OneVsRestClassifier(FEWER)),
    "final estimator of a stack": stack(OneVsRestClassifier(COPIES)),
}


@pytest.mark.parametrize("model", OF_THREE.values(), ids=OF_THREE.keys())
def test_three_classes(model):
    table, y = THREE
    labels = np.array(["usual", "rare", "rarer"])[y]
    corrected = PriorCorrectedClassifier(model).fit(table, labels)
    share = [(labels == label).mean() for label in corrected.classes_]
    assert_allclose(corrected.priors_, share)
    assert_allclose(corrected.predict_proba(table).mean(axis=0), share, atol=0.01)


TREE = DecisionTreeClassifier(random_state=0)
LEARNED = "named_steps.logisticregression.coef_"
FRAME = pd.DataFrame(X, columns=list("abc"))
TEXT = np.where(Y == 1, "rare", "usual")
CONTAINERS = {
    "frame, text": (bag(COPIES), FRAME, pd.Series(TEXT)),
    "polars": (soft_voting(COPIES), pl.DataFrame(X, list("abc")), pl.Series(Y)),
    "sparse": (OneVsRestClassifier(COPIES), sparse.csr_array(X), Y),
    "lists, booleans": (stack(COPIES), X.tolist(), (Y == 1).tolist()),
    "categorical": (soft_voting(bag(COPIES)), FRAME, pd.Series(TEXT, dtype="category")),
    "one-hot": (OneVsRestClassifier(COPIES), X, np.eye(2, dtype=int)[Y]),
    "negative labels": (bag(FEWER), X, np.where(Y == 1, -1, 7)),
    "dates as labels": (bag(COPIES), X, np.array(["2020-01-01", "2021-01-01"], "M8[D]")[Y]),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_containers_and_kinds_of_labels(name):
    model, table, labels = CONTAINERS[name]
    corrected = PriorCorrectedClassifier(model).fit(table, labels)
    assert_allclose(corrected.predict_proba(table).mean(axis=0), corrected.priors_, atol=0.01)
    assert corrected.priors_.min() == pytest.approx(PREVALENCE)
    assert_allclose(corrected.trained_priors_, 0.5, atol=0.01)


UNTOUCHED = {
    "calibrated": CalibratedClassifierCV(COPIES, **CUT),
    "calibrated, one model": CalibratedClassifierCV(COPIES, ensemble=False, **CUT),
    "calibrated by steps": CalibratedClassifierCV(COPIES, method="isotonic", **CUT),
    "below a stack": stack(PLAIN, COPIES),
    "below a stack, fitted before": StackingClassifier(
        [("base", FrozenEstimator(clone(COPIES).fit(X, Y)))], PLAIN, cv="prefit"
    ),
    "below a stack, default": stack(None, COPIES),
    "a search over a stack, default": GridSearchCV(stack(None, COPIES), {}, **CUT),
    "a calibrated member": soft_voting(CalibratedClassifierCV(COPIES, **CUT), PLAIN),
    "inside a transformer": make_pipeline(
        SelectFromModel(COPIES, importance_getter=LEARNED), PLAIN
    ),
    "no sampler": soft_voting(PLAIN, bag(PLAIN), OneVsRestClassifier(PLAIN)),
    "no sampler, trees": RandomForestClassifier(3, random_state=0),
    "votes without a sampler": bag(LinearSVC()),
}


@pytest.mark.parametrize("name", UNTOUCHED)
def test_nothing_is_corrected_where_nothing_reaches_the_probabilities(name):
    corrected = PriorCorrectedClassifier(UNTOUCHED[name])
    corrected.fit(X, Y)
    assert_allclose(corrected.predict_proba(X), corrected.estimator_.predict_proba(X), atol=1e-12)
    assert_allclose(corrected.trained_priors_, corrected.priors_)


@pytest.mark.parametrize(
    "name", ["calibrated", "below a stack", "no sampler", "a calibrated member"]
)
def test_real_shares_are_those_that_are_given_where_nothing_resamples(name):
    chosen = np.r_[np.flatnonzero(Y == 1), np.flatnonzero(Y == 0)[: (Y == 1).sum()]]
    real = [1 - PREVALENCE, PREVALENCE]
    corrected = PriorCorrectedClassifier(UNTOUCHED[name], priors=real).fit(X[chosen], Y[chosen])
    assert corrected.predict_proba(X)[:, 1].mean() == pytest.approx(PREVALENCE, abs=0.015)


class Wrapped(ClassifierMixin, BaseEstimator):
    """A wrapper that nothing is known of."""

    def __init__(self, models):
        self.models = models

    def fit(self, X, y):
        self.model_ = clone(self.models[0][1]).fit(X, y)
        self.classes_ = self.model_.classes_
        return self

    def predict(self, X):
        return self.model_.predict(X)

    def predict_proba(self, X):
        return self.model_.predict_proba(X)


REFUSED = {
    "unknown": (Wrapped([("a", COPIES)]), r"Wrapped holds a sampler, RandomOverSampler"),
    "unknown, deep": (soft_voting(bag(Wrapped([("a", tuned(COPIES))]))), "Wrapped holds a sampler"),
    "frozen": (FrozenEstimator(clone(COPIES).fit(X, Y)), "FrozenEstimator holds a sampler"),
    "balanced forest": (
        imblearn.ensemble.BalancedRandomForestClassifier(2, random_state=0),
        "BalancedRandomForestClassifier holds a sampler, RandomUnderSampler",
    ),
    "balanced boosting": (
        imblearn.ensemble.RUSBoostClassifier(n_estimators=2, random_state=0),
        "RUSBoostClassifier holds a sampler",
    ),
    "trees of unlike shares": (
        soft_voting(make_pipeline(COPIES[0], TREE), TREE),
        r"trees that say 0 or 1.*shares of 0\.50 to 0\.90 of class 0",
    ),
    "unknown number": (
        bag(make_pipeline(imblearn.FunctionSampler(), PLAIN)),
        "FunctionSampler.*does not tell",
    ),
    "unknown rows": (
        tuned(FEWER, cv=0.4, refit=False),
        "RandomUnderSampler.*does not tell.*of rows that are known",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_known_has_to_be_given(name):
    model, words = REFUSED[name]
    with pytest.raises(ValueError, match=rf"(?s){words}.*Give trained_priors"):
        PriorCorrectedClassifier(model).fit(X, Y)
    given = PriorCorrectedClassifier(model, trained_priors="balanced").fit(X, Y)
    expected = correct_priors(given.estimator_.predict_proba(X), [0.5, 0.5], given.priors_)
    assert_allclose(given.predict_proba(X), expected)


def test_votes_are_no_probabilities():
    voters = bag(make_pipeline(RandomOverSampler(random_state=0), LinearSVC()))
    with pytest.raises(ValueError, match=r"counts the votes.*RandomOverSampler.*Remedy: class"):
        PriorCorrectedClassifier(voters).fit(X, Y)


@pytest.mark.skipif(
    "temperature" not in (CalibratedClassifierCV.__doc__ or ""),
    reason="scikit-learn has temperature scaling since 1.8",
)
def test_a_calibration_that_moves_nothing():
    stretched = CalibratedClassifierCV(COPIES, method="temperature", **CUT)
    with pytest.raises(ValueError, match=r"RandomOverSampler.*Remedy: method='sigmoid'"):
        PriorCorrectedClassifier(stretched).fit(X, Y)


def test_members_are_corrected_before_they_are_averaged():
    model = soft_voting(COPIES, TWICE, weights=[1, 2])
    corrected = PriorCorrectedClassifier(model).fit(X, Y)
    said = [PriorCorrectedClassifier(member).fit(X, Y) for member in (COPIES, TWICE)]
    first, second = (member.predict_proba(X) for member in said)
    assert_allclose(corrected.predict_proba(X), (first + 2 * second) / 3)
    assert_allclose(
        corrected.trained_priors_, np.mean([member.trained_priors_ for member in said], axis=0)
    )


@pytest.mark.parametrize("leaf", [1, 200])
def test_bagged_trees_are_a_forest_where_members_say_0_or_1(leaf):
    tree = clone(TREE).set_params(min_samples_leaf=leaf)
    corrected = PriorCorrectedClassifier(bag(make_pipeline(COPIES[0], tree))).fit(X, Y)
    at_average = correct_priors(
        corrected.estimator_.predict_proba(X), corrected.trained_priors_, corrected.priors_
    )
    is_at_average = np.allclose(corrected.predict_proba(X), at_average)
    assert is_at_average == (leaf == 1)
    if leaf > 1:
        assert corrected.predict_proba(X)[:, 1].mean() == pytest.approx(PREVALENCE, abs=0.015)


def test_the_estimator_stays_as_it_was_fitted():
    model = NESTINGS["voting with weights"]
    corrected = PriorCorrectedClassifier(model).fit(X, Y)
    raw = clone(model).fit(X, Y).predict_proba(X)
    assert_array_equal(corrected.estimator_.predict_proba(X), raw)


def test_weights_of_the_rows_are_those_of_the_population():
    """Weights that count rare rows thrice stand for a population with thrice as many."""
    weights = np.where(Y == 1, 3.0, 1.0)
    model = SoftLabelClassifier(PLAIN, RandomOverSampler(random_state=0))
    corrected = PriorCorrectedClassifier(model).fit(X, Y, sample_weight=weights)
    expected = clone(PLAIN).fit(X, Y, sample_weight=weights).predict_proba(X)
    assert_allclose(corrected.predict_proba(X).mean(axis=0), expected.mean(axis=0), atol=0.01)
    assert_allclose(corrected.trained_priors_, [0.5, 0.5])


def test_split_labels_count_by_weight():
    model = SoftLabelClassifier(PLAIN, Mixup(pairs="other", random_state=0)).fit(X, Y)
    total = sum(model.class_counts_.values())
    assert total == pytest.approx(2 * (Y == 0).sum())
    corrected = PriorCorrectedClassifier(model).fit(X, Y)
    assert_allclose(corrected.trained_priors_[1], corrected.estimator_.class_counts_[1] / total)
    assert corrected.trained_priors_[1] < 0.4


def test_pickles_and_copies_of_nested_corrections():
    corrected = PriorCorrectedClassifier(bag(COPIES)).fit(X[:500], Y[:500])
    expected = corrected.predict_proba(X)
    for other in (pickle.loads(pickle.dumps(corrected)), copy(corrected)):
        assert_array_equal(other.predict_proba(X), expected)
