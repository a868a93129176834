"""IPF: which rows are removed, which are protected, and that no class is emptied."""

import pickle
from itertools import pairwise

import imblearn.over_sampling as peer_over
import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from pandas.testing import assert_frame_equal
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

import oversample
from oversample import CCR, IPF, SMOTE, RandomOverSampler
from oversample.exceptions import FallbackWarning, InvalidParameterError
from tests import naive_variants_c as reference
from tests.checks import check_as_imbalanced_learn_does, check_as_scikit_learn_does


class Above(ClassifierMixin, BaseEstimator):
    """Says that rows above 0 are of one class; learns nothing."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return (X[:, 0] > 0).astype(int)


class Usual(Above):
    """Says that all rows are of the first class."""

    def predict(self, X):
        return np.zeros(X.shape[0], dtype=int)


def problem(n_rows=120, seed=0):
    """Two classes of text labels, with some labels wrong."""
    rng = np.random.default_rng(seed)
    y = rng.random(n_rows) < 0.3
    X = rng.normal(size=(n_rows, 2)) + 3 * y[:, np.newaxis]
    return X, np.where(y ^ (rng.random(n_rows) < 0.1), "rare", "usual")


def copies(**parameters):
    return RandomOverSampler(random_state=0, **parameters)


# -- the rule ----------------------------------------------------------------------------------


@pytest.mark.parametrize("protect", ["minority", True, False])
def test_misclassified_rows_go_unless_they_are_protected(protect):
    X, y = problem()
    sampler = IPF(copies(), classifier=Above(), protect_original=protect, random_state=0)
    _, y_new = sampler.fit_resample(X, y)
    X_over, y_over = copies().fit_resample(X, y)
    is_wrong = (X_over[:, 0] > 0) != (y_over == "usual")
    is_old = np.arange(len(X_over)) < len(X)
    is_safe = {"minority": is_old & (y_over == "rare"), True: is_old, False: np.zeros_like(is_old)}
    assert sampler.kept_indices_.tolist() == np.flatnonzero(~is_wrong | is_safe[protect]).tolist()
    assert_array_equal(y_new, y_over[sampler.kept_indices_])
    n_removed = len(X_over) - len(y_new)
    assert sampler.n_removed_ == [n_removed, 0, 0, 0]


@pytest.mark.parametrize("vote", ["majority", "consensus"])
@pytest.mark.parametrize("fit_on", ["fold", "others"])
def test_rounds_are_those_of_the_reference(vote, fit_on, monkeypatch):
    X, y = problem()
    smote, drawn = SMOTE(random_state=0), []
    original = IPF._count_wrong

    def noting(self, points, codes, n_folds, rng):
        drawn.append((n_folds, rng.copy()))
        return original(self, points, codes, n_folds, rng)

    monkeypatch.setattr(IPF, "_count_wrong", noting)
    sampler = IPF(
        smote, vote=vote, fit_on=fit_on, n_folds=4, classifier=KNeighborsClassifier(3),
        protect_original=False, tolerance=0.05, random_state=1,
    )  # fmt: skip
    sampler.fit_resample(X, y)
    X_over, y_over = clone(smote).fit_resample(X, y)
    kept, n_removed = reference.filter_rounds(
        X_over.tolist(), y_over.tolist(), vote, fit_on, 3, 0.05 * len(X_over), drawn
    )
    assert sampler.kept_indices_.tolist() == kept
    assert sampler.n_removed_ == n_removed
    assert n_removed[0] > 0


@pytest.mark.parametrize("vote", ["majority", "consensus"])
def test_of_a_small_class_all_trees_are_as_many_as_its_rows(vote):
    X = np.r_[-np.arange(1.0, 20), [5.0], np.arange(1.0, 4)][:, np.newaxis]
    y = np.repeat([0, 1], [20, 3])
    sampler = IPF(
        copies(sampling_strategy={1: 3}), vote=vote, n_folds=9, protect_original=False,
        classifier=Above(), random_state=0,
    )  # fmt: skip
    sampler.fit_resample(X, y)
    # The only row on the wrong side; three trees say so, not nine.
    assert np.setdiff1d(np.arange(23), sampler.kept_indices_).tolist() == [19]


def test_it_ends_after_quiet_rounds_only():
    X, y = problem(300)
    sampler = IPF(tolerance=0.02, patience=2, protect_original=False, random_state=0)
    sampler.fit_resample(X, y)
    enough = 0.02 * (len(X) + sum(sampler.sampling_strategy_.values()))
    quiet = [n < enough for n in sampler.n_removed_]
    assert not quiet[0]
    assert quiet[-2:] == [True, True]
    assert not any(one and other for one, other in pairwise(quiet[:-1]))


def test_quiet_rounds_must_follow_each_other(monkeypatch):
    X, y = problem()
    n_wrong = iter([0, 30, 0, 0, 99])

    def as_planned(self, points, codes, n_folds, rng):
        return np.where(np.arange(len(codes)) < next(n_wrong), n_folds, 0)

    monkeypatch.setattr(IPF, "_count_wrong", as_planned)
    sampler = IPF(patience=2, protect_original=False, random_state=0)
    sampler.fit_resample(X, y)
    assert sampler.n_removed_ == [0, 30, 0, 0]


def test_wrong_labels_are_found():
    rng = np.random.default_rng(0)
    truth = np.arange(400) % 4 == 0
    X = rng.normal(size=(400, 2)) + 6 * truth[:, np.newaxis]
    flipped = np.zeros(400, dtype=bool)
    flipped[rng.choice(np.flatnonzero(~truth), 15, replace=False)] = True
    y = truth | flipped
    sampler = IPF(copies(), protect_original=False, random_state=0)
    sampler.fit_resample(X, y)
    kept = np.isin(np.arange(400), sampler.kept_indices_)
    assert not kept[flipped].any()
    assert kept[~flipped].mean() > 0.98


def test_any_number_of_classes_with_any_labels():
    rng = np.random.default_rng(0)
    y = np.repeat(["u", "v", "w"], [80, 40, 12]).astype(object)
    X = rng.normal(size=(132, 2)) + 4 * np.repeat(np.arange(3), [80, 40, 12])[:, np.newaxis]
    sampler = IPF(random_state=0)
    X_new, y_new = sampler.fit_resample(X, y)
    assert set(y_new) == {"u", "v", "w"}
    # Rows of all classes but the largest are protected.
    stays = np.flatnonzero(y != "u")
    assert np.isin(stays, sampler.kept_indices_).all()
    assert len(X_new) > 200


def test_seeds():
    X, y = problem()
    for seed in (1, np.random.SeedSequence(1)):
        first, again = (IPF(random_state=seed).fit_resample(X, y)[0] for _ in range(2))
        assert_array_equal(first, again)
    other = IPF(SMOTE(random_state=0), random_state=2, protect_original=False)
    another = IPF(SMOTE(random_state=0), random_state=3, protect_original=False)
    other.fit_resample(X, y)
    another.fit_resample(X, y)
    assert not np.array_equal(other.kept_indices_, another.kept_indices_)


def test_threads_do_not_matter():
    X, y = problem()
    expected = IPF(random_state=0, n_jobs=1, protect_original=False).fit_resample(X, y)[0]
    for n_jobs in (2, -1):
        sampler = IPF(random_state=0, n_jobs=n_jobs, protect_original=False)
        assert_array_equal(sampler.fit_resample(X, y)[0], expected)


# -- what is never done ------------------------------------------------------------------------


def test_a_class_is_never_emptied():
    X, y = problem()
    sampler = IPF(copies(), classifier=Usual(), protect_original=False, random_state=0)
    with pytest.warns(FallbackWarning, match="IPF: class 'usual' is noise to the filter.* stays"):
        _, y_new = sampler.fit_resample(X, y)
    assert set(y_new) == {"rare", "usual"}
    assert sampler.n_removed_ == [0, 0, 0]


def test_a_class_of_one_row_is_not_filtered():
    X, y = problem()
    X, y = np.vstack([X, [[9.0, 9.0]]]), np.append(y, "only")
    sampler = IPF(copies(sampling_strategy={"rare": 80}), random_state=0)
    with pytest.warns(FallbackWarning, match="class 'only' has a single row"):
        _, y_new = sampler.fit_resample(X, y)
    assert (y_new == "only").sum() == 1
    assert sampler.n_removed_ == []


def test_a_sampler_that_moves_rows_is_refused():
    with pytest.raises(ValueError, match=r"which CCR\(\) does not\. Set clean=False"):
        IPF(CCR()).fit(*problem())


# -- tables ------------------------------------------------------------------------------------


def mixed_frame(X):
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "whole": pd.array((10 * X[:, 0]).round(), dtype="Int64"),
            "narrow": X[:, 1].astype(np.float32),
            "level": pd.Categorical(rng.choice(list("uvw"), len(X))),
            "flag": rng.random(len(X)) < 0.5,
        }
    )


def test_mixed_frames_keep_dtypes_and_cells():
    X, y = problem()
    frame = mixed_frame(X)
    smote = SMOTE(random_state=0, categorical_features="auto")
    sampler = IPF(smote, random_state=0)
    X_new, _ = sampler.fit_resample(frame, y)
    X_over, _ = clone(smote).fit_resample(frame, y)
    assert_frame_equal(X_new, X_over.take(sampler.kept_indices_).reset_index(drop=True))
    assert len(X_new) < len(X_over)


def test_sparse_and_dense_alike():
    X, y = problem()
    X[np.abs(X) < 0.2] = 0.0
    dense = IPF(random_state=0).fit_resample(X, y)
    X_new, y_new = IPF(random_state=0).fit_resample(sparse.csr_array(X), y)
    assert_array_equal(X_new.toarray(), dense[0])
    assert_array_equal(y_new, dense[1])


def test_companions_and_weights_follow():
    X, y = problem()
    sampler = IPF(random_state=0)
    X_new, _ = sampler.fit_resample(X, y, sample_weight=X[:, 0], groups=np.arange(len(X)))
    assert_array_equal(sampler.sample_weight_, X_new[:, 0])
    assert_array_equal(sampler.replay(X), X_new)
    old = ~sampler.synthetic_mask_
    assert_array_equal(sampler.groups_[old], sampler.kept_indices_[old])
    assert not sampler.moved_.any()
    restored = pickle.loads(pickle.dumps(sampler))
    assert restored.n_removed_ == sampler.n_removed_
    assert not hasattr(restored, "kept_indices_")


def test_over_samplers_of_the_peer():
    X, y = problem()
    X_new, y_new = IPF(peer_over.SMOTE(random_state=0), random_state=0).fit_resample(X, y)
    assert len(X_new) == len(y_new) > len(X)


def test_a_report_counts_what_was_removed():
    X, y = problem()
    report = oversample.report(IPF(protect_original=False, random_state=0), X, y)
    kept = report.sampler.kept_indices_
    assert report.classes["removed"].sum() == (~np.isin(np.arange(120), kept)).sum() > 0


# -- other people's machinery, and what is refused ---------------------------------------------


@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
def test_checks_of_scikit_learn():
    check_as_scikit_learn_does(IPF(random_state=0, n_folds=3, patience=1))


@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
def test_checks_of_imbalanced_learn():
    check_as_imbalanced_learn_does(IPF(random_state=0))


@pytest.mark.parametrize(
    ("parameter", "wrong"),
    [
        ("vote", "all"),
        ("n_folds", 1),
        ("fit_on", "rest"),
        ("patience", 0),
        ("tolerance", 2),
        ("protect_original", "majority"),
        ("classifier", DecisionTreeClassifier),
        ("smote", "SMOTE"),
    ],
)
def test_wrong_parameters(parameter, wrong):
    with pytest.raises(InvalidParameterError, match=f"{parameter!r} parameter of IPF"):
        IPF(**{parameter: wrong}).fit(*problem())
