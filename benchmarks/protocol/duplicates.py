"""Rows that occur more than once: a test row that was in training is no test."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from benchmarks.protocol.dataset import Dataset, LabeledTable, rows_of


def n_duplicates(table: LabeledTable) -> int:
    """Return how many rows are equal to another one in all columns, whatever their classes."""
    return int(table.X.duplicated(keep=False).sum())


def n_known(train: pd.DataFrame, test: pd.DataFrame) -> int:
    """Return how many test rows are equal to a training row in all columns.

    Parameters
    ----------
    train, test : pandas.DataFrame
        Tables of the same columns; missing values are equal to each other.
    """
    known, asked = (pd.util.hash_pandas_object(X, index=False) for X in (train, test))
    return int(asked.isin(known).sum())


def distinct(dataset: Dataset) -> Dataset:
    """Return a data set without the rows that equal an earlier one in all columns and the class.

    Rows that are equal and of different classes stay, one of each.
    """
    return replace(
        dataset,
        read=partial(_read_distinct, dataset),
        content=f"{dataset.version()} without duplicates",
    )


def _read_distinct(dataset: Dataset) -> LabeledTable:
    table = dataset.read()
    repeated = table.X.assign(**{"": table.y}).duplicated()
    kept = rows_of(table, np.flatnonzero(~repeated.to_numpy()))
    # Classes are numbered by frequency, which may be another one now.
    order = np.argsort(-np.bincount(kept.y, minlength=len(table.labels)), kind="stable")
    code_of = np.argsort(order)
    labels = tuple(table.labels[code] for code in order)
    return kept._replace(y=code_of[kept.y], labels=labels)
