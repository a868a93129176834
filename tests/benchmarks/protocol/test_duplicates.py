"""Rows that occur more than once are counted, and can be left out."""

import numpy as np
import pandas as pd

from benchmarks.catalog.datasets import DATASETS
from benchmarks.protocol.dataset import Dataset, rows_of, task
from benchmarks.protocol.duplicates import distinct, n_duplicates, n_known
from benchmarks.protocol.experiment import Fold
from oversample.evaluation.folds import split


def repeated_table():
    """Seven rows: the first three are equal, one of them of the other class; gaps are equal."""
    X = pd.DataFrame(
        {
            "number": [1.0, 1.0, 1.0, np.nan, np.nan, 2.0, 2.0],
            "letter": pd.Categorical(["a", "a", "a", "b", "b", "b", None]),
        }
    )
    return task(X, pd.Series(["yes", "yes", "no", "no", "no", "no", "yes"]))


def test_rows_are_equal_whatever_their_classes():
    table = repeated_table()
    assert n_duplicates(table) == 5
    assert n_duplicates(rows_of(table, np.array([0, 3, 5, 6]))) == 0


def test_test_rows_that_were_in_training_are_counted():
    X = repeated_table().X
    assert n_known(X.iloc[[0, 3]], X.iloc[[1, 2, 4, 5, 6]]) == 3
    fold = Fold(*(rows_of(repeated_table(), np.array(rows)) for rows in ([0, 3, 5], [1, 6])))
    assert fold.n_known == 1


def test_equal_rows_of_one_class_are_left_once():
    dataset = Dataset("repeated", "repeated", repeated_table, content="a digest")
    table = distinct(dataset).read()
    assert len(table.y) == 5
    assert table.X["number"].tolist()[:2] == [1.0, 1.0]
    assert [table.labels[code] for code in table.y] == ["yes", "no", "no", "no", "yes"]
    assert list(table.X.index) == list(range(5))
    assert distinct(dataset).version() == "a digest without duplicates"
    assert distinct(dataset) != dataset


def test_classes_are_numbered_by_the_frequency_that_is_left():
    X = pd.DataFrame({"number": [1.0, 1.0, 1.0, 2.0, 3.0]})
    dataset = Dataset("d", "d", lambda: task(X, pd.Series(list("aaabb"))), content="a digest")
    assert dataset.read().labels == ("a", "b")
    table = distinct(dataset).read()
    assert table.labels == ("b", "a")
    assert table.y.tolist() == [1, 0, 0]


def test_most_rows_of_seven_digits_are_in_training_too():
    dataset = DATASETS["led7digit-0-2-4-5-6-7-8-9_vs_1"]
    table = dataset.read()
    assert n_duplicates(table) / len(table.y) > 0.9
    train, test = split(table.y, 0, dataset.name, 0, 0)
    assert n_known(table.X.iloc[train], table.X.iloc[test]) > 0.8 * len(test)
    left = distinct(dataset).read()
    assert not left.X.assign(y=left.y).duplicated().any()
