"""Cost curves: what an arm costs where its threshold suits the costs, whatever these are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from benchmarks.report.figures.counts import counts_above
from benchmarks.report.figures.lines import lines_of, square

_N_SHARES = 10
"""Into how many parts the axis of costs is cut."""


def cost_curves(curves: dict[str, pd.DataFrame], packages: pd.Series) -> Markup:
    """Draw the expected cost over the share that misses have in it, a line per arm.

    Parameters
    ----------
    curves : dict
        From a method to what :func:`cost_curve` returns.
    packages : pandas.Series
        Package per method.
    """
    lines = lines_of(curves, "share", "cost", "{y:.3f} at a share of {x:.1f}")
    axes = "share of misses in the cost", "expected cost / the largest"
    triangle = [(0.0, 0.0), (0.5, 0.5), (1.0, 0.0)]
    return square("cost over share of misses", axes, [0.0, 0.5], triangle, lines, packages)


def cost_curve(rows: pd.DataFrame) -> pd.DataFrame:
    r"""Return the normalised expected cost of an arm over the share of misses.

    That is :math:`\min_t \, s \, (1 - TPR_t) + (1 - s) \, FPR_t` over the edges :math:`t` between
    bins of probability, with acting on all rows and on none among them. The share is
    :math:`s = \pi c / (\pi c + (1 - \pi) d)` for a share :math:`\pi` of rare rows and costs
    :math:`c` of a miss and :math:`d` of a false alarm (Drummond and Holte 2006).

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of one arm that went well and have bins.

    Returns
    -------
    pandas.DataFrame
        ``share`` and ``cost``: cells of a family are pooled, families weigh the same.
    """
    share = np.linspace(0.0, 1.0, _N_SHARES + 1)
    costs = []
    for _, cells in rows.groupby("family", sort=False):
        above, rare_above = counts_above(cells)
        misses = 1 - rare_above / rare_above[0]
        false_alarms = (above - rare_above) / (above[0] - rare_above[0])
        costs.append((np.outer(share, misses) + np.outer(1 - share, false_alarms)).min(axis=1))
    return pd.DataFrame({"share": share, "cost": np.mean(costs, axis=0)})
