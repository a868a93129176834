"""What the report says of the data: rows that occur twice, and how separable the classes are."""

import numpy as np
import pytest

from benchmarks.report.datasets import datasets_of, duplicate_remarks
from benchmarks.report.markdown import shown_datasets
from benchmarks.report.measures import STRATIFIED
from benchmarks.report.strata import SATURATED, by_separability, shown_strata
from benchmarks.report.tables.comparisons import strata_table
from benchmarks.report.tables.facts import dataset_table
from tests.benchmarks.result_tables import rows_of


@pytest.fixture
def rows():
    """Two arms on three data sets of two folds; of the first most test rows are in training."""
    rows = rows_of(
        {"none": {}, "oversample-a": {"average_precision": 0.6}},
        dict(zip("abc", "abc", strict=True)),
        2,
        n_test=10.0,
        n_test_known=0.0,
    )
    rows.loc[rows["dataset"] == "a", "n_duplicates"] = 8
    rows.loc[(rows["dataset"] == "a") & (rows["fold"] == 0), "n_test_known"] = 9.0
    rows["separability"] = rows["dataset"].map({"a": 0.8, "b": 0.9, "c": 0.98})
    return rows


def test_shares_are_over_all_folds_of_a_data_set(rows):
    datasets = datasets_of(rows)
    assert datasets["duplicates"].tolist() == [0.8, 0.0, 0.0]
    assert datasets["known"].tolist() == pytest.approx([0.45, 0.0, 0.0])
    shown = shown_datasets(datasets)
    assert shown[["rows equal to another", "test rows in training"]].to_numpy().tolist() == [
        ["80%", "45%"], ["0%", "0%"], ["0%", "0%"]
    ]  # fmt: skip
    assert [field.text for field in dataset_table(rows).rows[0][-2:]] == ["80%", "45%"]


def test_a_data_set_that_could_not_be_read_has_no_shares(rows):
    rows["n_rows"], rows["n_test"] = 0, np.nan
    assert datasets_of(rows)[["duplicates", "known"]].isna().all(axis=None)
    assert list(duplicate_remarks(rows)) == []


def test_many_known_test_rows_are_told(rows):
    (said,) = duplicate_remarks(rows)
    assert "In 1 of 3 data sets more than 10% of the test rows are equal" in said
    assert "a (45%). --drop-duplicates" in said


def test_strata_have_their_upper_bound(rows):
    rows.loc[rows["dataset"] == "b", "separability"] = SATURATED
    strata = by_separability(rows)
    assert list(strata) == ["below 0.9", "0.9 to 0.97", "above 0.97"]
    assert [part["dataset"].unique().tolist() for part in strata.values()] == [["a"], ["b"], ["c"]]


def test_differences_are_those_of_each_stratum(rows):
    rows.loc[(rows["dataset"] == "c") & (rows["method"] != "none"), "average_precision"] = 0.5
    shown = shown_strata(rows, STRATIFIED.name)
    assert list(shown) == ["method", "below 0.9 (2 families)", "above 0.97 (1 family)"]
    assert shown.to_numpy().tolist() == [
        ["oversample-a", "+0.100 [+0.100, +0.100]", "+0.000 [+0.000, +0.000]"]
    ]
    packages = rows.drop_duplicates("method").set_index("method")["package"]
    table = strata_table(rows, packages)
    assert table.headings == list(shown)
    assert table.rows[0][0].class_ == "ours"


def test_of_one_stratum_there_is_nothing_to_say(rows):
    rows["separability"] = 0.8
    assert shown_strata(rows, STRATIFIED.name).empty
    packages = rows.drop_duplicates("method").set_index("method")["package"]
    assert strata_table(rows, packages) is None
