"""Cost curves: what an arm costs where its threshold suits the costs, whatever these are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from benchmarks.report.figures.axes import Scale, draw_x_axis, draw_y_axis
from benchmarks.report.figures.counts import counts_above
from benchmarks.report.figures.lines import Point, draw_lines
from benchmarks.report.figures.svg import Drawing, name_width

_LEFT, _SIDE, _TOP = 46.0, 360.0, 36.0
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
    right, bottom = _LEFT + _SIDE, _TOP + _SIDE
    drawing = Drawing(right + 18 + name_width(curves), bottom + 46, "cost over share of misses")
    x, y = Scale([0.0, 1.0], _LEFT, right), Scale([0.0, 0.5], bottom, _TOP)
    draw_x_axis(drawing, x, _TOP, bottom, "share of misses in the cost")
    draw_y_axis(drawing, y, _LEFT, right, "expected cost / the largest")
    drawing.path([(x(0.0), y(0.0)), (x(0.5), y(0.5)), (x(1.0), y(0.0))], "zero")
    lines = {
        method: [
            Point(x(share), y(value), f"{method}: {value:.3f} at a share of {share:.1f}")
            for share, value in zip(curve["share"], curve["cost"], strict=True)
        ]
        for method, curve in curves.items()
    }
    draw_lines(drawing, lines, packages, right, (_TOP, bottom))
    return drawing.markup()


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
