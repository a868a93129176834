"""The figure of the page: regret, and what is left of real data, by the number of rare rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.report.figures.axes import Scale
from benchmarks.report.figures.svg import Drawing
from benchmarks.simulate.arms import CORE
from benchmarks.simulate.averages import over_cells
from benchmarks.simulate.learners import LEARNERS

FIGURE = "docs/images/simulation.svg"

COLOURS = ("#222222", "#0072b2", "#e69f00", "#d55e00", "#009e73", "#cc79a7")
"""The colours of Okabe and Ito, told apart by the colour-blind too; one for each of the arms."""
DASHES = ("none", "6 3", "2 3", "8 3 2 3", "none", "4 2")

_WIDTH, _HEIGHT = 200.0, 150.0
_LEFT, _TOP, _GAP_X, _GAP_Y = 60.0, 50.0, 30.0, 90.0

_TITLES = (
    "Simulated: regret in average precision to the posterior, mean over designs",
    "Real data: average precision, mean over data sets",
)


def draw_figure(table: pd.DataFrame, curves: pd.DataFrame) -> str:
    """Return the SVG: a row for each kind of data, a column for each learner, a line for each arm.

    Parameters
    ----------
    table, curves : DataFrame
        The committed tables.
    """
    regret = over_cells(table, ["learner", "arm", "n_rare"], "average_precision")["mean"]
    left = curves.groupby(["learner", "arm", "n_rare"], sort=False)["average_precision"].mean()
    width = _LEFT + len(LEARNERS) * (_WIDTH + _GAP_X)
    height = _TOP + 2 * (_HEIGHT + _GAP_Y) + 10
    numbers = sorted({*table["n_rare"], *curves["n_rare"]})
    # Logarithmic, and the same in all panels, so that slopes compare.
    ends = np.log([numbers[0], numbers[-1]])
    places = np.interp(np.log(numbers), ends, [10, _WIDTH - 10])
    x_of = dict(zip(numbers, places.tolist(), strict=True))
    drawing = Drawing(width, height, "Regret and average precision by the number of rare rows")
    for row, (values, title) in enumerate(zip((regret, left), _TITLES, strict=True)):
        top = _TOP + row * (_HEIGHT + _GAP_Y)
        shown = values[values.index.isin(CORE, level="arm")]
        y_scale = Scale(shown, top + _HEIGHT, top)
        drawing.text((_LEFT, top - 28), title, "title")
        for column, learner in enumerate(LEARNERS):
            start = _LEFT + column * (_WIDTH + _GAP_X)
            _draw_panel(drawing, shown.loc[learner], (start, top), x_of, y_scale, column == 0)
            drawing.text((start + _WIDTH / 2, top - 8), learner, "tick", "middle")
            drawing.text((start + _WIDTH / 2, top + _HEIGHT + 33), "rare rows", "tick", "middle")
    for place, arm in enumerate(CORE):
        x, y = _LEFT + place * 150.0, height - 18
        drawing.path([(x, y), (x + 24, y)], f"arm{place}")
        drawing.text((x + 30, y + 4), arm.removeprefix("oversample-"), "tick")
    return _standing_alone(str(drawing.markup()))


def _draw_panel(
    drawing: Drawing,
    values: pd.Series,
    corner: tuple[float, float],
    x_of: dict[int, float],
    y_scale: Scale,
    is_first: bool,
) -> None:
    """Draw the lines of one learner."""
    left, top = corner
    numbers = sorted(values.index.get_level_values("n_rare").unique())
    for tick in y_scale.ticks:
        drawing.path([(left, y_scale(tick)), (left + _WIDTH, y_scale(tick))], "grid")
        if is_first:
            drawing.text((left - 7, y_scale(tick) + 4), f"{tick:g}", "tick", "end")
    for number in numbers:
        drawing.text((left + x_of[number], top + _HEIGHT + 16), str(number), "tick", "middle")
    for place, arm in enumerate(CORE):
        if arm in values.index.get_level_values("arm"):
            line = values.loc[arm]
            points = [(left + x_of[n], y_scale(line.loc[n])) for n in numbers if n in line.index]
            drawing.path(points, f"arm{place}", arm)


def _standing_alone(svg: str) -> str:
    """Return an SVG file: with its name space and a style of its own, on white."""
    arms = "".join(
        f".arm{place}{{stroke:{colour};stroke-dasharray:{dash};stroke-width:2;fill:none}}"
        for place, (colour, dash) in enumerate(zip(COLOURS, DASHES, strict=True))
    )
    style = (
        "<style>svg{background:#fff}text{font-family:sans-serif;font-size:12px;fill:#222}"
        ".title{font-weight:bold}.grid{stroke:#ddd;stroke-width:1;fill:none}"
        f"{arms}</style>"
    )
    svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return svg.replace("</title>", f"</title>{style}", 1) + "\n"
