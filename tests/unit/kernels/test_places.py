"""Places of values as a compiled loop: what a set of Python's counts."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from oversample import _kernel_files
from oversample._kernels.places import count_places
from oversample._table import grid

GOLDEN, N_BITS = 0x9E3779B97F4A7C15, 9


@pytest.mark.parametrize("dtype", [np.uint32, np.uint64])
def test_each_place_counts_once(dtype):
    rng = np.random.default_rng(0)
    bits = rng.integers(0, 300, (200, 4)).astype(dtype) * dtype(10**7)
    is_taken = np.zeros((2, 2**N_BITS // 64), dtype=np.uint64)
    counts = np.zeros(2, dtype=np.intp)
    shift = np.uint64(64 - N_BITS)
    with np.errstate(over="ignore"):
        for rows in (slice(0, 150), slice(150, 200)):
            count_places(bits[rows], 1, shift, is_taken, counts)
    places = [{int(value) * GOLDEN % 2**64 >> 64 - N_BITS for value in column} for column in bits.T]
    assert counts.tolist() == [len(places[1]), len(places[2])]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("order", ["C", "F"])
def test_columns_count_as_by_numpy(dtype, order, monkeypatch):
    rng = np.random.default_rng(0)
    cells = np.array(rng.normal(size=(1_100, 11)).round(3), dtype=dtype, order=order)
    by_numpy = grid._count_places(cells)
    monkeypatch.setattr(_kernel_files, "_MIN_COMPILED_CELLS", 0)
    monkeypatch.setattr(grid, "CACHED", 4_000)
    with np.errstate(over="ignore"):
        assert_array_equal(grid._count_places(cells), by_numpy)
