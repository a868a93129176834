"""Cells that are committed: what is kept of them, and that tables are made from them."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.publish import ROOT, read_published
from benchmarks.report import duplicates, equal, published, tuned, variants
from benchmarks.report.cells import FOLDER, cells_of, read_cells, write_cells
from tests.benchmarks.result_tables import plausible_rows


def without_duplicates(rows, command):
    """The table of a run without duplicates, which is beside the run with them."""
    return duplicates.published(rows, read_cells(ROOT / cells_of(published.TABLE)), command)


MADE = {module.TABLE: module.published for module in (published, tuned, equal, variants)}
MADE[duplicates.TABLE] = without_duplicates
COMMITTED = [
    (table, run) for table in MADE for run in range(9) if (ROOT / cells_of(table, run)).is_file()
]


def test_what_tables_need_comes_back(tmp_path):
    rows = plausible_rows(n_datasets=3)
    path = tmp_path / "new" / "cells.parquet"
    write_cells(rows, path)
    again = read_cells(path)
    assert set(rows) <= set(again)
    for name in ("dataset", "fold", "method", "status", "reason", "version_python"):
        assert again[name].tolist() == rows[name].tolist()
    for name in ("average_precision", "roc_auc", "seconds_fit_resample"):
        np.testing.assert_allclose(again[name], rows[name], rtol=1e-7)
        assert again[name].dtype == "float64"
    assert again[["key", "peak_bytes_fit"]].isna().all(axis=None)


def test_committed_cells_are_written_as_they_are(tmp_path):
    rows = plausible_rows(n_datasets=2)
    write_cells(rows, tmp_path / "first.parquet")
    write_cells(read_cells(tmp_path / "first.parquet"), tmp_path / "second.parquet")
    first, second = (pd.read_parquet(tmp_path / f"{name}.parquet") for name in ("first", "second"))
    pd.testing.assert_frame_equal(first, second)


def test_all_committed_cells_belong_to_a_table():
    assert {path.name for path in (ROOT / FOLDER).iterdir()} == {
        cells_of(*table_and_run).rpartition("/")[2] for table_and_run in COMMITTED
    }


@pytest.mark.parametrize(("table", "run"), COMMITTED)
def test_a_committed_table_is_made_from_its_cells(table, run):
    known = (read_published if table == published.TABLE else pd.read_csv)(ROOT / table)
    command = known["command"].unique()[run]
    known = known[known["command"] == command].dropna(axis=1, how="all").reset_index(drop=True)
    made = MADE[table](read_cells(ROOT / cells_of(table, run)), command)
    made = made.dropna(axis=1, how="all").reset_index(drop=True)
    pd.testing.assert_frame_equal(made, known, check_dtype=False)
