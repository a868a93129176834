"""Arms in a plane of two numbers, each named at the right."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from benchmarks.report.figures.axes import Scale, draw_x_axis, draw_y_axis, spread
from benchmarks.report.figures.svg import Drawing, name_width

_LEFT, _RIGHT, _TOP = 46.0, 422.0, 36.0
_LINE = 15.0
"""Pixels from one name to the next."""

_ISO_F1 = (0.2, 0.4, 0.6, 0.8)


def recall_precision(arms: pd.DataFrame) -> Markup:
    """Draw recall against precision, with lines of equal F1.

    Parameters
    ----------
    arms : pandas.DataFrame
        Indexed by method, with ``package``, ``recall`` and ``precision``.
    """
    return plane(arms, ("recall", "recall"), ("precision", "precision"), equal_f1=True)


def time_quality(arms: pd.DataFrame) -> Markup:
    """Draw F1 over the time to resample and fit.

    Parameters
    ----------
    arms : pandas.DataFrame
        Indexed by method, with ``package``, ``f1`` and ``time_factor``.
    """
    label = "time to resample and fit, times that of the classifier alone"
    return plane(arms, ("time_factor", label), ("f1", "F1"), log_x=True)


def plane(
    arms: pd.DataFrame,
    across: tuple[str, str],
    up: tuple[str, str],
    log_x: bool = False,
    equal_f1: bool = False,
) -> Markup:
    """Draw one marker per arm.

    Parameters
    ----------
    arms : pandas.DataFrame
        Indexed by method, with ``package`` and the two columns; at least one row, without NaN.
    across, up : tuple of str
        Column and label of the two axes.
    log_x : bool, default=False
        Whether the axis across is logarithmic.
    equal_f1 : bool, default=False
        Whether to draw lines of equal F1, where the axes are recall and precision.
    """
    bottom = _TOP + max(340.0, _LINE * len(arms))
    drawing = Drawing(
        _RIGHT + name_width(arms.index), bottom + 46, f"{up[1]} over {across[1]}, per method"
    )
    x = Scale(arms[across[0]], _LEFT, _RIGHT - 24, log=log_x)
    y = Scale(arms[up[0]], bottom, _TOP)
    draw_x_axis(drawing, x, _TOP, bottom, across[1], "x" if log_x else "")
    draw_y_axis(drawing, y, _LEFT, _RIGHT - 24, up[1])
    if equal_f1:
        _draw_equal_f1(drawing, x, y)
    heights = [y(value) for value in arms[up[0]]]
    names = spread(heights, _LINE, _TOP, bottom)
    for (method, arm), height, name in zip(arms.iterrows(), heights, names, strict=True):
        place = x(arm[across[0]])
        elbow = [(place, height), (_RIGHT - 16, name), (_RIGHT - 6, name)]
        drawing.path(elbow, f"leader {arm['package']}")
        drawing.text((_RIGHT, name + 4), str(method), f"name {arm['package']}")
    for (method, arm), height in zip(arms.iterrows(), heights, strict=True):
        tip = f"{method}: {across[0]} {arm[across[0]]:.3f}, {up[0]} {arm[up[0]]:.3f}"
        drawing.marker((x(arm[across[0]]), height), arm["package"], tip)
    return drawing.markup()


def _draw_equal_f1(drawing: Drawing, x: Scale, y: Scale) -> None:
    """Draw where 2 r p / (r + p) is constant, inside the axes."""
    low, high = y.ticks[0], y.ticks[-1]
    first, last = x.ticks[0], x.ticks[-1]
    for f1 in _ISO_F1:
        points = []
        for step in range(101):
            recall = first + (last - first) * step / 100
            if 2 * recall > f1:
                precision = f1 * recall / (2 * recall - f1)
                if low <= precision <= high:
                    points.append((x(recall), y(precision)))
        if len(points) > 1:
            drawing.path(points, "guide")
            last_x, last_y = points[-1]
            drawing.text((last_x - 4, last_y - 5), f"F1 {f1:g}", "hint", "end")
