"""Differences between arms, each with its uncertainty."""

from __future__ import annotations

import pandas as pd

from benchmarks.statistics.families import family_means, scores_by_cell
from oversample.evaluation.statistics.uncertainty import Uncertain, over_families, over_folds


def uncertain(cells: pd.Series) -> Uncertain:
    """Return the mean of a difference with its uncertainty.

    For several data sets it is that over their families. For one it is that over its folds, which
    share training rows.

    Parameters
    ----------
    cells : pandas.Series
        A difference for each cell, without NaN, at least one; indexed by family, data set, repeat
        and fold.
    """
    n_folds = cells.index.get_level_values("fold").nunique()
    if cells.index.get_level_values("dataset").nunique() == 1 and n_folds > 1:
        return over_folds(cells.to_numpy(), 1 / (n_folds - 1))
    return over_families(family_means(cells.to_frame()).iloc[:, 0].to_numpy())


def differences(rows: pd.DataFrame, reference: str, measure: str) -> pd.DataFrame:
    """Return by how much the arms of one classifier differ from a reference.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the tidy table, of one classifier.
    reference : str
        A method.
    measure : str
        A measure of which greater values are better.

    Returns
    -------
    pandas.DataFrame
        Indexed by method, without the reference and without arms that have no cell in common with
        it: ``gain``, the mean difference; ``low`` and ``high``, its interval; ``least`` and
        ``most``, the range of the mean over leaving one family out; ``verdict``, the value of the
        ``Verdict``; and ``cells``, how many both did.
    """
    table = scores_by_cell(rows, measure)
    found = {}
    if reference in table:
        for method in table.columns.drop(reference):
            cells = (table[method] - table[reference]).dropna()
            if len(cells):
                mean, low, high, least, most, verdict = uncertain(cells)
                found[method] = [mean, low, high, least, most, verdict.value, len(cells)]
    columns = ["gain", "low", "high", "least", "most", "verdict", "cells"]
    return pd.DataFrame.from_dict(found, orient="index", columns=columns)


def counted_once(rows: pd.DataFrame) -> list[str]:
    """Return the methods in which each algorithm occurs once.

    An arm is left out when another one that has results is of the same algorithm and names it as
    its peer.
    """
    peers = set(rows.loc[(rows["status"] == "ok") & (rows["peer"] != ""), "peer"])
    return [method for method in rows["method"].unique() if method not in peers]
