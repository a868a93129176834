"""Net benefit: what it is worth to act on rows from a predicted probability on."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from benchmarks.report.figures.axes import Scale, draw_x_axis, draw_y_axis
from benchmarks.report.figures.counts import counts_above
from benchmarks.report.figures.lines import Point, draw_lines
from benchmarks.report.figures.svg import Drawing, name_width

_LEFT, _SIDE, _TOP = 46.0, 360.0, 36.0


def net_benefit(curves: dict[str, pd.DataFrame], packages: pd.Series) -> Markup:
    """Draw the net benefit over the probability from which on rows are acted on, a line per arm.

    Parameters
    ----------
    curves : dict
        From a method to what :func:`benefit_curve` returns.
    packages : pandas.Series
        Package per method.
    """
    right, bottom = _LEFT + _SIDE, _TOP + _SIDE
    drawing = Drawing(right + 18 + name_width(curves), bottom + 46, "net benefit over probability")
    values = [0.0, 1.0, *(value for curve in curves.values() for value in curve["benefit"])]
    x, y = Scale([0.0, 1.0], _LEFT, right), Scale(values, bottom, _TOP)
    draw_x_axis(drawing, x, _TOP, bottom, "probability from which on rows are acted on")
    draw_y_axis(drawing, y, _LEFT, right, "net benefit / share of rare rows")
    drawing.path([(x(0.0), y(0.0)), (x(1.0), y(0.0))], "zero")
    lines = {
        method: [
            Point(x(t), y(value), f"{method}: from {t:.1f} on {value:.2f}")
            for t, value in zip(curve["threshold"], curve["benefit"], strict=True)
        ]
        for method, curve in curves.items()
    }
    draw_lines(drawing, lines, packages, right, (_TOP, bottom))
    return drawing.markup()


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
