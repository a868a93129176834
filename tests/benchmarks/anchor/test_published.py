"""What is said of published figures is what is in the committed table."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score, recall_score, roc_auc_score
from sklearn.tree import DecisionTreeClassifier

from benchmarks.anchor import kovacs
from benchmarks.anchor.__main__ import COMMAND, ROOT
from benchmarks.anchor.douzas import ARMS, LEARNERS, MEASURES, PUBLISHED
from benchmarks.anchor.published import BASELINES, PAGE, RANKING, baselines_part, ranking_part
from benchmarks.catalog.datasets import DATASETS
from benchmarks.protocol.dataset import rows_of
from benchmarks.protocol.experiment import Fold
from benchmarks.report.parts import replace_part
from oversample.evaluation.folds import N_FOLDS, fold_seed, split


@pytest.mark.parametrize(("name", "made"), [(BASELINES, baselines_part), (RANKING, ranking_part)])
def test_the_page_shows_the_committed_table(name, made):
    part = made(pd.read_csv(ROOT / name))
    text = (ROOT / PAGE).read_text("utf-8")
    assert replace_part(text, part, name, f"{COMMAND} page") == text
    assert "from split to split" not in part  # of one split


def test_the_committed_baselines_are_whole_and_hold_the_published_figures():
    table = pd.read_csv(ROOT / BASELINES)
    assert len(table) == len(ARMS) * len(LEARNERS) * len(MEASURES)
    published = PUBLISHED.melt(["learner", "arm"], list(MEASURES), "measure", "published")
    pd.testing.assert_frame_equal(table[list(published)], published)
    inside = (table["ours"] - table["published"]).abs() <= table["tolerance"]
    assert table["is_inside"].equals(inside)
    # As the page says, no sampler takes part in what is outside.
    assert set(table.loc[~inside, "arm"]) == {"none"}


def test_the_committed_ranking_is_whole():
    table = pd.read_csv(ROOT / RANKING)
    assert set(table["dataset"]) == set(kovacs.SETS)
    assert len(table) == len(kovacs.SETS) * len(kovacs.ARMS) * len(kovacs.LEARNERS)
    assert table[list(MEASURES)].apply(lambda column: column.between(0, 1)).all(axis=None)


def test_a_row_of_the_ranking_is_of_its_seeds():
    """Trees without over-sampling once more, by scikit-learn alone."""
    name, measured, ranking = "glass2", [], pd.read_csv(ROOT / RANKING)
    table, n_repeats = DATASETS[name].read(), int(ranking["repeats"].iloc[0])
    for repeat, number in product(range(n_repeats), range(N_FOLDS)):
        train, test = split(table.y, 0, name, repeat, number)
        fold = Fold(rows_of(table, train), rows_of(table, test))
        tree = DecisionTreeClassifier(max_depth=5, random_state=fold_seed(0, name, repeat, number))
        tree.fit(fold.train_matrix, fold.train.y)
        y, found = fold.test.y, tree.predict(fold.test_matrix)
        recalls = recall_score(y, found, average=None)
        measured.append(
            {
                "roc_auc": roc_auc_score(y, tree.predict_proba(fold.test_matrix)[:, 1]),
                "f1": f1_score(y, found, zero_division=0),
                "g_mean": np.sqrt(recalls.prod()),
            }
        )
    row = ranking.set_index(["dataset", "arm", "learner"]).loc[
        (name, kovacs.ALONE, "tree of depth 5")
    ]
    for measure, value in pd.DataFrame(measured).mean().items():
        assert row[measure] == pytest.approx(value, abs=1e-6), measure
