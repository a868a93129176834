"""Soft labels through weights: the objective, the machinery around it, and what is refused."""

import pickle

import imblearn.over_sampling as peer
import imblearn.pipeline
import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn import config_context
from sklearn.base import clone, is_classifier
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import BaggingClassifier, HistGradientBoostingClassifier, VotingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score, cross_validate
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import get_tags
from sklearn.utils.validation import has_fit_parameter

from oversample import (
    SMOTE,
    BalancedMixup,
    CutMix,
    Mixup,
    MoEx,
    RandomOverSampler,
    Remix,
    SamplePairing,
    SelectiveOverSampler,
    SoftLabelClassifier,
)
from oversample.exceptions import InvalidParameterError
from tests.checks import check_as_scikit_learn_does


def problem(n_classes=2, n_rows=240, seed=0):
    """Unequal classes that overlap."""
    rng = np.random.default_rng(seed)
    share = np.array([0.7, 0.2, 0.1])[:n_classes]
    y = rng.choice(n_classes, n_rows, p=share / share.sum())
    return rng.normal(size=(n_rows, 3)) + y[:, np.newaxis] * [1.5, -1.0, 0.5], y


# -- the objective -----------------------------------------------------------------------------


def soft_cross_entropy(parameters, X, soft, weights, C):
    """What multinomial logistic regression minimises, with a distribution as each row's label."""
    n_classes = soft.shape[1]
    W = parameters.reshape(n_classes, X.shape[1] + 1)
    scores = X @ W[:, :-1].T + W[:, -1]
    loss = -(soft * (scores - logsumexp(scores, axis=1, keepdims=True))).sum(axis=1)
    return C * (weights * loss).sum() + (W[:, :-1] ** 2).sum() / 2


def binary_cross_entropy(parameters, X, soft, weights, C):
    scores = X @ parameters[:-1] + parameters[-1]
    # log(1 + exp(-s)) and log(1 + exp(s)) are -log of the probabilities of the two classes.
    loss = soft[:, 1] * np.logaddexp(0, -scores) + soft[:, 0] * np.logaddexp(0, scores)
    return C * (weights * loss).sum() + (parameters[:-1] ** 2).sum() / 2


def minimiser(objective, n_parameters, *args):
    found = minimize(objective, np.zeros(n_parameters), args, method="BFGS", options={"gtol": 1e-7})
    # From there, once more: BFGS stops where finite differences resolve no slope.
    return minimize(
        objective,
        found.x,
        args,
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 200_000, "maxfev": 200_000},
    ).x


SAMPLERS = [
    Mixup(0.5, random_state=0),
    Mixup(random_state=0, pairs="balanced"),
    Remix(random_state=0),
    BalancedMixup(1.0, random_state=0),
    CutMix(random_state=0),
    MoEx(random_state=0),
]


def soft_labelled(sampler, X, y):
    """Mixed rows as they are, each with its distribution over the classes."""
    sampler = clone(sampler).set_params(labels="soft")
    X_new, _ = sampler.fit_resample(X, y)
    return X_new, sampler.soft_labels_


@pytest.mark.parametrize("sampler", SAMPLERS, ids=repr)
@pytest.mark.parametrize("weighted", [False, True])
def test_coefficients_are_the_minimiser_of_the_soft_objective_binary(sampler, weighted):
    X, y = problem()
    weights = np.random.default_rng(1).uniform(0.5, 2, len(y)) if weighted else np.ones(len(y))
    metadata = {"sample_weight": weights} if weighted else {}
    classifier = SoftLabelClassifier(LogisticRegression(C=0.3, tol=1e-10, max_iter=1000), sampler)
    classifier.fit(X, y, **metadata)
    X_new, soft = soft_labelled(sampler, X, y)
    carried = clone(sampler).set_params(labels="soft")
    carried.fit_resample(X, y)
    carried = carried.plan_.replay(weights)
    expected = minimiser(binary_cross_entropy, 4, X_new, soft, carried, 0.3)
    found = classifier.estimator_
    assert_allclose(np.append(found.coef_[0], found.intercept_), expected, atol=1e-4)


@pytest.mark.parametrize("sampler", SAMPLERS[:3], ids=repr)
def test_coefficients_are_the_minimiser_of_the_soft_objective_of_three_classes(sampler):
    X, y = problem(3)
    classifier = SoftLabelClassifier(LogisticRegression(C=0.3, tol=1e-10, max_iter=1000), sampler)
    found = classifier.fit(X, y).estimator_
    X_new, soft = soft_labelled(sampler, X, y)
    ones = np.ones(len(X_new))
    expected = minimize(
        soft_cross_entropy, np.zeros(12), (X_new, soft, ones, 0.3), options={"gtol": 1e-7}
    ).x.reshape(3, 4)
    assert_allclose(found.coef_, expected[:, :3], atol=1e-4)
    # A number added to all intercepts changes nothing.
    centred = expected[:, 3] - expected[:, 3].mean()
    assert_allclose(found.intercept_ - found.intercept_.mean(), centred, atol=1e-4)


@pytest.mark.parametrize("sampler", SAMPLERS, ids=repr)
@pytest.mark.parametrize("n_classes", [2, 3])
def test_the_weighted_objective_is_the_soft_one_everywhere(sampler, n_classes):
    X, y = problem(n_classes)
    split = clone(sampler).set_params(labels="split")
    X_split, y_split = split.fit_resample(X, y)
    X_soft, soft = soft_labelled(sampler, X, y)
    rng = np.random.default_rng(0)
    for _ in range(10):
        parameters = rng.normal(size=n_classes * 4)
        assert_allclose(
            soft_cross_entropy(
                parameters, X_split, np.eye(n_classes)[y_split], split.sample_weight_, 1.0
            ),
            soft_cross_entropy(parameters, X_soft, soft, np.ones(len(X_soft)), 1.0),
            rtol=1e-12,
        )
    # The same number of rows, counted by weight, and the same mass of every class.
    assert_allclose(split.sample_weight_.sum(), len(X_soft))
    mass = np.bincount(y_split, split.sample_weight_, minlength=n_classes)
    assert_allclose(mass, soft.sum(axis=0))


def test_a_learner_that_sees_weights_only_gets_the_soft_counts():
    X, y = problem(3)
    sampler = Mixup(random_state=0)
    found = SoftLabelClassifier(GaussianNB(), sampler).fit(X, y).estimator_
    X_new, soft = soft_labelled(sampler, X, y)
    assert_allclose(found.class_prior_, soft.mean(axis=0))
    assert_allclose(found.theta_, soft.T @ X_new / soft.sum(axis=0)[:, np.newaxis])


# -- any sampler -------------------------------------------------------------------------------


@pytest.mark.parametrize("sampler", [SMOTE(random_state=0), peer.SMOTE(random_state=0)], ids=repr)
def test_of_any_other_sampler_all_rows_weigh_one(sampler):
    X, y = problem()
    found = SoftLabelClassifier(LogisticRegression(), sampler).fit(X, y)
    expected = LogisticRegression().fit(*clone(sampler).fit_resample(X, y))
    assert_array_equal(found.estimator_.coef_, expected.coef_)


def test_weights_are_carried_to_the_estimator():
    X, y = problem()
    weights = np.random.default_rng(0).random(len(y))
    sampler = SMOTE(random_state=0)
    found = SoftLabelClassifier(LogisticRegression(), sampler).fit(X, y, sample_weight=weights)
    X_new, y_new = sampler.fit_resample(X, y, sample_weight=weights)
    expected = LogisticRegression().fit(X_new, y_new, sample_weight=sampler.sample_weight_)
    assert_array_equal(found.estimator_.coef_, expected.coef_)


def test_weights_reach_the_classifier_in_a_pipeline():
    """A pipeline with the sampler as a step of its own has too few weights for the rows behind."""
    X, y = problem()
    weights = np.random.default_rng(0).random(len(y))
    scaled = StandardScaler().fit_transform(X)
    sampler = SMOTE(random_state=0)
    model = make_pipeline(StandardScaler(), SoftLabelClassifier(LogisticRegression(), sampler))
    model.fit(X, y, softlabelclassifier__sample_weight=weights)
    X_new, y_new = sampler.fit_resample(scaled, y, sample_weight=weights)
    expected = LogisticRegression().fit(X_new, y_new, sample_weight=sampler.sample_weight_)
    assert_array_equal(model[-1].estimator_.coef_, expected.coef_)
    steps = imblearn.pipeline.make_pipeline(StandardScaler(), sampler, LogisticRegression())
    with pytest.raises(ValueError, match=r"sample_weight.shape == \(240,\)"):
        steps.fit(X, y, logisticregression__sample_weight=weights)


def test_the_default_sampler_is_mixup():
    X, y = problem()
    classifier = SoftLabelClassifier(LogisticRegression()).fit(X, y)
    assert isinstance(classifier.sampler_, Mixup)
    assert classifier.sampler_.labels == "split"


def test_parameters_are_left_alone():
    X, y = problem()
    sampler, estimator = SamplePairing(random_state=0), LogisticRegression()
    classifier = SoftLabelClassifier(estimator, sampler).fit(X, y)
    assert sampler.labels == "hard"
    assert not hasattr(sampler, "plan_")
    assert not hasattr(estimator, "coef_")
    assert classifier.sampler is sampler


# -- tables ------------------------------------------------------------------------------------


def test_frames_text_labels_and_names():
    X, y = problem()
    frame = pd.DataFrame(X, columns=["a", "b", "c"])
    labels = pd.Series(np.where(y == 1, "rare", "usual"), index=range(5, 5 + len(y)))
    classifier = SoftLabelClassifier(LogisticRegression(), Mixup(random_state=0))
    classifier.fit(frame, labels)
    assert classifier.classes_.tolist() == ["rare", "usual"]
    assert classifier.n_features_in_ == 3
    assert classifier.feature_names_in_.tolist() == ["a", "b", "c"]
    assert set(classifier.predict(frame)) == {"rare", "usual"}
    with pytest.raises(ValueError, match="feature names"):
        classifier.predict(frame[["b", "a", "c"]])


def test_sparse_tables_give_what_dense_ones_give():
    X, y = problem()
    X[np.abs(X) < 0.5] = 0.0
    classifier = SoftLabelClassifier(LogisticRegression(tol=1e-10), Mixup(random_state=0))
    dense = clone(classifier).fit(X, y).predict_proba(X)
    assert_allclose(classifier.fit(sparse.csr_array(X), y).predict_proba(X), dense, atol=1e-6)


def test_missing_numbers_pass_where_both_take_them():
    X, y = problem()
    X[::7, 1] = np.nan
    sampler = Mixup(random_state=0, missing_values="propagate")
    classifier = SoftLabelClassifier(HistGradientBoostingClassifier(max_iter=5), sampler)
    assert get_tags(classifier).input_tags.allow_nan
    assert classifier.fit(X, y).score(X, y) > 0.7


# -- other people's machinery ------------------------------------------------------------------


# Probabilities, a pipeline and whole labels; and distances, a classifier alone and mixed labels.
@pytest.mark.parametrize(
    "classifier",
    [
        SoftLabelClassifier(
            make_pipeline(StandardScaler(), LogisticRegression()), RandomOverSampler(random_state=0)
        ),
        SoftLabelClassifier(LinearSVC(random_state=0), CutMix(random_state=0)),
    ],
    ids=["copies", "CutMix"],
)
def test_checks_of_scikit_learn(classifier):
    check_as_scikit_learn_does(classifier)


def test_cross_validation_and_search_over_nested_parameters():
    X, y = problem(3)
    classifier = SoftLabelClassifier(LogisticRegression(), Mixup(random_state=0))
    assert is_classifier(classifier)
    assert (cross_val_score(classifier, X, y, cv=3) > 0.6).all()
    weights = np.random.default_rng(0).random(len(y))
    scores = cross_validate(classifier, X, y, cv=3, params={"sample_weight": weights})
    assert (scores["test_score"] > 0.6).all()
    grid = {
        "sampler__alpha": [0.1, 1.0],
        "estimator__C": [0.1, 1.0],
        "sampler": [Mixup(random_state=0), Remix(random_state=0)],
    }
    search = GridSearchCV(classifier, grid, scoring="roc_auc_ovr", cv=3).fit(X, y)
    assert len(search.cv_results_["params"]) == 8
    assert search.best_score_ > 0.8


@pytest.mark.parametrize("make", [make_pipeline, imblearn.pipeline.make_pipeline])
def test_last_step_of_a_pipeline(make):
    X, y = problem()
    classifier = SoftLabelClassifier(LogisticRegression(), Mixup(random_state=0))
    pipeline = make(StandardScaler(), classifier).fit(X, y)
    expected = clone(classifier).fit(StandardScaler().fit_transform(X), y)
    assert_array_equal(pipeline[-1].estimator_.coef_, expected.estimator_.coef_)
    assert hasattr(pipeline, "predict_proba")


def test_pipelines_inside_give_the_weights_to_their_last_step():
    X, y = problem()
    inner = Pipeline([("scale", StandardScaler()), ("clf", LogisticRegression())])
    outer = Pipeline([("nothing", "passthrough"), ("inner", inner)])
    found = SoftLabelClassifier(outer, Mixup(random_state=0)).fit(X, y)
    sampler = Mixup(random_state=0, labels="split")
    X_new, y_new = sampler.fit_resample(X, y)
    expected = inner.fit(X_new, y_new, clf__sample_weight=sampler.sample_weight_)
    assert_array_equal(found.predict_proba(X), expected.predict_proba(X))


def test_inside_bagging():
    X, y = problem()
    bagging = BaggingClassifier(SoftLabelClassifier(LogisticRegression()), 3, random_state=0)
    assert bagging.fit(X, y).score(X, y) > 0.7


def test_metadata_routing():
    X, y = problem()
    weights = np.random.default_rng(0).random(len(y))
    classifier = SoftLabelClassifier(LogisticRegression(), Mixup(random_state=0))
    expected = clone(classifier).fit(X, y, sample_weight=weights)
    with config_context(enable_metadata_routing=True):
        asking = clone(classifier).set_fit_request(sample_weight=True)
        pipeline = make_pipeline(StandardScaler(with_mean=False, with_std=False), asking)
        pipeline[0].set_fit_request(sample_weight=False)
        pipeline.fit(X, y, sample_weight=weights)
        assert_array_equal(pipeline[-1].estimator_.coef_, expected.estimator_.coef_)
        with pytest.raises(ValueError, match="sample_weight"):
            make_pipeline(classifier).fit(X, y, sample_weight=weights)
        inner = make_pipeline(
            StandardScaler(with_mean=False, with_std=False).set_fit_request(sample_weight=False),
            LogisticRegression().set_fit_request(sample_weight=True),
        )
        inside = SoftLabelClassifier(inner, Mixup(random_state=0)).fit(X, y, sample_weight=weights)
        assert_array_equal(inside.predict_proba(X), expected.predict_proba(X))


def test_methods_are_those_of_the_estimator():
    X, y = problem()
    classifier = SoftLabelClassifier(LinearSVC(), Mixup(random_state=0))
    assert hasattr(classifier, "decision_function")
    for method in ("predict_proba", "predict_log_proba"):
        assert not hasattr(classifier, method)
    with pytest.raises(NotFittedError):
        classifier.predict(X)
    classifier.fit(X, y)
    assert_array_equal(classifier.decision_function(X), classifier.estimator_.decision_function(X))
    assert classifier.score(X, y) == classifier.estimator_.score(X, y)
    proba = SoftLabelClassifier(LogisticRegression()).fit(X, y)
    assert_allclose(np.exp(proba.predict_log_proba(X)), proba.predict_proba(X))


def test_tags_are_those_of_both():
    def input_tags(estimator, sampler):
        return get_tags(SoftLabelClassifier(estimator, sampler)).input_tags

    assert input_tags(LogisticRegression(), Mixup()).sparse
    assert not input_tags(LogisticRegression(), MoEx()).sparse
    assert not input_tags(GaussianNB(), Mixup()).sparse
    assert not input_tags(HistGradientBoostingClassifier(), Mixup()).allow_nan
    tags = get_tags(SoftLabelClassifier(DecisionTreeClassifier(), Mixup()))
    assert tags.estimator_type == "classifier"
    assert tags.classifier_tags.multi_class
    assert not tags.classifier_tags.multi_label


def test_pickle_holds_no_resampled_rows():
    X, y = problem(n_rows=4000)
    classifier = SoftLabelClassifier(LogisticRegression(), Mixup(random_state=0)).fit(X, y)
    dumped = pickle.dumps(classifier)
    assert len(dumped) < 8_000
    assert_array_equal(pickle.loads(dumped).predict_proba(X), classifier.predict_proba(X))


# -- what is refused ---------------------------------------------------------------------------


class Unreachable(Mixup):
    """A sampler that must not be asked."""

    def fit_resample(self, X, y, *, sample_weight=None):
        raise AssertionError("work was done")


@pytest.mark.parametrize(
    "estimator",
    [
        KNeighborsClassifier(),
        make_pipeline(StandardScaler(), KNeighborsClassifier()),
        make_pipeline(make_pipeline(KNeighborsClassifier())),
    ],
)
def test_a_classifier_without_weights_is_refused_by_name_before_any_work(estimator):
    with pytest.raises(
        InvalidParameterError, match=r"KNeighborsClassifier takes no sample_weight.*LogisticRegr"
    ):
        SoftLabelClassifier(estimator, Unreachable()).fit(*problem())


@pytest.mark.parametrize(
    "estimator",
    [
        GridSearchCV(LogisticRegression(), {"C": [1]}),
        pytest.param(
            VotingClassifier([("a", LogisticRegression())]),
            marks=pytest.mark.skipif(
                has_fit_parameter(VotingClassifier, "sample_weight"),
                reason="until scikit-learn 1.6 it hands weights on by itself",
            ),
        ),
    ],
)
def test_what_holds_classifiers_goes_around(estimator):
    name = type(estimator).__name__
    said = f"the other way round, SoftLabelClassifier around each classifier inside {name}"
    with pytest.raises(InvalidParameterError, match=said):
        SoftLabelClassifier(estimator, Unreachable()).fit(*problem())


@pytest.mark.parametrize("estimator", [LinearRegression(), KMeans()], ids=repr)
def test_what_is_no_classifier(estimator):
    with pytest.raises(InvalidParameterError, match="must be a classifier"):
        SoftLabelClassifier(estimator, Unreachable()).fit(*problem())


def test_a_sampler_inside_the_pipeline():
    inner = imblearn.pipeline.make_pipeline(SMOTE(), LogisticRegression())
    with pytest.raises(InvalidParameterError, match=r"step 'smote'.*SMOTE, as 'sampler'"):
        SoftLabelClassifier(inner, Unreachable()).fit(*problem())


@pytest.mark.parametrize("parameter", ["estimator", "sampler"])
@pytest.mark.parametrize("wrong", ["yes", StandardScaler(), LogisticRegression])
def test_wrong_parameters(parameter, wrong):
    parameters = {"estimator": LogisticRegression(), "sampler": Unreachable(), parameter: wrong}
    with pytest.raises(InvalidParameterError, match=f"{parameter!r} parameter of SoftLabelClassif"):
        SoftLabelClassifier(**parameters).fit(*problem())


@pytest.mark.parametrize("wrap", [lambda sampler: sampler, SelectiveOverSampler])
def test_rows_in_another_space(wrap):
    sampler = wrap(Unreachable(encoder=PCA(2), output="features"))
    with pytest.raises(InvalidParameterError, match=r"output='features'.*pipeline before"):
        SoftLabelClassifier(LogisticRegression(), sampler).fit(*problem())


def test_metadata_that_cannot_be_carried():
    X, y = problem()
    classifier = SoftLabelClassifier(LogisticRegression(), Unreachable())
    with pytest.raises(TypeError, match="groups"):
        classifier.fit(X, y, groups=y)
    classifier.set_params(sampler=peer.SMOTE())
    with pytest.raises(TypeError, match=r"sample_weight cannot be carried over.*SMOTE"):
        classifier.fit(X, y, sample_weight=np.ones(len(y)))


def test_targets_that_are_no_labels():
    X, y = problem()
    classifier = SoftLabelClassifier(LogisticRegression(), Unreachable())
    with pytest.raises(ValueError, match="Unknown label type"):
        classifier.fit(X, X[:, 0])
    with pytest.raises(ValueError, match="1d array"):
        classifier.fit(X, np.eye(2)[y])


def test_amounts_among_labels_are_suspected_once():
    amounts = np.minimum(np.arange(60), 45)
    with pytest.warns(UserWarning, match="regression problem") as caught:
        SoftLabelClassifier(GaussianNB(), RandomOverSampler()).fit(np.eye(60), amounts)
    assert len(caught) == 1
    assert caught[0].filename == __file__
