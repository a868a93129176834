"""The table of a run in which every arm chose its threshold, and the part of the guide from it."""

import pandas as pd
import pytest

from benchmarks import publish
from benchmarks.report import equal
from benchmarks.report.parts import replace_part
from tests.benchmarks.result_tables import rows_of

FAMILIES = {f"set{i}": f"family{i}" for i in range(8)}


def rows_with(**gains):
    """Arms that differ from the classifier alone by a constant in every family."""
    numbers = {
        "none": 0.6,
        **{f"oversample-{name}": 0.6 + gain for name, gain in gains.items()},
    }
    return rows_of(
        {
            name: {
                "balanced_accuracy_tuned": value,
                "f1_tuned": 0.6,
                "recall_at_rate_05_tuned": value,
                "rate_05_tuned": 0.04 if name == "none" else 0.07,
                "recall_at_precision_tuned": value,
                "precision_tuned": 0.45,
            }
            for name, value in numbers.items()
        },
        FAMILIES,
    )


def test_the_guide_shows_the_committed_table():
    text = (publish.ROOT / equal.PAGE).read_text(encoding="utf-8")
    assert replace_part(text, publish.equal_part(), equal.TABLE) == text


def test_differences_are_to_the_classifier_that_was_tuned_too():
    rows = rows_with(up=0.05, down=-0.2, same=0.0)
    table = equal.published(rows, "made by hand")
    found = table.set_index(["measure", "method"])
    ours = found.loc["balanced_accuracy_tuned"]
    assert ours["verdict"].to_dict() == {
        "oversample-up": "better",
        "oversample-down": "worse",
        "oversample-same": "not shown",
    }
    assert ours["alone"].tolist() == pytest.approx([0.6] * 3)
    assert found.loc["recall_at_rate_05_tuned", "realized"].tolist() == pytest.approx([0.07] * 3)
    assert found.loc["f1_tuned", "realized"].isna().all()


def test_the_sentence_counts_samplers_and_says_what_thresholds_came_to():
    table = equal.published(rows_with(up=0.05, down=-0.2), "made by hand")
    said = equal.guide_part(table)
    assert "Of 2 combinations of a sampler and a classifier 1 are shown to be better" in said
    assert "1 worse (differences \N{MINUS SIGN}0.200 to +0.050)." in said
    assert "a mean false-positive rate of 0.070 to 0.070." in said
    assert "a mean precision of 0.450 to 0.450." in said
    assert "| oversample-up | +0.050" in said


def test_a_table_is_published_into_the_guide(tmp_path, monkeypatch):
    (tmp_path / "docs/guide").mkdir(parents=True)
    (tmp_path / "docs/results").mkdir()
    table = equal.TABLE
    page = tmp_path / equal.PAGE
    page.write_text(
        f"before\n<!-- made from {table} by python -m benchmarks.publish -->\n"
        f"<!-- end of {table} -->\nafter"
    )
    monkeypatch.setattr(publish, "ROOT", tmp_path)
    rows_with(up=0.05).to_parquet(tmp_path / "results.parquet")
    arguments = [str(tmp_path / "results.parquet"), "--command", "a command", "--thresholds"]
    assert publish.main(arguments) == 0
    assert set(pd.read_csv(tmp_path / table)["measure"]) == set(equal.MEASURES)
    assert "`a command`: 8 data sets of 8 families" in page.read_text()
