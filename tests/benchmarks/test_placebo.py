"""Noise is called better in at most one verdict in twenty: the stored runs."""

import numpy as np
import pandas as pd
import pytest

from benchmarks import placebo
from benchmarks.catalog.placebo import Bootstrap
from benchmarks.report.measures import JUDGED
from benchmarks.report.parts import marks, replace_part
from oversample.evaluation.statistics.uncertainty import Verdict

N_VERDICTS = 20 * len(placebo.LEARNERS) * len(JUDGED)


@pytest.fixture(scope="module")
def table():
    return pd.read_csv(placebo.ROOT / placebo.TABLE)


def test_of_the_committed_runs_at_most_one_verdict_in_twenty_is_better(table):
    assert table["run"].nunique() == 20
    counted = placebo.shares(table)
    assert counted["all"].tolist() == [N_VERDICTS] * 2
    assert (counted["better"] <= placebo.LEVEL * counted["all"]).all()
    # Neither of exchangeable arms is favoured.
    assert counted.loc["another bootstrap", "worse"] <= placebo.LEVEL * N_VERDICTS


def test_committed_verdicts_are_those_of_their_intervals(table):
    better = table["verdict"] == Verdict.BETTER.value
    worse = table["verdict"] == Verdict.WORSE.value
    assert (table.loc[better, "low"] > 0).all()
    assert (table.loc[worse, "high"] < 0).all()
    assert table["gain"].between(table["low"], table["high"]).all()


def test_the_protocol_says_what_is_in_the_table(table):
    text = (placebo.ROOT / placebo.PAGE).read_text("utf-8")
    part = placebo.page_part(table)
    assert replace_part(text, part, placebo.TABLE, placebo.COMMAND) == text
    better = int(placebo.shares(table).loc["another bootstrap", "better"])
    assert f"against another bootstrap, {better} are *better* ({better / N_VERDICTS:.1%})" in part


def test_a_run_holds_the_second_bootstrap_against_the_first_and_against_all_rows():
    found = placebo.run(3, ("glass2", "hepatitis"), ("decision-tree",))
    assert found["against"].tolist() == ["another bootstrap"] * 3 + ["all rows"] * 3
    assert found["gain"].notna().all()
    # Two families give no verdict.
    assert set(found["verdict"]) == {Verdict.NOT_SHOWN.value}
    other = placebo.run(4, ("glass2", "hepatitis"), ("decision-tree",))
    assert not np.isclose(found["gain"], other["gain"]).all()


def test_streams_of_one_seed_draw_other_rows():
    X, y = np.arange(100)[:, np.newaxis], np.repeat([0, 1], [80, 20])
    drawn = [Bootstrap(0, stream).fit_resample(X, y)[0].ravel().tolist() for stream in (0, 1, 0)]
    assert drawn[0] == drawn[2] != drawn[1]
    # Without a stream the rows are those of the seed alone.
    expected = np.random.default_rng(0).choice(np.arange(80), 80)
    assert Bootstrap(0).fit_resample(X, y)[0].ravel()[:80].tolist() == expected.tolist()


def test_the_command_fails_where_noise_is_called_better(tmp_path, monkeypatch, capsys):
    (tmp_path / "docs/results").mkdir(parents=True)
    (tmp_path / "benchmarks").mkdir()
    page = tmp_path / placebo.PAGE
    start, end = marks(placebo.TABLE, placebo.COMMAND)
    page.write_text(f"{start}\n{end}\n")
    monkeypatch.setattr(placebo, "ROOT", tmp_path)

    def verdicts(seed):
        said = "better" if seed == 2 else "not shown"
        return pd.DataFrame(
            {"run": seed, "classifier": "tree", "against": words, "measure": "recall"}
            | {"gain": 0.1, "low": -0.1, "high": 0.2, "verdict": said}
            for words in placebo.AGAINST
        )

    monkeypatch.setattr(placebo, "run", verdicts)
    out = ["--out", str(tmp_path / "runs")]
    assert placebo.main(["--runs", "1", *out]) == 0
    assert placebo.main(["--runs", "2", *out]) == 1
    assert "another bootstrap" in capsys.readouterr().out
    assert "of 2 verdicts on a bootstrap of the training rows against all rows, 1 are" in (
        page.read_text()
    )
    assert placebo.main(["--page"]) == 1
