import numpy as np
import pandas as pd
import pytest

from benchmarks import publish
from benchmarks.report.cells import cells_of, read_cells
from benchmarks.report.measures import JUDGED
from benchmarks.report.parts import marks, replace_part
from benchmarks.report.published import (
    FEWER,
    TABLE,
    fewer_cells,
    pairs_matrix,
    partial_matrix,
    published,
    recall_matrix,
    verdict_matrix,
    verdict_part,
)
from benchmarks.speed import published as speed
from benchmarks.speed import published_memory as memory
from benchmarks.speed.table import number
from benchmarks.statistics.differences import differences
from tests.benchmarks.result_tables import plausible_rows, rows_of

README = publish.ROOT / "README.md"
START, END = marks(TABLE)


def test_pages_show_the_committed_table():
    for page, part in publish.benchmark_parts().items():
        text = (publish.ROOT / page).read_text(encoding="utf-8")
        assert replace_part(text, part, TABLE) == text


def test_readme_shows_the_committed_times():
    text = README.read_text(encoding="utf-8")
    assert replace_part(text, publish.speed_part(), speed.TABLE) == text


def test_pages_show_the_committed_peaks():
    for page, part in publish.memory_parts().items():
        text = (publish.ROOT / page).read_text(encoding="utf-8")
        assert replace_part(text, part, memory.TABLE) == text


def test_the_readme_says_how_much_is_taken_beyond_the_result():
    table = pd.read_csv(publish.ROOT / memory.TABLE).set_index("case")
    part = publish.memory_parts()["README.md"]
    for case in memory.TOLD:
        above, peer = table.loc[case, ["above", "above_peer"]] / 1e6
        assert f"{case}: {number(above)} MB, imbalanced-learn {number(peer)} MB" in part


def test_committed_times_name_what_made_them():
    table = pd.read_csv(publish.ROOT / speed.TABLE)
    assert table["command"].str.startswith("python -m benchmarks.speed").all()
    assert table["versions"].str.contains("imbalanced-learn").all()
    assert (table[["repeated", "warm", "first", "process", "peak"]] > 0).all(axis=None)


def test_the_guide_says_what_is_in_the_table():
    table = publish.read_published(publish.ROOT / TABLE)
    linear = table[table["classifier"] == "logistic-regression"].set_index("method")
    guide = publish.benchmark_parts()["docs/guide/which.md"]
    none, smote, moved = (linear.loc[m] for m in ("none", "oversample-smote", "none-threshold"))
    assert f"found {100 * none['recall']:.0f} of 100 rare cases by itself" in guide
    recalls = f"{100 * smote['recall']:.0f} with SMOTE and {100 * moved['recall']:.0f} with a thres"
    assert recalls in guide
    briers = f"from {none['brier_score']:.3f} to {smote['brier_score']:.3f} with SMOTE only"
    assert briers in guide
    assert moved["brier_score"] == none["brier_score"]
    trees = table[(table["classifier"] == "decision-tree") & table["counted"] & table["covered"]]
    trees = trees[trees["package"].isin(["ours", "imblearn"])]
    n_better = (trees["recall_gain_at_rate_verdict"] == "better").sum()
    assert f"{n_better} of {len(trees)} for decision-tree" in guide


@pytest.mark.parametrize("page", ["README.md", "docs/guide/which.md"])
def test_prose_claims_no_verdict_that_averages_cannot_support(page):
    """A mean over families without an interval can be the work of a single data set."""
    text = " ".join((publish.ROOT / page).read_text("utf-8").split()).lower()
    for verdict in ("ranks better", "ranked better", "could be had by moving", "would have done"):
        assert verdict not in text


def test_prose_of_the_readme_has_no_figure_of_the_benchmark_by_hand():
    text = README.read_text("utf-8")
    section = text.partition("## What it brings, and what it does not")[2].partition("\n## ")[0]
    prose = section.partition(START)[0] + section.partition(END)[2]
    assert not any(character.isdigit() for character in prose)


@pytest.mark.parametrize("measure", [measure.name for measure in JUDGED])
def test_verdicts_do_not_rest_on_one_table(measure):
    """A table of 25 rare rows was once all that the verdicts of a published run rested on."""
    cells = read_cells(publish.ROOT / cells_of(TABLE))
    cells = cells[cells["dataset"] != "poker-8-9_vs_6"]
    known = publish.read_published(publish.ROOT / TABLE).set_index(["classifier", "method"])
    assert set(known[f"{measure}_verdict"]) >= {"better", "not shown"}
    for classifier, own in cells.groupby("classifier"):
        without = differences(own, "none", measure)
        shown = known.loc[classifier, f"{measure}_verdict"].loc[without.index]
        assert (without.loc[shown == "better", "low"] > 0).all()
        assert (without.loc[shown == "worse", "high"] < 0).all()


def test_committed_table_names_what_made_it():
    table = publish.read_published(publish.ROOT / TABLE)
    assert table["command"].str.startswith("python -m benchmarks.run").all()
    assert table["versions"].str.contains("imbalanced-learn").all()
    assert (table["n_ok"] <= table["n_cells"]).all()
    assert {"ours", "imblearn", "simple"} <= set(table["package"])
    assert table["recall"].dropna().between(0, 1).all()


def test_rows_compare_because_their_cells_are_the_same():
    rows = rows_of({"a": {}, "b": {}, "rare": {}}, {name: name for name in "abcdefghij"}, 2)
    easy = rows["dataset"] == "a"
    rows.loc[easy, "recall"] = 1.0
    rows.loc[easy & (rows["method"] == "b") & (rows["fold"] == 0), "status"] = "failed"
    rows.loc[(rows["method"] == "rare") & ~easy, "status"] = "skipped"
    table = published(rows, "command").set_index("method")
    # One fold of the easy data set is left to both: (1 + 9 * 0.5) / 10.
    assert table["recall"].drop("rare").tolist() == pytest.approx([0.55, 0.55])
    assert table["recall"].isna()["rare"]
    assert table["n_ok"].tolist() == [20, 19, 2]
    assert set(table["n_cells"]) == {20}


def test_recall_of_a_column_is_on_one_set_of_cells():
    arms = {
        "none": {"recall": 0.2},
        "imblearn-a": {"recall": 0.6},
        "oversample-a": {"recall": 0.61, "peer": "imblearn-a"},
        "imblearn-b": {"recall": 0.5},
        "oversample-b": {"recall": 0.7, "peer": "imblearn-b"},
    }
    rows = rows_of(arms, {name: name for name in "defghijklmnopqrstuvwx"})
    few = (rows["method"] == "imblearn-b") & (rows["dataset"] != "d")
    rows.loc[few, "status"] = "failed"
    gone = (rows["method"] == "imblearn-a") & (rows["dataset"] == "e")
    rows.loc[gone, "status"] = "failed"
    rows.loc[(rows["method"] == "none") & (rows["dataset"] == "e"), "recall"] = 1.0
    rows.loc[(rows["method"] == "oversample-b") & (rows["dataset"] == "d"), "recall"] = 0.2
    table = published(rows, "command")
    matrix = recall_matrix(table)
    assert dict(zip(matrix["method"], matrix["tree"], strict=True)) == {
        "none": "0.200",
        "oversample-a": "0.610 / 0.600",
        "oversample-b": "0.675",
        "cells": "20",
    }
    assert fewer_cells(table) == " (fewer than 21 did imblearn-a 20)"
    assert pairs_matrix(table).to_numpy().tolist() == [["oversample-b", "0.200 / 0.500", "1"]]
    assert partial_matrix(table).to_numpy().tolist() == [["imblearn-b", "0.500 / 0.200", "1"]]


def test_verdicts_are_shown_with_their_intervals():
    arms = {
        "none": {"recall_gain_at_rate": 0.0},
        "oversample-a": {"recall": 0.8, "average_precision": 0.1, "recall_gain_at_rate": 0.02},
    }
    table = published(rows_of(arms, dict(zip("defghi", "defghi", strict=True))), "command")
    sentence, _, learners, *lines = verdict_part(table)
    assert learners.endswith("shown to be better: 1 of 1 for tree.")
    assert "recall is better in 1, worse in 0" in sentence
    assert "average precision is better in 0, worse in 1" in sentence
    assert "recall at the same false-positive rate is better in 1, worse in 0" in sentence
    shown = [line for line in lines if line.startswith("| oversample-a")]
    assert shown == [
        "| oversample-a | −0.400 \\[−0.400, −0.400\\] worse (−0.400 to −0.400) | 6 |",
        "| oversample-a | +0.020 \\[+0.020, +0.020\\] better (+0.020 to +0.020) | 6 |",
    ]


def test_verdicts_of_a_table_are_on_one_set_of_cells():
    arms = {"none": {}, "oversample-a": {"average_precision": 0.9}, "oversample-b": {}}
    rows = rows_of(arms, dict(zip("defghi", "defghi", strict=True)))
    rows.loc[(rows["method"] == "oversample-b") & (rows["dataset"] == "d"), "status"] = "skipped"
    lines = verdict_part(published(rows, "command"))
    told = lines.index(FEWER)
    above, below = lines[told - 2], lines[told + 4]
    assert above.startswith("| oversample-a |")
    assert above.endswith("| 6 |")
    assert below.startswith("| oversample-b |")
    assert below.endswith("| 5 |")


def test_an_arm_beside_the_same_classifier_with_a_moved_threshold_is_no_verdict_of_recall():
    arms = {"none": {"recall_gain_at_rate": 0.0}, "oversample-a": {"recall": 0.9}}
    table = published(rows_of(arms, dict(zip("defghi", "defghi", strict=True))), "command")
    assert verdict_matrix(table, "recall").shape == (1, 3)
    assert verdict_matrix(table, "recall_gain_at_rate").empty


def test_only_the_part_between_the_marks_is_replaced():
    text = f"before\n{START}\nold\n{END}\nafter"
    assert replace_part(text, "new", TABLE) == f"before\n{START}\n\nnew\n\n{END}\nafter"
    for wrong in ("no marks", f"{END}\n{START}", text + START, text + END, START):
        with pytest.raises(ValueError, match="needs these two lines"):
            replace_part(wrong, "new", TABLE)


def test_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(publish, "ROOT", tmp_path)
    (tmp_path / "docs/guide").mkdir(parents=True)
    for page in ("README.md", "docs/guide/which.md"):
        (tmp_path / page).write_text(f"# Us\n\n{START}\n{END}\n\nMore\n")
    results = tmp_path / "results.parquet"
    with pytest.raises(SystemExit):
        publish.main([str(results), "--command", "python -m benchmarks.run"])
    assert "run python -m benchmarks.run first" in capsys.readouterr().err

    plausible_rows(n_datasets=3, n_folds=2).to_parquet(results)
    assert publish.main([str(results), "--command", "python -m benchmarks.run"]) == 0
    assert TABLE in capsys.readouterr().out
    table = pd.read_csv(tmp_path / TABLE)
    assert len(table) == 24
    text = (tmp_path / "README.md").read_text()
    assert text.startswith("# Us\n")
    assert text.endswith("\n\nMore\n")
    assert "| none-threshold |" in text
    assert "`python -m benchmarks.run`: 3 data sets of 2 families" in text
    assert "no difference is shown" in text

    cells = tmp_path / cells_of(TABLE)
    cells.rename(results)
    assert publish.main([str(results), "--command", "python -m benchmarks.run"]) == 0
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / TABLE), table)
    assert (tmp_path / "README.md").read_text() == text


def test_a_run_that_weighed_only_leaves_the_table_of_times(tmp_path, monkeypatch):
    first, last = marks(memory.TABLE)
    for page in ("README.md", memory.PAGE):
        (tmp_path / page).parent.mkdir(exist_ok=True)
        (tmp_path / page).write_text(f"{first}\n{last}\n")
    monkeypatch.setattr(publish, "ROOT", tmp_path)
    rows = [
        {"part": part, "case": case, "contender": contender, "measure": measure, "value": value}
        for part, case in (*(("memory", case) for case in memory.TOLD), ("peak", "CCR 9 x 9 of 99"))
        for contender, growth in (("oversample", 5e6), ("imbalanced-learn", 7e6))
        for measure, value in (("bytes_result", 2e6), ("bytes_growth", growth))
    ]
    common = {
        "sampler": "CCR",
        "n_rows": 99,
        "n_features": 9,
        "machine": "one",
        "version_numpy": "2",
    }
    pd.DataFrame(rows).assign(**common).to_parquet(tmp_path / "speed.parquet")
    assert publish.main([str(tmp_path / "speed.parquet"), "--command", "a command"]) == 0
    assert pd.read_csv(tmp_path / memory.TABLE)["above"].tolist() == [3e6] * 3
    assert "3.00 MB, imbalanced-learn 5.00 MB" in (tmp_path / "README.md").read_text()
    assert not (tmp_path / speed.TABLE).exists()


def test_an_arm_of_too_few_data_sets_for_a_mean_is_left_out():
    table = pd.DataFrame(
        {
            "classifier": ["tree"] * 3,
            "method": ["none", "oversample-smote", "oversample-images"],
            "package": ["simple", "ours", "ours"],
            "recall": [0.5, 0.7, np.nan],
            "counted": True,
            "n_common": [9.0, 9.0, np.nan],
            "n_ok": [9, 9, 1],
            "n_cells": 9,
        }
    )
    matrix = recall_matrix(table)
    assert matrix["method"].tolist() == ["none", "oversample-smote", "cells"]
    assert matrix["tree"].tolist() == ["0.500", "0.700", "9"]
    assert fewer_cells(table) == ""
