"""The table of a run without rows that occur twice, and the part of the guide from it."""

import pandas as pd
import pytest

from benchmarks import publish
from benchmarks.report import duplicates
from benchmarks.report.cells import cells_of, write_cells
from benchmarks.report.parts import marks, replace_part
from benchmarks.report.published import TABLE
from tests.benchmarks.result_tables import rows_of

FAMILIES = {f"set{i}": f"family{i}" for i in range(8)}
ALONE, UP = "none", "oversample-up"
MEASURED = "average_precision"


def rows_with(gain, n_rows, datasets=FAMILIES, n_folds=1):
    """A sampler that differs from the classifier alone by a constant, on tables of a size."""
    arms = {ALONE: {"average_precision": 0.6}, UP: {"average_precision": 0.6 + gain}}
    arms = {name: {"recall_gain_at_rate": 0.0, **numbers} for name, numbers in arms.items()}
    sizes = {"n_rows": n_rows, "n_test": n_rows / 5, "n_test_known": n_rows / 20}
    return rows_of(arms, datasets, n_folds, **sizes)


@pytest.fixture
def table():
    """A gain that is a loss without duplicates; the other run has more folds and data sets."""
    more = FAMILIES | {"easy": "easy"}
    rows, all_rows = rows_with(-0.1, 60), rows_with(0.2, 100, more, n_folds=3)
    all_rows.loc[(all_rows["dataset"] == "easy") & (all_rows["method"] == UP), MEASURED] = 0.0
    return duplicates.published(rows, all_rows, "a command")


def test_the_guide_shows_the_committed_table():
    text = (publish.ROOT / duplicates.PAGE).read_text(encoding="utf-8")
    assert replace_part(text, publish.duplicates_part(), duplicates.TABLE) == text


def test_both_runs_are_compared_on_the_same_data_sets_and_folds(table):
    found = table.set_index(["measure", "method"]).loc[(MEASURED, UP)]
    assert (found["gain"], found["verdict"], found["cells"]) == (pytest.approx(-0.1), "worse", 8)
    assert found["gain_all_rows"] == pytest.approx(0.2)
    assert (found["verdict_all_rows"], found["cells_all_rows"]) == ("better", 8)
    assert found["dropped"] == pytest.approx(0.4)
    assert found["known"] == pytest.approx(0.25)


def test_the_guide_says_which_verdicts_are_others(table):
    said = duplicates.guide_part(table)
    assert "`a command`: 8 data sets of 8 families, of which 40% of the rows are left out" in said
    assert "With all rows 25% of the test rows equal a training row." in said
    assert (
        "Of 1 combinations of a sampler and a classifier 0 are shown to be better than the "
        "classifier alone, 1 worse; with all rows 1 and 0. 1 verdicts are others, of which 1 "
        "turned from one side to the other. The mean difference moved by \N{MINUS SIGN}0.300."
    ) in said
    assert "| oversample-up | \N{MINUS SIGN}0.100 " in said
    assert " worse / +0.200 " in said


def test_a_table_is_published_into_the_guide(tmp_path, monkeypatch):
    (tmp_path / "docs/guide").mkdir(parents=True)
    first, last = marks(duplicates.TABLE)
    page = tmp_path / duplicates.PAGE
    page.write_text(f"before\n{first}\n{last}\nafter")
    monkeypatch.setattr(publish, "ROOT", tmp_path)
    write_cells(rows_with(0.2, 100), tmp_path / cells_of(TABLE))
    rows_with(-0.1, 60).to_parquet(tmp_path / "results.parquet")
    arguments = [str(tmp_path / "results.parquet"), "--command", "a command", "--duplicates"]
    assert publish.main(arguments) == 0
    assert set(pd.read_csv(tmp_path / duplicates.TABLE)["measure"]) == set(duplicates.MEASURES)
    assert "40% of the rows are left out" in page.read_text()
