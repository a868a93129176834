"""Reliability: how often the rare class occurs where a probability is predicted."""

from __future__ import annotations

import numpy as np
import pandas as pd
from markupsafe import Markup

from benchmarks.report.figures.axes import Scale, draw_x_axis, draw_y_axis
from benchmarks.report.figures.lines import Point, draw_lines
from benchmarks.report.figures.svg import Drawing, name_width

_LEFT, _SIDE, _TOP = 46.0, 360.0, 36.0


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
    right, bottom = _LEFT + _SIDE, _TOP + _SIDE
    drawing = Drawing(
        right + 18 + name_width(curves), bottom + 46, "observed share over predicted probability"
    )
    x, y = Scale([0.0, 1.0], _LEFT, right), Scale([0.0, 1.0], bottom, _TOP)
    draw_x_axis(drawing, x, _TOP, bottom, "predicted probability of the rare class")
    draw_y_axis(drawing, y, _LEFT, right, "observed share")
    drawing.path([(x(0.0), y(0.0)), (x(1.0), y(1.0))], "zero")
    lines = {
        method: [
            Point(x(p), y(o), f"{method}: predicted {p:.2f}, observed {o:.2f}")
            for p, o in zip(curve["predicted"], curve["observed"], strict=True)
        ]
        for method, curve in curves.items()
    }
    draw_lines(drawing, lines, packages, right, (_TOP, bottom))
    return drawing.markup()


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
