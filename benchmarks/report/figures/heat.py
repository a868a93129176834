"""A heat map of data sets by methods."""

from __future__ import annotations

import math

import pandas as pd
from markupsafe import Markup

from benchmarks.report.figures.svg import Drawing, name_width
from benchmarks.report.wording import signed

_WIDTH, _HEIGHT = 34.0, 20.0
_TURN = 55.0
"""Degrees by which the names of the methods are turned."""

_FULL = 0.5
"""The difference at which a colour is full."""

_ZERO = 0.005
"""Below this, a difference is shown as none."""


def heat_map(differences: pd.DataFrame, packages: pd.Series) -> Markup:
    """Draw a field per data set and method, with its number: blue above zero, orange below.

    Parameters
    ----------
    differences : pandas.DataFrame of shape (n_datasets, n_methods)
        NaN where an arm did not do a data set.
    packages : pandas.Series
        Package per method.
    """
    n_rows, n_columns = differences.shape
    names, slant = name_width(differences.index) + 8, name_width(differences.columns)
    head = slant * math.sin(math.radians(_TURN)) + 20
    drawing = Drawing(
        names + _WIDTH * n_columns + slant * math.cos(math.radians(_TURN)),
        head + _HEIGHT * n_rows + 4,
        "difference of recall per data set and method",
    )
    for column, method in enumerate(differences):
        place = names + _WIDTH * (column + 0.5) + 4
        drawing.text((place, head - 8), str(method), f"name {packages[method]}", turn=-_TURN)
    for row, (dataset, values) in enumerate(differences.iterrows()):
        top = head + _HEIGHT * row
        drawing.text((names - 8, top + 14), str(dataset), "name", "end")
        for column, (method, value) in enumerate(values.items()):
            left = names + _WIDTH * column
            _draw_field(drawing, left, top, value, f"{dataset}, {method}")
    return drawing.markup()


def _draw_field(drawing: Drawing, left: float, top: float, value: float, about: str) -> None:
    """Draw one field of the heat map."""
    corner, size = (left + 0.5, top + 0.5), (_WIDTH - 1, _HEIGHT - 1)
    if pd.isna(value):
        drawing.rectangle(corner, size, "absent", f"{about}: skipped or failed")
        return
    class_, strength = "above" if value > 0 else "below", min(abs(value) / _FULL, 1.0)
    drawing.rectangle(corner, size, class_, f"{about}: {signed(value)}", 0.85 * strength)
    text = signed(value, 2).replace("0.", ".") if abs(value) >= _ZERO else "0"
    drawing.text((left + _WIDTH / 2, top + 14), text, "field", "middle")
