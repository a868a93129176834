"""The simulated and the nested runs of the automatic choice, on what is small."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.placebo import Bootstrap, placebos
from benchmarks.choice import accept, rules, simulate
from benchmarks.choice.targets import cells, targets
from benchmarks.protocol.dataset import Dataset, rows_of
from benchmarks.running.runs import read_all, run_all
from benchmarks.simulate.learners import LEARNERS
from benchmarks.simulate.truth import draw
from oversample.classifiers.choice.candidates import read_candidates
from tests import naive_choice


def stored_runs(n_runs=20, advantage=0.0, seed=0):
    """Stored differences of runs in which one candidate has an advantage."""
    rng, rows = np.random.default_rng(seed), []
    for repeat in range(n_runs):
        for kind, names in (("candidates", "ab"), ("placebos", ["placebo 1", "placebo 2"])):
            for name in names:
                mean = advantage if name == "a" else 0.0
                for scoring in simulate.MEASURES:
                    row = dict(zip(rules.RUN, ("linear", "tree", 20, repeat, kind), strict=True))
                    row |= {"candidate": name, "scoring": scoring, "gain": mean}
                    row |= {"is_auto": scoring == "average_precision"}
                    row |= {"n_made": 10, "test_share": 0.25}
                    differences = rng.normal(mean, 0.02, 10)
                    rows.append(row | dict(zip(simulate.FOLDS, differences, strict=True)))
    return pd.DataFrame(rows)


def test_a_run_is_gone_on_with_and_read_in_order(tmp_path, capsys):
    done = []

    def run(name, number):
        done.append(name)
        return pd.DataFrame({"name": [name], "number": [number]})

    run_all(tmp_path, [("b c", 1)], run)
    run_all(tmp_path, [("a", 2), ("b c", 1)], run)
    assert done == ["b c", "a"]
    assert read_all(tmp_path, [("a", 2), ("b c", 1)])["name"].tolist() == ["a", "b c"]
    with pytest.raises(FileNotFoundError):
        read_all(tmp_path, [("d", 3)])
    assert capsys.readouterr().out.splitlines()[-1] == "1 of 2: a, 2"


def test_a_placebo_draws_as_many_rows_of_each_class():
    X, y = draw("linear", 20, 300, np.random.default_rng(0))
    X_drawn, y_drawn = Bootstrap(0).fit_resample(X, y)
    assert np.bincount(y_drawn).tolist() == [280, 20]
    assert len(np.unique(X_drawn, axis=0)) < 300
    assert len(placebos()) == 6


def test_one_simulated_run(monkeypatch):
    monkeypatch.setattr(simulate, "N_ROWS", 200)
    monkeypatch.setattr(simulate, "N_TEST", 400)
    monkeypatch.setattr(simulate, "placebos", lambda: placebos(2))
    rows = simulate.run("linear", "tree", 20, 0)
    assert set(rows["kind"]) == {"candidates", "placebos"}
    assert rows.groupby(["kind", "scoring"])["is_auto"].all().sum() == 2
    assert rows[[*simulate.FOLDS, "gain"]].notna().all(axis=None)
    # Those that a guard would drop are there, too.
    names = [c.name for c in read_candidates("default", LEARNERS["tree"](0), np.array([180, 20]))]
    is_real = rows["kind"] == "candidates"
    assert rows.loc[is_real, "candidate"].unique().tolist() == names[1:]
    guarded = simulate.run_guard("linear", "tree", 20, 0)
    pd.testing.assert_frame_equal(guarded, rows[rows["kind"] == "candidates"])


def test_a_rule_takes_what_is_far_better_and_seldom_what_is_not(monkeypatch):
    monkeypatch.setattr(rules, "RULES", (2.0,))
    monkeypatch.setattr(rules, "SCREENS", (-np.inf, -1.0, 1.0))
    summary = rules.try_rules(stored_runs(advantage=0.1)).set_index(["scoring", "rule", "screen"])
    assert summary.loc[("auto", 2.0, -1.0), "taken"] == 1.0
    assert summary.loc[("auto", 2.0, -1.0), "gain"] == pytest.approx(0.1)
    nothing = rules.try_rules(stored_runs()).set_index(["scoring", "rule", "screen"])
    assert nothing.loc[("auto", 2.0, -1.0), "taken"] <= 0.1
    assert nothing.loc[("auto", 2.0, 1.0), "cost"] < nothing.loc[("auto", 2.0, -np.inf), "cost"]
    assert nothing.loc[("auto", 2.0, -np.inf), "cost"] == 1.0


def test_a_guard_asks_average_precision_for_its_statistic():
    rows = stored_runs(advantage=0.01)
    # The area under the curve judges, and both candidates are far better by it.
    by_curve = rows["scoring"] == "roc_auc"
    rows["is_auto"] = by_curve
    rows.loc[by_curve, simulate.FOLDS] += 0.5
    real = rows[rows["kind"] == "candidates"]
    for guard in (0.0, 1.0, 2.0):
        passing = {
            repeat: [
                row["candidate"]
                for _, row in run[run["scoring"] == "average_precision"].iterrows()
                if naive_choice.statistic(row[simulate.FOLDS], [0.0] * 10, 1, 4) >= guard
            ]
            for repeat, run in real.groupby("repeat")
        }
        for repeat, run in real.groupby("repeat"):
            tried = rules.try_rule(run, 2.0, 1.0, "auto", guard)
            assert tried.is_nothing == (not passing[repeat])
    taken = rules.try_guards(real).set_index("guard")["taken"]
    assert taken[-np.inf] == 1.0
    assert taken.is_monotonic_decreasing
    assert taken[2.0] < taken[0.0] < 1.0


def test_exchangeable_placebos_are_compared_with_the_first():
    rows = stored_runs(n_runs=1)
    first, second = (
        rows[(rows["candidate"] == f"placebo {n}") & (rows["scoring"] == "roc_auc")] for n in (1, 2)
    )
    found = rules.exchangeable(rows)
    assert found["candidate"].unique().tolist() == ["placebo 2"]
    expected = second[simulate.FOLDS].to_numpy() - first[simulate.FOLDS].to_numpy()
    assert found.loc[found["scoring"] == "roc_auc", simulate.FOLDS].to_numpy() == (
        pytest.approx(expected)
    )


def test_data_sets_are_one_a_family_and_large_enough():
    families = [DATASETS[name].family for name in accept.SETS]
    assert len(set(families)) == len(families) >= 12
    assert not {DATASETS[name].family for name in accept.FIRST} & set(families)


def test_one_nested_run(monkeypatch):
    table = DATASETS["breast-cancer"].read()
    few = np.r_[np.flatnonzero(table.y == 0)[:80], np.flatnonzero(table.y == 1)]
    small = Dataset("small", "breast-cancer", lambda: rows_of(table, few))
    monkeypatch.setattr(accept, "DATASETS", {"small": small})
    monkeypatch.setattr(accept, "placebos", lambda: placebos(1))
    rows = accept.run("small", "tree", 0)
    assert len(rows) == accept.N_OUTER
    assert rows["took_placebo"].notna().tolist() == [True, False, False]
    assert (rows["n_fits"] <= rows["most_fits"]).all()
    table = cells(rows)
    assert table["n_outer"].tolist() == [3]
    taken = rows["choice"] != "nothing"
    same = rows["auto average_precision"] == rows["nothing average_precision"]
    assert same[~taken].all()


def promised(**differences):
    """The committed table of ten families, with some differences."""
    rng = np.random.default_rng(0)
    keys = {"ap_over_smote": 0.02, "ap_over_nothing": 0.0, "f1_over_nothing": 0.0}
    rows = [
        {"family": f"f{number}", "learner": learner, "took_placebo": 0.0}
        | {key: value + rng.normal(0, 0.001) for key, value in (keys | differences).items()}
        for number in range(10)
        for learner in LEARNERS
    ]
    return pd.DataFrame(rows)


def test_promises_are_met_or_missed():
    met = targets(promised(ap_over_nothing=0.002))
    assert [target.is_met for target in met] == [True] * 6
    missed = targets(
        promised(ap_over_smote=0.004, ap_over_nothing=-0.04, f1_over_nothing=-0.01).assign(
            took_placebo=0.2
        )
    )
    assert [target.is_met for target in missed] == [False] * 6
    assert missed[-1].figure == pytest.approx(0.8)
    unsure = promised()
    unsure.loc[unsure["family"] == "f0", "ap_over_smote"] = -0.15
    assert not targets(unsure)[0].is_met
