"""Probabilities for the real prevalence."""

import pickle
from datetime import date

import imblearn.combine
import imblearn.over_sampling as peer
import imblearn.under_sampling
import numpy as np
import pandas as pd
import polars as pl
import pytest
from imblearn.ensemble import BalancedBaggingClassifier
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import brentq
from scipy.special import expit, logit
from sklearn import config_context
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, TunedThresholdClassifierCV, cross_val_score
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from oversample import (
    SMOTE,
    SMOTEENN,
    Mixup,
    PriorCorrectedClassifier,
    RandomOverSampler,
    SMOTETomek,
    correct_priors,
)


def draw(n, share, seed):
    """Rows of two Gaussian classes, for which logistic regression is the right model."""
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < share).astype(int)
    return rng.normal(size=(n, 3)) + 0.8 * y[:, np.newaxis], y


def calibration_intercept(y, probabilities):
    """What is to be added to the log odds for their mean to be the share of the class."""
    odds = logit(np.clip(probabilities, 1e-12, 1 - 1e-12))
    return brentq(lambda a: expit(odds + a).sum() - y.sum(), -20, 20)


@pytest.mark.parametrize("name", ["priors", "trained_priors"])
@pytest.mark.parametrize("unit", ["D", "s", "ns"])
@pytest.mark.parametrize("kind", [date.fromisoformat, pd.Timestamp, np.datetime64])
def test_shares_of_dates_are_named_by_any_date(kind, unit, name):
    X, codes = draw(300, 0.2, 0)
    days = ["2020-01-01", "2021-01-01"]
    shares = {name: dict(zip(map(kind, days), [0.75, 0.25], strict=True))}
    model = make_pipeline(SMOTE(random_state=0), LogisticRegression())
    corrected = PriorCorrectedClassifier(model, **shares).fit(
        X, np.array(days, f"M8[{unit}]")[codes]
    )
    assert_allclose(getattr(corrected, f"{name}_"), [0.75, 0.25])


# -- the formula -------------------------------------------------------------------------------


def bayes(row, trained, real):
    """One row, class by class: likelihoods from the old shares, then the new ones."""
    likelihood = [p / share for p, share in zip(row, trained, strict=True)]
    joint = [value * share for value, share in zip(likelihood, real, strict=True)]
    return [value / sum(joint) for value in joint]


def test_the_formula_is_bayes_rule():
    rng = np.random.default_rng(0)
    rows = rng.dirichlet(np.ones(4), 50)
    trained, real = rng.dirichlet(np.ones(4), 2)
    expected = [bayes(row, trained, real) for row in rows.tolist()]
    assert_allclose(correct_priors(rows, trained, real), expected)
    assert_allclose(correct_priors(correct_priors(rows, trained, real), real, trained), rows)
    assert_allclose(correct_priors(rows, real, real), rows)


def test_two_classes_in_one_dimension():
    p = np.linspace(0, 1, 11)
    both = correct_priors(np.column_stack([1 - p, p]), [0.5, 0.5], [0.9, 0.1])
    assert_allclose(correct_priors(p, 0.5, 0.1), both[:, 1])
    # The form of Dal Pozzolo et al. (2015), equation 4: beta is the share of negatives kept.
    beta = (0.1 / 0.9) / (0.5 / 0.5)
    assert_allclose(both[:, 1], beta * p / (beta * p - p + 1))


def test_log_odds_move_by_a_constant():
    p = np.array([0.1, 0.5, 0.7])
    moved = logit(correct_priors(p, 0.5, 0.05)) - logit(p)
    assert_allclose(moved, -np.log(19))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([0.5, 1.2], 0.5, 0.1), "probabilities must be numbers in"),
        (([np.nan], 0.5, 0.1), "probabilities must be numbers in"),
        (
            ([[0.5, 0.5], [0.9, 0.1], [1.5, -0.5]], 0.5, 0.1),
            r"Row 2 is \[1.5, -0.5\], the first of 1",
        ),
        (([[0, 0]], 0.5, 0.1), r"Row 0 is \[0.0, 0.0\], which add up to 0, the first of 1"),
        (([[0.5, 0.5], [0.2, 0.2], [1, 1]], 0.5, 0.1), "Row 1 .* add up to 0.4, the first of 2"),
        ((0.5, 0.5, 0.1), "shape"),
        (([[0.5, 0.5]], [0.5, 0.5], [0.2, 0.3, 0.5]), "real must be 2 shares"),
        (([[0.2, 0.3, 0.5]], 0.5, [0.2, 0.3, 0.5]), "trained must be 3 shares"),
        (([0.5], 0.0, 0.1), "trained must be positive shares"),
        (([0.5], 0.5, 1.5), "real must be positive shares"),
        (([[0.5, 0.5]], [0.5, 0.4], [0.5, 0.5]), "which add up to 0.9"),
    ],
)
def test_what_is_no_share_or_probability(arguments, words):
    with pytest.raises(ValueError, match=words):
        correct_priors(*arguments)


def test_rounded_probabilities_are_taken():
    shares = [0.2, 0.3, 0.5]
    expected = correct_priors(np.full((1, 3), 1 / 3), [1 / 3] * 3, shares)
    assert_allclose(correct_priors([[0.333, 0.333, 0.333]], [1 / 3] * 3, shares), expected)
    assert_allclose(correct_priors(np.float32([[1, 1, 1]]) / 3, [1 / 3] * 3, shares), expected)
    assert correct_priors(np.empty((0, 3)), [1 / 3] * 3, shares).shape == (0, 3)


# -- calibration -------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.02, 0.1])
def test_the_intercept_after_random_over_sampling_is_minus_the_log_of_the_ratio(share):
    X, y = draw(40_000, share, 0)
    X_test, y_test = draw(40_000, share, 1)
    model = make_pipeline(RandomOverSampler(random_state=0), LogisticRegression(C=1e6))
    raw = model.fit(X, y).predict_proba(X_test)[:, 1]
    ratio = (y == 0).sum() / (y == 1).sum()
    assert calibration_intercept(y_test, raw) == pytest.approx(-np.log(ratio), abs=0.12)
    corrected = PriorCorrectedClassifier(model).fit(X, y)
    said = corrected.predict_proba(X_test)[:, 1]
    assert calibration_intercept(y_test, said) == pytest.approx(0, abs=0.12)
    assert_allclose(corrected.priors_, [1 - y.mean(), y.mean()])
    assert_allclose(corrected.trained_priors_, [0.5, 0.5])
    assert_allclose(logit(said) - logit(raw), -np.log(ratio))


def test_three_classes_come_back_to_their_shares():
    rng = np.random.default_rng(0)
    y = rng.choice(["a", "b", "c"], 30_000, p=[0.85, 0.1, 0.05])
    X = rng.normal(size=(len(y), 2)) + np.stack([y == "b", y == "c"], axis=1)
    model = make_pipeline(RandomOverSampler(random_state=0), LogisticRegression(C=1e6))
    corrected = PriorCorrectedClassifier(model).fit(X, y)
    plain = LogisticRegression(C=1e6).fit(X, y)
    assert_allclose(corrected.predict_proba(X), plain.predict_proba(X), atol=0.03)
    assert_allclose(corrected.predict_proba(X).mean(axis=0), corrected.priors_, atol=0.01)


# -- which shares ------------------------------------------------------------------------------


SAMPLERS = {
    "SMOTE": SMOTE(random_state=0),
    "ratio": SMOTE(sampling_strategy={1: 0.5}, random_state=0),
    "SMOTEENN": SMOTEENN(random_state=0),
    "SMOTETomek": SMOTETomek(smote=SMOTE(random_state=0)),
    "split labels": Mixup(labels="split", random_state=0),
    "peer's": peer.SMOTE(sampling_strategy=0.7, random_state=0),
    "peer's copies": peer.RandomOverSampler(random_state=0),
    "fewer rows": imblearn.under_sampling.RandomUnderSampler(random_state=0),
}


@pytest.mark.parametrize("name", SAMPLERS)
def test_the_shares_of_training_are_those_after_the_sampler(name):
    X, y = draw(1000, 0.1, 0)
    model = make_pipeline(StandardScaler(), SAMPLERS[name], LogisticRegression())
    corrected = PriorCorrectedClassifier(model).fit(X, y)
    _, left = clone(SAMPLERS[name]).fit_resample(StandardScaler().fit_transform(X), y)
    assert_allclose(corrected.trained_priors_, np.bincount(left) / len(left))


def test_samplers_follow_one_another():
    X, y = draw(1000, 0.1, 0)
    first = SMOTE(sampling_strategy=0.3, random_state=0)
    second = imblearn.under_sampling.RandomUnderSampler(sampling_strategy=0.6, random_state=0)
    corrected = PriorCorrectedClassifier(make_pipeline(first, second, LogisticRegression()))
    corrected.fit(X, y)
    assert corrected.trained_priors_[1] == pytest.approx(0.6 / 1.6, abs=0.01)


def test_a_class_that_cleaning_has_removed():
    X = np.r_[np.random.default_rng(0).normal(size=(60, 2)), np.zeros((2, 2))]
    y = np.r_[np.repeat([0, 1], 30), 2, 2]
    X[30:60] += 9
    sampler = SMOTEENN(smote=RandomOverSampler(sampling_strategy={0: 31}), random_state=0)
    model = PriorCorrectedClassifier(make_pipeline(sampler, LogisticRegression()))
    with pytest.warns(UserWarning, match="removed all rows of class 2"):
        model.fit(X, y)
    assert model.classes_.tolist() == [0, 1]


def test_a_search_over_a_pipeline():
    X, y = draw(1000, 0.1, 0)
    model = make_pipeline(SMOTE(random_state=0), LogisticRegression())
    search = GridSearchCV(model, {"smote__sampling_strategy": [0.5]}, cv=3)
    corrected = PriorCorrectedClassifier(search).fit(X, y)
    assert corrected.trained_priors_[1] == pytest.approx(1 / 3, abs=0.01)


def test_without_a_sampler_nothing_changes():
    X, y = draw(1000, 0.1, 0)
    plain = LogisticRegression().fit(X, y)
    corrected = PriorCorrectedClassifier(LogisticRegression()).fit(X, y)
    assert_allclose(corrected.predict_proba(X), plain.predict_proba(X))
    assert_array_equal(corrected.predict(X), plain.predict(X))


def test_balanced_by_other_means():
    X, y = draw(20_000, 0.05, 0)
    weighted = LogisticRegression(class_weight="balanced", C=1e6)
    corrected = PriorCorrectedClassifier(weighted, trained_priors="balanced").fit(X, y)
    plain = LogisticRegression(C=1e6).fit(X, y)
    assert_allclose(corrected.predict_proba(X), plain.predict_proba(X), atol=0.03)
    bagged = PriorCorrectedClassifier(
        BalancedBaggingClassifier(LogisticRegression(), random_state=0), trained_priors="balanced"
    )
    said = bagged.fit(X, y).predict_proba(X)[:, 1]
    assert said.mean() == pytest.approx(0.05, abs=0.01)


def test_shares_of_the_user():
    X, y = draw(2000, 0.5, 0)
    y = np.where(y == 1, "ill", "well")
    as_dict = PriorCorrectedClassifier(
        LogisticRegression(), priors={"well": 0.99, "ill": 0.01}
    ).fit(X, y)
    in_order = PriorCorrectedClassifier(LogisticRegression(), priors=[0.01, 0.99]).fit(X, y)
    assert_array_equal(as_dict.predict_proba(X), in_order.predict_proba(X))
    trained = [(y == "ill").mean(), (y == "well").mean()]
    expected = correct_priors(
        LogisticRegression().fit(X, y).predict_proba(X), trained, [0.01, 0.99]
    )
    assert_allclose(as_dict.predict_proba(X), expected)
    given = PriorCorrectedClassifier(
        LogisticRegression(), trained_priors=trained, priors=[0.01, 0.99]
    )
    assert_allclose(given.fit(X, y).predict_proba(X), expected)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (
            {"priors": {0: 0.5, 2: 0.5}},
            r"priors must have a share for each of the .* \[0, 1\]",
        ),
        ({"priors": [0.5, 0.2, 0.3]}, "priors must be 2 shares"),
        ({"trained_priors": [0.5, 0.6]}, "trained_priors must be positive shares"),
        ({"trained_priors": "equal"}, "one of 'auto', 'balanced'"),
        ({"priors": "real"}, "The 'priors' parameter"),
        ({"estimator": LinearSVC()}, "an object with `fit` and `predict_proba`"),
    ],
)
def test_parameters_that_are_refused(parameters, words):
    X, y = draw(200, 0.3, 0)
    model = PriorCorrectedClassifier(**{"estimator": LogisticRegression(), **parameters})
    with pytest.raises(ValueError, match=words):
        model.fit(X, y)


def test_a_sampler_that_does_not_tell():
    X, y = draw(1000, 0.1, 0)
    model = make_pipeline(imblearn.combine.SMOTEENN(random_state=0), LogisticRegression())
    with pytest.raises(ValueError, match=r"SMOTEENN.*Give trained_priors"):
        PriorCorrectedClassifier(model).fit(X, y)
    assert PriorCorrectedClassifier(model, trained_priors=[0.4, 0.6]).fit(X, y)


# -- among others' machinery -------------------------------------------------------------------


@pytest.mark.parametrize("library", [pd.DataFrame, pl.DataFrame])
def test_frames_and_names(library):
    X, y = draw(500, 0.2, 0)
    table = library(dict(zip("abc", X.T, strict=True)))
    model = make_pipeline(SMOTE(random_state=0), LogisticRegression())
    labels = pl.Series(y) if library is pl.DataFrame else pd.Series(y)
    corrected = PriorCorrectedClassifier(model).fit(table, labels)
    assert corrected.n_features_in_ == 3
    from_array = PriorCorrectedClassifier(model).fit(X, y)
    assert_allclose(corrected.predict_proba(table), from_array.predict_proba(X))


def test_cross_validation_and_thresholds():
    X, y = draw(3000, 0.05, 0)
    model = make_pipeline(RandomOverSampler(random_state=0), LogisticRegression())
    scores = [
        cross_val_score(one, X, y, scoring="neg_brier_score", cv=5).mean()
        for one in (model, PriorCorrectedClassifier(model))
    ]
    assert scores[1] > scores[0]
    # Ranks do not change, and neither does what depends on ranks alone.
    ranks = [
        cross_val_score(one, X, y, scoring="roc_auc", cv=5)
        for one in (model, PriorCorrectedClassifier(model))
    ]
    assert_allclose(*ranks)
    tuned = TunedThresholdClassifierCV(PriorCorrectedClassifier(model), scoring="balanced_accuracy")
    assert (
        tuned.fit(X, y).predict(X).mean()
        > PriorCorrectedClassifier(model).fit(X, y).predict(X).mean()
    )


def test_weights_are_routed():
    X, y = draw(500, 0.2, 0)
    weights = np.random.default_rng(0).uniform(0.5, 2, len(y))
    expected = LogisticRegression().fit(X, y, sample_weight=weights).predict_proba(X)
    plain = PriorCorrectedClassifier(LogisticRegression()).fit(X, y, sample_weight=weights)
    assert_allclose(plain.predict_proba(X), expected)
    with config_context(enable_metadata_routing=True):
        asked = LogisticRegression().set_fit_request(sample_weight=True)
        routed = PriorCorrectedClassifier(asked).fit(X, y, sample_weight=weights)
        assert_allclose(routed.predict_proba(X), expected)
        sampler = SMOTE(random_state=0).set_fit_resample_request(sample_weight=True)
        deaf = LogisticRegression().set_fit_request(sample_weight=False)
        model = PriorCorrectedClassifier(make_pipeline(sampler, deaf))
        fitted = model.fit(X, y, sample_weight=weights)
        assert len(fitted.estimator_[0].sample_weight_) > len(y)
        with pytest.raises(ValueError, match="sample_weight"):
            PriorCorrectedClassifier(LogisticRegression()).fit(X, y, sample_weight=weights)


def test_a_pickle_says_the_same():
    X, y = draw(500, 0.2, 0)
    model = make_pipeline(SMOTE(random_state=0), LogisticRegression())
    corrected = PriorCorrectedClassifier(model).fit(X, y)
    restored = pickle.loads(pickle.dumps(corrected))
    assert_array_equal(restored.predict_proba(X), corrected.predict_proba(X))


def test_certainty_stays_certainty():
    class Sure(LogisticRegression):
        def predict_proba(self, X):
            return np.tile([0.0, 1.0], (len(X), 1))

    X, y = draw(200, 0.2, 0)
    model = PriorCorrectedClassifier(Sure(), trained_priors="balanced").fit(X, y)
    assert_array_equal(model.predict_proba(X)[:, 1], 1)
    assert_array_equal(model.predict_log_proba(X)[:, 0], -np.inf)
