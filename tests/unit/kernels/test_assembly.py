"""Mergers of pieces of a border as a compiled loop: what NumPy gives, merger by merger."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.spatial.distance import pdist, squareform

from oversample.variants import _assembly


def mergers(points, min_members, min_cosine, compiled, monkeypatch):
    """What was merged, in order, and the cluster of each point at the end."""
    monkeypatch.setattr(_assembly, "pays_off", lambda n, kernel: compiled)
    assembly = _assembly.Assembly(squareform(pdist(points)), points, min_members, min_cosine)
    merged, join = [], assembly._join

    def noting(first, second):
        merged.append((first, second))
        return join(first, second)

    assembly._join = noting
    return merged, assembly.merge_all()


@pytest.mark.parametrize("min_members", [2, 5])
@pytest.mark.parametrize("min_cosine", [0.0, 0.3, 0.95, 1.0])
@pytest.mark.parametrize("whole", [False, True])
def test_mergers_are_those_of_numpy(min_members, min_cosine, whole, monkeypatch):
    points = np.random.default_rng(0).normal(size=(60, 3))
    if whole:
        # Most distances are equal to others; axes are those of lines, of which rounding says none.
        points = np.c_[np.arange(60.0) // 6, 3 * (np.arange(60) % 6), np.zeros(60)]
    plain, compiled = (
        mergers(points, min_members, min_cosine, which, monkeypatch) for which in (False, True)
    )
    assert compiled[0] == plain[0]
    assert_array_equal(compiled[1], plain[1])
    assert len(plain[0]) > 40
