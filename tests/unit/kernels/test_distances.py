"""Sums of distances as a compiled loop: what SciPy's matrix of them adds up to."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from oversample._kernels.distances import sum_distances
from oversample._kernels.linkage import LANES


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", [1, 2, LANES, LANES + 1, 2 * LANES + 9])
def test_the_sum_is_that_of_scipy(n, dtype):
    points = (np.random.default_rng(n).normal(size=(n, 3)) + 100).astype(dtype)
    assert sum_distances(points, 0, n) == pytest.approx(pdist(points.astype("float64")).sum())


def test_ranges_add_up():
    points = np.random.default_rng(0).normal(size=(2 * LANES + 9, 2))
    borders = [0, 1, LANES - 1, LANES + 5, 2 * LANES, len(points)]
    parts = [sum_distances(points, *ends) for ends in pairwise(borders)]
    assert sum(parts) == pytest.approx(pdist(points).sum())
    assert parts[0] == 0
