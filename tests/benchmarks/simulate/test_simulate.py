"""Regrets, curves and what is said of them."""

import argparse
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

from benchmarks.catalog.datasets import DATASETS
from benchmarks.protocol.dataset import rows_of
from benchmarks.simulate import __main__ as command
from benchmarks.simulate import arms, degrade, regret
from benchmarks.simulate.averages import REQUIRED, over_cells, standing
from benchmarks.simulate.figure import draw_figure
from benchmarks.simulate.published import curve_gains, page_part, regrets


def cells_of(errors, n):
    values = [1.0, 2.0, np.nan]
    return pd.DataFrame({"arm": ["a"] * 3, "auc": values, "auc_se": errors, "n": n})


def test_errors_of_means_over_cells_are_those_of_independent_tables():
    (row,) = over_cells(cells_of([0.3, 0.4, 9.0], 5), ["arm"], "auc").itertuples(index=False)
    assert (row.mean, row.se, row.n_cells, row.n_tables) == pytest.approx((1.5, 0.25, 2, 10))


def test_fewer_tables_have_to_be_further_from_zero():
    def required(errors, n):
        return over_cells(cells_of(errors, n), ["arm"], "auc")["required"].item()

    # Two cells of equal errors have twice the degrees of freedom of one.
    assert required([0.3, 0.3, 9.0], 3) == pytest.approx(t.isf(norm.sf(REQUIRED), 4))
    assert required([0.3, 1e-9, 9.0], 3) == pytest.approx(t.isf(norm.sf(REQUIRED), 2))
    assert required([0.0, 0.0, 9.0], 3) == pytest.approx(REQUIRED)


def test_a_gain_is_what_the_regret_alone_is_more():
    rows = pd.DataFrame(
        [("d", 10, "l", arm, repeat) for repeat in range(3) for arm in ("none", "a")],
        columns=["design", "n_rare", "learner", "arm", "repeat"],
    )
    for number, name in enumerate(regret.MEASURES):
        rows[name] = [0.5, 0.4, 0.6, 0.4, 0.7, 0.4] if number == 0 else 0.0
    found = regret.summarised(rows).set_index("arm")
    assert found.loc["a", "average_precision_gain"] == pytest.approx(0.2)
    assert found.loc["a", "average_precision_gain_se"] == pytest.approx(0.1 / np.sqrt(3))
    assert found.loc["none", "average_precision"] == pytest.approx(0.6)
    assert found.loc["none", "average_precision_gain"] == 0
    assert found["n"].tolist() == [3, 3]


def test_a_run_gives_regrets_of_what_each_learner_can_do(monkeypatch):
    monkeypatch.setattr(regret, "N_TEST", 1000)
    few = ("none", "class-weight", "oversample-smote-0.25", "oversample-smote")
    rows = regret.run("mixed", 20, 0, arms=few).set_index(["learner", "arm"])
    assert ("5-NN", "class-weight") not in rows.index
    assert len(rows) == 4 * 4 - 1
    assert rows["log_loss"].notna().groupby("learner").all().to_dict() == {
        "logistic regression": True, "5-NN": False, "tree": False, "boosting": True
    }  # fmt: skip
    ranks = ["average_precision", "roc_auc", "recall_at_rate"]
    assert rows[ranks].notna().all(axis=None)
    again = regret.run("mixed", 20, 0, arms=few).set_index(["learner", "arm"])
    pd.testing.assert_frame_equal(rows, again)


def test_a_sampler_whose_rule_is_undefined_gives_no_row():
    method = arms.ARMS["oversample-smote"]
    X = np.zeros((10, 1))
    y = np.repeat([0, 1], [9, 1])
    with pytest.raises(ValueError, match="class 1"):
        arms.resampled(method, X, y, 0)


def test_rare_rows_are_taken_away_out_of_those_that_were_left(monkeypatch):
    seen = []

    def keep(table, rows):
        seen.append(rows)
        return rows_of(table, rows)

    monkeypatch.setattr(degrade, "rows_of", keep)
    monkeypatch.setattr(degrade, "LEARNERS", {"tree": degrade.LEARNERS["tree"]})
    rows = degrade.run("vehicle0", 0, arms=("none", "oversample-random"))
    y = DATASETS["vehicle0"].read().y
    rare = [set(kept[y[kept] == 1]) for kept in seen[::2]]
    assert [len(found) for found in rare] == list(degrade.STEPS)
    assert all(later < earlier for earlier, later in pairwise(rare))
    tests = seen[1::2]
    assert all((test == tests[0]).all() for test in tests)
    assert not set(tests[0]) & set(seen[0])
    assert rows.groupby("n_rare").size().tolist() == [2] * len(degrade.STEPS)


def test_the_quick_form_runs_what_is_missing_and_no_more(tmp_path, monkeypatch, capsys):
    done = []

    def simulated(design, n_rare, repeat, *, arms):
        done.append((design, n_rare, repeat))
        rows = [
            {"design": design, "n_rare": n_rare, "learner": learner, "arm": arm, "repeat": repeat}
            | dict.fromkeys(regret.MEASURES, 0.1)
            for learner in ("tree",)
            for arm in arms
        ]
        return pd.DataFrame(rows)

    monkeypatch.setattr(regret, "run", simulated)
    monkeypatch.setattr(degrade, "run", lambda name, repeat: pd.DataFrame({"dataset": [name]}))
    for _ in range(2):
        assert command.main(["--quick", "--out", str(tmp_path)]) == 0
    assert done == [(design, 20, repeat) for repeat in (0, 1) for design in ("linear", "blobs")]
    assert "oversample-smote" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="2"):
        command.main(["--quick", "--publish"])


def test_the_numbers_of_rare_rows_can_be_chosen(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(command, "run_all", lambda folder, runs, run: asked.append(runs))
    monkeypatch.setattr(command, "read_all", lambda folder, runs: tables()[0])
    monkeypatch.setattr(regret, "summarised", lambda rows: rows)
    assert command.main(["--repeats", "1", "--rare", "40,10", "--out", str(tmp_path)]) == 0
    assert {n_rare for _, n_rare, _ in asked[0]} == {10, 40}
    assert command.main(["--repeats", "1", "--out", str(tmp_path)]) == 0
    assert {n_rare for _, n_rare, _ in asked[2]} == set(regret.N_RARE)
    with pytest.raises(SystemExit, match="2"):
        command.main(["--rare", "ten"])


def test_the_published_command_is_the_one_that_was_given():
    options = argparse.Namespace(repeats=None, rare=None, splits=None)
    assert command._command(options) == command.COMMAND
    options = argparse.Namespace(repeats=2, rare=(10, 40), splits=1)
    assert command._command(options) == f"{command.COMMAND} --repeats 2 --rare 10,40 --splits 1"


def tables(gain=0.1):
    """Committed tables of two designs, in which one arm is better on trees by some gain."""
    cells = [
        {"design": design, "n_rare": n_rare, "learner": learner, "arm": arm, "n": 5}
        for design in ("linear", "blobs")
        for n_rare in (10, 40)
        for learner in regret.LEARNERS
        for arm in ("none", "oversample-smote")
    ]
    table = pd.DataFrame(cells)
    for name in regret.MEASURES:
        gained = (table["learner"] == "tree") & (table["arm"] != "none")
        table[name] = 0.3 - gain * gained
        table[f"{name}_gain"] = gain * gained
        table[[f"{name}_se", f"{name}_gain_se"]] = 0.01
    table[["command", "machine", "versions"]] = ["a command", "a machine", "some versions"]
    curves = pd.DataFrame(
        {"dataset": name, "n_rare": n_rare, "learner": learner, "arm": arm, "n": 5}
        | {"average_precision": 0.5 + (arm != "none") * 0.1 * gain * n_rare}
        for name in "abcdef"
        for n_rare in degrade.STEPS
        for learner in regret.LEARNERS
        for arm in ("none", "oversample-smote")
    )
    return table, curves


def test_what_stands_is_beyond_noise():
    table, curves = tables(gain=0.1)
    found = standing(table)
    assert found.loc[found["is_better"], "learner"].tolist() == ["tree", "tree"]
    part = page_part(table, curves)
    assert "Of 8 combinations of learner, arm and design, 2 are better" in part
    assert "- **tree**: 2 better and 0 worse of 2;" in part
    assert "none: `oversample-smote`." in part
    assert "**+0.100 (0.005)**" in part
    table, curves = tables(gain=0.02)
    assert "0 are better" in page_part(table, curves)


def test_regrets_are_of_every_arm_with_its_error_and_its_tables():
    table, _ = tables(gain=0.1)
    gone = (table["learner"] == "5-NN") & (table["arm"] != "none") & (table["n_rare"] == 10)
    table.loc[gone, "average_precision"] = np.nan
    shown = regrets(table).set_index("arm")
    assert shown.loc["none", "tree"] == "0.300 (0.005)"
    assert shown.loc["oversample-smote", "tree"] == "0.200 (0.005)"
    assert shown.loc["oversample-smote", "5-NN"] == "0.300 (0.007), 10 of 20 tables"


def test_the_least_regret_is_named_among_arms_of_all_tables():
    table, curves = tables(gain=0.1)
    part = page_part(table, curves)
    assert (
        "- **tree**: 0.300 (0.005) by itself; least with `oversample-smote`, 0.200 (0.005), "
        "33% less." in part
    )
    assert "- **boosting**: 0.300 (0.005) by itself; no arm has less." in part
    gone = (table["arm"] != "none") & (table["n_rare"] == 10)
    table.loc[gone, "average_precision"] = np.nan
    assert "- **tree**: 0.300 (0.005) by itself; no arm has less." in page_part(table, curves)


def test_gains_of_curves_are_over_the_learner_alone_with_as_many_rare_rows():
    _, curves = tables()
    found = curve_gains(curves).set_index(["learner", "arm"])
    assert found.loc[("tree", "oversample-smote"), "80 rare rows"] == "+0.800 [+0.800, +0.800]"
    assert found.loc[("tree", "oversample-smote"), "10 rare rows"] == "+0.100 [+0.100, +0.100]"


def test_the_figure_stands_alone_and_has_a_line_for_each_arm():
    svg = draw_figure(*tables())
    root = ElementTree.fromstring(svg)
    lines = list(root.iter("{http://www.w3.org/2000/svg}path"))
    assert sum(path.get("class") == "arm3" for path in lines) == 2 * len(regret.LEARNERS) + 1
    assert svg == draw_figure(*tables())


def test_a_number_of_rare_rows_has_one_place_in_all_panels_of_a_column():
    table, curves = tables()
    root = ElementTree.fromstring(draw_figure(table, curves[curves["n_rare"] != 20]))
    texts = list(root.iter("{http://www.w3.org/2000/svg}text"))
    x_of = {label: [float(text.get("x")) for text in texts if text.text == label]
            for label in ("10", "40", "80")}  # fmt: skip
    first, second = np.split(np.array(x_of["10"]), 2)
    assert first.tolist() == second.tolist()
    assert x_of["40"] == [*first + 120, *second + 120]
    # Each step is as wide as its ratio: from 10 to 40 twice as far as from 40 to 80.
    np.testing.assert_allclose(x_of["80"], second + 180, atol=0.1)
    assert sum(text.text == "rare rows" for text in texts) == 2 * len(regret.LEARNERS)
