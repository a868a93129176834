"""Lines of arms with their names at the right."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from benchmarks.report.figures.axes import spread
from benchmarks.report.figures.svg import Drawing

_NAME = 15.0
"""Pixels from a name to the next."""


class Point(NamedTuple):
    """A point of a line, in pixels, and what it says when it is pointed at."""

    x: float
    y: float
    tip: str


def draw_lines(
    drawing: Drawing,
    lines: dict[str, list[Point]],
    packages: pd.Series,
    right: float,
    heights: tuple[float, float],
) -> None:
    """Draw a line for each arm, with a marker at each point and its name beside its end.

    Parameters
    ----------
    drawing : Drawing
        Where to.
    lines : dict
        From a method to its points, from left to right.
    packages : pandas.Series
        Package per method.
    right : float
        Where the names begin.
    heights : tuple of float
        Between which they stand, from above.
    """
    names = spread([points[-1].y for points in lines.values()], _NAME, *heights)
    for number, (method, points) in enumerate(lines.items()):
        package = packages[method]
        drawing.path([(point.x, point.y) for point in points], f"curve {package} dash-{number % 3}")
        for point in points:
            drawing.marker((point.x, point.y), package, point.tip)
        end = (points[-1].x, points[-1].y)
        drawing.path([end, (right + 14, names[number])], f"leader {package}")
        drawing.text((right + 18, names[number] + 4), method, f"name {package}")
