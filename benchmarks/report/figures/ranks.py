"""Mean ranks, with bars over the methods that do not differ."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from benchmarks.report.figures.axes import Scale, draw_x_axis
from benchmarks.report.figures.svg import Drawing, name_width

_AXIS, _TOP, _ROW, _BAR = 330.0, 14.0, 20.0, 11.0


class Ranking(NamedTuple):
    """What the figure shows.

    Attributes
    ----------
    label : str
        That of the measure.
    ranks : pandas.Series
        Mean rank per method, best first.
    packages : pandas.Series
        Package per method.
    cliques : list of list of str
        Runs of methods that do not differ.
    """

    label: str
    ranks: pd.Series
    packages: pd.Series
    cliques: list[list[str]]


def rank_plot(ranking: Ranking) -> Markup:
    """Draw a row per method, best on top, and to the right a bar for each clique."""
    ranks = ranking.ranks
    left = name_width(ranks.index) + 10
    bottom = _TOP + _ROW * len(ranks)
    width = left + _AXIS + 24 + _BAR * max(len(ranking.cliques), 1)
    drawing = Drawing(width, bottom + 46, f"mean rank by {ranking.label}, best first")
    x = Scale([0.0, *ranks], left, left + _AXIS)
    draw_x_axis(drawing, x, _TOP, bottom, f"mean rank by {ranking.label} (1 is best)")
    centre = {method: _TOP + _ROW * (row + 0.5) for row, method in enumerate(ranks.index)}
    for method, rank in ranks.items():
        package, y = ranking.packages[method], centre[method]
        drawing.path([(left, y), (x(rank), y)], f"stem {package}")
        drawing.text((left - 10, y + 4), str(method), f"name {package}", "end")
        drawing.marker((x(rank), y), package, f"{method}: mean rank {rank:.2f}")
    for column, clique in enumerate(ranking.cliques):
        place = left + _AXIS + 18 + _BAR * column
        first, last = centre[clique[0]], centre[clique[-1]]
        tip = f"no difference found among {', '.join(clique)}"
        drawing.path([(place, first - 5), (place, last + 5)], "clique", tip)
    return drawing.markup()
