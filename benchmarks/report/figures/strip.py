"""One dot per family of data sets: where an arm gains and where it loses."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from benchmarks.report.figures.axes import Scale, draw_x_axis
from benchmarks.report.figures.svg import Drawing, name_width

_PANEL, _GAP, _TOP, _ROW = 186.0, 34.0, 14.0, 20.0


def strip_plot(panels: list[tuple[str, pd.DataFrame]], packages: pd.Series) -> Markup:
    """Draw a row per arm, in panels side by side.

    Parameters
    ----------
    panels : list of tuple
        Label and differences, a table of families by methods; NaN where an arm has none.
    packages : pandas.Series
        Package per method; its order is that of the rows.
    """
    left = name_width(packages.index) + 10
    bottom = _TOP + _ROW * len(packages)
    width = left + len(panels) * (_PANEL + _GAP)
    drawing = Drawing(width, bottom + 46, "differences per family of data sets and method")
    centre = {method: _TOP + _ROW * (row + 0.5) for row, method in enumerate(packages.index)}
    for method, package in packages.items():
        drawing.text((left - 10, centre[method] + 4), str(method), f"name {package}", "end")
    for column, (label, differences) in enumerate(panels):
        start = left + column * (_PANEL + _GAP)
        x = Scale([0.0, *differences.to_numpy().ravel()], start, start + _PANEL)
        draw_x_axis(drawing, x, _TOP, bottom, label)
        drawing.path([(x(0.0), _TOP), (x(0.0), bottom)], "zero")
        for method in differences:
            values = differences[method].dropna()
            y = centre[method]
            for family, value in values.items():
                line = [(x(value), y - 6), (x(value), y + 6)]
                drawing.path(line, f"dash {packages[method]}", f"{family}: {value:+.3f}")
            if len(values):
                mean = values.mean()
                tip = f"{method}, mean over {len(values)} families: {mean:+.3f}"
                drawing.marker((x(mean), y), packages[method], tip)
    return drawing.markup()
