"""As a part of other people's machinery: pipelines, searches, ensembles, workers, routing."""

import pickle
import subprocess
import sys

import imblearn.over_sampling as peer
import numpy as np
import pytest
from imblearn.ensemble import BalancedBaggingClassifier
from imblearn.pipeline import make_pipeline
from joblib import Parallel, delayed
from numpy.testing import assert_array_equal
from sklearn import config_context
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score, cross_validate
from sklearn.preprocessing import StandardScaler

import oversample
from tests.instances import checked_samplers
from tests.parity.problems import make_problem

# Whether a variant finds something to work on is not the question here.
pytestmark = pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")

every_sampler = pytest.mark.parametrize(
    "sampler", checked_samplers().values(), ids=checked_samplers()
)


@pytest.fixture
def problem():
    return make_problem(0, n_rows=600)


def resample(sampler, X, y):
    return clone(sampler).fit_resample(X, y)


def test_grid_search_over_a_pipeline_scores_as_with_imbalanced_learn(problem):
    X, y = problem
    searches = []
    for package in (peer, oversample):
        pipeline = make_pipeline(
            StandardScaler(), package.SMOTE(random_state=0), LogisticRegression()
        )
        grid = {"smote__k_neighbors": [3, 5], "smote__sampling_strategy": [0.5, 1.0]}
        searches.append(GridSearchCV(pipeline, grid, scoring="f1").fit(X, y))
    assert searches[0].best_params_ == searches[1].best_params_
    assert searches[0].best_score_ == searches[1].best_score_


@every_sampler
def test_works_in_a_pipeline(sampler, problem):
    X, y = problem
    scores = cross_val_score(make_pipeline(sampler, LogisticRegression()), X, y, cv=3)
    assert (scores > 0.7).all()


@every_sampler
def test_works_in_balanced_bagging(sampler, problem):
    X, y = problem
    bagging = BalancedBaggingClassifier(
        LogisticRegression(), n_estimators=3, sampler=sampler, random_state=0
    )
    assert bagging.fit(X, y).score(X, y) > 0.7


@every_sampler
def test_pickle_keeps_results_and_parameters_but_no_training_data(sampler, problem):
    X, y = problem
    sampler = clone(sampler).fit(X, y)
    assert len(pickle.dumps(sampler)) < 8_000
    sampler.fit_resample(X, y)
    dumped = pickle.dumps(sampler)
    assert len(dumped) < 8_000
    # It is no longer with three times the rows, but for numbers that have more digits.
    few = slice(None, None, 3)
    sampler_of_fewer = clone(sampler)
    sampler_of_fewer.fit_resample(X[few], y[few])
    assert len(dumped) - len(pickle.dumps(sampler_of_fewer)) < 200
    restored = pickle.loads(dumped)
    assert restored.sampling_strategy_ == sampler.sampling_strategy_
    assert restored.n_synthetic_ == sampler.n_synthetic_
    assert not hasattr(restored, "plan_")
    assert_array_equal(resample(restored, X, y)[0], resample(sampler, X, y)[0])


def test_pickle_of_a_compiled_search_keeps_nothing_of_a_large_table():
    X, y = make_problem(0, n_rows=4000, n_features=50)
    sampler = oversample.SMOTE(random_state=0)
    sampler.fit_resample(X, y)
    assert len(pickle.dumps(sampler)) < 8_000


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_workers_give_the_rows_of_the_main_process(backend, problem):
    X, y = problem
    sampler = oversample.SMOTE(random_state=0)
    expected, _ = resample(sampler, X, y)
    jobs = [delayed(resample)(sampler, X, y)] * 2
    for got, _ in Parallel(n_jobs=2, backend=backend)(jobs):
        assert_array_equal(got, expected)


def test_clone_keeps_a_routing_request():
    with config_context(enable_metadata_routing=True):
        sampler = oversample.SMOTE().set_fit_resample_request(sample_weight=True)
        requested = clone(sampler).get_metadata_routing().fit_resample.requests
    assert requested == {"sample_weight": True, "groups": False}


def test_routing_passes_weights_to_the_sampler(problem):
    X, y = problem
    weights = np.random.default_rng(0).uniform(1, 2, len(y))
    with config_context(enable_metadata_routing=True):
        sampler = oversample.SMOTE(random_state=0).set_fit_resample_request(sample_weight=True)
        classifier = LogisticRegression().set_fit_request(sample_weight=False)
        pipeline = make_pipeline(sampler, classifier).fit(X, y, sample_weight=weights)
    carried = pipeline[0].sample_weight_
    assert_array_equal(carried[: len(y)], weights)
    assert len(carried) == len(y) + pipeline[0].n_synthetic_


def test_groups_for_splitting_do_not_disturb_the_sampler(problem):
    X, y = problem
    groups = np.arange(len(y)) % 7
    with config_context(enable_metadata_routing=True):
        steps = oversample.SMOTE(random_state=0), LogisticRegression()
        options = {"params": {"groups": groups}, "cv": GroupKFold(3), "return_estimator": True}
        for fitted in cross_validate(make_pipeline(*steps), X, y, **options)["estimator"]:
            assert not hasattr(fitted[0], "groups_")
        steps[0].set_fit_resample_request(groups=True)
        found = cross_validate(make_pipeline(*steps), X, y, return_indices=True, **options)
    for fitted, rows in zip(found["estimator"], found["indices"]["train"], strict=True):
        base = np.concatenate([np.arange(len(rows)), fitted[0].plan_.base])
        assert_array_equal(fitted[0].groups_, groups[rows][base])


def test_groups_without_a_default_are_refused_where_that_is_asked_for(problem):
    X, y = problem
    with config_context(enable_metadata_routing=True):
        sampler = oversample.SMOTE().set_fit_resample_request(groups=None)
        with pytest.raises(ValueError, match="groups"):
            make_pipeline(sampler, LogisticRegression()).fit(X, y, groups=y)


def test_routing_without_a_request_refuses_weights(problem):
    X, y = problem
    with config_context(enable_metadata_routing=True):
        pipeline = make_pipeline(oversample.SMOTE(), LogisticRegression())
        with pytest.raises(ValueError, match="sample_weight"):
            pipeline.fit(X, y, sample_weight=np.ones(len(y)))


@pytest.mark.parametrize("first", ["imblearn.over_sampling", "oversample.smote.smote"])
def test_defaults_of_requests_do_not_depend_on_what_is_imported_first(first):
    program = f"""
import {first}, sklearn
sklearn.set_config(enable_metadata_routing=True)
from oversample import SMOTE, SMOTEENN
for sampler in SMOTE(), SMOTEENN():
    assert sampler.set_fit_resample_request(sample_weight="w") is sampler
    requested = sampler.get_metadata_routing().fit_resample.requests
    assert requested == {{"sample_weight": "w", "groups": False}}, requested
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)


def test_requests_work_before_imbalanced_learn_is_imported():
    program = """
import sys, numpy as np, sklearn
sklearn.set_config(enable_metadata_routing=True)
from oversample import SMOTE
assert "imblearn" not in sys.modules
sampler = SMOTE(random_state=0).set_fit_resample_request(sample_weight="w")
requested = sampler.get_metadata_routing().fit_resample.requests
assert requested == {"sample_weight": "w", "groups": False}
from imblearn.pipeline import make_pipeline
from sklearn.linear_model import LogisticRegression
X = np.random.default_rng(0).normal(size=(60, 2)); y = np.arange(60) % 4 == 0
pipeline = make_pipeline(sampler, LogisticRegression()).fit(X, y, w=np.ones(60))
assert len(pipeline[0].sample_weight_) == 90
"""
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)
