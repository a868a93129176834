"""What is said of simulated truth is what is committed, and that is what its seeds give."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.simulate import degrade, regret
from benchmarks.simulate.__main__ import COMMAND, ROOT, pages
from benchmarks.simulate.arms import ALONE, ARMS, CORE
from benchmarks.simulate.degrade import SETS, STEPS
from benchmarks.simulate.figure import FIGURE
from benchmarks.simulate.learners import LEARNERS
from benchmarks.simulate.published import CURVES, PAGE, TABLE
from benchmarks.simulate.truth import DESIGNS


@pytest.fixture(scope="module")
def table():
    return pd.read_csv(ROOT / TABLE)


@pytest.mark.parametrize("page", [PAGE, FIGURE])
def test_pages_show_the_committed_tables(page):
    assert pages()[page] == (ROOT / page).read_text("utf-8")


def test_the_committed_run_is_whole(table):
    assert table.loc[0, "command"].startswith(COMMAND)
    assert table["n"].max() >= 2
    kinds = [table[name].unique().tolist() for name in ("design", "learner", "arm")]
    assert kinds == [list(DESIGNS), list(LEARNERS), list(ARMS)]
    n_numbers = table["n_rare"].nunique()
    assert n_numbers >= 2
    assert set(table["n_rare"]) <= set(regret.N_RARE)
    alone = table[table["arm"] == ALONE]
    assert len(alone) == len(DESIGNS) * n_numbers * len(LEARNERS)
    curves = pd.read_csv(ROOT / CURVES)
    assert len(curves.groupby(["dataset", "n_rare"])) == len(SETS) * len(STEPS)
    assert set(curves["arm"]) == set(CORE)


def test_no_learner_beats_the_posterior(table):
    alone = table[table["arm"] == ALONE]
    found = alone.groupby(["design", "learner"])[["average_precision", "roc_auc"]].mean()
    assert (found > 0).all(axis=None)


def test_gains_are_differences_of_regrets(table):
    keys = ["design", "n_rare", "learner"]
    whole = table[table["n"] == table["n"].max()]
    alone = whole[whole["arm"] == ALONE].set_index(keys)
    others = whole[whole["arm"] != ALONE].set_index(keys)
    for name in regret.MEASURES:
        expected = alone[name].reindex(others.index) - others[name]
        np.testing.assert_allclose(others[f"{name}_gain"], expected, atol=5e-5)


def test_a_committed_cell_is_of_its_seeds(table, monkeypatch):
    """The regret of one learner and two arms again, on tables that are drawn anew."""
    learner, arms = "logistic regression", (ALONE, "oversample-smote")
    monkeypatch.setattr(regret, "LEARNERS", {learner: LEARNERS[learner]})
    keys = {"design": "linear", "n_rare": 40, "learner": learner}
    chosen = table[np.logical_and.reduce([table[name] == value for name, value in keys.items()])]
    n_repeats = int(table["n"].max())
    rows = [regret.run("linear", 40, repeat, arms=arms) for repeat in range(n_repeats)]
    again = regret.summarised(pd.concat(rows)).set_index("arm")
    stored = chosen.set_index("arm").loc[list(arms)]
    columns = [*regret.MEASURES, *(f"{name}_se" for name in regret.MEASURES)]
    # Other versions of scikit-learn stop its iterations elsewhere.
    np.testing.assert_allclose(again.loc[list(arms), columns], stored[columns], atol=2e-3)


def test_a_committed_step_of_real_data_is_of_its_seeds(monkeypatch):
    curves = pd.read_csv(ROOT / CURVES)
    learner, arms = "logistic regression", (ALONE, "oversample-smote")
    monkeypatch.setattr(degrade, "LEARNERS", {learner: LEARNERS[learner]})
    monkeypatch.setattr(degrade, "STEPS", (20,))
    keys = (curves["dataset"] == "pc1") & (curves["n_rare"] == 20) & (curves["learner"] == learner)
    stored = curves[keys].set_index("arm").loc[list(arms)]
    n_repeats = int(stored["n"].iloc[0])
    rows = [degrade.run("pc1", repeat, arms=arms) for repeat in range(n_repeats)]
    again = degrade.summarised(pd.concat(rows)).set_index("arm").loc[list(arms)]
    columns = list(degrade.MEASURES)
    np.testing.assert_allclose(again[columns], stored[columns], atol=2e-3)
