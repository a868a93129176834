"""The style of all pictures: matplotlib, loaded when needed, and marks that need no colour."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._params import shown

REPORT = "Report", "oversample.report(sampler, X, y)"
"""What displays of a report draw, and the call that makes it."""

# Okabe and Ito's colours, from dark to light; they differ for colour-blind readers too.
COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]
MARKERS = ["^", "s", "D", "v", "P", "X", "p"]
HATCH = "////"
GREY = "#8c8c8c"
LIGHT_GREY = "#bdbdbd"


def pyplot() -> Any:
    """Return matplotlib's pyplot; raise ImportError with the remedy if it is not installed."""
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            "Plots need matplotlib, which is not installed: pip install 'oversample[plots]'"
        ) from error
    return plt


def axes_of(ax: Any, figsize: tuple[float, float]) -> tuple[Any, Any]:
    """Return a figure and axes: those of the user, or new ones."""
    if ax is not None:
        return ax.figure, ax
    figure, ax = pyplot().subplots(figsize=figsize, layout="constrained")
    return figure, ax


def check_drawn(given: Any, kind: str, maker: str) -> None:
    """Raise where something else is to be drawn than what a function of the package returns.

    Parameters
    ----------
    given : object
        What is to be drawn.
    kind : str
        The class that it should be of.
    maker : str
        The call that returns such an object.

    Raises
    ------
    TypeError
        If it is none; the message has the call.
    """
    # By name: comparisons are made on a floor above this one.
    if kind not in [base.__name__ for base in type(given).__mro__]:
        raise TypeError(f"What is drawn is a {kind}: pass {maker}. Got {shown(given)}.")


def style_of(rank: int) -> tuple[str, str]:
    """Return colour and marker of a class: no two of 42 have the same of both.

    Up to six classes have neither in common.
    """
    n_colors, n_markers = len(COLORS), len(MARKERS)
    return COLORS[rank % n_colors], MARKERS[rank % n_markers]


def shortened(text: str, most: int = 24) -> str:
    """Return a text of at most so many characters; names differ in their ends, not the middle."""
    end = (most - 1) // 3
    return text if len(text) <= most else f"{text[: most - 1 - end]}…{text[-end:]}"


def spaced(rows: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """Return at most ``most`` of the rows, evenly spaced."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)]


def plain(ax: Any) -> None:
    """Hide the upper and right line of the frame."""
    ax.spines[["top", "right"]].set_visible(False)
