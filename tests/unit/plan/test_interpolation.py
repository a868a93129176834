"""Points on segments: the compiled loop and NumPy give the same bits."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from oversample.plan import interpolation
from oversample.plan.interpolation import interpolate


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
    monkeypatch.setattr(interpolation, "_MIN_COMPILED_CELLS", 0)
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
