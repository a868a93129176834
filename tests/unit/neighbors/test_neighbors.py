"""Exact neighbours, in one order, whatever finds them."""

import numpy as np
import pandas as pd
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


TABLE = np.arange(12.0).reshape(6, 2)


def test_a_mask_selects_rows_as_it_does_in_numpy():
    mask = np.array([False, True, False, False, True, True])
    expected = kneighbors(TABLE, 2, queries=[1, 4, 5])
    for given_mask in (mask, mask.tolist()):
        assert_array_equal(kneighbors(TABLE, 2, queries=given_mask).indices, expected.indices)


@pytest.mark.parametrize(
    "wrap",
    [np.ndarray.tolist, pd.DataFrame, np.ndarray.astype, sparse.csc_array, sparse.coo_matrix],
    ids=["list", "DataFrame", "integers", "CSC", "COO"],
)
def test_tables_of_other_kinds_are_read(wrap):
    kind = {"dtype": int} if wrap is np.ndarray.astype else {}
    expected = kneighbors(TABLE, 2, points=TABLE[:3])
    found = kneighbors(wrap(TABLE, **kind), 2, points=wrap(TABLE[:3], **kind))
    assert_array_equal(found.indices, expected.indices)
    assert_array_equal(found.distances, expected.distances)


def test_no_query_has_no_neighbours():
    for nothing in ([], np.zeros(6, bool)):
        assert kneighbors(TABLE, 2, queries=nothing).indices.shape == (0, 2)
    assert kneighbors(TABLE, 2, points=TABLE[:0]).distances.shape == (0, 2)


def test_points_with_gaps_are_measured_over_the_cells_that_are_there():
    assert kneighbors(TABLE, 1, points=[[np.nan, 7.2]]).indices.tolist() == [[3]]


CODES = np.zeros((6, 1), int)
REFUSED = {
    "a mask of other rows": ({"queries": [True, False]}, "queries.*mask of 6 rows.*Got 2"),
    "floats": ({"queries": [1.0]}, r"queries.*whole numbers.*float64.*astype\(int\)"),
    "text": ({"queries": ["a"]}, "queries.*whole numbers.*<U1"),
    "a column of rows": ({"queries": [[1], [2]]}, r"queries.*one dimension.*\(2, 1\).*ravel"),
    "one row": ({"queries": 1}, r"queries.*one dimension.*\(\).*\[1\]"),
    "a negative row": ({"queries": [0, -1]}, "queries.*from 0 to 5.*Got -1"),
    "no such row": ({"queries": [6, 0]}, "queries.*from 0 to 5.*Got 6"),
    "no k": ({"k": None}, "k must be an int.*Got k=None"),
    "half a neighbour": ({"k": 2.5}, "k must be an int.*Got k=2.5"),
    "a truth as k": ({"k": True}, "k must be an int.*Got k=True"),
    "too large a k": ({"k": 6}, "between 1 and 5 for 6 rows. Got k=6"),
    "too large a k for points": ({"k": 7, "points": TABLE}, "between 1 and 6 for 6 rows. Got k=7"),
    "no threads": ({"n_jobs": 0}, "'n_jobs'.*kneighbors.*int other than 0.*Got 0"),
    "half a thread": ({"n_jobs": 1.5}, "'n_jobs'.*kneighbors.*Got 1.5"),
    "a negative mismatch": ({"codes": CODES, "mismatch": -1}, "'mismatch'.*Got -1"),
    "an endless mismatch": ({"codes": CODES, "mismatch": np.inf}, "'mismatch'.*Got inf"),
    "one line": ({"X": [1.0, 2.0]}, r"X must.*two dimensions.*\(2,\).*reshape\(-1, 1\)"),
    "one point": ({"points": [1.0, 2.0]}, r"points must.*\(2,\).*reshape\(1, -1\)"),
    "words": ({"X": [["a"], ["b"]]}, "X must hold numbers.*<U1.*codes"),
    "a mask over cells": (
        {"X": np.ma.masked_greater(TABLE, 9)},
        r"X is a masked array.*filled\(nan\)",
    ),
    "complex numbers": ({"X": TABLE * 1j}, "X must hold numbers.*complex128"),
    "lines of several lengths": ({"X": [[1.0], [1.0, 2.0]]}, "X must hold numbers.*list"),
    "infinity": ({"X": np.where(TABLE > 8, np.inf, TABLE)}, "X has 3 infinite cells.*column 0"),
    "an infinite point": ({"points": [[0, -np.inf]]}, "points has 1 infinite cell.*column 1"),
    "sparse gaps": (
        {"X": sparse.csr_array(np.where(TABLE > 10, np.nan, TABLE))},
        r"X has 1 missing cell.*sparse.*X.toarray\(\)",
    ),
    "other columns": ({"points": np.zeros((2, 3))}, r"points need 2 columns.*\(2, 3\)"),
    "no codes of points": ({"codes": CODES, "points": TABLE}, r"2 columns and 1 code .*\(6, 0\)"),
    "codes of no point": ({"point_codes": CODES}, "point_codes.*points.*queries"),
    "codes of fewer rows": ({"codes": CODES[:5]}, r"codes must.*\(6, n_categorical\).*\(5, 1\)"),
    "codes that are no codes": ({"codes": CODES + 0.5}, "codes must.*whole numbers.*float64"),
    "queries and points": ({"queries": [1], "points": TABLE}, "queries and points.*one of them"),
    "one row alone": ({"X": [[1.0]], "k": 1}, "X has 1 row.*at least 2"),
    "no row": ({"X": TABLE[:0], "k": 1}, "X has 0 rows.*at least 2"),
}


@pytest.mark.parametrize(("call", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_searched_is_refused_by_name(call, message):
    with pytest.raises(ValueError, match=message):
        kneighbors(**{"X": TABLE, "k": 2} | call)
