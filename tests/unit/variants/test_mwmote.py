"""MWMOTE: informative rows, their weights, and clusters of the class."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import cdist
from sklearn.neighbors import NearestNeighbors

from oversample import MWMOTE, SMOTE, CombinationPlan
from oversample.exceptions import FallbackWarning, InvalidParameterError
from oversample.smote import Dirichlet
from oversample.variants import _near_to_any, mwmote
from oversample.variants._compact import compact_clusters, highest_merger
from oversample.variants._linkage import average_linkage
from tests import naive_variants_a as naive


def table(seed, n_classes=2, width=2):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat(np.arange(n_classes), [40, 24, 15][:n_classes]))
    return rng.normal(size=(len(y), width)) + 1.5 * y[:, np.newaxis], y


def clusters_of(sampler, label):
    cluster = sampler.clusters_[label]
    return {frozenset(np.flatnonzero(cluster == number).tolist()) for number in set(cluster)}


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize(
    ("k", "k_border", "k_informative", "threshold", "unit"),
    [(1, 3, None, 5.0, 1.0), (2, 1, 2, 0.3, 1.0), (3, 4, 1, 5.0, 50.0), (5, 3, None, 5.0, 1e-3)],
)
def test_bases_have_the_naive_weights(n_classes, k, k_border, k_informative, threshold, unit):
    X, y = table(k, n_classes)
    X = X * unit
    sampler = MWMOTE(
        sampling_strategy={1: 6024},
        k_neighbors=k,
        k_border=k_border,
        k_informative=k_informative,
        closeness_threshold=threshold,
        bases="even",
        random_state=0,
    )
    sampler.fit_resample(X, y)
    weights, _ = naive.informative_weights(
        X.tolist(), y.tolist(), 1, k, k_border, k_informative, threshold
    )
    assert sampler.informative_indices_[1].tolist() == list(weights)
    quota = 6000 * np.array(list(weights.values())) / sum(weights.values())
    times = np.bincount(sampler.plan_.base, minlength=len(y))
    assert_allclose(times[list(weights)], quota, atol=1.001)
    assert times.sum() == 6000


@pytest.mark.parametrize("factor", [0.0, 1.0, 2.0, 3.0, 20.0])
def test_clusters_are_those_of_average_linkage(factor):
    X, y = table(7)
    sampler = MWMOTE(cluster_factor=factor, random_state=0)
    sampler.fit_resample(X, y)
    points = X[y == 1].tolist()
    expected = naive.average_linkage(points, factor * naive.mean_nearest(points))
    assert clusters_of(sampler, 1) == expected
    assert {0.0: len(expected) == 24, 20.0: len(expected) == 1}.get(factor, 1 < len(expected) < 24)


def test_many_clusters_are_those_of_scipy_and_numbered_by_their_first_points():
    points = np.random.default_rng(0).normal(size=(200, 3))
    merges = linkage(points, "average")
    numbers = set()
    for limit in merges[::40, 2]:
        expected = fcluster(merges, limit, "distance")
        cluster = average_linkage(cdist(points, points), limit)
        assert len({*zip(cluster.tolist(), expected.tolist(), strict=True)}) == expected.max()
        firsts = [cluster.tolist().index(number) for number in range(1, cluster.max() + 1)]
        assert firsts == sorted(firsts)
        numbers.add(len(firsts))
    assert len(numbers) == 5


@pytest.mark.parametrize("width", [1, 3, 20, 90])
@pytest.mark.parametrize("n", [2, 3, 60])
def test_the_highest_merger_is_not_above_what_is_told(n, width):
    rng = np.random.default_rng(n + width)
    tables = [rng.normal(size=(n, width)), rng.pareto(2, size=(n, width)) + 1e6]
    tables += [np.r_[table[: n // 2] + 4, table[n // 2 :]] for table in tables]
    for points in tables:
        height = linkage(points, "average")[-1, 2]
        assert 0.999 * height < highest_merger(points, 0.0) <= 4 * height
        assert highest_merger(points, 1e9) > 4 * height
    # It is told closely for normal numbers.
    assert n < 60 or highest_merger(tables[0], 0.0) <= 1.5 * linkage(tables[0], "average")[-1, 2]


def test_a_class_of_categories_alone_is_told_to_be_one_cluster():
    points = np.empty((5, 0))
    assert compact_clusters(points, 4.0, 2.1).tolist() == [0] * 5
    assert compact_clusters(points, 4.0, 1.9) is None


def test_clusters_that_are_told_are_those_of_scipy():
    """Groups near to each other, too, and one that has an outlier or a bridge."""
    rng, told = np.random.default_rng(0), []
    for trial in range(300):
        away = rng.uniform(0, 12, size=(3, 1)) * rng.normal(size=(3, 2 + trial % 3))
        points = np.repeat(away, [9, 6, 5], axis=0)
        points = points + rng.uniform(0.1, 1) * rng.normal(size=points.shape)
        points[0] += (trial % 5 == 0) * rng.uniform(0, 5)
        limit = rng.uniform(0.5, 8)
        cluster = compact_clusters(points, 0.0, limit)
        if cluster is not None:
            expected = fcluster(linkage(points, "average"), limit, "distance")
            n_pairs = len({*zip(cluster.tolist(), expected.tolist(), strict=True)})
            assert n_pairs == cluster.max() + 1 == expected.max()
        told.append(0 if cluster is None else cluster.max() + 1)
    assert np.bincount(told)[[0, 2, 3]].min() > 20


@pytest.mark.parametrize("factor", [3.0, 20.0])
@pytest.mark.parametrize("apart", [1.0, 30.0])
def test_clusters_do_not_depend_on_what_is_told_before(factor, apart, monkeypatch):
    X, y = table(2, width=9)
    X[np.flatnonzero(y == 1)[::3]] *= apart
    one, other = (MWMOTE(cluster_factor=factor, random_state=0) for _ in range(2))
    one.fit_resample(X, y)
    monkeypatch.setattr("oversample.variants.mwmote.compact_clusters", lambda *args: None)
    other.fit_resample(X, y)
    assert_array_equal(one.clusters_[1], other.clusters_[1])


def test_the_nearest_of_the_class_are_those_of_a_search_in_it(monkeypatch):
    X, y = table(4, 3)
    sampler = MWMOTE(k_neighbors=2, random_state=0)
    sampler.fit_resample(X, y)
    given, clusters = [], mwmote._clusters

    def noting(group, nearest, factor):
        given.append(nearest)
        assert_array_equal(nearest, group.space.nearest(group.rows, 1, among=group.rows)[:, 0])
        return clusters(group, nearest, factor)

    monkeypatch.setattr(mwmote, "_clusters", noting)
    sampler.fit_resample(X, y)
    sampler.set_params(k_neighbors=NearestNeighbors(n_neighbors=2)).fit_resample(X, y)
    assert len(given) == 4


@pytest.mark.parametrize("seed", range(4))
def test_informative_rows_are_told_by_moments_as_by_distances(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([0, 1], [300, 120]))
    X = rng.normal(size=(420, 6)) + 0.5 * y[:, np.newaxis]
    # Some rows are far from all others, in various directions.
    X[np.flatnonzero(y == 1)[:20]] *= np.linspace(1.5, 4, 20)[:, np.newaxis]
    expected = MWMOTE(random_state=0)
    expected.fit_resample(X, y)
    measured, measure = [], _near_to_any._measure

    def noting(group, queries, k, is_near):
        measured.append(len(queries))
        measure(group, queries, k, is_near)

    monkeypatch.setattr(_near_to_any, "block_length", lambda n: 5)
    monkeypatch.setattr(_near_to_any, "_measure", noting)
    sampler = MWMOTE(random_state=0)
    sampler.fit_resample(X, y)
    informative = sampler.informative_indices_[1]
    assert_array_equal(informative, expected.informative_indices_[1])
    assert 60 < len(informative) < 120
    # The first block, and then a part of the rest.
    assert measured[0] == 5
    assert measured[1] < 200


def test_partners_are_rows_of_the_whole_class_in_the_cluster_of_the_base():
    """Also rows that are not informative: positions among all rows, not among informative ones."""
    # Two clusters of the class; at the border only the near edge of the first.
    X = np.r_[np.arange(6.0), 100 + np.arange(6.0), -1 - 0.1 * np.arange(20)][:, np.newaxis]
    y = np.repeat([1, 0], [12, 20])
    order = np.random.default_rng(0).permutation(32)
    X, y = X[order], y[order]
    sampler = MWMOTE(
        sampling_strategy={1: 400}, k_border=1, k_informative=2, grid="off", random_state=0
    )
    sampler.fit_resample(X, y)
    plan = sampler.plan_
    assert X[sampler.informative_indices_[1], 0].tolist() in ([0, 1], [1, 0])
    assert set(X[plan.base, 0]) == {0, 1}
    assert set(X[plan.partner, 0]) == {0, 1, 2, 3, 4, 5}
    assert (plan.base != plan.partner).all()


def test_a_row_that_is_alone_in_its_cluster_is_copied():
    X, y = table(3)
    sampler = MWMOTE(cluster_factor=0.0, random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    assert_array_equal(X_new[len(X) :], X[sampler.plan_.base])


def test_parents_of_a_simplex_are_of_one_cluster():
    X, y = table(5)
    sampler = MWMOTE(interpolation=Dirichlet(4), cluster_factor=2.0, random_state=0)
    sampler.fit_resample(X, y)
    plan = sampler.plan_
    assert isinstance(plan, CombinationPlan)
    cluster = dict(zip(np.flatnonzero(y == 1).tolist(), sampler.clusters_[1].tolist(), strict=True))
    for parents, weights in zip(plan.parent.tolist(), plan.weight.tolist(), strict=True):
        used = {cluster[row] for row, weight in zip(parents, weights, strict=True) if weight > 0}
        assert len(used) == 1


def test_weights_do_not_depend_on_where_the_table_lies():
    X, y = table(6)
    plain, moved = (MWMOTE(random_state=0, grid="off", closeness_threshold=1.0) for _ in range(2))
    plain.fit_resample(X, y)
    moved.fit_resample(X + 1e8, y)
    assert_array_equal(moved.plan_.base, plain.plan_.base)
    assert_array_equal(moved.plan_.partner, plain.plan_.partner)


@pytest.mark.parametrize("factor", [2.0**-80, 2.0**80])
def test_a_compiled_loop_weighs_rows_whose_squares_single_precision_has_not(factor, monkeypatch):
    monkeypatch.setattr("oversample.variants._closeness.is_worth_compiling", lambda *args: True)
    X, y = table(6)
    plain, scaled = (
        MWMOTE(random_state=0, grid="off", bases="even", closeness_threshold=1e7 / unit)
        for unit in (1, factor)
    )
    plain.fit_resample(X, y)
    scaled.fit_resample(X * factor, y)
    assert_array_equal(scaled.plan_.base, plain.plan_.base)


def test_a_class_of_noise_is_said_and_smote_used():
    X = np.arange(7.0)[:, np.newaxis] * 10
    X, y = np.r_[X, X + 1, X - 1], np.repeat([1, 0], [7, 14])
    parameters = {"k_neighbors": 2, "grid": "off", "random_state": 0}
    with pytest.warns(FallbackWarning) as caught:
        X_new, _ = MWMOTE(**parameters).fit_resample(X, y)
    (warning,) = caught
    for word in ("MWMOTE", "class 1", "k_neighbors=2", "plain SMOTE"):
        assert word in str(warning.message)
    assert_array_equal(X_new, SMOTE(**parameters).fit_resample(X, y)[0])


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"k_border": 0}, "an int of at least 1"),
        ({"k_informative": 0.5}, "an int of at least 1 or None"),
        ({"closeness_threshold": 0}, r"a number in \(0"),
        ({"cluster_factor": -1}, r"a number in \[0"),
    ],
    ids=str,
)
def test_parameters_that_are_none_are_refused(parameters, words):
    with pytest.raises(InvalidParameterError, match=words):
        MWMOTE(**parameters).fit_resample(*table(0))


def test_rows_are_the_same_in_units_whose_squares_are_no_floats():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 3)), np.repeat([0, 1], [45, 15])
    sampler = MWMOTE(random_state=0)
    # Already here, all distances are below the least that is told apart.
    small = sampler.fit_resample(X * 2.0**-100, y)[0]
    assert_array_equal(sampler.fit_resample(X * 2.0**-660, y)[0], small * 2.0**-560)
