"""Over-sampling, then cleaning: any table, any over-sampler, and where the rows come from."""

import pickle
from functools import partial

import imblearn.over_sampling as peer_over
import numpy as np
import pandas as pd
import pytest
from imblearn import under_sampling
from imblearn.ensemble import BalancedBaggingClassifier
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal
from scipy import sparse
from sklearn import config_context
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.utils import get_tags

import oversample
from oversample import (
    ADASYN,
    SMOTE,
    SMOTEENN,
    SMOTEN,
    SVMSMOTE,
    BorderlineSMOTE,
    GeometricSMOTE,
    KMeansSMOTE,
    Mixup,
    RandomOverSampler,
    SafeLevelSMOTE,
    SMOTETomek,
)
from oversample.exceptions import InvalidParameterError
from tests import naive
from tests.checks import check_as_imbalanced_learn_does, check_as_scikit_learn_does

both = pytest.mark.parametrize("combination", [SMOTEENN, SMOTETomek])

OURS = [
    SMOTE,
    BorderlineSMOTE,
    SVMSMOTE,
    ADASYN,
    SafeLevelSMOTE,
    GeometricSMOTE,
    partial(KMeansSMOTE, kmeans_estimator=1),
]


def problem(n_rows=150, seed=0):
    """Two classes of text labels that overlap."""
    rng = np.random.default_rng(seed)
    y = np.where(rng.random(n_rows) < 0.25, "rare", "usual")
    return rng.normal(size=(n_rows, 3)) + 2 * (y == "rare")[:, np.newaxis], y


def mixed_frame(X):
    """A table with a column of every kind."""
    n_rows = len(X)
    rng = np.random.default_rng(n_rows)
    frame = pd.DataFrame(
        {
            "float": X[:, 0],
            "narrow": X[:, 1].astype(np.float32),
            "whole": pd.array(rng.integers(0, 3, n_rows), dtype="Int64"),
            "level": pd.Categorical(rng.choice(list("xyz"), n_rows), list("zyxw"), ordered=True),
            "text": pd.array(rng.choice(["p", "q"], n_rows), dtype="string"),
            "object": rng.choice(["s", "t"], n_rows).astype(object),
            "flag": pd.array(rng.random(n_rows) < 0.3, dtype="boolean"),
            "zoned": pd.date_range("2024", periods=n_rows, freq="s", tz="Europe/Madrid"),
        }
    )
    frame.attrs["unit"] = "m"
    return frame


# -- any over-sampler, any cleaning method -----------------------------------------------------


@both
@pytest.mark.parametrize("over_sampler", OURS)
def test_mixed_frames_keep_dtypes_and_cells(combination, over_sampler):
    X, y = problem()
    X = mixed_frame(X)
    before = X.copy()
    smote = over_sampler(random_state=0, categorical_features="auto")
    sampler = combination(smote=smote)
    X_new, y_new = sampler.fit_resample(X, pd.Series(y, name="class"))
    X_over, y_over = clone(smote).fit_resample(X, y)
    assert_frame_equal(X_new, X_over.take(sampler.kept_indices_).reset_index(drop=True))
    assert_array_equal(y_new, y_over[sampler.kept_indices_])
    assert (X_new.dtypes == X.dtypes).all()
    assert X_new.attrs == X.attrs
    assert y_new.name == "class"
    assert len(X_new) < len(X_over)
    assert_frame_equal(X, before)


@pytest.mark.parametrize(
    "cleaner",
    [
        under_sampling.EditedNearestNeighbours(kind_sel="mode"),
        under_sampling.RepeatedEditedNearestNeighbours(),
        under_sampling.AllKNN(),
        under_sampling.NeighbourhoodCleaningRule(),
        under_sampling.TomekLinks(),
        under_sampling.CondensedNearestNeighbour(random_state=0),
        under_sampling.InstanceHardnessThreshold(random_state=0),
        under_sampling.RandomUnderSampler(random_state=0),
    ],
    ids=repr,
)
def test_any_method_that_selects_rows(cleaner):
    X, y = problem()
    X = mixed_frame(X).drop(columns="zoned")
    smote = SMOTE(random_state=0, categorical_features="auto")
    sampler = SMOTEENN(smote=smote, enn=cleaner)
    X_new, y_new = sampler.fit_resample(X, y)
    assert set(y_new) == set(y)
    assert_array_equal(sampler.enn_.sample_indices_, sampler.kept_indices_)
    originals = sampler.kept_indices_[~sampler.synthetic_mask_]
    expected = X.take(originals).reset_index(drop=True)
    assert_frame_equal(X_new[~sampler.synthetic_mask_].reset_index(drop=True), expected)


def by_the_rule_of_enn(nearest, y):
    kept = [i for i in range(len(y)) if all(y[j] == y[i] for j in nearest[i][:3])]
    return sorted(kept, key=lambda i: (y[i], i))


def by_the_rule_of_tomek(nearest, y):
    first = [row[0] for row in nearest]
    return [i for i in range(len(y)) if not (first[first[i]] == i and y[first[i]] != y[i])]


RULES = {SMOTEENN: by_the_rule_of_enn, SMOTETomek: by_the_rule_of_tomek}


@both
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n_levels", [0, 2, 4])
@pytest.mark.parametrize("scale", [None, "minmax"])
def test_rows_are_kept_by_the_rule(combination, seed, n_levels, scale):
    numbers, y = problem(60, seed)
    X = pd.DataFrame(numbers * [1.0, 10.0, 0.1]).add_prefix("x")
    rng = np.random.default_rng(seed)
    for j in range(n_levels):
        X[f"c{j}"] = rng.choice(["u", "v", "w"], len(X))
    smote = SMOTE(random_state=0, categorical_features="auto", scale=scale)
    sampler = combination(smote=smote)
    sampler.fit_resample(X, y)
    X_over, y_over = clone(smote).fit_resample(X, y)
    numbers = X_over.iloc[:, :3].to_numpy()
    if scale == "minmax":
        numbers = numbers / np.ptp(numbers, axis=0)
    codes = X_over.iloc[:, 3:].to_numpy()
    nearest = naive.k_nearest(numbers, 3, codes, naive.median_spread(numbers))
    assert sampler.kept_indices_.tolist() == RULES[combination](nearest, y_over)


@both
def test_missing_numbers_stand_at_the_mean_of_their_column(combination):
    X, y = problem()
    X[np.random.default_rng(1).random(X.shape) < 0.1] = np.nan
    smote = SMOTE(random_state=0, missing_values="propagate")
    sampler = combination(smote=smote)
    X_new, _ = sampler.fit_resample(X, y)
    assert np.isnan(X_new).any()
    X_over, y_over = clone(smote).fit_resample(X, y)
    filled = np.where(np.isnan(X_over), np.nanmean(X_over, axis=0), X_over)
    cleaner = clone(getattr(sampler, f"{combination._cleaning}_"))
    cleaner.fit_resample(filled, y_over)
    assert_array_equal(sampler.kept_indices_, cleaner.sample_indices_)
    assert_array_equal(X_new, X_over[sampler.kept_indices_])


@both
@pytest.mark.parametrize("over_sampler", [RandomOverSampler, peer_over.RandomOverSampler])
def test_copies_of_rows_that_nothing_can_be_computed_with(combination, over_sampler):
    X, y = problem()
    X = mixed_frame(X).astype({"text": "category"})
    X.loc[3:9, ["float", "whole", "object"]] = None
    sampler = combination(smote=over_sampler(random_state=0))
    X_new, _ = sampler.fit_resample(X, y)
    rows = np.concatenate([np.arange(len(X)), sampler.plan_.base])[sampler.kept_indices_]
    assert_frame_equal(X_new, X.take(rows).reset_index(drop=True))


@both
@pytest.mark.parametrize("package", [oversample, peer_over])
def test_numbers_that_are_categories(combination, package):
    X, y = problem()
    X[:, 1] = np.random.default_rng(0).integers(0, 4, len(X)) * 1000
    sampler = combination(smote=package.SMOTENC([1], random_state=0))
    sampler.fit_resample(X, y)
    X_over, y_over = clone(sampler.smote).fit_resample(X, y)
    numbers = X_over[:, [0, 2]]
    nearest = naive.k_nearest(numbers, 3, X_over[:, [1]], naive.median_spread(numbers))
    assert sampler.kept_indices_.tolist() == RULES[combination](nearest, y_over)


@both
def test_tables_of_categories_only(combination):
    X, y = problem()
    X = np.where(X > 1, "high", np.where(X > 0, "middle", "low")).astype(object)
    X_new, y_new = combination(smote=SMOTEN(random_state=0)).fit_resample(X, y)
    assert X_new.dtype == object
    assert len(X_new) == len(y_new)


@both
@pytest.mark.parametrize("container", [sparse.csr_matrix, sparse.csc_matrix, sparse.csr_array])
def test_sparse_and_dense_alike(combination, container):
    X, y = problem()
    X[np.abs(X) < 0.2] = 0.0
    dense = combination(random_state=0).fit_resample(X, y)
    sampler = combination(random_state=0)
    X_new, y_new = sampler.fit_resample(container(X), y)
    assert isinstance(X_new, container)
    assert_allclose(X_new.toarray(), dense[0])
    assert_array_equal(y_new, dense[1])


@both
def test_lists(combination):
    X, y = problem()
    expected = combination(random_state=0).fit_resample(X, y)
    X_new, y_new = combination(random_state=0).fit_resample(X.tolist(), y.tolist())
    assert X_new == expected[0].tolist()
    assert y_new == expected[1].tolist()


@both
def test_one_hot_and_frame_targets(combination):
    X, y = problem()
    expected = combination(random_state=0).fit_resample(X, y)[1]
    one_hot = np.stack([y == "rare", y == "usual"], axis=1).astype(int)
    new = combination(random_state=0).fit_resample(X, one_hot)[1]
    assert_array_equal(np.array(["rare", "usual"])[new.argmax(axis=1)], expected)
    new = combination(random_state=0).fit_resample(X, pd.DataFrame({"t": y}))[1]
    assert_array_equal(new["t"], expected)


# -- provenance --------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("over_sampler", OURS)
def test_kept_synthetic_rows_follow_from_the_plan(combination, over_sampler):
    X, y = problem()
    sampler = combination(smote=over_sampler(random_state=0))
    X_new, y_new = sampler.fit_resample(X, y)
    mask, plan = sampler.synthetic_mask_, sampler.plan_
    assert sampler.n_synthetic_ == mask.sum() > 0
    assert len(sampler.kept_indices_) == len(mask) == len(X_new)
    assert_array_equal(X_new[~mask], X[sampler.kept_indices_[~mask]])
    entries = sampler.kept_indices_[mask] - len(X)
    assert_array_equal(X_new[mask], plan.make_rows(X)[entries])
    assert_array_equal(y_new, sampler.replay(y))
    if plan.noise is None:
        assert_allclose(sampler.replay(X), X_new)
    assert len(plan) == sum(sampler.sampling_strategy_.values())


@both
def test_companions_are_replayed(combination):
    X, y = problem()
    sampler = combination(random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    groups = sampler.replay(np.arange(len(X)))
    rows = np.concatenate([np.arange(len(X)), sampler.plan_.base])
    assert_array_equal(groups, rows[sampler.kept_indices_])
    images = np.random.default_rng(0).integers(0, 256, (len(X), 4, 2)).astype(np.uint8)
    replayed = sampler.replay(images)
    assert replayed.shape == (len(X_new), 4, 2)
    assert_array_equal(replayed[~sampler.synthetic_mask_][0], images[sampler.kept_indices_[0]])
    with pytest.raises(ValueError, match="rows"):
        sampler.replay(images[:-1])
    with pytest.raises(ValueError, match="how must be"):
        sampler.replay(images, how="both")


@both
@pytest.mark.parametrize("smote", [None, SVMSMOTE(), RandomOverSampler()], ids=repr)
def test_weights_are_carried_and_do_not_matter(combination, smote):
    X, y = problem()
    weights = np.random.default_rng(0).random(len(y))
    smote = smote and clone(smote).set_params(random_state=0)
    sampler = combination(smote=smote, random_state=0)
    X_new, _ = sampler.fit_resample(X, y, sample_weight=weights)
    assert_array_equal(X_new, combination(smote=smote, random_state=0).fit_resample(X, y)[0])
    plan = sampler.plan_
    new = np.ravel(naive.interpolate(weights[:, np.newaxis], plan.base, plan.partner, plan.step))
    expected = np.concatenate([weights, new])[sampler.kept_indices_]
    assert_allclose(sampler.sample_weight_, expected, rtol=1e-12)
    sampler.fit_resample(X, y)
    assert not hasattr(sampler, "sample_weight_")


@both
@pytest.mark.parametrize("wrong", [np.ones(149), np.full(150, np.nan), np.ones((150, 2))])
def test_weights_are_checked(combination, wrong):
    with pytest.raises(ValueError, match=r"weight|inconsistent|1d"):
        combination().fit_resample(*problem(), sample_weight=wrong)


@both
def test_an_over_sampler_without_provenance_carries_nothing(combination):
    X, y = problem()
    sampler = combination(smote=peer_over.SMOTE(random_state=0))
    X_new, _ = sampler.fit_resample(X, y)
    assert sampler.plan_ is None
    old = ~sampler.synthetic_mask_
    assert_array_equal(X_new[old], X[sampler.kept_indices_[old]])
    with pytest.raises(ValueError, match=r"imblearn.*SMOTE does not tell"):
        sampler.replay(y)
    with pytest.raises(ValueError, match="does not tell"):
        sampler.fit_resample(X, y, sample_weight=np.ones(len(y)))


@both
def test_copied_rows_of_the_peer_are_known(combination):
    X, y = problem()
    sampler = combination(smote=peer_over.RandomOverSampler(random_state=0))
    X_new, _ = sampler.fit_resample(X, y, sample_weight=X[:, 0])
    assert_array_equal(sampler.replay(X), X_new)
    assert_array_equal(sampler.sample_weight_, X_new[:, 0])
    with pytest.raises(ValueError, match="150 rows"):
        sampler.replay(np.zeros(151))


@both
def test_strategy_is_the_over_samplers(combination):
    X, y = problem()
    smote = SMOTE(sampling_strategy=0.5, random_state=0)
    sampler = combination(smote=smote).fit(X, y)
    expected = dict(clone(smote).fit(X, y).sampling_strategy_)
    assert dict(sampler.sampling_strategy_) == expected
    sampler.fit_resample(X, y)
    assert dict(sampler.sampling_strategy_) == expected
    assert dict(combination(sampling_strategy=0.5).fit(X, y).sampling_strategy_) == expected


@both
def test_a_class_is_never_emptied_in_silence(combination):
    X = np.arange(40.0)[:, np.newaxis]
    y = np.where(np.arange(40) % 4 == 3, "r", "u").astype(object)
    X[y == "r"] = X[np.flatnonzero(y == "r") - 1] + 0.1
    copies = RandomOverSampler(sampling_strategy={"r": 10})
    sampler = combination(smote=copies)
    with pytest.warns(UserWarning, match=f"{combination.__name__}.*all rows of class 'r'"):
        _, y_new = sampler.fit_resample(X, y)
    assert "r" not in y_new


# -- other people's machinery ------------------------------------------------------------------


# A combination with its own over-sampler, and one with another that looks for categories.
@pytest.mark.parametrize(
    "sampler",
    [
        SMOTEENN(random_state=0),
        SMOTETomek(smote=BorderlineSMOTE(random_state=0, categorical_features="auto")),
    ],
    ids=repr,
)
@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
def test_checks_of_scikit_learn(sampler):
    check_as_scikit_learn_does(sampler)


@pytest.mark.parametrize(
    "sampler",
    [SMOTEENN(random_state=0), SMOTETomek(smote=RandomOverSampler(random_state=0))],
    ids=repr,
)
def test_checks_of_imbalanced_learn(sampler):
    check_as_imbalanced_learn_does(sampler)


@both
def test_pickle_holds_neither_training_data_nor_rows(combination):
    X, y = problem(4000)
    sampler = combination(random_state=0)
    sampler.fit_resample(X, y, sample_weight=np.ones(len(y)))
    dumped = pickle.dumps(sampler)
    assert len(dumped) < 8_000
    restored = pickle.loads(dumped)
    assert restored.sampling_strategy_ == sampler.sampling_strategy_
    assert restored.n_synthetic_ == sampler.n_synthetic_
    for name in ("plan_", "kept_indices_", "synthetic_mask_", "sample_weight_"):
        assert not hasattr(restored, name)
    with pytest.raises(NotFittedError, match="fit_resample first"):
        restored.replay(y)
    assert_array_equal(restored.fit_resample(X, y)[0], sampler.fit_resample(X, y)[0])


@both
def test_clone_and_nested_parameters(combination):
    X, y = problem()
    smote = SMOTE(random_state=0)
    sampler = combination(smote=smote).set_params(smote__k_neighbors=3)
    copy = clone(sampler)
    assert copy.smote is not smote
    assert copy.get_params()["smote__k_neighbors"] == 3
    assert_array_equal(copy.fit_resample(X, y)[0], sampler.fit_resample(X, y)[0])
    assert not hasattr(smote, "plan_")


@both
def test_grid_search_and_bagging(combination):
    X, y = problem(300)
    sampler = combination(smote=SMOTE(random_state=0))
    pipeline = make_pipeline(sampler, LogisticRegression())
    grid = {f"{combination.__name__.lower()}__smote__k_neighbors": [3, 5]}
    assert GridSearchCV(pipeline, grid, cv=3).fit(X, y).best_score_ > 0.8
    bagging = BalancedBaggingClassifier(
        LogisticRegression(), n_estimators=3, sampler=combination(), random_state=0
    )
    assert bagging.fit(X, y).score(X, y) > 0.8


@both
def test_routing_passes_weights(combination):
    X, y = problem()
    with config_context(enable_metadata_routing=True):
        sampler = combination(random_state=0).set_fit_resample_request(sample_weight=True)
        classifier = LogisticRegression().set_fit_request(sample_weight=False)
        pipeline = make_pipeline(sampler, classifier).fit(X, y, sample_weight=np.ones(len(y)))
        assert_array_equal(pipeline[0].sample_weight_, np.ones(len(pipeline[0].kept_indices_)))
        with pytest.raises(ValueError, match="sample_weight"):
            make_pipeline(combination(), classifier).fit(X, y, sample_weight=np.ones(len(y)))


def test_tags_are_those_of_the_over_sampler():
    assert not get_tags(SMOTEENN()).input_tags.allow_nan
    assert get_tags(SMOTEENN(smote=RandomOverSampler())).input_tags.allow_nan
    assert get_tags(SMOTEENN(smote=peer_over.RandomOverSampler())).input_tags.allow_nan
    assert get_tags(SMOTETomek(smote=SMOTE(categorical_features="auto"))).input_tags.categorical
    assert not get_tags(SMOTETomek(smote=GeometricSMOTE())).input_tags.sparse
    assert get_tags(SMOTEENN()).estimator_type == "sampler"


@both
@pytest.mark.parametrize("n_jobs", [2, -1])
def test_threads_do_not_matter(combination, n_jobs):
    X, y = problem()
    expected = combination(random_state=0).fit_resample(X, y)[0]
    sampler = combination(random_state=0, n_jobs=n_jobs)
    assert_array_equal(sampler.fit_resample(X, y)[0], expected)
    assert sampler.smote_.n_jobs == n_jobs
    assert getattr(sampler, f"{combination._cleaning}_").n_jobs == n_jobs


@both
def test_generators_as_seeds(combination):
    X, y = problem()
    new = [
        combination(random_state=np.random.SeedSequence(1)).fit_resample(X, y)[0] for _ in range(2)
    ]
    assert_array_equal(*new)


# -- what is refused ---------------------------------------------------------------------------


@both
@pytest.mark.parametrize("parameter", ["smote", "n_jobs", "random_state", "sampling_strategy"])
@pytest.mark.parametrize("wrong", ["yes", SMOTE, object(), 0.5j])
def test_wrong_parameters(combination, parameter, wrong):
    sampler = combination(**{parameter: wrong})
    for method in (sampler.fit, sampler.fit_resample):
        with pytest.raises(InvalidParameterError, match=f"{parameter!r} parameter of SMOTE.* Got"):
            method(*problem())


@both
@pytest.mark.parametrize("wrong", ["yes", under_sampling.TomekLinks, LogisticRegression()])
def test_wrong_cleaners(combination, wrong):
    sampler = combination(**{combination._cleaning: wrong})
    with pytest.raises(InvalidParameterError, match="fit_resample"):
        sampler.fit(*problem())


@both
def test_a_cleaner_that_makes_rows_is_refused(combination):
    cleaner = under_sampling.ClusterCentroids(random_state=0)
    sampler = combination(**{combination._cleaning: cleaner})
    with pytest.raises(ValueError, match=f"{combination._cleaning!r}.*sample_indices_"):
        sampler.fit_resample(*problem())


@both
@pytest.mark.parametrize("smote", [under_sampling.RandomUnderSampler(), SMOTEENN()], ids=repr)
def test_an_over_sampler_that_drops_rows_is_refused(combination, smote):
    with pytest.raises(ValueError, match="must append rows"):
        combination(smote=smote).fit_resample(*problem())


@both
def test_a_table_that_the_over_sampler_refuses_is_refused_by_name(combination):
    X, y = problem()
    X = mixed_frame(X)
    with pytest.raises(ValueError, match=r"'level'.*categorical_features='auto'"):
        combination().fit(X, y)
    with pytest.raises(ValueError, match="'level'"):
        combination().fit_resample(X, y)


@both
def test_wrong_tables(combination):
    X, y = problem()
    with pytest.raises(ValueError, match="Expected 2D array"):
        combination().fit_resample(X[:, 0], y)
    with pytest.raises(ValueError, match="inconsistent"):
        combination().fit_resample(X, y[1:])
    with pytest.raises(ValueError, match="more than 1 class"):
        combination().fit(X, np.zeros(len(X)))


def test_the_counts_of_the_result_are_told():
    X = np.random.default_rng(0).normal(size=(200, 2))
    sampler = SMOTEENN(random_state=0)
    _, y_new = sampler.fit_resample(X, np.where(np.arange(200) < 40, "rare", "usual"))
    counts = dict(zip(*np.unique(y_new, return_counts=True), strict=True))
    assert sampler.class_counts_ == counts


@both
def test_rows_of_two_labels_are_not_cleaned(combination):
    X, y = problem()
    with pytest.raises(ValueError, match="labels='hard'"):
        combination(smote=Mixup(labels="split")).fit_resample(X, y)
