"""What all pictures share: matplotlib, loaded when needed, and marks that work without colour."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Okabe and Ito's colours, which colour-blind people tell apart, from dark to light.
COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]
MARKERS = ["o", "^", "s", "D", "v", "P"]
HATCH = "////"
GREY = "#8c8c8c"
LIGHT_GREY = "#bdbdbd"


def pyplot() -> Any:
    """Load matplotlib, or say how to get it."""
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            "Plots need matplotlib, which is not installed: pip install 'oversample[plots]'"
        ) from error
    return plt


def axes_of(ax: Any, figsize: tuple[float, float]) -> tuple[Any, Any]:
    """Give a figure and axes: those of the user, or new ones."""
    if ax is not None:
        return ax.figure, ax
    figure, ax = pyplot().subplots(figsize=figsize, layout="constrained")
    return figure, ax


def spaced(rows: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """Give at most so many of some rows, evenly spaced."""
    if len(rows) <= most:
        return rows
    return rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)]


def plain(ax: Any) -> None:
    """Take away the frame's upper and right line."""
    ax.spines[["top", "right"]].set_visible(False)
