"""Points on segments and sums of several rows: compiled loops and NumPy give the same bits."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from oversample import _kernel_files
from oversample.plan.interpolation import combine, interpolate
from tests import naive


def segments(seed, dtype, n_rows=50, width=7, n_new=200):
    rng = np.random.default_rng(seed)
    X = (rng.normal(size=(n_rows, width)) * 10.0 ** rng.integers(-8, 8, width)).astype(dtype)
    base, partner = rng.integers(0, n_rows, (2, n_new))
    return X, base, partner, rng.uniform(-1, 1, n_new)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_compiled_and_numpy_give_the_same_bits(seed, dtype, monkeypatch):
    X, base, partner, step = segments(seed, dtype)
    by_numpy = interpolate(X, base, partner, step)
    monkeypatch.setattr(_kernel_files, "_MIN_COMPILED_CELLS", 0)
    compiled = interpolate(X, base, partner, step)
    assert compiled.dtype == dtype
    assert_array_equal(compiled.view(np.uint8), by_numpy.view(np.uint8))


def test_blocks_do_not_matter(monkeypatch):
    X, base, partner, step = segments(0, np.float64)
    whole = interpolate(X, base, partner, step)
    monkeypatch.setattr("oversample._blocks.CELLS", 20)
    assert_array_equal(interpolate(X, base, partner, step), whole)


def test_writes_where_it_is_told():
    X, base, partner, step = segments(0, np.float64)
    result = np.zeros((250, 7))
    interpolate(X, base, partner, step, out=result[50:])
    assert not result[:50].any()
    assert_array_equal(result[50:], interpolate(X, base, partner, step))


@pytest.mark.parametrize("n_parents", [1, 2, 3, 4, 5, 9, 21])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sums_of_several_rows_have_the_same_bits(n_parents, dtype, monkeypatch):
    X = segments(n_parents, dtype)[0]
    rng = np.random.default_rng(n_parents)
    parent = rng.integers(0, len(X), (90, n_parents))
    weight = rng.normal(size=parent.shape) * (rng.random(parent.shape) < 0.7)
    by_numpy = combine(X, parent, weight)
    monkeypatch.setattr(_kernel_files, "_MIN_COMPILED_CELLS", 0)
    compiled = combine(X, parent, weight)
    assert compiled.dtype == dtype
    assert_array_equal(compiled.view(np.uint8), by_numpy.view(np.uint8))
    expected = np.array(naive.combine(X.astype(np.float64), parent, weight))
    tolerance = 100 * np.finfo(dtype).eps * np.abs(X).max(axis=0) * np.abs(weight).sum(axis=1).max()
    assert (np.abs(compiled - expected) <= tolerance).all()


@pytest.mark.parametrize("n_parents", [3, 4, 8])
def test_what_parents_without_weight_miss_does_not_matter(n_parents, monkeypatch):
    X = np.array([[1.0, 2.0], [np.nan, np.inf]])
    parent = np.zeros((3, n_parents), dtype=np.intp)
    parent[:, 1] = 1
    weight = np.full(parent.shape, 0.25)
    weight[:2, 1] = 0.0
    monkeypatch.setattr(_kernel_files, "_MIN_COMPILED_CELLS", 0)
    total = (n_parents - 1) / 4
    expected = [[total, 2 * total], [total, 2 * total], [np.nan, np.inf]]
    assert_array_equal(combine(X, parent, weight), expected)
