import numpy as np
import pandas as pd
import pytest

from benchmarks import publish
from benchmarks.report.headline import RESAMPLERS
from benchmarks.report.published import (
    END,
    START,
    TABLE,
    published,
    readme_part,
    recall_matrix,
    replace_part,
)
from benchmarks.speed import published as speed
from oversample.evaluation.statistics.pairs import ROPE
from tests.benchmarks.result_tables import plausible_rows, rows_of

README = publish.ROOT / "README.md"


def test_readme_shows_the_committed_table():
    part = readme_part(publish.read_published(publish.ROOT / TABLE))
    text = README.read_text(encoding="utf-8")
    assert replace_part(text, part) == text


def test_readme_shows_the_committed_times():
    text = README.read_text(encoding="utf-8")
    assert replace_part(text, publish.speed_part(), speed.TABLE) == text


def test_committed_times_name_what_made_them():
    table = pd.read_csv(publish.ROOT / speed.TABLE)
    assert table["command"].str.startswith("python -m benchmarks.speed").all()
    assert table["versions"].str.contains("imbalanced-learn").all()
    assert (table[["repeated", "warm", "first", "process", "peak"]] > 0).all(axis=None)


def test_sentences_beside_the_table_say_what_is_in_it():
    table = publish.read_published(publish.ROOT / TABLE).set_index(["classifier", "method"])
    boosted, linear = table.loc["hist-gradient-boosting"], table.loc["logistic-regression"]
    precision = boosted["average_precision"]
    readme = " ".join(README.read_text("utf-8").split())
    mixup, alone = precision["oversample-mixup"], precision["none"]
    assert f"(with Mixup: average precision {mixup:.3f} against {alone:.3f})" in readme
    kin = [f"oversample-{name}" for name in ("mixup", "remix", "balanced-mixup", "sample-pairing")]
    for classifier, arms in table.groupby(level="classifier"):
        arms = arms.droplevel("classifier")
        assert (arms.loc[kin, "recall"] > arms.loc["oversample-smote", "recall"]).all()
        gains = arms.loc[kin, "average_precision"] - arms.loc["none", "average_precision"]
        assert (
            (gains > ROPE).all() == (gains > ROPE).any() == (classifier == "hist-gradient-boosting")
        )

    guide = " ".join((publish.ROOT / "docs/guide/which.md").read_text("utf-8").split())
    none, smote, moved = (linear.loc[m] for m in ("none", "oversample-smote", "none-threshold"))
    assert f"found {100 * none['recall']:.0f} of 100 rare cases by itself" in guide
    recalls = f"{100 * smote['recall']:.0f} with SMOTE and {100 * moved['recall']:.0f} with a thres"
    assert recalls in guide
    briers = f"from {none['brier_score']:.3f} to {smote['brier_score']:.3f} with SMOTE only"
    assert briers in guide
    assert moved["brier_score"] == none["brier_score"]
    ranked = boosted[boosted["package"].isin(RESAMPLERS) & boosted["covered"]]
    better = ranked.loc[ranked["gain"] == "ranking", "average_precision"] - alone
    assert (len(better), len(ranked)) == (14, 25)
    assert "better after fourteen of twenty-five samplers" in guide
    assert f"+{better.min():.2f} to +{better.max():.2f}" in guide


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


def test_recall_is_shown_with_that_of_the_peer_on_common_cells():
    arms = {
        "none": {"recall": 0.2},
        "imblearn-a": {"recall": 0.6},
        "oversample-a": {"recall": 0.61, "peer": "imblearn-a"},
        "oversample-b": {"recall": 0.7},
    }
    rows = rows_of(arms, {"d": "f", "e": "g"})
    rows.loc[(rows["method"] == "imblearn-a") & (rows["dataset"] == "e"), "status"] = "failed"
    rows.loc[(rows["method"] == "oversample-a") & (rows["dataset"] == "e"), "recall"] = 0.0
    matrix = recall_matrix(published(rows, "command"))
    assert dict(zip(matrix["method"], matrix["tree"], strict=True)) == {
        "none": "0.200",
        "oversample-a": "0.610 / 0.600",
        "oversample-b": "0.700",
    }


def test_only_the_part_between_the_marks_is_replaced():
    text = f"before\n{START}\nold\n{END}\nafter"
    assert replace_part(text, "new") == f"before\n{START}\n\nnew\n\n{END}\nafter"
    for wrong in ("no marks", f"{END}\n{START}", text + START, text + END, START):
        with pytest.raises(ValueError, match="needs these two lines"):
            replace_part(wrong, "new")


def test_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(publish, "ROOT", tmp_path)
    (tmp_path / "README.md").write_text(f"# Us\n\n{START}\n{END}\n\nMore\n")
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
    assert "the same could be had by moving the decision threshold" in text


def test_an_arm_of_too_few_data_sets_for_a_mean_is_left_out():
    table = pd.DataFrame(
        {
            "classifier": ["tree"] * 3,
            "method": ["none", "oversample-smote", "oversample-images"],
            "package": ["simple", "ours", "ours"],
            "recall": [0.5, 0.7, np.nan],
            "pair_recall": [np.nan, 0.7, np.nan],
            "peer_recall": [np.nan, 0.6, np.nan],
        }
    )
    matrix = recall_matrix(table)
    assert matrix["method"].tolist() == ["none", "oversample-smote"]
    assert matrix["tree"].tolist() == ["0.500", "0.700 / 0.600"]
