"""Assembled-SMOTE: the border, its clusters, and neighbours inside of them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.spatial.distance import cdist

from oversample import SMOTE, AssembledSMOTE, CombinationPlan
from oversample.exceptions import FallbackWarning, InvalidParameterError
from oversample.smote import Dirichlet
from oversample.variants._assembly import Assembly, Pieces
from oversample.variants._moments import Moments, principal_axis
from tests import naive
from tests import naive_variants_a as naive_a


def axis_of(points):
    """The eigenvector of the largest eigenvalue of the covariance."""
    centred = np.array(points) - np.mean(points, axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    return vectors[:, -1].tolist() if values[-1] > 0 else [0.0] * centred.shape[1]


def assembly_of(points, codes=None, penalty=0.7, min_members=2, min_cosine=0.3):
    codes = np.empty((len(points), 0), dtype=int) if codes is None else codes
    squared = cdist(points, points, "sqeuclidean")
    squared += penalty * (codes[:, np.newaxis] != codes).sum(axis=2)
    np.fill_diagonal(squared, np.inf)
    near = squared.argmin(axis=1)
    return Assembly(points, codes, penalty, near, min_members, min_cosine)


def assemble(points, min_members=2, min_cosine=0.3):
    cluster = assembly_of(points, min_members=min_members, min_cosine=min_cosine).merge_all()
    return sorted(np.flatnonzero(cluster == number).tolist() for number in set(cluster.tolist()))


def test_the_principal_axis_is_that_of_the_covariance():
    for n, width in [(2, 3), (5, 2), (9, 4), (3, 6)]:
        points = np.random.default_rng(n).normal(size=(n, width)) + 100
        assert_allclose(abs(np.dot(principal_axis(points), axis_of(points))), 1, rtol=1e-6)
    assert not principal_axis(np.full((4, 3), 0.1)).any()
    assert principal_axis(np.array([[0.0, 0.0], [1e-300, 0.0]])).tolist() == [1.0, 0.0]


def test_moments_of_joined_clusters_are_those_of_all_points():
    points = np.random.default_rng(0).normal(size=(12, 3)) + 1e6
    joined = Moments.of(points[:4]).joined(Moments.of(points[4:5])).joined(Moments.of(points[5:]))
    assert joined.n == 12
    assert_allclose(joined.mean, points.mean(axis=0), rtol=1e-14)
    assert_allclose(joined.scatter / 12, np.cov(points.T, ddof=0), rtol=1e-7)
    assert_allclose(abs(joined.axis() @ axis_of(points)), 1, rtol=1e-7)
    alike = Moments.of(np.full((4, 3), 0.1))
    assert not alike.joined(Moments.of(np.full((3, 3), 0.1))).axis().any()


@pytest.mark.parametrize("min_cosine", [0.0, 0.3, 0.9, 1.0])
@pytest.mark.parametrize("min_members", [2, 4])
def test_clusters_are_the_naive_ones(min_cosine, min_members):
    numbers = set()
    for seed in range(6):
        points = np.random.default_rng(seed).normal(size=(30, 2 + seed % 2))
        expected = naive_a.assembled(points.tolist(), axis_of, min_members, min_cosine)
        assert assemble(points, min_members, min_cosine) == expected
        numbers.add(len(expected))
    assert (numbers == {1}) == (min_cosine == 0) or min_members == 4


def test_clusters_of_whole_numbers_with_many_equal_distances(monkeypatch):
    # Axes of squares are any: only lines decide, of pairs that are merged or not.
    monkeypatch.setattr(Pieces, "_find_axis", lambda self, piece: self._count(piece))
    for seed in range(6):
        points = np.random.default_rng(seed).integers(0, 4, size=(14, 2)).astype(float)
        expected = naive_a.assembled(points.tolist(), lambda _: [0.0, 0.0], 2, 0.3)
        cluster = assembly_of(points).merge_all()
        found = [np.flatnonzero(cluster == number).tolist() for number in set(cluster.tolist())]
        assert sorted(found) == expected


def test_lines_that_cross_stay_apart_and_parallel_ones_are_merged():
    along = np.arange(10.0)
    flat = np.c_[along, 0 * along]
    upright = np.c_[0 * along + 12, along + 2]
    after = np.c_[along + 20, 0 * along]
    assert assemble(np.r_[flat, upright]) == [[*range(10)], [*range(10, 20)]]
    assert assemble(np.r_[flat, after]) == [[*range(20)]]
    assert assemble(np.r_[flat, upright], min_cosine=0.0) != [[*range(20)]]
    assert assemble(np.r_[flat, upright], min_members=11) == [[*range(20)]]


def table(seed, n_class=30):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([0, 1], [60, n_class]))
    return rng.normal(size=(len(y), 2)) + 2 * y[:, np.newaxis], y


@pytest.mark.parametrize("k", [2, 5])
def test_pairs_are_neighbours_in_the_groups_of_the_naive_rule(k):
    X, y = table(k)
    sampler = AssembledSMOTE(
        sampling_strategy={1: 5000}, k_neighbors=k, min_cosine=0.95, random_state=0
    )
    sampler.fit_resample(X, y)
    rows = np.flatnonzero(y == 1)
    at_border = np.array(naive.n_foreign(X.tolist(), y.tolist(), k))[rows] > 0
    border = rows[at_border]
    groups = [
        [int(border[i]) for i in cluster]
        for cluster in naive_a.assembled(X[border].tolist(), axis_of, 2, 0.95)
    ]
    groups.append(rows[~at_border].tolist())
    assert len(groups) > 2
    expected = set()
    for group in groups:
        near = naive.k_nearest(X[group].tolist(), k)
        expected |= {(group[i], group[j]) for i in range(len(group)) for j in near[i]}
        assert len({sampler.clusters_[1][np.searchsorted(rows, row)] for row in group}) == 1
    assert_array_equal(sampler.clusters_[1] > 0, at_border)
    plan = sampler.plan_
    pairs = {*zip(plan.base.tolist(), plan.partner.tolist(), strict=True)}
    assert {(i, j) for i, j in pairs if i != j} == expected
    # Bases are all rows alike, whatever the size of their group.
    times = np.bincount(plan.base, minlength=len(y))[rows]
    assert_allclose(times / len(plan), 1 / 30, rtol=0.35)


def test_a_row_that_is_alone_at_the_border_is_copied():
    X = np.r_[np.arange(9.0), 20.0, 20.5 + 0.1 * np.arange(30)][:, np.newaxis]
    y = np.repeat([1, 0], [10, 30])
    sampler = AssembledSMOTE(sampling_strategy={1: 500}, k_neighbors=2, random_state=0)
    sampler.fit_resample(X, y)
    assert sampler.clusters_[1].tolist() == [0] * 9 + [1]
    plan = sampler.plan_
    assert (plan.partner[plan.base == 9] == 9).all()
    assert (plan.partner[plan.base != 9] != plan.base[plan.base != 9]).all()


def test_parents_of_a_simplex_are_of_one_group():
    X, y = table(4)
    sampler = AssembledSMOTE(interpolation=Dirichlet(4), random_state=0)
    sampler.fit_resample(X, y)
    plan = sampler.plan_
    assert isinstance(plan, CombinationPlan)
    cluster = dict(zip(np.flatnonzero(y == 1).tolist(), sampler.clusters_[1].tolist(), strict=True))
    for parents, weights in zip(plan.parent.tolist(), plan.weight.tolist(), strict=True):
        used = [row for row, weight in zip(parents, weights, strict=True) if weight > 0]
        assert len({cluster[row] for row in used}) == 1
        assert len(used) == len(set(used))


def test_a_class_without_a_border_is_said_and_smote_used():
    rng = np.random.default_rng(0)
    X, y = np.r_[rng.normal(size=(9, 2)), rng.normal(size=(30, 2)) + 50], np.repeat([1, 0], [9, 30])
    parameters = {"grid": "off", "random_state": 0}
    with pytest.warns(FallbackWarning) as caught:
        X_new, _ = AssembledSMOTE(**parameters).fit_resample(X, y)
    (warning,) = caught
    for word in ("AssembledSMOTE", "class 1", "k_neighbors=5", "plain SMOTE"):
        assert word in str(warning.message)
    assert_array_equal(X_new, SMOTE(**parameters).fit_resample(X, y)[0])


@pytest.mark.parametrize(
    ("parameters", "words"),
    [({"min_members": 1}, "an int of at least 2"), ({"min_cosine": 2}, r"a number in \[0, 1\]")],
    ids=str,
)
def test_parameters_that_are_none_are_refused(parameters, words):
    with pytest.raises(InvalidParameterError, match=words):
        AssembledSMOTE(**parameters).fit_resample(*table(0))
