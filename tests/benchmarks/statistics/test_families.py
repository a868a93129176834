import numpy as np
import pandas as pd
import pytest

from benchmarks.statistics.families import (
    mean_over_families,
    on_common_cells,
    paired,
    scores_by_cell,
)
from tests.benchmarks.result_tables import plausible_rows, rows_of

TWO_IN_A = {"a1": "a", "a2": "a", "b1": "b"}


def test_families_weigh_the_same():
    rows = rows_of({"none": {}}, TWO_IN_A)
    rows["recall"] = [0.0, 0.2, 0.9]
    means = mean_over_families(rows, ["recall"])
    assert means.loc[("tree", "none"), "recall"] == pytest.approx((0.1 + 0.9) / 2)
    assert paired(scores_by_cell(rows, "recall"))["none"].to_dict() == {"a": 0.1, "b": 0.9}


def test_cells_by_method_keep_the_order_of_arms_and_show_what_is_missing():
    rows = rows_of({"z": {}, "a": {"status": "failed", "recall": 0.9}}, TWO_IN_A, n_folds=2)
    table = scores_by_cell(rows, "recall")
    assert list(table) == ["z", "a"]
    assert len(table) == 6
    assert table["a"].isna().all()
    assert (table["z"] == 0.5).all()


def test_pairs_are_the_cells_that_all_did():
    rows = rows_of({"x": {}, "y": {"recall": 0.7}}, {"d": "f", "e": "g"}, n_folds=3)
    easy = (rows["dataset"] == "d") & (rows["fold"] == 0)
    rows.loc[easy & (rows["method"] == "x"), "recall"] = 0.9
    rows.loc[easy & (rows["method"] == "y"), "status"] = "failed"
    means = paired(scores_by_cell(rows, "recall"))
    assert means.loc["f"].to_dict() == pytest.approx({"x": 0.5, "y": 0.7})


def test_a_method_that_did_little_takes_nothing_from_others():
    rows = rows_of({"x": {}, "y": {}, "rare": {}}, {name: name for name in "abcdefghij"})
    rows.loc[(rows["method"] == "rare") & (rows["dataset"] > "c"), "status"] = "skipped"
    table = scores_by_cell(rows, "recall")
    assert paired(table).shape == (3, 3)
    assert paired(table, min_coverage=0.8).shape == (10, 2)
    assert list(paired(table, min_coverage=0.3)) == ["x", "y", "rare"]


def test_a_measure_that_nobody_has_gives_an_empty_table():
    rows = rows_of({"x": {}, "y": {}}, TWO_IN_A)
    rows["log_loss"] = np.nan
    assert paired(scores_by_cell(rows, "log_loss"), 0.8).empty


def test_rows_of_common_cells_are_those_of_a_loop():
    rows = plausible_rows(n_datasets=6, n_folds=4, classifiers=("tree",))
    failed = (rows["dataset"] == "set-4") & (rows["fold"] == 3)
    rows.loc[(rows["method"] == "none") & failed, "status"] = "failed"
    done = {
        method: {(row.dataset, row.fold) for row in of_method.itertuples() if row.status == "ok"}
        for method, of_method in rows.groupby("method")
    }
    most = {method: cells for method, cells in done.items() if len(cells) >= 0.94 * 24}
    assert set(done) - set(most) == {"imblearn-kmeans"}
    common = set.intersection(*most.values())
    assert len(common) == 23
    found = on_common_cells(rows)
    assert set(zip(found["method"], found["dataset"], found["fold"], strict=True)) == {
        (method, *cell) for method in most for cell in common
    }


def test_input_is_left_alone():
    rows = plausible_rows(n_datasets=3, n_folds=2)
    before = rows.copy(deep=True)
    paired(scores_by_cell(rows[rows["classifier"] == "logistic-regression"], "recall"))
    pd.testing.assert_frame_equal(rows, before)
