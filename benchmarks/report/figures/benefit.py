"""Net benefit: what it is worth to act on rows from a predicted probability on."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from benchmarks.report.figures.counts import counts_above
from benchmarks.report.figures.lines import lines_of, square


def net_benefit(curves: dict[str, pd.DataFrame], packages: pd.Series) -> Markup:
    """Draw the net benefit over the probability from which on rows are acted on, a line per arm.

    Parameters
    ----------
    curves : dict
        From a method to what :func:`benefit_curve` returns.
    packages : pandas.Series
        Package per method.
    """
    lines = lines_of(curves, "threshold", "benefit", "from {x:.1f} on {y:.2f}")
    values = [0.0, 1.0, *(value for curve in curves.values() for value in curve["benefit"])]
    axes = "probability from which on rows are acted on", "net benefit / share of rare rows"
    title = "net benefit over probability"
    return square(title, axes, values, [(0.0, 0.0), (1.0, 0.0)], lines, packages)


def benefit_curve(rows: pd.DataFrame) -> pd.DataFrame:
    r"""Return the net benefit of an arm for each edge between bins of probability.

    That is :math:`(TP - FP \cdot t / (1 - t)) / P` for the threshold :math:`t`, at which a false
    alarm costs :math:`t / (1 - t)` of what a rare row is worth: 1 is all rare rows and no false
    alarm, and 0 is what acting on none brings (Vickers and Elkin 2006, standardised).

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of one arm that went well and have bins.

    Returns
    -------
    pandas.DataFrame
        ``threshold`` and ``benefit``: summed over the cells of a family, families weigh the same.
    """
    benefits = []
    for _, cells in rows.groupby("family", sort=False):
        above, rare_above = counts_above(cells)
        thresholds = np.linspace(0.0, 1.0, len(above))[1:-1]
        found = rare_above[1:-1]
        false_alarms = above[1:-1] - found
        benefits.append((found - false_alarms * thresholds / (1 - thresholds)) / rare_above[0])
    return pd.DataFrame({"threshold": thresholds, "benefit": np.mean(benefits, axis=0)})
