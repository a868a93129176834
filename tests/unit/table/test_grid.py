"""New cells of floats on the grid of their column."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from scipy import sparse

from oversample import SMOTE, GeometricSMOTE, Mixup, MoEx, RandomOverSampler, SelectiveOverSampler
from oversample._table.grid import _are_surely_off, to_grid
from tests import naive

N = 60


def labels():
    return (np.arange(N) < 20).astype(int)


def columns():
    """A column of each kind that has a grid, and one that has none."""
    rng = np.random.default_rng(0)
    measured = rng.normal(size=N)
    return pd.DataFrame(
        {
            "whole": rng.integers(0, 50, N).astype(float),
            "cents": np.round(measured, 2),
            "constant": np.full(N, 0.1),
            "few": rng.choice(measured[:9], N),
            "zeros": np.where(rng.random(N) < 0.5, 0.0, measured),
            "measured": measured,
            "gaps": np.where(rng.random(N) < 0.2, np.nan, rng.integers(0, 9, N)),
        }
    )


SAMPLERS = {
    "SMOTE": SMOTE(grid="auto", random_state=0, missing_values="present"),
    "Mixup": Mixup(grid="auto", random_state=0, missing_values="propagate"),
}
NO_GAPS = {
    "ROSE": RandomOverSampler(shrinkage=1.0, grid="auto", random_state=0),
    "Geometric": GeometricSMOTE(grid="auto", random_state=0),
    "MoEx": MoEx(grid="auto", random_state=0),
    "Selective": SelectiveOverSampler(SMOTE(grid="auto"), random_state=0),
}


@pytest.mark.parametrize("name", [*SAMPLERS, *NO_GAPS])
def test_new_cells_lie_where_those_of_their_column_do(name):
    X = columns() if name in SAMPLERS else columns().drop(columns="gaps")
    sampler = (SAMPLERS | NO_GAPS)[name]
    X_new, _ = sampler.fit_resample(X, labels())
    new = X_new[N:]
    assert (new["whole"] % 1 == 0).all()
    assert_array_equal(new["cents"], new["cents"].round(2))
    assert (new["constant"] == 0.1).all()
    assert set(new["few"]) <= set(X["few"])
    assert (new["zeros"] == 0).any()
    assert not set(new["measured"]) <= set(X["measured"])
    if name in SAMPLERS:
        assert (new["gaps"].dropna() % 1 == 0).all()
        pd.testing.assert_frame_equal(sampler.plan_.replay(X), X_new)


@given(
    st.lists(st.sampled_from([0.0, 0.25, 1 / 3, 2.0, 7.5, -1.0, np.nan]), min_size=1),
    st.lists(st.floats(-10, 10) | st.just(np.nan), min_size=1, max_size=9),
    st.integers(0, 40),
)
def test_the_rules(cells, new, n_measured):
    cells += np.random.default_rng(0).normal(size=n_measured).tolist()
    if all(np.isnan(cells)):
        return
    assert_array_equal(to_grid(np.array(cells), np.array(new)), naive.to_grid(cells, new))


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.2, 0.299, 0.301, 1.0])
def test_of_many_rows_it_is_told_without_a_sort_where_that_is_sure(dtype, share, monkeypatch):
    rng = np.random.default_rng(0)
    cells = rng.normal(size=2_000).astype(dtype)
    cells[: int(share * 2_000)] = np.repeat(cells[:20], 100)[: int(share * 2_000)]
    for places in (cells, np.repeat(cells, 2)[::2], -np.abs(cells)):
        [sure] = _are_surely_off(places[:, np.newaxis])
        assert not (sure and share > 0.3)
        assert sure or share > 0.1 or dtype is np.longdouble
        new = rng.normal(size=9).astype(dtype)
        found = to_grid(places, new)
        with monkeypatch.context() as patch:
            patch.setattr("oversample._table.grid._are_surely_off", lambda cells: [False])
            assert_array_equal(found, to_grid(places, new))


def test_of_no_other_column_it_is_told():
    measured = np.random.default_rng(0).normal(size=2_000)
    pairs = np.repeat(measured, 2)
    for cells in (np.round(measured, 3), pairs, pairs[::-1], np.where(measured > 3, np.nan, 0)):
        assert not _are_surely_off(cells[:, np.newaxis]).any()
    gaps = np.where(np.arange(2_000) == 1_999, np.nan, measured)
    assert not _are_surely_off(gaps[:, np.newaxis]).any()
    assert not _are_surely_off(measured[:900, np.newaxis]).any()


def test_without_a_grid_nothing_changes():
    X = columns().drop(columns="gaps")
    off, _ = SMOTE(random_state=0).fit_resample(X, labels())
    on, _ = SMOTE(grid="auto", random_state=0).fit_resample(X, labels())
    assert_array_equal(on["measured"], off["measured"])
    assert (off["whole"][N:] % 1 != 0).any()
    assert (SMOTE(grid="auto", random_state=0).plan(X, labels()).step).tolist() == (
        SMOTE(random_state=0).plan(X, labels()).step.tolist()
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda X: X.to_numpy(),
        lambda X: X.to_numpy().tolist(),
        lambda X: X.astype("Float64"),
        lambda X: X.astype(object),
        pl.from_pandas,
    ],
    ids=["array", "list", "nullable", "objects", "polars"],
)
def test_containers_have_the_same_grid(make):
    X = columns().drop(columns="gaps")
    sampler = SMOTE(grid="auto", random_state=0)
    expected, _ = sampler.fit_resample(X, labels())
    got, _ = sampler.fit_resample(make(X), labels())
    assert_array_equal(np.asarray(got, dtype=float), expected.to_numpy())
    replayed = sampler.plan_.replay(make(X))
    assert_array_equal(np.asarray(replayed, dtype=float), expected.to_numpy())


def test_float32_has_the_grid_of_its_own_digits():
    X = np.round(np.random.default_rng(0).normal(size=(N, 2)), 1).astype("f4")
    new = SMOTE(grid="auto", random_state=0).fit_resample(X, labels())[0][N:]
    assert new.dtype == X.dtype
    assert_array_equal(new, np.round(new, 1))


def test_weights_have_no_grid():
    weights = np.arange(N, dtype=float)
    sampler = SMOTE(grid="auto", random_state=0)
    X = columns()[["whole", "measured"]]
    sampler.fit_resample(X, labels(), sample_weight=weights)
    assert (sampler.sample_weight_ % 1 != 0).any()


def test_sparse_tables_have_no_grid():
    X = sparse.csr_array(np.eye(N))
    with pytest.raises(TypeError, match="grid='auto' looks at all cells"):
        SMOTE(grid="auto").fit_resample(X, labels())
