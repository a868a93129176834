"""A heat map of data sets by methods."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from benchmarks.report.figures.svg import Drawing
from benchmarks.report.wording import signed

_NAME, _HEAD, _WIDTH, _HEIGHT = 190.0, 150.0, 34.0, 20.0
_FULL = 0.5
"""The difference at which a colour is full."""


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
    drawing = Drawing(
        _NAME + _WIDTH * n_columns + 70,
        _HEAD + _HEIGHT * n_rows + 4,
        "difference of recall per data set and method",
    )
    for column, method in enumerate(differences):
        place = _NAME + _WIDTH * (column + 0.5) + 4
        drawing.text((place, _HEAD - 8), str(method), f"name {packages[method]}", turn=-55)
    for row, (dataset, values) in enumerate(differences.iterrows()):
        top = _HEAD + _HEIGHT * row
        drawing.text((_NAME - 8, top + 14), str(dataset), "name", "end")
        for column, (method, value) in enumerate(values.items()):
            left = _NAME + _WIDTH * column
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
    text = signed(value, 2).replace("0.", ".")
    drawing.text((left + _WIDTH / 2, top + 14), text, "field", "middle")
