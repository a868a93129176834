"""Pieces of a border as a compiled loop: what NumPy gives."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from oversample._kernels.shapes import Shapes, find_axis
from oversample.variants import _assembly
from oversample.variants._moments import principal_axis
from tests.unit.variants.test_assembled import assembly_of


def clusters(points, compiled, monkeypatch, **more):
    monkeypatch.setattr(_assembly, "pays_off", lambda n, kernel: compiled)
    return assembly_of(points, **more).merge_all()


@pytest.mark.parametrize(
    ("min_members", "min_cosine"), [(2, 0.0), (5, 0.3), (2, 0.95), (5, 0.95), (5, 1.0)]
)
@pytest.mark.parametrize("kind", ["normal", "whole", "doubled", "wide", "mixed"])
def test_clusters_are_those_of_numpy(kind, min_members, min_cosine, monkeypatch):
    rng = np.random.default_rng(0)
    points, codes = rng.normal(size=(140, 3)), np.empty((140, 0), dtype=int)
    if kind == "whole":
        # Most distances are equal to others; axes are those of lines, of which rounding says none.
        points = np.c_[np.arange(60.0) // 6, 3 * (np.arange(60) % 6), np.zeros(60)]
        codes = codes[:60]
    elif kind == "doubled":
        points[70:] = points[:70]
    elif kind == "wide":
        points, codes = rng.normal(size=(60, 10)), codes[:60]
    elif kind == "mixed":
        codes = rng.integers(3, size=(140, 2))
    rule = {"codes": codes, "min_members": min_members, "min_cosine": min_cosine}
    plain, compiled = (clusters(points, which, monkeypatch, **rule) for which in (False, True))
    assert_array_equal(compiled, plain)
    assert plain.max() < len(points) / 2


@pytest.mark.parametrize("n", [2, 3, 4, 5, 40])
def test_axes_are_those_of_lapack(n):
    points = np.random.default_rng(n).normal(size=(n, 4)) + 100
    for table in (points, points * 1e-200, np.full((n, 4), 0.1)):
        empty = (np.empty((2, 4)), np.empty((2, 4, 4)), *np.empty((3, 4, 4)), np.empty(4))
        shapes = Shapes(np.full(2, -1), np.zeros(2, dtype=np.intp), *empty)
        axis = np.full(4, np.nan)
        find_axis(shapes, table, np.arange(-1, n - 1), n - 1, n, 0, axis)
        expected = principal_axis(table)
        assert_allclose(abs(axis @ expected), expected.any(), rtol=1e-9)
