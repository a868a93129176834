"""Average linkage as compiled loops: what NumPy and the naive rule give, to the last digit."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.spatial.distance import cdist

from oversample._kernels.linkage import LANES, merge_by_chains, write_distances
from oversample.variants._linkage import _merges, _numbered
from tests import naive_variants_a as naive


def distances(points, codes=None, penalty=0.0):
    codes = np.empty((len(points), 0), dtype=np.int64) if codes is None else codes
    distance = np.full((len(points), len(points)), np.nan)
    write_distances(points, codes, penalty, distance)
    return distance


def merged(distance, limit):
    merges = np.empty((len(distance), 2), dtype=np.intp)
    return merges[: merge_by_chains(distance.copy(), limit, merges)].tolist()


@pytest.mark.parametrize("n", [1, LANES, LANES + 9])
def test_distances_are_those_of_scipy(n):
    rng = np.random.default_rng(n)
    points, codes = rng.normal(size=(n, 6)) + 100, rng.integers(3, size=(n, 2))
    squared = cdist(points, points, "sqeuclidean")
    assert_array_equal(distances(points), np.sqrt(squared))
    for column in codes.T:
        squared += 0.7 * (column != column[:, np.newaxis])
    assert_array_equal(distances(points, codes, 0.7), np.sqrt(squared))


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("limit", [0.0, 0.7, 1.5, 9.0])
def test_merges_are_those_of_numpy_and_of_the_naive_rule(limit, whole):
    points = np.random.default_rng(0).normal(size=(40, 2))
    # With whole numbers most distances are equal to others.
    points = np.rint(points) if whole else points
    distance = cdist(points, points)
    np.fill_diagonal(distance, np.inf)
    found = merged(distance, limit)
    assert found == [list(pair) for pair in _merges(distance.copy(), limit)]
    if not whole:
        cluster = _numbered(len(points), found)
        expected = naive.average_linkage(points.tolist(), limit)
        assert {frozenset(np.flatnonzero(cluster == c).tolist()) for c in cluster} == expected


def test_one_point_is_one_cluster():
    assert merged(np.array([[np.inf]]), 5.0) == []
