"""The scaling plot: seconds over rows and over features, both axes logarithmic."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.running.atomic import write_atomically
from benchmarks.speed.contenders import FAISS, OURS, PEER, SKLEARN

FORMATS = ("svg", "png")
PIP_LINE = "pip install matplotlib"

AT_FEATURES, AT_ROWS = 10, 10_000
_FITTED_FROM = 1_000
"""Rows from which work, and not the fixed cost of a call, makes the time."""

# Markers and lines tell the series apart without colour; ours are filled and drawn strongest.
_SERIES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("fit_resample", OURS, "oversample, fit_resample", {"marker": "o", "linestyle": "-", "lw": 2}),
    ("fit_resample", PEER, "imbalanced-learn, fit_resample", {"marker": "s", "linestyle": "--"}),
    ("search", OURS, "oversample, search", {"marker": "D", "linestyle": "-", "ms": 4}),
    ("search", SKLEARN, "scikit-learn, kneighbors", {"marker": "^", "linestyle": "-."}),
    ("search", FAISS, "FAISS, IndexFlatL2", {"marker": "v", "linestyle": ":"}),
]
_COLOURS = {OURS: "#0b4f9e", PEER: "#b5460f", SKLEARN: "#8a6d00", FAISS: "#5b5b5b"}


def fitted_exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return the slope of a straight line through the logarithms, by least squares.

    Parameters
    ----------
    sizes, seconds : sequences of positive float
        At least two different sizes; otherwise the result is NaN.
    """
    if len(set(sizes)) < 2:
        return float("nan")
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def scaling(
    rows: pd.DataFrame, measure: str, contender: str, over: str, fixed: tuple[str, int]
) -> pd.Series:
    """Return the median seconds of plain SMOTE over one size, the other being fixed."""
    chosen = rows[
        (rows["part"] == "time")
        & (rows["sampler"] == "SMOTE")
        & ~rows["case"].str.contains("entries a row|float32|correlated")
        & (rows["measure"] == measure)
        & (rows["contender"] == contender)
        & (rows[fixed[0]] == fixed[1])
    ]
    return chosen.groupby(over)["value"].median()


def write_plot(rows: pd.DataFrame, folder: Path) -> str | None:
    """Draw the plot to ``speed.svg`` and ``speed.png``.

    Parameters
    ----------
    rows : DataFrame
        The measurements of a run.
    folder : Path
        Where the files go.

    Returns
    -------
    str or None
        The name of the SVG file; None when matplotlib is not installed or nothing was timed.
    """
    try:
        import matplotlib
    except ImportError:
        return None
    if not (rows["part"] == "time").any():
        return None
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 5.2), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    draw(left, rows, "n_minority", ("n_features", AT_FEATURES), with_exponents=True)
    left.set(
        title=f"{AT_FEATURES} features",
        xlabel="minority rows n",
        ylabel="seconds, median of warm calls",
    )
    # Over features scikit-learn changes from a tree to brute force: no one power law holds.
    draw(right, rows, "n_features", ("n_minority", AT_ROWS), with_exponents=False)
    right.set(title=f"{AT_ROWS:,} minority rows", xlabel="features")
    handles, _ = left.get_legend_handles_labels()
    if handles:
        title = f"exponents: fitted from {_FITTED_FROM:,} rows"
        left.legend(title=title, title_fontsize=8.5, fontsize=8.5, loc="upper left")
    data, machine = rows["data"].iloc[0], rows["machine"].iloc[0]
    figure.suptitle(f"SMOTE and its neighbour search, {data} data ({machine})", fontsize=11)
    with matplotlib.rc_context({"svg.hashsalt": "speed"}):
        for extension in FORMATS:
            write_atomically(
                folder / f"speed.{extension}",
                lambda path, extension=extension: figure.savefig(path, format=extension, dpi=150),
            )
    return "speed.svg"


def draw(
    axes: Any, rows: pd.DataFrame, over: str, fixed: tuple[str, int], with_exponents: bool
) -> None:
    """Draw all series into one pair of axes, named with their exponents where asked for."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    ticks: set[int] = set()
    for measure, contender, name, style in _SERIES:
        series = scaling(rows, measure, contender, over, fixed)
        if series.empty:
            continue
        ticks.update(series.index)
        fitted = series[series.index >= _FITTED_FROM]
        exponent = fitted_exponent(fitted.index, fitted)
        if with_exponents and not np.isnan(exponent):
            name = f"{name}: $n^{{{exponent:.2f}}}$"
        colour = _COLOURS[contender]
        axes.plot(
            series.index,
            series,
            label=name,
            color=colour,
            markerfacecolor=colour if contender == OURS else "white",
            **{"lw": 1.4, "ms": 6.5} | style,
        )
    axes.set(xscale="log", yscale="log")
    axes.set_xticks(sorted(ticks), [short_count(tick) for tick in sorted(ticks)])
    low, high = axes.get_ylim()
    # Less than two decades need ticks between the powers of ten.
    digits = (1.0, 2.0, 5.0) if high / low < 100 else (1.0,)
    axes.yaxis.set_major_locator(LogLocator(subs=digits))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_minor_locator(NullLocator())
    axes.grid(alpha=0.35, linewidth=0.6)


def short_count(count: int) -> str:
    """Return a count as an axis shows it: thousands as k."""
    return f"{count // 1000}k" if count >= 1000 and count % 1000 == 0 else str(count)
