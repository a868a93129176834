"""Every backend against a naive search, on every kind of data that has ever been hard."""

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.metrics.pairwise import nan_euclidean_distances

from oversample import _threads
from oversample.neighbors import (
    _axes,
    _brute,
    _by_group,
    _by_pair,
    _compiled,
    _float32,
    _leaves,
    _sparse,
    _tree,
    kneighbors,
)
from oversample.neighbors._missing import search_with_gaps
from oversample.neighbors._queries import Queries
from tests.naming import naming

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") != "1"
# Distances that are measured at once, so that they stay in the cache.
NAIVE_DISTANCES = 50_000
ONE = _threads.ThreadTeam(1)


def naive_kneighbors(X, k, queries=None, codes=None, mismatch=0.0):
    """Search for other rows as for points, of which a row's own is no number: these come last."""
    rows = np.arange(len(X)) if queries is None else np.asarray(queries, dtype=np.intp)
    codes = np.empty((len(X), 0)) if codes is None else codes
    return naive_of_points(X, k, X[rows], codes, codes[rows], mismatch, own=rows)


def naive_of_points(X, k, points, codes, point_codes, mismatch=0.0, own=None):
    """Measure every row from every point, column by column, and sort by (squared distance, row)."""
    columns, of_points = np.array(X.T, dtype=np.float64), np.array(points.T, dtype=np.float64)
    indices = np.empty((len(points), k), dtype=np.intp)
    distances = np.empty((len(points), k))
    at_once = max(1, NAIVE_DISTANCES // len(X))
    for start in range(0, len(points), at_once):
        block = slice(start, start + at_once)
        squares = np.zeros((len(points[block]), len(X)))
        with np.errstate(over="ignore", under="ignore"):
            for p in range(len(columns)):
                squares += (of_points[p, block, np.newaxis] - columns[p]) ** 2
        differing = np.sum(point_codes[block, np.newaxis] != codes, axis=2)
        squares += mismatch * mismatch * differing
        if own is not None:
            squares[np.arange(len(squares)), own[block]] = np.nan
        kth = np.partition(squares, k - 1)[:, k - 1]
        for i in range(len(squares)):
            candidates = np.flatnonzero(squares[i] <= kth[i])
            order = np.argsort(squares[i, candidates], kind="stable")[:k]
            indices[start + i] = candidates[order]
            distances[start + i] = np.sqrt(squares[i, candidates[order]])
    return indices, distances


def leaves_of(X, codes, mismatch=0.0):
    scaling = _float32.float32_scaling(X, mismatch)
    return _leaves.Grower(X, mismatch, scaling, ONE).grow(X, codes)


def scaling_of(X, queries, mismatch):
    return _float32.float32_scaling(X, mismatch, None if queries.are_rows else queries.X)


def search_leaves(X, k, queries, codes, mismatch, n_jobs):
    scaling = scaling_of(X, queries, mismatch)
    return _compiled.search_leaves(X, k, queries, codes, mismatch, n_jobs, scaling)


def search_groups(X, k, queries, codes, mismatch, n_jobs):
    grower = _leaves.Grower(X, mismatch, scaling_of(X, queries, mismatch), ONE)
    leaves = grower.grow(X, codes)
    own_leaves = leaves if queries.are_rows else grower.grow(queries.X, queries.codes)
    with _threads.ThreadTeam(_threads.count_threads(n_jobs)) as team:
        return _by_group.search_by_group(leaves, k, own_leaves, queries.selected, team)


def search_pairs(X, k, queries, codes, mismatch, n_jobs):
    leaves = leaves_of(X, codes, mismatch)
    leaves = _leaves.in_whole_numbers(leaves, ONE) or leaves
    with _threads.ThreadTeam(_threads.count_threads(n_jobs)) as team:
        found = _by_pair.search_by_pair(leaves, k, team)
    return found[0][queries.rows], found[1][queries.rows]


def search_float32(X, k, queries, codes, mismatch, n_jobs):
    scaling = scaling_of(X, queries, mismatch)
    return _brute.search_float32(X, k, queries, codes, mismatch, scaling)


def search_float64(X, k, queries, codes, mismatch, n_jobs):
    return _brute.search_float64(X, k, queries, codes, mismatch, n_jobs)


def search_tree(X, k, queries, codes, mismatch, n_jobs):
    return _tree.search_tree(X, k, queries, n_jobs, scaling_of(X, queries, mismatch))


def search_missing(X, k, queries, codes, mismatch, n_jobs):
    return search_with_gaps(X, k, queries, codes, mismatch)


def as_sparse(queries):
    return replace(queries, X=sparse.csr_array(queries.X))


def search_sparse(X, k, queries, codes, mismatch, n_jobs):
    queries = as_sparse(queries)
    return _sparse.search_sparse(sparse.csr_array(X), k, queries, n_jobs, compiled=False)


def search_sparse_compiled(X, k, queries, codes, mismatch, n_jobs):
    queries = as_sparse(queries)
    return _sparse.search_sparse(sparse.csr_array(X), k, queries, n_jobs, compiled=True)


def search_any(X, k, queries, codes, mismatch, n_jobs):
    if queries.are_rows:
        asked = {"queries": queries.selected}
    else:
        asked = {"points": queries.X, "point_codes": queries.codes}
    return kneighbors(X, k, **asked, codes=codes, mismatch=mismatch, n_jobs=n_jobs)


BACKENDS = {
    "leaves": search_leaves,
    "groups": search_groups,
    "pairs": search_pairs,
    "float32": search_float32,
    "float64": search_float64,
    "tree": search_tree,
    "sparse": search_sparse,
    "sparse_compiled": search_sparse_compiled,
    "any": search_any,
}


def check(backend, X, k, queries=None, codes=None, mismatch=0.0, n_jobs=1):
    if codes is None:
        codes = np.empty((X.shape[0], 0), dtype=np.int32)
    expected = naive_kneighbors(X, k, queries, codes, mismatch)
    queries = Queries(X, codes, queries, are_rows=True)
    assert_found(BACKENDS[backend](X, k, queries, codes, mismatch, n_jobs), expected)


def check_points(backend, X, k, points, codes=None, point_codes=None, mismatch=0.0, n_jobs=1):
    if codes is None:
        codes = np.empty((X.shape[0], 0), dtype=np.int32)
        point_codes = np.empty((points.shape[0], 0), dtype=np.int32)
    expected = naive_of_points(X, k, points, codes, point_codes, mismatch)
    queries = Queries(points, point_codes, None, are_rows=False)
    assert_found(BACKENDS[backend](X, k, queries, codes, mismatch, n_jobs), expected)


def assert_found(found, expected):
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])
    assert found[0].dtype == np.intp
    assert found[1].dtype == np.float64


def ordinary(rng, n, d):
    return rng.standard_normal((n, d))


def grid(rng, n, d):
    return rng.integers(0, 4, (n, d)).astype(np.float64)


def duplicates(rng, n, d):
    return rng.standard_normal((max(1, n // 8), d))[rng.integers(0, max(1, n // 8), n)]


def constant(rng, n, d):
    return np.full((n, d), 3.7)


def badly_scaled(rng, n, d):
    return 1e6 + 1e-3 * rng.standard_normal((n, d))


def constant_columns(rng, n, d):
    X = rng.standard_normal((n, d))
    X[:, ::2] = -1e8
    return X


def mixed_scales(rng, n, d):
    return rng.standard_normal((n, d)) * 10.0 ** rng.integers(-6, 6, d)


def outliers(rng, n, d):
    X = rng.standard_normal((n, d))
    X[rng.integers(0, n, max(1, n // 50))] *= 1e7
    return X


def far_clusters(rng, n, d):
    return rng.standard_normal((n, d)) + 1e5 * rng.integers(0, 3, (n, 1))


def near_ties(rng, n, d):
    return grid(rng, n, d) + 1e-9 * rng.standard_normal((n, d))


def huge(rng, n, d):
    return 1e150 * rng.standard_normal((n, d))


def overflowing(rng, n, d):
    return 1e300 * rng.standard_normal((n, d))


def tiny(rng, n, d):
    return 1e-150 * rng.standard_normal((n, d))


def underflowing(rng, n, d):
    return 1e-170 * rng.standard_normal((n, d))


def partly_underflowing(rng, n, d):
    X = rng.integers(0, 2, (n, d)).astype(np.float64)
    return X + 1e-170 * rng.standard_normal((n, d)) * (X == 0)


KINDS = [
    ordinary,
    grid,
    duplicates,
    constant,
    badly_scaled,
    constant_columns,
    mixed_scales,
    outliers,
    far_clusters,
    near_ties,
    partly_underflowing,
]
if not COMPILED:
    # These take all lines of the kernels.
    KINDS = [ordinary, grid, duplicates, constant_columns, mixed_scales, partly_underflowing]
EXTREMES = [huge, overflowing, tiny, underflowing]
SHAPES = [(2, 1), (3, 2), (63, 3), (64, 1), (65, 4), (130, 5)]
if COMPILED:
    SHAPES += [(700, 2), (1000, 10), (900, 33), (400, 120), (150, 500)]


IN_KERNELS = ["leaves", "groups", "pairs", "sparse_compiled"]
# What is NumPy's and SciPy's is the same without compilation.
EACH = [*IN_KERNELS, "float32", "float64", "tree", "sparse"] if COMPILED else IN_KERNELS


def is_quick(backend, kind, shape):
    """Sparse rows that rounding leaves tied are measured one by one: right, but slow."""
    told_apart = kind in (ordinary, grid, mixed_scales, far_clusters)
    return backend != "sparse" or told_apart or shape[0] <= 200


@pytest.mark.parametrize("backend", EACH)
@pytest.mark.parametrize("kind", KINDS)
def test_same_as_naive(backend, kind):
    for shape in SHAPES:
        if not is_quick(backend, kind, shape):
            continue
        with naming(shape=shape):
            X, expected = problem_of(kind, shape)
            codes = np.empty((len(X), 0), dtype=np.int32)
            queries = Queries(X, codes, None, are_rows=True)
            k = expected[0].shape[1]
            assert_found(BACKENDS[backend](X, k, queries, codes, 0.0, 1), expected)


@cache
def problem_of(kind, shape):
    """Make a table and its naive answer once: every backend is held against them."""
    X = kind(np.random.default_rng(0), *shape)
    return X, naive_kneighbors(X, min(5, shape[0] - 1))


@pytest.mark.parametrize("kind", EXTREMES)
def test_squares_beyond_float64(kind):
    X = kind(np.random.default_rng(0), 90, 3)
    assert kind in (huge, tiny) or _float32.float32_scaling(X, 0.0) is None
    check("float64", X, 89)
    magnitude = 2.0 ** np.frexp(np.abs(X).max())[1]
    expected, _ = naive_kneighbors(X / magnitude, 7)
    np.testing.assert_array_equal(kneighbors(X, 7).indices, expected)


@pytest.mark.parametrize("backend", EACH)
# Without compilation one long list of fewer rows is enough: its lines are those of the others.
@pytest.mark.parametrize("k", [1, 2, 99, 100, 148, 149] if COMPILED else [1, 70])
def test_many_neighbors(backend, k):
    rng = np.random.default_rng(1)
    check(backend, rng.standard_normal((150 if COMPILED else 80, 6)), k)
    if COMPILED:
        check(backend, grid(rng, 150, 2), k)


@st.composite
def problems(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(2, 400 if COMPILED else 140))
    d = draw(st.integers(1, 40 if COMPILED else 4))
    X = draw(st.sampled_from(KINDS))(rng, n, d)
    if draw(st.booleans()):
        X = X.astype(np.float32)
    codes = None
    mismatch = 0.0
    if draw(st.booleans()):
        levels = draw(st.sampled_from([1, 2, 50, 2**30]))
        codes = rng.integers(0, levels, (n, draw(st.integers(1, 4))))
        codes = codes.astype(draw(st.sampled_from([np.int32, np.int64])))
        mismatch = draw(st.sampled_from([0.0, 1e-9, 0.5, 1.4, 1e6, 1e40]))
        if draw(st.booleans()):
            X = X[:, :0]
    queries = None
    if draw(st.booleans()):
        queries = rng.integers(0, n, draw(st.integers(0, 100)))
    layout = draw(st.sampled_from(["C", "F", "read-only", "strided"]))
    if layout == "F":
        X = np.asfortranarray(X)
    elif layout == "strided":
        X = np.repeat(X, 2, axis=1)[:, ::2]
    X.flags.writeable = layout != "read-only"
    k = draw(st.integers(1, min(n - 1, draw(st.sampled_from([3, 12, 400 if COMPILED else 40])))))
    return X, k, queries, codes, mismatch


IN_FLOAT32 = ("leaves", "groups", "pairs", "float32", "tree")
WITHOUT_CODES = ("pairs", "tree", "sparse_compiled")


# Half of the problems have codes, which some backends cannot search.
@settings(max_examples=160 if COMPILED else 30, deadline=None)
@given(problem=problems(), n_jobs=st.sampled_from([1, 2, 4, -1, None]))
def test_property_same_as_naive(problem, n_jobs):
    """One naive answer of a problem, which every backend that fits it gives too."""
    X, k, selected, codes, mismatch = problem
    fits = _float32.float32_scaling(X, mismatch) is not None
    before, expected = X.copy(), naive_kneighbors(X, k, selected, codes, mismatch)
    has_codes = codes is not None
    codes = codes if has_codes else np.empty((len(X), 0), dtype=np.int32)
    queries = Queries(X, codes, selected, are_rows=True)
    for backend in [*IN_KERNELS, *(["float32", "float64", "tree", "any"] if COMPILED else [])]:
        if (fits or backend not in IN_FLOAT32) and not (has_codes and backend in WITHOUT_CODES):
            with naming(backend=backend):
                found = BACKENDS[backend](X, k, queries, codes, mismatch, n_jobs)
                assert_found(found, expected)
                np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize("form", [sparse.csr_array, sparse.csc_array, sparse.csr_matrix])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sparse(form, dtype):
    rng = np.random.default_rng(3)
    X = rng.standard_normal((150, 30)) * (rng.random((150, 30)) < 0.1)
    X = X.astype(dtype)
    expected = naive_kneighbors(X, 6)
    assert_found(kneighbors(form(X), 6), expected)
    table = sparse.csr_array(X)
    assert_found(_sparse.search_sparse(table, 6, every_row(table), 1, compiled=True), expected)


def test_duplicates_are_neighbors_and_the_row_itself_is_not():
    X = np.zeros((5, 2))
    found = kneighbors(X, 4)
    expected = [[1, 2, 3, 4], [0, 2, 3, 4], [0, 1, 3, 4], [0, 1, 2, 4], [0, 1, 2, 3]]
    np.testing.assert_array_equal(found.indices, expected)
    assert not found.distances.any()


def test_queries_are_rows_of_the_full_answer():
    X = np.random.default_rng(5).standard_normal((300, 4))
    queries = [7, 7, 0, 299, 12]
    full = kneighbors(X, 3)
    some = kneighbors(X, 3, queries=queries)
    np.testing.assert_array_equal(some.indices, full.indices[queries])
    np.testing.assert_array_equal(some.distances, full.distances[queries])
    assert kneighbors(X, 3, queries=[]).indices.shape == (0, 3)


def test_threads_do_not_show(monkeypatch):
    rng = np.random.default_rng(6)
    monkeypatch.setattr(_compiled, "_THREADED_FROM", 0)
    X = rng.standard_normal((2000 if COMPILED else 200, 5))
    codes = rng.integers(0, 3, (X.shape[0], 2))
    queries = Queries(X, codes, None, are_rows=True)
    answers = [search_leaves(X, 5, queries, codes, 0.7, n_jobs) for n_jobs in (1, 2, 4, -1, None)]
    for answer in answers[1:]:
        np.testing.assert_array_equal(answer[0], answers[0][0])
        np.testing.assert_array_equal(answer[1], answers[0][1])


def test_impossible_n_jobs():
    with pytest.raises(ValueError, match="n_jobs=0"):
        _threads.count_threads(0)


@pytest.mark.parametrize("queries", [[5], [-1]])
def test_impossible_queries(queries):
    with pytest.raises(ValueError, match="row numbers from 0 to 4"):
        kneighbors(np.zeros((5, 2)), 1, queries=queries)


def test_codes_need_dense():
    with pytest.raises(ValueError, match="dense"):
        kneighbors(sparse.csr_array(np.eye(4)), 1, codes=np.zeros((4, 1), int), mismatch=1.0)


@pytest.mark.skipif(not COMPILED, reason="too slow without compilation")
@pytest.mark.parametrize(
    ("kind", "d"),
    [(ordinary, 2), (ordinary, 60), (grid, 12), (duplicates, 2), (far_clusters, 12)],
)
def test_a_hundred_thousand_rows(kind, d):
    rng = np.random.default_rng(7)
    X = kind(rng, 100_000, d)
    queries = rng.integers(0, X.shape[0], 60)
    expected = naive_kneighbors(X, 5, queries)
    for found in (kneighbors(X, 5, queries=queries), search_leaves_of(X, queries)):
        np.testing.assert_array_equal(found[0], expected[0])
        np.testing.assert_array_equal(found[1], expected[1])


def search_leaves_of(X, queries):
    codes = np.empty((X.shape[0], 0), np.int32)
    queries = Queries(X, codes, queries, are_rows=True)
    return search_leaves(X, 5, queries, codes, 0.0, None)


@pytest.mark.skipif(not COMPILED, reason="too slow without compilation")
@pytest.mark.parametrize("kind", [ordinary, grid])
@pytest.mark.parametrize("backend", ["leaves", "pairs"])
def test_whole_answer_of_some_thousand_rows(kind, backend):
    X = kind(np.random.default_rng(8), 3000, 8)
    check(backend, X, 5, n_jobs=2)


def test_parts_of_the_leaves_all_meet_once():
    rounds = list(_by_pair._meetings(8))
    everybody = sorted(pair for meetings in rounds for pair in meetings)
    assert everybody == [(a, b) for a in range(8) for b in range(a, 8)]
    for meetings in rounds[1:]:
        assert sorted(part for pair in meetings for part in pair) == list(range(8))


@pytest.mark.skipif(not COMPILED, reason="too slow without compilation")
@pytest.mark.parametrize(
    ("kind", "clear"), [(ordinary, True), (grid, False), (constant, False), (far_clusters, False)]
)
def test_what_pairs_leave_undecided_is_not_searched_by_them(kind, clear):
    X = kind(np.random.default_rng(9), 3000, 4)
    codes = np.empty((3000, 0), np.int64)
    assert _by_pair.pairs_pay(leaves_of(X, codes), 5, ONE) == clear


def test_import_loads_nothing():
    program = (
        "import sys, oversample.neighbors\n"
        "heavy = {'numba', 'sklearn', 'scipy', 'joblib', 'pandas'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_whole_numbers_are_told_from_others(dtype):
    X = np.random.default_rng(10).integers(-3, 9, (200, 4)).astype(dtype)
    center = _float32.center_of_whole_numbers
    assert (center(X) == np.rint(center(X))).all()
    assert center(X + np.array([1000, 0, 0, 5], dtype)) is not None
    assert center(X + dtype(0.5)) is None
    assert center(X * 200) is None, "squares are beyond what float32 resolves"
    X[150, 3] += dtype(0.25)
    assert center(X) is None


@pytest.mark.skipif(not COMPILED, reason="too slow without compilation")
def test_whole_numbers_up_to_the_limit_of_exact_scores():
    rng = np.random.default_rng(11)
    X = rng.integers(-511, 512, (2000, 2)).astype(np.float64)
    X[1000:] = X[rng.integers(0, 1000, 1000)]
    assert _float32.center_of_whole_numbers(X) is not None
    check("pairs", X, 5)
    check("pairs", -0.0 * X, 5)


def every_row(table, selected=None):
    return Queries(table, np.empty((table.shape[0], 0), np.int32), selected, are_rows=True)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_sparse_counts(n_jobs):
    rng = np.random.default_rng(12)
    n = 1500 if COMPILED else 120
    for most in (1, 4):
        X = rng.integers(1, most + 1, (n, 60)) * (rng.random((n, 60)) < 0.05)
        expected = naive_kneighbors(X, 5)
        table = sparse.csr_array(X, dtype=float)
        for found in (
            kneighbors(table, 5, n_jobs=n_jobs),
            _sparse.search_sparse(table, 5, every_row(table), n_jobs, compiled=False),
            _sparse.search_sparse(table, 5, every_row(table), n_jobs, compiled=True),
        ):
            np.testing.assert_array_equal(found[0], expected[0])
            np.testing.assert_array_equal(found[1], expected[1])


@pytest.mark.parametrize("compiled", [False, True])
def test_sparse_whole_numbers_with_signs_and_queries(compiled):
    rng = np.random.default_rng(13)
    X = sparse.csr_array(rng.integers(-2, 3, (90, 7)).astype(float))
    queries = np.array([3, 3, 89, 0])
    found = _sparse.search_sparse(X, 6, every_row(X, queries), 2, compiled)
    expected = naive_kneighbors(X.toarray(), 6, queries)
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_array_equal(found[1], expected[1])


def test_rows_without_a_cell_are_all_alike():
    X, codes = np.empty((12, 0)), np.empty((12, 0), np.int64)
    check("leaves", X, 5, codes=codes)


def factors(rng, n, d):
    return rng.normal(size=(n, 6)) @ rng.normal(size=(6, d)) + 0.1 * rng.normal(size=(n, d))


def autoregressive(rng, n, d):
    column = np.arange(d)
    covariance = 0.9 ** np.abs(column[:, None] - column)
    return rng.normal(size=(n, d)) @ np.linalg.cholesky(covariance).T


@pytest.mark.skipif(not COMPILED, reason="too slow without compilation")
@pytest.mark.parametrize("kind", [factors, autoregressive])
def test_correlated_columns_are_rotated_and_still_exact(kind, monkeypatch):
    n = 20_000
    X = kind(np.random.default_rng(4), n, 20)
    scaling = _float32.float32_scaling(X, 0.0)
    monkeypatch.setattr(_axes, "_FROM", n)
    assert _axes.principal_axes(X, scaling) is not None
    rotated = kneighbors(X, 5)
    monkeypatch.setattr(_axes, "_FROM", n + 1)
    plain = kneighbors(X, 5)
    np.testing.assert_array_equal(rotated.indices, plain.indices)
    np.testing.assert_array_equal(rotated.distances, plain.distances)


def test_independent_columns_are_not_rotated(monkeypatch):
    monkeypatch.setattr(_axes, "_FROM", 20_000)
    X = np.random.default_rng(5).normal(size=(20_000, 20))
    assert _axes.principal_axes(X, _float32.float32_scaling(X, 0.0)) is None


# -- points that are no rows -----------------------------------------------------------------------

OF_POINTS = {name: BACKENDS[name] for name in [*EACH, "any"] if name != "pairs"}
POINT_SHAPES = [(1, 1, 3), (65, 4, 20), (130, 5, 1)]
if COMPILED:
    POINT_SHAPES += [(65, 4, 130), (700, 2, 300), (300, 40, 700)]


@pytest.mark.parametrize("backend", OF_POINTS)
@pytest.mark.parametrize("kind", KINDS)
def test_points_are_searched_as_by_the_naive_search(backend, kind):
    for shape in POINT_SHAPES:
        if not is_quick(backend, kind, shape):
            continue
        X, points, expected = problem_of_points(kind, *shape)
        n = len(X)
        codes, point_codes = (np.empty((len(rows), 0), dtype=np.int32) for rows in (X, points))
        queries = Queries(points, point_codes, None, are_rows=False)
        for k in {1, min(5, n), n if n < 200 else 7} if COMPILED else {min(5, n)}:
            found = OF_POINTS[backend](X, k, queries, codes, 0.0, 1)
            assert_found(found, [whole[:, :k] for whole in expected])


@cache
def problem_of_points(kind, n, d, n_points):
    """Make rows, points and the naive answer once: every backend is held against them."""
    rows = kind(np.random.default_rng(20), n + n_points, d)
    # Some are equal to rows: these are their nearest, and none is left out.
    X, points = rows[:n], np.concatenate([rows[n:], rows[: n // 4]])
    codes, point_codes = np.empty((n, 0)), np.empty((len(points), 0))
    return X, points, naive_of_points(X, n if n < 200 else 7, points, codes, point_codes)


@st.composite
def problems_of_points(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(1, 300 if COMPILED else 140))
    n_points = draw(st.integers(1, 150 if COMPILED else 20))
    d = draw(st.integers(1, 40 if COMPILED else 4))
    rows = draw(st.sampled_from(KINDS))(rng, n + n_points, d)
    scale = draw(st.sampled_from([1.0, 1.0, 1e50, 1e-50]))
    rows *= scale
    X, points = rows[:n], rows[n:] * draw(st.sampled_from([1.0, 0.5, 100.0]))
    types = st.sampled_from([np.float32, np.float64])
    if scale == 1.0:
        X, points = X.astype(draw(types)), points.astype(draw(types))
    codes = point_codes = None
    mismatch = 0.0
    if draw(st.booleans()):
        codes = rng.integers(0, draw(st.sampled_from([2, 50])), (n, 2)).astype(np.int32)
        point_codes = rng.integers(0, 3, (n_points, 2))
        mismatch = draw(st.sampled_from([0.0, 0.5, 1e6]))
        if draw(st.booleans()):
            X, points = X[:, :0], points[:, :0]
    return X, draw(st.integers(1, n)), points, codes, point_codes, mismatch


@settings(max_examples=80 if COMPILED else 15, deadline=None)
@given(problem=problems_of_points(), n_jobs=st.sampled_from([1, 2, None]))
def test_property_points_as_by_the_naive_search(problem, n_jobs):
    X, k, points, codes, point_codes, mismatch = problem
    fits = _float32.float32_scaling(X, mismatch, points) is not None
    has_codes = codes is not None
    if not has_codes:
        codes, point_codes = (np.empty((len(rows), 0), dtype=np.int32) for rows in (X, points))
    expected = naive_of_points(X, k, points, codes, point_codes, mismatch)
    queries = Queries(points, point_codes, None, are_rows=False)
    for backend in ["leaves", "float32", "float64", "tree", "sparse_compiled", "any"]:
        if (fits or backend not in IN_FLOAT32) and not (has_codes and backend in WITHOUT_CODES):
            with naming(backend=backend):
                found = BACKENDS[backend](X, k, queries, codes, mismatch, n_jobs)
                assert_found(found, expected)


@pytest.mark.parametrize("form", ["dense", "sparse", "sparse points", "sparse rows"])
@pytest.mark.parametrize("dense_cells", [0, 2**23])
def test_points_of_sparse_tables(form, dense_cells, monkeypatch):
    monkeypatch.setattr(_sparse, "_DENSE_CELLS", dense_cells)
    rng = np.random.default_rng(21)
    rows = rng.standard_normal((160, 20)) * (rng.random((160, 20)) < 0.2)
    X, points = rows[:100], rows[90:]
    expected = naive_of_points(X, 6, points, np.empty((100, 0)), np.empty((70, 0)))
    given_X = sparse.csr_array(X) if form in ("sparse", "sparse rows") else X
    given_points = sparse.csc_array(points) if form in ("sparse", "sparse points") else points
    assert_found(kneighbors(given_X, 6, points=given_points), expected)


def test_points_with_missing_cells():
    rng = np.random.default_rng(22)
    rows = np.where(rng.random((90, 4)) < 0.3, np.nan, rng.standard_normal((90, 4)))
    codes = rng.integers(0, 2, (90, 1))
    X, points = rows[:60], rows[60:]
    found = kneighbors(X, 60, points=points, codes=codes[:60], point_codes=codes[60:], mismatch=0.3)
    for i, point in enumerate(points):
        squares = nan_euclidean_distances(point[None], X)[0] ** 2
        squares = np.where(np.isnan(squares), np.inf, squares) + 0.09 * (
            codes[60 + i] != codes[:60, 0]
        )
        order = np.argsort(squares, kind="stable")
        common = np.isfinite(squares[order])
        np.testing.assert_array_equal(found.indices[i][common], order[common])
        np.testing.assert_allclose(found.distances[i][common], np.sqrt(squares[order][common]))
    gaps_in_points_only = kneighbors(np.nan_to_num(X), 3, points=points)
    assert np.isfinite(gaps_in_points_only.distances[~np.isnan(points).all(axis=1)]).all()


def test_points_far_from_all_rows():
    X = np.random.default_rng(23).standard_normal((200, 3))
    for far in (1e3, 1e9, 1e60):
        points = np.array([[far, 0, 0], [0, -far, 0], [0.0, 0.1, 0.2]])
        for backend in ("leaves", "float32", "float64", "tree", "any"):
            check_points(backend, X, 5, points)


def test_no_points():
    X = np.zeros((5, 2))
    found = kneighbors(X, 5, points=np.empty((0, 2)))
    assert found.indices.shape == found.distances.shape == (0, 5)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"points": np.zeros((3, 1))}, "points need 2 columns and 1 code each"),
        ({"points": np.zeros((3, 2))}, "codes of shape .3, 0."),
        ({"points": np.zeros((3, 2)), "point_codes": np.zeros((2, 1), int)}, "shape .2, 1."),
        ({"points": np.zeros((3, 2)), "queries": [0]}, "exclude each other"),
    ],
)
def test_impossible_points(asked, message):
    with pytest.raises(ValueError, match=message):
        kneighbors(np.zeros((5, 2)), 5, codes=np.zeros((5, 1), int), mismatch=1.0, **asked)


def test_impossible_k_of_points():
    with pytest.raises(ValueError, match=r"between 1 and 5 for 5 rows\. Got k=6"):
        kneighbors(np.zeros((5, 2)), 6, points=np.zeros((3, 2)))


@pytest.mark.skipif(not COMPILED, reason="too slow without compilation")
@pytest.mark.parametrize("few", [0, 10**6])
def test_what_pairs_leave_undecided(few, monkeypatch):
    monkeypatch.setattr(_by_pair, "_FEW", few)
    rng = np.random.default_rng(24)
    for kind in (near_ties, far_clusters, duplicates):
        check("pairs", kind(rng, 1200, 3), 5)
