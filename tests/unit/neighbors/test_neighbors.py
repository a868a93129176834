"""Exact neighbours, in one order, whatever finds them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse

from oversample.neighbors import _choice, kneighbors
from tests import naive

SEARCHES = {
    "NumPy": (False, lambda X, k: kneighbors(X, k)),
    "compiled": (True, lambda X, k: kneighbors(X, k)),
    "sparse": (True, lambda X, k: kneighbors(sparse.csr_array(X), k)),
}


@pytest.fixture(params=SEARCHES.values(), ids=SEARCHES.keys())
def search(request, monkeypatch):
    """A search by one of the backends, whatever the size."""
    is_compiled, search = request.param
    monkeypatch.setattr(_choice, "use_compiled", lambda *_: is_compiled)
    return search


def table(seed, n_rows, width, kind):
    rng = np.random.default_rng(seed)
    return {
        "continuous": rng.normal(size=(n_rows, width)),
        "grid": rng.integers(0, 4, size=(n_rows, width)).astype(float),
        "tenths": rng.integers(0, 9, size=(n_rows, width)) * 0.1,
        "duplicates": np.zeros((n_rows, width)) + rng.integers(0, 2, size=(n_rows, 1)),
        "offset": rng.normal(size=(n_rows, width)) * 1e-3 + 1e6,
        "tiny": rng.normal(size=(n_rows, width)) * 1e-100,
    }[kind]


KINDS = ["continuous", "grid", "tenths", "duplicates", "offset", "tiny"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [1, 3, 20])
def test_agrees_with_the_naive_search(search, kind, width):
    X = table(0, 60, width, kind)
    assert_array_equal(search(X, 5)[0], naive.k_nearest(X, 5))


@given(
    st.integers(0, 2**16),
    st.integers(2, 25),
    st.integers(1, 6),
    st.sampled_from(KINDS),
    st.integers(1, 24),
    st.sampled_from([np.float32, np.float64]),
)
def test_any_small_table(seed, n_rows, width, kind, k, dtype):
    X = table(seed, n_rows, width, kind).astype(dtype)
    k = min(k, n_rows - 1)
    found = kneighbors(X, k)
    assert_array_equal(found.indices, naive.k_nearest(X, k))
    expected = [
        [np.sqrt(naive.squared_distance(X[i], X[j])) for j in found.indices[i]]
        for i in range(n_rows)
    ]
    assert_allclose(found.distances, expected, rtol=1e-12)
    assert_array_equal(kneighbors(sparse.csr_array(X), k).indices, found.indices)


@given(st.integers(0, 2**16), st.integers(0, 3), st.integers(0, 3), st.floats(0, 3))
def test_categories(seed, width, n_categorical, mismatch):
    rng = np.random.default_rng(seed)
    X = rng.integers(0, 3, size=(15, width)).astype(float)
    codes = rng.integers(0, 3, size=(15, n_categorical)).astype(np.int32)
    found = kneighbors(X, 4, codes=codes, mismatch=mismatch)
    assert_array_equal(found.indices, naive.k_nearest(X, 4, codes, mismatch))


@pytest.mark.parametrize("scale", [1.0, 0.1, 1 / 3])
def test_the_order_of_ties_does_not_depend_on_the_number_of_rows(scale, monkeypatch):
    """Equal distances come by row number on both sides of the change of algorithm."""
    X = np.random.default_rng(1).integers(0, 30, size=(2000, 3)) * scale
    found = []
    for is_compiled in (False, True):
        monkeypatch.setattr(_choice, "use_compiled", lambda *_, yes=is_compiled: yes)
        found.append(kneighbors(X, 5).indices)
    assert_array_equal(found[0], found[1])
    assert_array_equal(found[0], kneighbors(sparse.csr_array(X), 5).indices)


def test_sparse_float32_is_measured_in_float64():
    X = (np.random.default_rng(0).normal(size=(200, 3)) * 1e-4 + 1).astype(np.float32)
    assert_array_equal(kneighbors(sparse.csr_array(X), 5).indices, naive.k_nearest(X, 5))


def test_a_duplicate_is_a_neighbour_and_the_row_itself_never(search):
    X = np.zeros((12, 2))
    indices, distances = search(X, 11)
    for i, line in enumerate(indices):
        assert line.tolist() == [j for j in range(12) if j != i]
    assert not distances.any()


@pytest.mark.parametrize("scale", [1e160, 1e200, 1.7e308, 1e-170, 1e-300])
def test_extreme_scales(scale):
    """Squares leave the range of floats, distances do not (or hardly)."""
    X = np.array([[0.0], [0.1], [0.3], [0.7], [1.0], [-0.47], [-0.9]])
    found = kneighbors(X * scale, 3)
    assert_array_equal(found.indices, naive.k_nearest(X, 3))


def test_queries_are_row_numbers(search):
    X = table(0, 40, 3, "continuous")
    some = np.array([7, 3, 3, 39])
    assert_array_equal(kneighbors(X, 5, queries=some).indices, search(X, 5)[0][some])


@pytest.mark.parametrize("n_jobs", [None, 1, 2, -1])
def test_threads_do_not_matter(n_jobs):
    X = table(0, 2000, 4, "tenths")
    assert_array_equal(kneighbors(X, 5, n_jobs=n_jobs).indices, kneighbors(X, 5).indices)


def test_blocks_do_not_matter(monkeypatch):
    X = table(0, 50, 3, "grid")
    expected = kneighbors(X, 5).indices
    monkeypatch.setattr("oversample.neighbors._brute._CHUNK_PAIRS", 130)
    monkeypatch.setattr("oversample.neighbors._sparse._CHUNK_PAIRS", 130)
    monkeypatch.setattr("oversample.neighbors._sparse._DENSE_CELLS", 0)
    assert_array_equal(kneighbors(X, 5).indices, expected)
    assert_array_equal(kneighbors(sparse.csr_array(X), 5).indices, expected)


@pytest.mark.parametrize("k", [0, 4, -1])
def test_impossible_k(k):
    with pytest.raises(ValueError, match=f"between 1 and 3 for 4 rows. Got k={k}"):
        kneighbors(np.zeros((4, 1)), k)
