"""Samplers compared on one's own table."""

import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest
from matplotlib import pyplot as plt
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.compose import make_column_transformer
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

import oversample
from oversample import SMOTE, SMOTEENN, Mixup, RandomOverSampler
from oversample.evaluation.folds import derive_seed
from oversample.evaluation.statistics.uncertainty import over_folds
from oversample.exceptions import InvalidParameterError
from oversample.plots import ComparisonDisplay
from tests import naive

X, y = make_classification(160, 4, weights=[0.85], class_sep=0.6, random_state=0)
LABELS = np.where(y == 1, "fraud", "fair")
DECISIONS = ["at 0.5", "tuned threshold", "corrected priors"]
QUICK = {"n_repeats": 1, "tune": None}


@pytest.fixture(scope="module")
def found():
    samplers = {"smote": SMOTE(), "copies": "random_over_sampler"}
    return oversample.compare(X, LABELS, GaussianNB(), samplers, n_repeats=2)


def test_every_arm_is_decided_in_every_way(found):
    arms = found.folds.groupby(["sampler", "decision"], sort=False).size()
    expected = {("none", "at 0.5"): 10, ("none", "tuned threshold"): 10}
    expected |= {
        (sampler, decision): 10
        for sampler in ("class-weight", "smote", "copies")
        for decision in DECISIONS
    }
    assert arms.to_dict() == expected
    assert found.class_counts == {"fair": (y == 0).sum(), "fraud": (y == 1).sum()}
    assert found.failures == {}


def test_recall_at_the_own_rate_is_the_rule(found):
    """Everything anew, with scikit-learn alone and a reference of plain loops."""
    seed = derive_seed(0, "data", 1)
    folds = list(StratifiedKFold(5, shuffle=True, random_state=seed).split(X, y))
    told = found.folds.query("sampler == 'smote' and decision == 'at 0.5' and repeat == 1")
    for fold, (train, test) in enumerate(folds):
        alone = GaussianNB().fit(X[train], y[train]).predict_proba(X[test])[:, 1]
        sampler = SMOTE(random_state=derive_seed(0, "data", 1, fold))
        model = GaussianNB().fit(*sampler.fit_resample(X[train], LABELS[train]))
        own = model.predict_proba(X[test])[:, list(model.classes_).index("fraud")]
        is_found = model.predict(X[test]) == "fraud"
        row = told[told["fold"] == fold].iloc[0]
        assert row["recall"] == is_found[y[test] == 1].mean()
        rate = is_found[y[test] == 0].mean()
        expected = naive.recall_at_rate(y[test] == 1, alone.tolist(), rate)
        assert row["recall_of_none_at_its_rate"] == pytest.approx(expected, abs=1e-12)
        expected = naive.recall_at_rate(y[test] == 1, own.tolist(), rate)
        assert row["recall_at_its_rate"] == pytest.approx(expected, abs=1e-12)


def test_differences_are_those_of_folds_decided_alike(found):
    scores = found.folds.set_index(["repeat", "fold"]).groupby(["sampler", "decision"])
    summary = found.summary.set_index(["sampler", "decision", "measure"])
    for decision, like in zip(DECISIONS, ["at 0.5", "tuned threshold", "at 0.5"], strict=True):
        for measure, sign in (("recall", 1), ("brier_score", -1)):
            mine = scores.get_group(("copies", decision))[measure]
            alone = scores.get_group(("none", like))[measure]
            row = summary.loc["copies", decision, measure]
            expected = over_folds((mine - alone).to_numpy(), 1 / 4)
            assert tuple(row[["difference", "low", "high"]]) == expected[:3]
            verdict = over_folds(sign * (mine - alone).to_numpy(), 1 / 4).verdict.value
            assert row["verdict"] == verdict
            assert row["mean"] == mine.mean()
    beyond = found.summary.query("measure == 'recall_beyond_none' and sampler == 'smote'")
    assert len(beyond) == 3
    assert np.isfinite(beyond[["mean", "difference", "low", "high"]].to_numpy()).all()


def test_what_only_moves_the_decision_brings_no_recall_beyond_it(found):
    """Copies of rows change nothing but the prior of the naive model, and so the threshold."""
    beyond = found.summary.query("measure == 'recall_beyond_none' and sampler == 'class-weight'")
    np.testing.assert_allclose(beyond["difference"], 0, atol=1e-12)


def test_priors_are_corrected_by_the_shares_of_training(found):
    """Copies of rows change nothing but the prior of the naive model: it is as it was."""
    frame = found.folds.set_index(["repeat", "fold"])
    corrected = frame.query("sampler == 'class-weight' and decision == 'corrected priors'")
    alone = frame.query("sampler == 'none' and decision == 'at 0.5'")
    for measure in ("brier_score", "log_loss", "recall"):
        np.testing.assert_allclose(corrected[measure], alone[measure], atol=1e-9)


def test_the_same_seed_gives_the_same_and_containers_do_not_matter():
    frame = pd.DataFrame(X, columns=list("abcd"))
    results = [
        oversample.compare(table, labels, DecisionTreeClassifier(max_depth=3), "smote", **QUICK)
        for table, labels in (
            (X, LABELS),
            (frame, pd.Series(LABELS)),
            (pl.from_pandas(frame), LABELS.tolist()),
        )
    ]
    for other in results[1:]:
        pd.testing.assert_frame_equal(results[0].folds, other.folds)
    other = oversample.compare(
        X, LABELS, DecisionTreeClassifier(max_depth=3), "smote", **QUICK, random_state=1
    )
    assert not results[0].folds["recall"].equals(other.folds["recall"])


class Remembers(TransformerMixin, BaseEstimator):
    """A step that keeps how many rows it was fitted on."""

    seen: list = []  # noqa: RUF012

    def fit(self, X, y=None):
        self.seen.append(len(X))
        self.fitted_ = True
        return self

    def transform(self, X):
        return X


@pytest.mark.parametrize("stage", ["matrix", "table"])
def test_steps_before_the_last_are_fitted_on_real_rows(stage):
    Remembers.seen.clear()
    model = make_pipeline(Remembers(), GaussianNB())
    told = oversample.compare(X, y, model, "smote", stage=stage, **QUICK)
    assert set(Remembers.seen) == {128}
    fitted = told.folds.groupby("sampler")["n_fitted"]
    assert fitted.unique()["none"].tolist() == [128]
    assert fitted.min()["smote"] > 200


def test_inputs_stay_as_they_are():
    model, sampler = make_pipeline(StandardScaler(), GaussianNB()), SMOTE()
    before, table = clone(model).get_params(), X.copy()
    oversample.compare(table, y, {"naive": model}, [sampler], **QUICK)
    np.testing.assert_array_equal(table, X)
    assert str(model.get_params()) == str(before)
    assert sampler.random_state is None
    assert not hasattr(sampler, "sampling_strategy_")


def test_mixed_tables_are_encoded_by_the_pipeline():
    frame = pd.DataFrame(X, columns=list("abcd"))
    frame["town"] = pd.Categorical(np.where(X[:, 0] > 0, "Ulm", "Kiel"))
    with pytest.raises(ValueError, match=r"not numeric: 'town' \(category\)\. Give .* a pipeline"):
        oversample.compare(frame, y, LogisticRegression(), "smote", **QUICK)
    encoder = make_column_transformer((OneHotEncoder(), ["town"]), remainder=StandardScaler())
    model = make_pipeline(encoder, LogisticRegression())
    for stage in ("matrix", "table"):
        told = oversample.compare(frame, y, model, "smote", stage=stage, **QUICK)
        assert told.failures == {}
    with pytest.raises(ValueError, match="not numeric: 'town'"):
        oversample.compare(pl.from_pandas(frame), y, LogisticRegression(), "smote", **QUICK)


def test_an_arm_that_fails_is_left_out_and_named():
    samplers = {"greedy": SMOTE(k_neighbors=90), "smote": SMOTE()}
    told = oversample.compare(X, y, GaussianNB(), samplers, **QUICK)
    assert list(told.failures) == [("GaussianNB", "greedy")]
    assert "k_neighbors=90" in told.failures["GaussianNB", "greedy"]
    assert set(told.folds["sampler"]) == {"none", "class-weight", "smote"}
    assert "Left out: greedy with GaussianNB" in str(told)


def test_several_classes_have_no_threshold():
    labels = np.repeat(["often", "rare", "now and then"], [100, 20, 40])
    told = oversample.compare(X, labels, GaussianNB(), "smoteenn", n_repeats=1)
    assert told.class_counts == {"often": 100, "now and then": 40, "rare": 20}
    assert set(told.folds["decision"]) == {"at 0.5", "corrected priors"}
    assert "macro_recall" in told.folds


def test_classifiers_without_weights_have_no_such_arm():
    told = oversample.compare(X, y, KNeighborsClassifier(3), "smote", **QUICK)
    assert set(told.folds["sampler"]) == {"none", "smote"}


def test_the_unset_seeds_of_forests_are_set():
    model = RandomForestClassifier(3)
    runs = [oversample.compare(X, y, model, "smote", **QUICK).folds for _ in range(2)]
    pd.testing.assert_frame_equal(*runs)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"estimators": LinearSVC()}, TypeError, "no predict_proba.*CalibratedClassifierCV"),
        ({"estimators": GaussianNB}, TypeError, "must be classifiers"),
        ({"estimators": []}, ValueError, "no estimators"),
        ({"estimators": [GaussianNB(), GaussianNB()]}, ValueError, "Give a dict of names"),
        ({"samplers": "smoot"}, ValueError, "Did you mean 'SMOTE'"),
        ({"samplers": {"none": SMOTE()}}, ValueError, "'none'"),
        ({"samplers": Mixup(labels="soft")}, InvalidParameterError, "labels='hard'"),
        ({"scoring": ["recal"]}, InvalidParameterError, r"'scoring' .* Got \['recal'\]"),
        ({"scoring": "recall"}, InvalidParameterError, "list of measures"),
        ({"scoring": 5}, InvalidParameterError, "list of measures .* Got 5"),
        ({"scoring": []}, InvalidParameterError, "list of measures"),
        ({"n_repeats": 0}, InvalidParameterError, "n_repeats"),
        ({"tune": "recall"}, InvalidParameterError, "'tune' parameter of compare must be"),
        ({"stage": "image"}, InvalidParameterError, "'stage' parameter of compare must be"),
        ({"random_state": None}, InvalidParameterError, "random_state"),
        ({"y": np.zeros(160)}, ValueError, "single class"),
        ({"y": np.arange(160) < 9}, ValueError, "'True' has 9 rows.* at least 10"),
        ({"y": np.where(np.arange(160) == 7, None, LABELS)}, ValueError, "1 of 160 rows have no"),
    ],
)
def test_what_cannot_be_compared_is_said(change, error, words):
    given = {"X": X, "y": LABELS, "estimators": GaussianNB(), "samplers": "smote"} | change
    with pytest.raises(error, match=words):
        oversample.compare(**given)


def test_pipelines_with_a_sampler_are_refused():
    from imblearn.pipeline import make_pipeline as with_sampler

    with pytest.raises(TypeError, match="a sampler among its steps"):
        oversample.compare(X, y, with_sampler(SMOTE(), GaussianNB()))


def test_it_is_shown_as_text_and_as_html(found):
    text, page = str(found), found._repr_html_()
    for shown in (text, page):
        assert "GaussianNB" in shown
        assert "recall beyond none" in shown
        assert "corrected priors" in shown
    assert text == repr(found)
    awkward = oversample.compare(X, y, {"<b>": GaussianNB()}, {"<i>": "smote"}, **QUICK)
    assert "<b>:" not in awkward._repr_html_()
    assert "<td class='word'>&lt;i&gt;</td>" in awkward._repr_html_()


def test_frames_are_copies(found):
    frame = found.to_frame()
    frame.insert(0, "mine", 0)
    assert "mine" not in found.summary
    assert len(found.to_frame("folds")) == len(found.folds)
    with pytest.raises(ValueError, match="part must be"):
        found.to_frame("fold")


def test_warnings_are_kept_and_not_shown_twice():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        told = oversample.compare(X, y, GaussianNB(), ["kmeans_smote"], **QUICK)
    assert len(told.warnings) == len(set(told.warnings))


def test_the_picture_holds_the_differences(found):
    display = ComparisonDisplay.from_comparison(found)
    shown = display.ax_.containers
    assert [container.get_label() for container in shown] == DECISIONS
    told = found.summary.query("measure == 'recall_beyond_none' and decision == 'at 0.5'")
    np.testing.assert_array_equal(shown[0].lines[0].get_xdata(), told["difference"])
    assert display.ax_.get_xlabel() == "recall beyond none"
    display.figure_.canvas.draw()
    other = ComparisonDisplay.from_comparison(found, measure="recall", ax=plt.figure().gca())
    assert other.ax_.get_xlabel() == "recall, difference from none"
    with pytest.raises(ValueError, match="measure must be one of"):
        ComparisonDisplay.from_comparison(found, measure="mcc")
    plt.close("all")


def test_cleaners_and_lists_of_both_kinds():
    told = oversample.compare(X, y, GaussianNB(), [SMOTEENN(), RandomOverSampler()], **QUICK)
    assert set(told.folds["sampler"]) == {"none", "class-weight", "SMOTEENN", "RandomOverSampler"}
