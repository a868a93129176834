"""KMeans-SMOTE: which clusters, and how many rows in each."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.spatial.distance import pdist
from sklearn.cluster import KMeans

from oversample import SMOTE, KMeansSMOTE
from oversample.exceptions import FallbackWarning
from oversample.smote import _mean_distance
from tests import naive

CLUSTERER = KMeans(n_clusters=5, n_init=1, random_state=0)


def problem(seed=0):
    rng = np.random.default_rng(seed)
    centers = rng.normal(size=(5, 2)) * 6
    where = rng.integers(0, 5, 120)
    y = (rng.random(120) < np.array([0.05, 0.1, 0.2, 0.6, 0.7])[where]).astype(int)
    return centers[where] + rng.normal(size=(120, 2)), y


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("exponent", ["auto", 0, 2.5])
@pytest.mark.parametrize("threshold", ["auto", 0.0, 0.3])
def test_clusters_and_their_parts_are_the_naive_rule(seed, exponent, threshold):
    X, y = problem(seed)
    sampler = KMeansSMOTE(
        random_state=0,
        kmeans_estimator=CLUSTERER,
        cluster_balance_threshold=threshold,
        density_exponent=exponent,
    )
    sampler.fit_resample(X, y)
    cluster_of = CLUSTERER.fit_predict(X).tolist()
    # One class is filled: it is all of what is to be made, and "auto" half of that.
    share = 0.5 if threshold == "auto" else threshold
    clusters = naive.usable_clusters(cluster_of, y.tolist(), 1, 2, share)
    assert clusters
    weights = []
    for rows in clusters:
        power = 0.16 * (np.log(len(rows)) / np.log(1.6)) ** 1.8 if exponent == "auto" else exponent
        weights.append(naive.sparsity(X[rows], power))
    drawn = [int(np.isin(sampler.plan_.base, rows).sum()) for rows in clusters]
    n_new = len(sampler.plan_)
    assert sum(drawn) == n_new
    quotas = n_new * np.array(weights) / sum(weights)
    assert (np.abs(drawn - quotas) < 1).all()
    for rows in clusters:
        nearest = naive.k_nearest(X[rows], 2)
        allowed = {(rows[i], rows[j]) for i in range(len(rows)) for j in nearest[i]}
        mine = np.isin(sampler.plan_.base, rows)
        pairs = zip(sampler.plan_.base[mine], sampler.plan_.partner[mine], strict=True)
        assert set(pairs) <= allowed


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_mean_distance_is_the_same_in_all_ways_and_for_all_threads(dtype, monkeypatch):
    points = np.random.default_rng(0).normal(size=(700, 4)).astype(dtype)
    expected = pdist(points.astype("float64")).mean()
    for compiled in (False, True):
        monkeypatch.setattr(_mean_distance, "is_worth_compiling", lambda *_, is_=compiled: is_)
        means = {_mean_distance.mean_distance(points, n_jobs) for n_jobs in (1, 2, 3)}
        assert len(means) == 1
        assert means.pop() == pytest.approx(expected, rel=1e-6)


@pytest.mark.filterwarnings("ignore::oversample.exceptions.FallbackWarning")
def test_counts_are_exact_on_random_problems():
    clusterer = KMeans(n_clusters=4, n_init=1, max_iter=5, random_state=0)
    for seed in range(200):
        rng = np.random.default_rng(seed)
        y = np.r_[[0] * 7, [1] * 6, rng.integers(0, 3, rng.integers(30, 60)) // 2]
        X = rng.normal(size=(len(y), 2)) + rng.uniform(0, 3) * y[:, np.newaxis]
        _, y_new = KMeansSMOTE(random_state=seed, kmeans_estimator=clusterer).fit_resample(X, y)
        assert len(set(np.bincount(y_new).tolist())) == 1


def test_no_usable_cluster_is_said_and_smote_used():
    X, y = problem()
    sampler = KMeansSMOTE(
        random_state=0, kmeans_estimator=CLUSTERER, cluster_balance_threshold=1.0, k_neighbors=3
    )
    with pytest.warns(FallbackWarning) as caught:
        X_new, _ = sampler.fit_resample(X, y)
    (warning,) = caught
    for word in ("KMeansSMOTE", "class 1", "no cluster", "cluster_balance_threshold", "SMOTE inst"):
        assert word in str(warning.message)
    assert_array_equal(X_new, SMOTE(random_state=0, k_neighbors=3).fit_resample(X, y)[0])


@pytest.mark.parametrize("exponent", [-400, -40, 40, 400])
@pytest.mark.parametrize("density_exponent", ["auto", 5.0])
def test_no_unit_of_the_table_is_too_large_or_small(exponent, density_exponent):
    """Distances are raised to powers of 5 and more."""
    X, y = problem()
    plans = []
    for unit in (1.0, 2.0**exponent):
        sampler = KMeansSMOTE(
            random_state=0,
            kmeans_estimator=CLUSTERER,
            density_exponent=density_exponent,
            cluster_balance_threshold=0.0,
        )
        sampler.fit_resample(X * unit, y)
        plans.append(sampler.plan_)
    if density_exponent == 5.0:
        # The unit cancels where the exponent is one number for all clusters.
        assert_array_equal(plans[0].base, plans[1].base)


def test_equal_rows_are_as_sparse_as_each_other():
    X, y = np.repeat([[0.0], [1.0]], 20, axis=0), np.tile([0, 0, 0, 1], 10)
    sampler = KMeansSMOTE(random_state=0, kmeans_estimator=KMeans(2, n_init=1, random_state=0))
    sampler.set_params(cluster_balance_threshold=0.0)
    sampler.fit_resample(X, y)
    assert np.bincount((sampler.plan_.base >= 20).astype(int)).tolist() == [10, 10]
