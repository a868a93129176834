"""The data sets of a run, and how many of their rows occur more than once."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from benchmarks.report.wording import share

MANY = 0.1
"""The share of test rows that are in training, too, from which on the report says so."""


def datasets_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each data set, with the shares of its rows that occur more than once.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results.

    Returns
    -------
    pandas.DataFrame
        The first row of each data set, with ``duplicates``, the share of its rows that are equal to
        another one, and ``known``, the share of test rows that are equal to a training row.
    """
    datasets = rows.drop_duplicates("dataset").copy()
    folds = rows.dropna(subset=["n_test"]).drop_duplicates(["dataset", "repeat", "fold"])
    sums = folds.groupby("dataset")[["n_test_known", "n_test"]].sum()
    known = sums["n_test_known"] / sums["n_test"]
    n_rows = datasets["n_rows"].where(datasets["n_rows"] > 0)
    return datasets.assign(
        duplicates=datasets["n_duplicates"] / n_rows, known=datasets["dataset"].map(known)
    )


def duplicate_remarks(rows: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence where many test rows of a data set are in training, too."""
    datasets = datasets_of(rows)
    many = datasets[datasets["known"] > MANY].sort_values("known", ascending=False)
    if len(many):
        named = ", ".join(
            f"{name} ({share(value)})"
            for name, value in zip(many["dataset"], many["known"], strict=True)
        )
        yield (
            f"In {len(many)} of {len(datasets)} data sets more than {MANY:.0%} of the test rows "
            f"are equal to a training row: {named}. --drop-duplicates runs without them."
        )
