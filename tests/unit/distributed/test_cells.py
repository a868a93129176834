"""Neighbours in cells: chosen by size or by will, measured, and told."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from oversample import SMOTE, resample_dask, resample_parquet
from oversample.distributed import cells, filling
from oversample.distributed.cells import CellSearch
from oversample.exceptions import FallbackWarning
from oversample.neighbors import kneighbors


def make_rows(n_rows=400):
    """Return rows in four clouds, far from each other."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(n_rows, 3)) + 50 * (np.arange(n_rows) % 4)[:, np.newaxis]


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(cells, "CELL_ROWS", 100)


def test_clouds_of_their_own_are_searched_as_if_exactly(small):
    X, search = make_rows(), CellSearch(0)
    found, nearest = search(X, 4), kneighbors(X, 4)
    assert search.measured == (4, 1.0, 1.0)
    np.testing.assert_array_equal(found.indices, nearest.indices)
    np.testing.assert_array_equal(found.distances, nearest.distances)


def test_what_is_missed_is_measured(small):
    X = np.random.default_rng(0).normal(size=(300, 6))
    search = CellSearch(0)
    found, nearest = search(X, 5), kneighbors(X, 5)
    # Slow and plain, over all rows, which are fewer than the sample.
    both = zip(found.indices, nearest.indices, strict=True)
    shared = [len(set(a) & set(b)) / 5 for a, b in both]
    ratio = np.median(found.distances.mean(axis=1) / nearest.distances.mean(axis=1))
    assert search.measured.recall == pytest.approx(np.mean(shared))
    assert search.measured.distance_ratio == pytest.approx(ratio)
    assert 0.3 < search.measured.recall < 1 < search.measured.distance_ratio < 1.5


def test_cells_that_are_too_small_are_given_up(small):
    X = make_rows(204)
    X[200:] += 1000
    found = CellSearch(0)(X, 6)
    assert (np.sort(found.indices, axis=1)[:, 1:] > np.sort(found.indices, axis=1)[:, :-1]).all()


def test_gaps_and_lists_are_searched_exactly(small):
    X, search = make_rows(), CellSearch(0)
    X[0, 0] = np.nan
    np.testing.assert_array_equal(search(X, 3).indices, kneighbors(X, 3).indices)
    assert search(make_rows(), 3, queries=np.array([5])).indices.shape == (1, 3)
    assert search.measured is None


def test_the_choice_is_told(tmp_path, monkeypatch, small):
    columns = {f"x{j}": column for j, column in enumerate(make_rows(2000).T)}
    table = pa.table(columns | {"label": np.arange(2000) % 8 < 2})
    parquet.write_table(table, tmp_path / "t.parquet", row_group_size=300)
    call = {"sampler": SMOTE(random_state=0), "y": "label"}
    exact = resample_parquet(tmp_path / "t.parquet", tmp_path / "exact", **call)
    assert exact.approximations == {}
    with pytest.warns(FallbackWarning, match=r"True are searched in 5 cells, for exact=False: .*%"):
        resample_parquet(tmp_path / "t.parquet", tmp_path / "cells", exact=False, **call)
    monkeypatch.setattr(filling, "EXACT_BYTES", 500)
    with pytest.warns(FallbackWarning, match="its numbers take 12,000 bytes"):
        told = resample_parquet(tmp_path / "t.parquet", tmp_path / "auto", **call)
    assert told.approximations[True].n_cells == 5
    assert told.approximations[True].recall > 0.5
    forced = resample_parquet(tmp_path / "t.parquet", tmp_path / "forced", exact=True, **call)
    assert forced.approximations == {}
    made = {name: parquet.read_table(tmp_path / name) for name in ("exact", "cells", "auto")}
    assert made["cells"].equals(made["auto"])
    assert not made["cells"].equals(made["exact"])
    with pytest.raises(ValueError, match="exact must be 'auto', True or False"):
        resample_parquet(tmp_path / "t.parquet", tmp_path / "r", exact="yes", **call)


@pytest.mark.dask
def test_dask_searches_the_same_cells(tmp_path, small):
    dask = pytest.importorskip("dask", reason="needs dask")
    dd = pytest.importorskip("dask.dataframe", reason="needs dask")
    frame = pd.DataFrame({f"x{j}": column for j, column in enumerate(make_rows(2000).T)})
    frame["label"] = np.arange(2000) % 8 < 2
    frame.to_parquet(tmp_path / "t.parquet", index=False)
    call = {"sampler": SMOTE(random_state=0), "exact": False}
    with pytest.warns(FallbackWarning, match="in 5 cells"):
        written = resample_parquet(tmp_path / "t.parquet", tmp_path / "r", y="label", **call)
    more = resample_dask(dd.from_pandas(frame, npartitions=3), "label", **call)
    with pytest.warns(FallbackWarning, match="in 5 cells"):
        made = more.X.compute(scheduler="synchronous")
    with pytest.warns(FallbackWarning, match="in 5 cells"):
        (told,) = dask.compute(more.approximations, scheduler="synchronous")
    assert pa.Table.from_pandas(made, preserve_index=False).equals(
        parquet.read_table(tmp_path / "r").replace_schema_metadata()
    )
    assert told == written.approximations
    table = dd.from_pandas(frame, npartitions=3)
    assert resample_dask(table, "label", sampler=SMOTE(random_state=0), exact=True)[-1] == {}
    # Few rows are searched exactly by default.
    more = resample_dask(table, "label", sampler=SMOTE(random_state=0))
    assert dask.compute(more.approximations) == ({True: None},)
    with pytest.raises(ValueError, match="exact must be 'auto', True or False"):
        resample_dask(table, "label", sampler=SMOTE(random_state=0), exact=1)
