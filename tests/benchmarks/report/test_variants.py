"""The table of the variants beside SMOTE, and the part of the guide that is made from it."""

import pandas as pd
import pytest

from benchmarks import publish
from benchmarks.report import variants
from benchmarks.report.parts import replace_part
from tests.benchmarks.result_tables import rows_of

FAMILIES = {f"set{i}": f"family{i}" for i in range(8)}


def rows_with(**gains):
    """Arms that differ from SMOTE by about a constant in every family."""
    arms = {"none": {"average_precision": 0.5, "roc_auc": 0.7}}
    arms["oversample-smote"] = {"average_precision": 0.6, "roc_auc": 0.8}
    for name, gain in gains.items():
        arms[f"oversample-{name}"] = {"average_precision": 0.6 + gain, "roc_auc": 0.8}
    return rows_of(arms, FAMILIES)


def test_the_guide_shows_the_committed_table():
    text = (publish.ROOT / variants.PAGE).read_text(encoding="utf-8")
    assert replace_part(text, publish.variants_part(), variants.TABLE) == text


def test_differences_are_to_smote_and_to_the_classifier_alone():
    table = variants.published(rows_with(up=0.05, down=-0.2), "made by hand")
    found = table[table["measure"] == "average_precision"].set_index("method")
    assert found["gain"].to_dict() == pytest.approx(
        {"none": -0.1, "oversample-up": 0.05, "oversample-down": -0.2}
    )
    assert found.loc["oversample-up", ["verdict", "verdict_alone"]].tolist() == ["better"] * 2
    assert found.loc["oversample-down", ["verdict", "verdict_alone"]].tolist() == ["worse"] * 2
    assert found.loc["oversample-up", "gain_alone"] == pytest.approx(0.15)
    better, both, worse, chance = variants.sentences(table)
    assert better.startswith("Of 4 differences 1 is better than SMOTE beyond noise")
    assert "up (tree, average precision +0.050)" in better
    assert both.startswith("Of these, 1 is better than the classifier alone, too: up")
    assert worse.startswith("1 is worse than SMOTE: down")
    assert "about 0 of 4" in chance


def test_what_is_not_shown_is_not_said():
    table = variants.published(rows_with(same=0.0), "made by hand")
    better, both, worse, _ = variants.sentences(table)
    assert better == (
        "Of 2 differences none is better than SMOTE beyond noise, whichever family is left out."
    )
    assert both == "Of these, none is better than the classifier alone, too."
    assert worse == "None is worse than SMOTE."


def test_few_scores_are_judged_by_the_curve_alone():
    rows = rows_with(up=0.05).assign(classifier="k-nearest-neighbors")
    table = variants.published(rows, "made by hand")
    assert set(table["measure"]) == {"roc_auc"}


def test_a_table_is_published_into_the_guide(tmp_path, monkeypatch):
    (tmp_path / "docs/guide").mkdir(parents=True)
    (tmp_path / "docs/results").mkdir()
    page = tmp_path / variants.PAGE
    page.write_text(
        f"before\n<!-- made from {variants.TABLE} by python -m benchmarks.publish -->\n"
        f"<!-- end of {variants.TABLE} -->\nafter"
    )
    monkeypatch.setattr(publish, "ROOT", tmp_path)
    rows_with(up=0.05).to_parquet(tmp_path / "results.parquet")
    arguments = [str(tmp_path / "results.parquet"), "--command", "a command", "--variants"]
    assert publish.main(arguments) == 0
    assert len(pd.read_csv(tmp_path / variants.TABLE)) == 4
    text = page.read_text()
    assert "`a command`: 8 data sets of 8 families" in text
    assert text.endswith("after")
    few = rows_of({"oversample-smote": {"roc_auc": 0.8}, "none": {"roc_auc": 0.7}}, {"set0": "f"})
    few.to_parquet(tmp_path / "results.parquet")
    arguments[2] = "another"
    for _ in range(2):
        assert publish.main([*arguments, "--add"]) == 0
    table = pd.read_csv(tmp_path / variants.TABLE)
    assert table["command"].value_counts().to_dict() == {"a command": 4, "another": 2}
    text = page.read_text()
    assert "`a command`: 8 data sets of 8 families" in text
    assert "`another`: 1 data sets of 1 families" in text
    assert text.count("Of fewer than 6 families nothing is shown to be better or worse.") == 1
    assert text.count("If all methods were as good as SMOTE") == 1


def test_only_variants_are_added(tmp_path, capsys):
    with pytest.raises(SystemExit):
        publish.main([str(tmp_path / "results.parquet"), "--command", "a command", "--add"])
    assert "--add belongs to --variants" in capsys.readouterr().err
