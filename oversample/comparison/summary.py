"""Means over folds, and differences from the classifier alone with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from oversample.comparison.arms import NONE
from oversample.comparison.running import AT_HALF, AT_ITS_RATE, CORRECTED, OF_NONE
from oversample.evaluation.folds import N_FOLDS
from oversample.evaluation.metrics import SMALLER_IS_BETTER
from oversample.evaluation.statistics.uncertainty import over_folds

if TYPE_CHECKING:
    from pandas import DataFrame, Series

BEYOND = "recall_beyond_none"
_COLUMNS = ["estimator", "sampler", "decision", "measure", "mean", "difference", "low", "high"]


def summarize(folds: DataFrame, measures: Sequence[str]) -> DataFrame:
    """Return a row for each estimator, sampler, way to decide and measure.

    Parameters
    ----------
    folds : DataFrame
        A row for each estimator, sampler, way to decide, repeat and fold.
    measures : sequence of str
        Columns of it.

    Returns
    -------
    DataFrame
        See ``Comparison.summary``.
    """
    import pandas as pd

    records: list[list[Any]] = []
    keys = ["estimator", "sampler", "decision"]
    for (estimator, sampler, decision), arm in folds.groupby(keys, sort=False):
        mine = arm.set_index(["repeat", "fold"])
        # The priors of the classifier alone need no correction.
        like = AT_HALF if decision == CORRECTED else decision
        is_reference = (folds["estimator"] == estimator) & (folds["decision"] == like)
        reference = folds[is_reference & (folds["sampler"] == NONE)]
        alone = reference.set_index(["repeat", "fold"])
        for measure in measures:
            told = [estimator, sampler, decision, measure, mine[measure].mean()]
            records.append(told + _difference(mine[measure] - alone[measure], sampler, measure))
        if sampler != NONE:
            beyond = mine[AT_ITS_RATE] - mine[OF_NONE]
            told = [estimator, sampler, decision, BEYOND, mine[OF_NONE].mean()]
            records.append(told + _difference(beyond, sampler, BEYOND))
    return pd.DataFrame(records, columns=[*_COLUMNS, "verdict"])


def _difference(cells: Series, sampler: str, measure: str) -> list[Any]:
    """Return mean, interval and verdict of a difference; nothing for the reference itself."""
    if sampler == NONE:
        return [np.nan, np.nan, np.nan, ""]
    test_share = 1 / (N_FOLDS - 1)
    found = over_folds(cells.to_numpy(), test_share)
    verdict = found.verdict
    if measure in SMALLER_IS_BETTER:
        verdict = over_folds(-cells.to_numpy(), test_share).verdict
    return [found.mean, found.low, found.high, verdict.value]
