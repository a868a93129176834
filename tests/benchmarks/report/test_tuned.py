"""The table of a run in which every arm was tuned, and the part of the guide from it."""

import json

import pandas as pd
import pytest

from benchmarks import publish
from benchmarks.report import tuned
from benchmarks.report.cells import cells_of, read_cells
from benchmarks.report.parts import marks, replace_part
from tests.benchmarks.result_tables import rows_of

FAMILIES = {f"set{i}": f"family{i}" for i in range(8)}


def rows_with(**gains):
    """Arms that differ from the classifier alone by a constant, all of which chose a ratio."""
    arms = {"none": {"average_precision": 0.6, "configuration": chosen()}}
    for name, (gain, ratio) in gains.items():
        arms[f"oversample-{name}"] = {
            "average_precision": 0.6 + gain,
            "configuration": chosen(**({"sampling_strategy": ratio} if ratio else {})),
        }
    return rows_of(arms, FAMILIES, n_configurations=8)


def chosen(**sampler):
    return json.dumps({"sampler": sampler, "classifier": {"C": 1.0}, "tried": 8, "failed": 0})


def test_the_guide_shows_the_committed_table():
    text = (publish.ROOT / tuned.PAGE).read_text(encoding="utf-8")
    assert replace_part(text, publish.tuned_part(), tuned.TABLE) == text


def test_verdicts_do_not_rest_on_one_table():
    """A table of 25 rare rows was once all that the verdicts of a published run rested on."""
    cells = read_cells(publish.ROOT / cells_of(tuned.TABLE))
    without = tuned.published(cells[cells["dataset"] != "poker-8-9_vs_6"], "a command")
    keys = ["classifier", "measure", "method", "verdict"]
    pd.testing.assert_frame_equal(pd.read_csv(publish.ROOT / tuned.TABLE)[keys], without[keys])


def test_differences_are_to_the_classifier_that_was_tuned_too():
    table = tuned.published(rows_with(up=(0.05, 0.25), down=(-0.2, None)), "a command")
    found = table.set_index(["measure", "method"]).loc["average_precision"]
    assert found["verdict"].to_dict() == {"oversample-up": "better", "oversample-down": "worse"}
    assert found["alone"].tolist() == pytest.approx([0.6] * 2)
    assert found.loc["oversample-up", list(tuned.RATIOS)].tolist() == [8, 0, 0]
    # The default is to balance.
    assert found.loc["oversample-down", list(tuned.RATIOS)].tolist() == [0, 0, 8]


def test_the_guide_says_what_was_tried_and_what_was_chosen():
    table = tuned.published(rows_with(up=(0.05, 0.25), down=(-0.2, None)), "a command")
    said = tuned.guide_part(table)
    assert "`a command`: 8 data sets of 8 families" in said
    assert "the best of 8 configurations" in said
    assert "Of 16 cells of samplers the ratio was 0.25 in 8, 0.5 in 0, 1 in 8, the " in said
    assert "Average precision. Of 2 combinations of a sampler and a classifier 1 are" in said
    assert "| oversample-up | +0.050" in said


def test_a_table_is_published_into_the_guide(tmp_path, monkeypatch):
    (tmp_path / "docs/guide").mkdir(parents=True)
    table, page = tuned.TABLE, tmp_path / tuned.PAGE
    first, last = marks(table)
    page.write_text(f"before\n{first}\n{last}\nafter")
    monkeypatch.setattr(publish, "ROOT", tmp_path)
    rows_with(up=(0.05, 0.5)).to_parquet(tmp_path / "results.parquet")
    arguments = [str(tmp_path / "results.parquet"), "--command", "a command", "--tuned"]
    assert publish.main(arguments) == 0
    assert set(pd.read_csv(tmp_path / table)["measure"]) == set(tuned.MEASURES)
    assert "`a command`: 8 data sets of 8 families" in page.read_text()
