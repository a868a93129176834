"""Reliability: how often the rare class occurs where a probability is predicted."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from benchmarks.report.figures.lines import lines_of, square


def reliability(curves: dict[str, pd.DataFrame], packages: pd.Series) -> Markup:
    """Draw the observed share over the predicted probability, a line per arm.

    Parameters
    ----------
    curves : dict
        From a method to its ``predicted`` and ``observed`` shares, one row per bin that has any
        row, in ascending order.
    packages : pandas.Series
        Package per method.
    """
    lines = lines_of(curves, "predicted", "observed", "predicted {x:.2f}, observed {y:.2f}")
    axes = "predicted probability of the rare class", "observed share"
    title = "observed share over predicted probability"
    return square(title, axes, [0.0, 1.0], [(0.0, 0.0), (1.0, 1.0)], lines, packages)


def pooled_curve(rows: pd.DataFrame) -> pd.DataFrame:
    """Pool the bins of an arm: summed over the cells of a family, families with equal weight.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of one arm that went well and have bins.

    Returns
    -------
    pandas.DataFrame
        ``predicted``, the mean probability, and ``observed``, the share of minority rows, of each
        bin that has any row.
    """
    families = []
    for _, cells in rows.groupby("family", sort=False):
        sums = [
            np.array(cells[name].tolist(), dtype=float).sum(axis=0)
            for name in ("bin_rows", "bin_probability", "bin_minority")
        ]
        families.append(np.array(sums) / sums[0].sum())
    n_rows, probability, minority = np.sum(families, axis=0)
    filled = n_rows > 0
    return pd.DataFrame(
        {
            "predicted": probability[filled] / n_rows[filled],
            "observed": minority[filled] / n_rows[filled],
        }
    )
