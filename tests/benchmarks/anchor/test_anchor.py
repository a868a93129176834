"""Published figures beside ours: the arithmetic, on tiny inputs."""

import sqlite3

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from benchmarks.anchor import __main__ as command
from benchmarks.anchor import douzas, kovacs
from benchmarks.anchor.published import baselines_part, ranking_part, with_provenance


@pytest.fixture
def database(tmp_path):
    """A data base of the authors' form: all sets, of 40 rows, 12 of them rare."""
    rng = np.random.default_rng(0)
    path = tmp_path / "imbalanced.db"
    with sqlite3.connect(path) as connection:
        for name in (*douzas.SETS, "ECOLI (2)"):
            rows = pd.DataFrame(rng.normal(size=(40, 2)), columns=["0", "1"])
            rows["target"] = np.repeat([0, 1], [28, 12])
            rows["0"] += rows["target"]
            rows.to_sql(name, connection, index=False)
    connection.close()
    return path


def test_sets_are_read_as_they_are(database):
    X, y = douzas.read_set(database, "LED")
    assert X.shape == (40, 2)
    assert (X.dtype, y.dtype) == ("float64", "int64")
    assert y.sum() == 12


def test_another_file_is_refused(tmp_path, database):
    with pytest.raises(douzas.UnusableFileError, match="there is no file"):
        douzas.read_set(tmp_path / "gone.db", "LED")
    (tmp_path / "text.db").write_text("no data base at all, whatever its name")
    with pytest.raises(douzas.UnusableFileError, match="not the authors' data base"):
        douzas.read_set(tmp_path / "text.db", "LED")
    with pytest.raises(douzas.UnusableFileError, match="no such table"):
        douzas.read_set(database, "UNKNOWN")


def test_a_run_is_the_mean_of_folds_of_every_learner_and_arm(database, monkeypatch):
    few = {name: douzas.LEARNERS[name] for name in ("logistic regression", "tree of depth 3")}
    monkeypatch.setattr(douzas, "LEARNERS", few)
    rows = douzas.run(database, "LED", 0)
    assert len(rows) == len(few) * len(douzas.ARMS)
    assert rows[list(douzas.MEASURES)].notna().all(axis=None)
    assert rows["roc_auc"].max() > 0.6
    pd.testing.assert_frame_equal(rows, douzas.run(database, "LED", 0))
    other = douzas.run(database, "LED", 1)
    assert not np.array_equal(rows["roc_auc"], other["roc_auc"])


def rows_like_the_published(**shifts):
    """Rows of two sets and three splits whose means are the published ones, but for shifts."""
    rows = []
    for repeat, noise in enumerate((-0.001, 0.0, 0.001)):
        for name, side in (("A", -0.01), ("B", 0.01)):
            part = douzas.PUBLISHED.assign(dataset=name, repeat=repeat)
            part[list(douzas.MEASURES)] += noise + side
            rows.append(part)
    table = pd.concat(rows, ignore_index=True)
    for measure, shift in shifts.items():
        table[measure] += shift
    return table


def test_figures_are_compared_with_the_tolerance_of_their_learner():
    found = douzas.compared(rows_like_the_published())
    assert len(found) == len(douzas.PUBLISHED) * 3
    np.testing.assert_allclose(found["difference"], 0, atol=1e-12)
    np.testing.assert_allclose(found["sd"], 0.001)
    assert found["is_inside"].all()
    found = douzas.compared(rows_like_the_published(roc_auc=0.005, f1=0.03))
    linear = found["learner"] == "logistic regression"
    assert not found.loc[linear & (found["measure"] == "roc_auc"), "is_inside"].any()
    assert found.loc[~linear & (found["measure"] == "roc_auc"), "is_inside"].all()
    assert not found.loc[found["measure"] == "f1", "is_inside"].any()
    assert found.loc[found["measure"] == "g_mean", "is_inside"].all()


def test_the_page_says_what_is_outside():
    inside = with_provenance(douzas.compared(rows_like_the_published()), "a command", 3)
    part = baselines_part(inside)
    assert "48 of 48 figures are inside of the tolerance; nearest to its bound is" in part
    assert "| boosting | none | 0.9129 / 0.9129 (0.0010) |" in part
    outside = with_provenance(
        douzas.compared(rows_like_the_published(roc_auc=0.005)), "a command", 3
    )
    part = baselines_part(outside)
    assert (
        "44 of 48 figures are inside of the tolerance. Outside: logistic regression, none, AUC;"
        in part
    )
    assert "0.9099 / 0.9149 (0.0010) outside" in part


def scores_of(order):
    """Scores of eight families in which arms stand in an order, without noise."""
    values = dict(zip(order, np.linspace(0.9, 0.8, len(order)), strict=True))
    return pd.DataFrame(
        {"family": family, "arm": arm} | dict.fromkeys(douzas.MEASURES, values[arm])
        for family in "abcdefgh"
        for arm in kovacs.ARMS
    )


def test_the_order_of_the_paper_agrees_with_itself_and_not_with_its_reverse():
    theirs = kovacs.overall_ranks(kovacs.PUBLISHED[list(douzas.MEASURES)].to_numpy().T)
    order = kovacs.PUBLISHED.index[np.argsort(theirs, kind="stable")].tolist()
    same = kovacs.as_array(scores_of([*order, "SMOTE", "nothing"]))
    expected = spearmanr(theirs, np.argsort(np.argsort(theirs, kind="stable"))).statistic
    assert kovacs.agreement(same) == pytest.approx((expected,) * 3)
    reverse = kovacs.as_array(scores_of([*order[::-1], "SMOTE", "nothing"]))
    assert kovacs.agreement(reverse)[0] == pytest.approx(-expected)


def test_ranks_are_means_over_measures_with_ties_shared():
    scores = np.array([[0.9, 0.8, 0.7], [0.5, 0.5, 0.1]])
    assert kovacs.overall_ranks(scores).tolist() == [1.25, 1.75, 3.0]


def test_the_best_learner_is_chosen_for_each_set_and_measure_after_the_repeats():
    rows = pd.DataFrame(
        [("a", "f", repeat, "SMOTE", learner, auc, f1, 0.5)
         for repeat in (0, 1) for learner, auc, f1 in (("tree", 0.6 + 0.2 * repeat, 0.9),
                                                       ("5-NN", 0.75, 0.3))]
        + [("b", "f", 0, "SMOTE", "tree", 0.5, 0.1, 0.5)],
        columns=["dataset", "family", "repeat", "arm", "learner", *kovacs.MEASURES],
    )  # fmt: skip
    (row,) = kovacs.best_of_learners(kovacs.means_of_splits(rows)).itertuples(index=False)
    assert tuple(row) == ("f", "SMOTE", pytest.approx(0.625), pytest.approx(0.5), 0.5)


def test_a_run_of_the_ranking_has_every_arm_and_learner(monkeypatch):
    few = {name: kovacs.ARMS[name] for name in ("nothing", "SMOTE", "CCR")}
    monkeypatch.setattr(kovacs, "ARMS", few)
    rows = kovacs.run("glass2", 0)
    assert len(rows) == len(few) * len(kovacs.LEARNERS)
    assert set(rows["family"]) == {"glass"}
    assert rows[list(douzas.MEASURES)].notna().all(axis=None)


def test_the_page_says_what_is_shown():
    order = ["ProWSyn", "SMOTE", *kovacs.PUBLISHED.index.drop("ProWSyn"), "nothing"]
    scores = scores_of(order).assign(dataset="one", learner="5-NN")
    part = ranking_part(with_provenance(scores, "a command", 3))
    assert (
        "better than SMOTE: ProWSyn (AUC), ProWSyn (F1), ProWSyn (G-mean); worse: polynom" in part
    )
    assert "| ProWSyn | +0.011 [+0.011, +0.011] |" in part.replace("\\", "")
    assert "(Spearman)" in part


def test_the_command_runs_what_is_missing_and_says_whether_all_was_found_again(
    database, tmp_path, monkeypatch, capsys
):
    done = []

    def run(path, name, repeat):
        done.append((name, repeat))
        return (
            rows_like_the_published()
            .query("dataset == 'A' and repeat == 1")
            .assign(dataset=name, repeat=repeat)
        )

    monkeypatch.setattr(douzas, "run", run)
    arguments = ["baselines", "--data", str(database), "--repeats", "2", "--out", str(tmp_path)]
    # All sets lie 0.01 below the published means.
    assert command.main(arguments) == 1
    assert command.main(arguments) == 1
    assert done == [(name, repeat) for repeat in (0, 1) for name in douzas.SETS]
    assert "logistic regression" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="2"):
        command.main(["baselines"])
    with pytest.raises(SystemExit, match="2"):
        command.main(["baselines", "--data", str(tmp_path / "gone.db")])
    assert "there is no file" in capsys.readouterr().err
