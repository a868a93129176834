"""Lines of arms with their names at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from benchmarks.report.figures.axes import Scale, draw_x_axis, draw_y_axis, spread
from benchmarks.report.figures.svg import Drawing, name_width

_NAME = 15.0
"""Pixels from a name to the next."""

_LEFT, _SIDE, _TOP = 46.0, 360.0, 36.0


class Point(NamedTuple):
    """A point of a line, and what it says when it is pointed at."""

    x: float
    y: float
    tip: str


def lines_of(curves: dict[str, pd.DataFrame], x: str, y: str, tip: str) -> dict[str, list[Point]]:
    """Return the points of the curve of each method.

    Parameters
    ----------
    curves : dict
        From a method to its curve, one row per point.
    x, y : str
        The columns that go to the right and up.
    tip : str
        What a point says after the method, with ``{x}`` and ``{y}`` in the formats wanted.
    """
    return {
        method: [
            Point(right, up, f"{method}: {tip.format(x=right, y=up)}")
            for right, up in zip(curve[x], curve[y], strict=True)
        ]
        for method, curve in curves.items()
    }


def square(
    title: str,
    axes: tuple[str, str],
    highs: Sequence[float],
    zero: Sequence[tuple[float, float]],
    lines: dict[str, list[Point]],
    packages: pd.Series,
) -> Markup:
    """Draw lines over a share from 0 to 1, with a marker at each point and names at their ends.

    Parameters
    ----------
    title : str
        What it shows.
    axes : tuple of str
        What goes to the right and up.
    highs : sequence of float
        Values that the upward axis has room for.
    zero : sequence of pairs
        The line that others are compared with.
    lines : dict
        From a method to its points, from left to right.
    packages : pandas.Series
        Package per method.
    """
    right, bottom = _LEFT + _SIDE, _TOP + _SIDE
    drawing = Drawing(right + 18 + name_width(lines), bottom + 46, title)
    x, y = Scale([0.0, 1.0], _LEFT, right), Scale(highs, bottom, _TOP)
    draw_x_axis(drawing, x, _TOP, bottom, axes[0])
    draw_y_axis(drawing, y, _LEFT, right, axes[1])
    drawing.path([(x(a), y(b)) for a, b in zero], "zero")
    names = spread([y(points[-1].y) for points in lines.values()], _NAME, _TOP, bottom)
    for number, (method, points) in enumerate(lines.items()):
        package = packages[method]
        places = [(x(point.x), y(point.y)) for point in points]
        drawing.path(places, f"curve {package} dash-{number % 3}")
        for place, point in zip(places, points, strict=True):
            drawing.marker(place, package, point.tip)
        drawing.path([places[-1], (right + 14, names[number])], f"leader {package}")
        drawing.text((right + 18, names[number] + 4), method, f"name {package}")
    return drawing.markup()
