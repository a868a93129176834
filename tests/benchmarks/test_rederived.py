"""Published figures once more from their seeds, without the code that ran and averaged them."""

import json

import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, recall_score
from sklearn.tree import DecisionTreeClassifier

from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.profiles import UNSATURATED
from benchmarks.protocol.dataset import rows_of
from benchmarks.protocol.experiment import Fold
from benchmarks.publish import ROOT, read_published
from benchmarks.report.cells import cells_of, read_cells
from benchmarks.report.published import TABLE
from benchmarks.report.tuned import TABLE as TUNED
from oversample import SMOTE
from oversample.evaluation.folds import N_FOLDS, fold_seed, split

N_REPEATS = 3


def tree_alone(name):
    """Measure a tree by itself on all folds of a data set, by scikit-learn alone."""
    table, measured = DATASETS[name].read(), []
    for repeat in range(N_REPEATS):
        for number in range(N_FOLDS):
            train, test = split(table.y, 0, name, repeat, number)
            fold = Fold(rows_of(table, train), rows_of(table, test))
            tree = DecisionTreeClassifier(random_state=fold_seed(0, name, repeat, number))
            tree.fit(fold.train_matrix, fold.train.y)
            probability, y = tree.predict_proba(fold.test_matrix)[:, 1], fold.test.y
            measured.append(
                {
                    "recall": recall_score(y, tree.predict(fold.test_matrix)),
                    "average_precision": average_precision_score(y, probability),
                    "brier_score": brier_score_loss(y, probability),
                }
            )
    return pd.DataFrame(measured).mean()


def has_a_threshold(name):
    """Whether there are two classes: all arms are on such cells."""
    return len(DATASETS[name].read().labels) == 2


def test_a_published_row_is_of_its_seeds():
    published = read_published(ROOT / TABLE).set_index(["classifier", "method"])
    row = published.loc[("decision-tree", "none")]
    names = [name for name in UNSATURATED if has_a_threshold(name)]
    assert row["n_common"] == len(names) * N_REPEATS * N_FOLDS
    again = pd.DataFrame({name: tree_alone(name) for name in names}).T
    found = again.groupby([DATASETS[name].family for name in names]).mean().mean()
    for name, value in found.items():
        assert row[name] == pytest.approx(value, abs=1e-6), name


@pytest.mark.parametrize("number", [0, 3])
def test_a_committed_cell_is_of_its_record(number):
    """A tuned arm of one data set from its record alone: seeds, and the configuration it chose."""
    name, repeat = "glass2", 0
    cells = read_cells(ROOT / cells_of(TUNED)).set_index(["dataset", "repeat", "fold", "method"])
    cells = cells[cells["classifier"] == "logistic-regression"]
    cell = cells.loc[(name, repeat, number, "oversample-smote")]
    chosen = json.loads(cell["configuration"])
    table, seed = DATASETS[name].read(), fold_seed(int(cell["seed"]), name, repeat, number)
    train, test = split(table.y, int(cell["seed"]), name, repeat, number)
    fold = Fold(rows_of(table, train), rows_of(table, test))
    sampler = SMOTE(random_state=seed, **chosen["sampler"])
    X, y = sampler.fit_resample(fold.train_matrix, fold.train.y)
    model = LogisticRegression(max_iter=1000, random_state=seed, **chosen["classifier"]).fit(X, y)
    probability = model.predict_proba(fold.test_matrix)[:, 1]
    found = average_precision_score(fold.test.y, probability)
    assert cell["average_precision"] == pytest.approx(found, abs=1e-6)
    assert cell["n_resampled"] == len(y)
