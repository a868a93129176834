"""What was promised before the rule was run on real data, and whether it was kept."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from oversample.evaluation.statistics.uncertainty import Uncertain, over_families


class Target(NamedTuple):
    """A promise, the figure that came out, its interval over families, and whether it was kept."""

    promise: str
    figure: float
    low: float
    high: float
    is_met: bool


DIFFERENCES = {
    "ap_over_smote": ("auto average_precision", "smote average_precision"),
    "ap_over_nothing": ("auto average_precision", "nothing average_precision"),
    "auc_over_nothing": ("auto roc_auc", "nothing roc_auc"),
    "f1_over_nothing": ("auto f1", "nothing f1"),
    "loss_over_nothing": ("auto log_loss", "nothing log_loss"),
}


def cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each data set and learner: what is committed.

    Parameters
    ----------
    rows : DataFrame
        A row for each outer fold, as ``accept`` stores them.

    Returns
    -------
    DataFrame
        Means over repeats and outer folds of the differences, of how often anything was taken
        (``took``) and a placebo was (``took_placebo``), and of fits (``n_fits``, ``most_fits``).
    """
    table = rows[["dataset", "family", "learner", "took_placebo", "n_fits", "most_fits"]].copy()
    table["took"] = (rows["choice"] != "nothing").astype(float)
    for name, (first, second) in DIFFERENCES.items():
        table[name] = rows[first] - rows[second]
    keys = ["dataset", "family", "learner"]
    means = table.groupby(keys, sort=False).mean()
    return means.assign(n_outer=table.groupby(keys, sort=False).size()).reset_index()


def over_sets(table: pd.DataFrame, measure: str) -> Uncertain:
    """Return a difference with its interval over families, learners averaged within each."""
    return over_families(table.groupby("family", sort=False)[measure].mean().to_numpy())


def targets(table: pd.DataFrame) -> list[Target]:
    """Return all promises with their figures.

    Parameters
    ----------
    table : DataFrame
        The committed table.

    Returns
    -------
    list of Target
        In the order in which they were made.
    """
    boosting = table[table["learner"] == "boosting"]
    smote = over_sets(table, "ap_over_smote")
    bounded = [
        ("mean average precision over nothing at least 0", table, "ap_over_nothing", 0.0),
        ("boosting over nothing at least \N{MINUS SIGN}0.005", boosting, "ap_over_nothing", -0.005),
        (
            "F1 over nothing, thresholds tuned in both, at least \N{MINUS SIGN}0.005",
            table,
            "f1_over_nothing",
            -0.005,
        ),
    ]
    found = [
        Target(
            "average precision over SMOTE at least +0.008, interval above 0",
            smote.mean,
            smote.low,
            smote.high,
            smote.mean >= 0.008 and smote.low > 0,
        )
    ]
    for promise, part, measure, bound in bounded:
        mean, low, high, *_ = over_sets(part, measure)
        found.append(Target(promise, mean, low, high, mean >= bound))
    worst = float(table["ap_over_nothing"].min())
    found.append(
        Target(
            "no data set with a learner below \N{MINUS SIGN}0.03 average precision",
            worst,
            np.nan,
            np.nan,
            worst >= -0.03,
        )
    )
    nothing = 1 - float(table["took_placebo"].mean())
    found.append(
        Target("nothing taken of placebos in 90 % of runs", nothing, np.nan, np.nan, nothing >= 0.9)
    )
    return found
