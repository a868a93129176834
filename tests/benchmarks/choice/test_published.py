"""What is said of the automatic choice is what is in the committed tables."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.choice.__main__ import ROOT, pages
from benchmarks.choice.accept import FIRST, SETS
from benchmarks.choice.published import GUARDS, GUIDE, RECORD, RULES, TABLE, guide_part
from benchmarks.choice.rules import SCREENS
from benchmarks.choice.simulate import TIED
from benchmarks.choice.targets import DIFFERENCES, over_sets, targets
from oversample.classifiers.choice.rule import GUARDED, REQUIRED, SCREEN
from oversample.evaluation.statistics.pairs import ROPE


@pytest.fixture(scope="module")
def table():
    return pd.read_csv(ROOT / TABLE)


@pytest.fixture(scope="module")
def rules():
    rules = pd.read_csv(ROOT / RULES, dtype={"rule": "str"})
    return rules[rules["scoring"] == "auto"]


@pytest.mark.parametrize("page", [GUIDE, RECORD])
def test_pages_show_the_committed_tables(page):
    assert pages()[page] == (ROOT / page).read_text("utf-8")


def test_the_committed_run_is_as_large_as_was_promised(table):
    assert set(table["dataset"]) == {*SETS, *FIRST}
    assert table["family"].nunique() == table["dataset"].nunique() >= 24
    assert table["learner"].nunique() == 4
    assert (table["n_outer"] >= 9).all()
    assert table[[*DIFFERENCES, "took", "took_placebo"]].notna().all(axis=None)
    assert (table["n_fits"] <= table["most_fits"]).all()


def test_each_promise_is_shown_with_its_figure_and_whether_it_was_met(table):
    part = guide_part(table)
    is_first = table["dataset"].isin(FIRST)
    for target, before in zip(targets(table[~is_first]), targets(table[is_first]), strict=True):
        (line,) = (line for line in part.splitlines() if line.startswith(f"| {target.promise}"))
        said, said_before = line.split("|")[4:6]
        assert said.strip() == ("met" if target.is_met else "missed")
        assert said_before.strip().endswith("met" if before.is_met else "missed")
    found = over_sets(table, "ap_over_smote")
    mean = table.groupby("family")["ap_over_smote"].mean().mean()
    assert found.mean == pytest.approx(mean)


def test_what_is_said_of_learners_is_what_they_did(table):
    tied, others = (table[table["learner"].isin(TIED) == is_it] for is_it in (True, False))
    assert tied["took"].mean() > 2 * others["took"].mean()
    assert table["took"].mean() < 0.05
    untaken = table[table["took"] == 0]
    assert untaken["ap_over_nothing"].abs().max() == 0


def test_the_number_of_standard_errors_is_the_least_that_keeps_placebos_out(rules):
    fixed = rules[(rules["rule"] != "max-t") & np.isneginf(rules["screen"])]
    keeps_out = (fixed[["placebos", "exchangeable"]] <= 0.05).all(axis=1)
    assert float(fixed.loc[keeps_out, "rule"].astype(float).min()) == REQUIRED


def test_the_screen_is_the_highest_that_changes_nothing_that_is_taken(rules):
    rows = rules[rules["rule"] == str(REQUIRED)].set_index("screen")
    columns = ["gain", "gain_of_auc", "taken", "placebos", "exchangeable"]
    same = [
        screen for screen in SCREENS if rows.loc[screen, columns].equals(rows.loc[-np.inf, columns])
    ]
    assert max(same) == SCREEN


def test_the_guard_is_the_least_with_which_no_run_loses_what_counts():
    guards = pd.read_csv(ROOT / GUARDS)
    guards = guards[np.isfinite(guards["guard"])]
    assert guards.loc[guards["worst"] >= -ROPE, "guard"].min() == GUARDED
