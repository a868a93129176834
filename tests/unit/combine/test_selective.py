"""Selection: the candidates are the sampler's, the best are kept, and those that pass are told."""

import numpy as np
import pandas as pd
import pytest
from imblearn.ensemble import BalancedBaggingClassifier
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal
from scipy import sparse
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import get_tags

from oversample import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    BorderlineSMOTE,
    CutMix,
    GeometricSMOTE,
    Mixup,
    MoEx,
    RandomOverSampler,
    SamplePairing,
    SelectiveOverSampler,
    SoftLabelClassifier,
)
from oversample._table import encode
from oversample.combine.criteria import CandidateSpace
from oversample.exceptions import FallbackWarning, InvalidParameterError
from tests import naive

OURS = [
    SMOTE(random_state=3),
    BorderlineSMOTE(random_state=3),
    ADASYN(random_state=3),
    GeometricSMOTE(random_state=3),
    Mixup(random_state=3),
    SamplePairing(random_state=3),
    CutMix(random_state=3),
    MoEx(random_state=3),
    RandomOverSampler(random_state=3),
    RandomOverSampler(random_state=3, shrinkage=1.0),
]


def problem(n_rows=120, seed=0):
    """Two overlapping classes of text labels, 24 rows of the one."""
    rng = np.random.default_rng(seed)
    y = np.where(np.arange(n_rows) % 5 == 0, "rare", "usual")
    return rng.normal(size=(n_rows, 3)) + (y == "rare")[:, np.newaxis], y


def candidates_of(sampler, X, y, factor):
    """What the sampler makes if it is simply asked for more rows."""
    counts = {label: int((y == label).sum()) for label in ("rare", "usual")}
    n_new = counts["usual"] - counts["rare"]
    asked = {"rare": counts["rare"] + int(np.ceil(factor * n_new))}
    sampler = clone(sampler).set_params(sampling_strategy=asked)
    X_over, _ = sampler.fit_resample(X, y)
    return sampler, X_over[len(X) :], n_new


def real_neighbors(X, new, k):
    """By rule: sort all real rows by distance, then by number."""
    nearest = []
    for row in new:
        squared = [naive.squared_distance(row, other) for other in X]
        nearest.append(sorted(range(len(X)), key=lambda j: (squared[j], j))[:k])
    return nearest


def own_share(X, y, new, k):
    return np.array([(y[rows] == "rare").mean() for rows in real_neighbors(X, new, k)])


def first_of_best(score, n):
    """The n greatest scores, the earlier of equal ones, in the order of the candidates."""
    ranked = sorted(range(len(score)), key=lambda i: (-score[i], i))
    return sorted(ranked[:n])


# -- the rule ----------------------------------------------------------------------------------


@pytest.mark.parametrize("sampler", OURS, ids=repr)
@pytest.mark.parametrize(("factor", "k"), [(2.0, 3), (3.7, 5)])
def test_the_best_of_the_samplers_own_rows_are_kept(sampler, factor, k):
    X, y = problem()
    inner, candidates, n_new = candidates_of(sampler, X, y, factor)
    expected = first_of_best(own_share(X, y, candidates, k), n_new)
    selective = SelectiveOverSampler(sampler, factor=factor, k_neighbors=k)
    X_new, y_new = selective.fit_resample(X, y)
    assert_array_equal(X_new[len(X) :], candidates[expected])
    assert_array_equal(y_new[len(y) :], np.full(n_new, "rare"))
    for name in ("base", "partner", "step"):
        kept = getattr(inner.plan_, name)[expected]
        assert_array_equal(getattr(selective.plan_, name), kept)
    assert_array_equal(selective.plan_.replay(y, how="base"), y_new)


@pytest.mark.parametrize("level", [0.4, 0.5, 0.6])
def test_safe_takes_the_first_that_pass(level):
    X, y = problem()
    _, candidates, n_new = candidates_of(SMOTE(random_state=3), X, y, 10)
    foreign = [sum(y[rows] == "usual") for rows in real_neighbors(X, candidates, 5)]
    passing = [i for i in range(len(candidates)) if foreign[i] < 5 * level]
    assert n_new < len(passing) < len(candidates)
    selective = SelectiveOverSampler(SMOTE(random_state=3), "safe", level=level, factor=10)
    X_new, _ = selective.fit_resample(X, y)
    assert_array_equal(X_new[len(X) :], candidates[passing[:n_new]])


def test_the_best_of_the_others_fill_up_and_it_is_said():
    X, y = problem()
    _, candidates, n_new = candidates_of(SMOTE(random_state=3), X, y, 1.5)
    share = own_share(X, y, candidates, 5)
    passing = [i for i in range(len(share)) if 1 - share[i] < 0.3]
    others = [i for i in first_of_best(share, len(share)) if i not in passing]
    others = sorted(others, key=lambda i: (-share[i], i))[: n_new - len(passing)]
    assert 0 < len(passing) < n_new
    selective = SelectiveOverSampler(SMOTE(random_state=3), "safe", level=0.3, factor=1.5)
    said = (
        rf"SelectiveOverSampler: {len(passing)} of {len(share)} candidates of class 'rare' pass "
        rf"criterion='safe', and {n_new} rows are needed\. The best {len(others)} of the others"
    )
    with pytest.warns(FallbackWarning, match=said):
        X_new, _ = selective.fit_resample(X, y)
    assert_array_equal(X_new[len(X) :], candidates[sorted(passing + others)])


def test_the_classifier_has_not_seen_the_base_row():
    X, y = problem()
    inner, candidates, n_new = candidates_of(SMOTE(random_state=3), X, y, 3)
    # The folds by rule: rows of each class are dealt out in turn.
    fold = np.empty(len(y), dtype=int)
    for label in ("rare", "usual"):
        for turn, row in enumerate(np.flatnonzero(y == label)):
            fold[row] = turn % 3
    models = [LogisticRegression().fit(X[fold != f], y[fold != f]) for f in range(3)]
    score = [
        models[fold[base]].predict_proba(row[np.newaxis])[0, 0]
        for base, row in zip(inner.plan_.base, candidates, strict=True)
    ]
    selective = SelectiveOverSampler(
        SMOTE(random_state=3), "classifier", classifier=LogisticRegression()
    )
    X_new, _ = selective.fit_resample(X, y)
    assert_array_equal(X_new[len(X) :], candidates[first_of_best(score, n_new)])


def test_the_default_classifier_keeps_likelier_rows():
    X, y = problem()
    selective = SelectiveOverSampler(criterion="classifier", random_state=0, factor=5)
    kept, _ = selective.fit_resample(X, y)
    again, _ = selective.fit_resample(X, y)
    assert_array_equal(kept, again)
    plain, _ = SMOTE(random_state=0).fit_resample(X, y)
    judge = RandomForestClassifier(min_samples_leaf=3, random_state=1).fit(X, y)
    likely = [judge.predict_proba(rows[len(X) :])[:, 0].mean() for rows in (kept, plain)]
    assert likely[0] > likely[1] + 0.05


@pytest.mark.parametrize("n_rare", [1, 2, 3])
def test_classes_of_a_few_rows_can_be_judged(n_rare):
    X, y = problem()
    X, y = (
        part[np.r_[np.flatnonzero(y == "rare")[:n_rare], np.flatnonzero(y == "usual")]]
        for part in (X, y)
    )
    for classifier in (None, LogisticRegression()):
        selective = SelectiveOverSampler(Mixup(random_state=0), "classifier", classifier=classifier)
        _, y_new = selective.fit_resample(X, y)
        assert (y_new == "rare").sum() == (y == "usual").sum()


def test_a_factor_of_one_selects_nothing():
    X, y = problem()
    expected = SMOTE(random_state=0).fit_resample(X, y)[0]
    selective = SelectiveOverSampler(SMOTE(random_state=0), lambda *_: 1 / 0, factor=1)
    assert_array_equal(selective.fit_resample(X, y)[0], expected)


# -- a callable --------------------------------------------------------------------------------


def test_a_callable_scores():
    X, y = problem()
    _, candidates, n_new = candidates_of(SMOTE(random_state=3), X, y, 3)
    calls = []

    def criterion(rows, label, X_real, y_real):
        calls.append((rows, label, X_real, y_real))
        return -rows[:, 1]

    X_new, _ = SelectiveOverSampler(SMOTE(random_state=3), criterion).fit_resample(X, y)
    ((rows, label, X_real, y_real),) = calls
    assert_array_equal(rows, candidates)
    assert label == "rare"
    assert_array_equal(X_real, X)
    assert_array_equal(y_real, y)
    # Copies: it may write into what it is given.
    assert not np.shares_memory(X_real, X)
    assert not np.shares_memory(y_real, y)
    assert_array_equal(X_new[len(X) :], candidates[first_of_best(-candidates[:, 1], n_new)])


def test_a_callable_decides():
    X, y = problem()
    _, candidates, n_new = candidates_of(SMOTE(random_state=3), X, y, 3)
    chosen = np.flatnonzero(candidates[:, 0] > 1.0)
    assert len(chosen) > n_new
    selective = SelectiveOverSampler(SMOTE(random_state=3), lambda rows, *_: rows[:, 0] > 1.0)
    X_new, _ = selective.fit_resample(X, y)
    assert_array_equal(X_new[len(X) :], candidates[chosen[:n_new]])
    nobody = SelectiveOverSampler(SMOTE(random_state=3), lambda rows, *_: rows[:, 0] > 99.0)
    with pytest.warns(FallbackWarning, match="0 of 216 candidates"):
        X_new, _ = nobody.fit_resample(X, y)
    assert_array_equal(X_new[len(X) :], candidates[:n_new])


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda rows, *_: rows, r"shape \(216, 3\)"),
        (lambda rows, *_: rows[:-1, 0], r"shape \(215,\)"),
        (lambda rows, *_: ["good"] * len(rows), "one number or bool"),
        (lambda rows, *_: np.full(len(rows), np.nan), "NaN for 216 of 216"),
    ],
)
def test_wrong_answers(answer, message):
    with pytest.raises(InvalidParameterError, match=message):
        SelectiveOverSampler(criterion=answer).fit_resample(*problem())


# -- tables ------------------------------------------------------------------------------------


def mixed_frame(seed=0):
    X, y = problem(seed=seed)
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(X * [1.0, 100.0, 0.01]).add_prefix("x")
    frame["level"] = pd.Categorical(rng.choice(list("abc"), len(X)))
    frame["flag"] = rng.random(len(X)) < 0.5
    return frame, y


@pytest.mark.parametrize("scale", [None, "std", "minmax", "robust"])
@pytest.mark.parametrize("owner", ["sampler", "selective"])
def test_mixed_tables_are_measured_as_the_sampler_measures(scale, owner):
    X, y = mixed_frame()
    smote = SMOTE(random_state=3, categorical_features="auto")
    selective = SelectiveOverSampler(smote)
    selective.set_params(**{"sampler__scale" if owner == "sampler" else "scale": scale})
    inner, candidates, n_new = candidates_of(selective.sampler, X, y, 3)
    numbers = np.concatenate([X.iloc[:, :3], candidates.iloc[:, :3]])
    unit = {
        None: np.ones(3),
        "std": X.iloc[:, :3].to_numpy().std(axis=0),
        "minmax": np.ptp(X.iloc[:, :3].to_numpy(), axis=0),
        "robust": np.diff(np.quantile(X.iloc[:, :3], [0.25, 0.75], axis=0), axis=0)[0]
        / 1.3489795003921634,
    }[scale]
    numbers = numbers / unit
    codes = pd.concat([X, candidates]).iloc[:, 3:].to_numpy()
    mismatch = naive.median_spread(numbers[: len(X)][y == "rare"])
    score = []
    for i in range(len(X), len(numbers)):
        squared = [
            naive.squared_distance(numbers[i], numbers[j], codes[i], codes[j], mismatch)
            for j in range(len(X))
        ]
        nearest = sorted(range(len(X)), key=lambda j: (squared[j], j))[:5]
        score.append((y[nearest] == "rare").mean())
    X_new, _ = selective.fit_resample(X, y)
    expected = candidates.iloc[first_of_best(score, n_new)].reset_index(drop=True)
    assert_frame_equal(X_new[len(X) :].reset_index(drop=True), expected)
    assert len(inner.plan_) == len(score)


@pytest.mark.parametrize("criterion", ["neighbors", "safe", "classifier"])
def test_any_table_that_the_sampler_takes(criterion):
    numbers, y = problem()
    frame, _ = mixed_frame()
    gaps = numbers.copy()
    gaps[::7, 1] = np.nan
    codes = np.round(numbers)
    tables = [
        (SMOTE(categorical_features="auto"), frame),
        (RandomOverSampler(), frame.astype(object)),
        (RandomOverSampler(), gaps),
        (SMOTE(missing_values="propagate"), gaps),
        (SMOTENC([2]), codes),
        (SMOTEN(), codes),
        (SMOTE(), sparse.csr_array(np.where(np.abs(numbers) < 0.3, 0, numbers))),
        (Mixup(encoder=PCA(2)), numbers),
        (Mixup(encoder=PCA(2), output="features"), numbers),
        (SMOTE(), numbers.tolist()),
    ]
    for sampler, X in tables:
        selective = SelectiveOverSampler(
            sampler, criterion, random_state=0, level=1.0, classifier=DecisionTreeClassifier()
        )
        X_new, y_new = selective.fit_resample(X, y.tolist() if isinstance(X, list) else y)
        assert type(X_new) is type(X)
        assert np.unique(y_new, return_counts=True)[1].tolist() == [96, 96]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("n_rows", "n_new", "k"), [(12, 900, 12), (40, 700, 5), (300, 30, 7)])
def test_neighbours_among_real_rows_are_found_in_any_crowd(seed, n_rows, n_new, k):
    rng = np.random.default_rng(seed)
    # Whole numbers, for ties; candidates sit where one real row is.
    real = rng.integers(0, 4, (n_rows, 2)).astype(float)
    new = np.concatenate([rng.integers(0, 4, (n_new // 2, 2)), np.ones((n_new - n_new // 2, 2))])
    space = CandidateSpace(encode(np.concatenate([real, new])), n_rows, None, None)
    found = space.nearest_real(np.arange(3), k)
    assert found.tolist() == real_neighbors(real, new, k)


# -- whose parameters, whose labels ------------------------------------------------------------


def test_strategy_and_seed_are_the_samplers_unless_given():
    X, y = problem()
    smote = SMOTE(sampling_strategy=0.5, random_state=4)
    selective = SelectiveOverSampler(smote)
    assert selective.fit(X, y).sampling_strategy_ == {"rare": 24}
    first, _ = selective.fit_resample(X, y)
    assert_array_equal(selective.fit_resample(X, y)[0], first)
    other = clone(selective).set_params(sampling_strategy="auto", random_state=5)
    assert other.fit_resample(X, y)[0].shape == (192, 3)
    same = clone(selective).set_params(sampler__random_state=None, random_state=4)
    assert_array_equal(same.fit_resample(X, y)[0], first)
    assert not hasattr(smote, "plan_")


def test_a_generator_moves_on_and_a_seed_sequence_does_not():
    X, y = problem()
    moving = SelectiveOverSampler(random_state=np.random.default_rng(0))
    assert not np.array_equal(moving.fit_resample(X, y)[0], moving.fit_resample(X, y)[0])
    still = SelectiveOverSampler(random_state=np.random.SeedSequence(0))
    assert_array_equal(still.fit_resample(X, y)[0], still.fit_resample(X, y)[0])


def test_soft_labels_of_the_rows_that_are_kept():
    X, y = problem()
    soft = SelectiveOverSampler(Mixup(labels="soft", random_state=0))
    X_soft, _ = soft.fit_resample(X, y)
    assert soft.classes_.tolist() == ["rare", "usual"]
    assert_allclose(soft.soft_labels_.sum(axis=1), 1.0)
    plan = soft.plan_
    weight = np.where(y[plan.partner] == "rare", 1.0, plan.label_weight)
    assert_allclose(soft.soft_labels_[len(y) :, 0], weight)
    split = SelectiveOverSampler(Mixup(labels="split", random_state=0))
    X_split, y_split = split.fit_resample(X, y)
    assert len(split.sample_weight_) == len(y_split) == len(X_split) == len(split.synthetic_mask_)
    assert_allclose(split.sample_weight_[y_split == "rare"].sum(), soft.soft_labels_[:, 0].sum())
    assert {tuple(row) for row in X_split} == {tuple(row) for row in X_soft}
    hard = split.set_params(sampler__labels="hard")
    hard.fit_resample(X, y)
    assert not hasattr(hard, "sample_weight_")


def test_soft_label_classifier_splits_what_is_kept():
    X, y = problem()
    sampler = SelectiveOverSampler(Mixup(random_state=0))
    found = SoftLabelClassifier(LogisticRegression(), sampler).fit(X, y)
    split = SelectiveOverSampler(Mixup(random_state=0, labels="split"))
    X_new, y_new = split.fit_resample(X, y)
    expected = LogisticRegression().fit(X_new, y_new, sample_weight=split.sample_weight_)
    assert_array_equal(found.estimator_.coef_, expected.coef_)
    assert sampler.sampler.labels == "hard"


# -- other people's machinery ------------------------------------------------------------------


def test_search_pipeline_and_bagging():
    X, y = problem()
    pipeline = make_pipeline(SelectiveOverSampler(SMOTE(), random_state=0), LogisticRegression())
    grid = {
        "selectiveoversampler__factor": [1, 3],
        "selectiveoversampler__sampler__k_neighbors": [3, 5],
    }
    assert GridSearchCV(pipeline, grid, cv=3).fit(X, y).best_score_ > 0.6
    bagging = BalancedBaggingClassifier(
        LogisticRegression(), 3, sampler=SelectiveOverSampler(SMOTE()), random_state=0
    )
    assert bagging.fit(X, y).score(X, y) > 0.6


def test_tags_are_those_of_the_sampler():
    assert get_tags(SelectiveOverSampler()).input_tags.sparse
    assert not get_tags(SelectiveOverSampler(GeometricSMOTE())).input_tags.sparse
    assert get_tags(SelectiveOverSampler(RandomOverSampler())).input_tags.allow_nan


@pytest.mark.parametrize(
    ("parameter", "wrong"),
    [
        ("sampler", "SMOTE"),
        ("sampler", SMOTE),
        ("sampler", LogisticRegression()),
        ("criterion", "best"),
        ("factor", 0.9),
        ("factor", 1001),
        ("k_neighbors", 0),
        ("level", 0.0),
        ("level", 1.1),
        ("classifier", PCA()),
        ("scale", "max"),
        ("sampling_strategy", "some"),
        ("n_jobs", 0),
    ],
)
def test_wrong_parameters(parameter, wrong):
    selective = SelectiveOverSampler(**{parameter: wrong})
    with pytest.raises(InvalidParameterError, match=f"{parameter!r} parameter of SelectiveOver"):
        selective.fit(*problem())


def test_what_the_sampler_refuses_is_refused():
    frame, y = mixed_frame()
    with pytest.raises(ValueError, match="'level'"):
        SelectiveOverSampler().fit_resample(frame, y)
    with pytest.raises(ValueError, match=r"SMOTE needs more than k_neighbors=30"):
        SelectiveOverSampler(SMOTE(k_neighbors=30)).fit_resample(*problem())
