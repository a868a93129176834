"""Scales and axes."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from matplotlib.ticker import MaxNLocator

from benchmarks.report.figures.svg import Drawing

_TICK = 50.0
"""Pixels from one tick to the next, at least."""

_SHORT = 200
"""Below this ratio of its ends, a logarithmic axis has more ticks than the powers of ten."""

_NEARLY = 1.0001
"""What rounding may add to a value at the end of an axis."""


class Scale:
    """A map from values to pixels, with ticks at round values.

    Parameters
    ----------
    values : iterable of float
        What has to fit in, at least one finite value; NaN and infinities are left out.
    start, end : float
        The pixels of the ends; ``end`` may be below ``start``.
    log : bool, default=False
        Whether the axis is logarithmic.
    """

    def __init__(
        self, values: Iterable[float], start: float, end: float, log: bool = False
    ) -> None:
        finite = [float(value) for value in values if math.isfinite(value)]
        low, high = min(finite), max(finite)
        if low == high:
            low, high = (low / 1.5, high * 1.5) if log else (low - 0.05, high + 0.05)
        self.log = log
        self.ticks = log_ticks(low, high) if log else linear_ticks(low, high, abs(end - start))
        self._low, self._high = self._place(self.ticks[0]), self._place(self.ticks[-1])
        self._start, self._end = start, end

    def _place(self, value: float) -> float:
        return math.log10(value) if self.log else value

    def __call__(self, value: float) -> float:
        """Return the pixel of a value."""
        share = (self._place(value) - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)


def linear_ticks(low: float, high: float, n_pixels: float) -> list[float]:
    """Return round values, the first and the last around the range, with room for their text."""
    n_steps = max(2, int(n_pixels / _TICK))
    ticks = MaxNLocator(nbins=n_steps, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(tick) for tick in np.round(ticks, 10) + 0.0]


def log_ticks(low: float, high: float) -> list[float]:
    """Return powers of ten, and over a short range 2 and 5 times these, around the range."""
    digits = (1, 2, 5) if high / low < _SHORT else (1,)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [float(f"{digit}e{power}") for power in powers for digit in digits]
    below = max(tick for tick in ticks if tick <= low * _NEARLY)
    above = min(tick for tick in ticks if tick >= high / _NEARLY)
    return [tick for tick in ticks if below <= tick <= above]


def draw_x_axis(
    drawing: Drawing, scale: Scale, top: float, bottom: float, label: str, suffix: str = ""
) -> None:
    """Draw grid lines, ticks and a label below."""
    for tick in scale.ticks:
        drawing.path([(scale(tick), top), (scale(tick), bottom)], "grid")
        drawing.text((scale(tick), bottom + 16), f"{tick:g}{suffix}", "tick", "middle")
    middle = (scale(scale.ticks[0]) + scale(scale.ticks[-1])) / 2
    drawing.text((middle, bottom + 36), label, "axis", "middle")


def draw_y_axis(drawing: Drawing, scale: Scale, left: float, right: float, label: str) -> None:
    """Draw grid lines and ticks, and a label above."""
    for tick in scale.ticks:
        drawing.path([(left, scale(tick)), (right, scale(tick))], "grid")
        drawing.text((left - 7, scale(tick) + 4), f"{tick:g}", "tick", "end")
    drawing.text((left - 36, scale(scale.ticks[-1]) - 14), label, "axis")


def spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Return places moved apart so that no two are nearer than a gap, each near where it was.

    Parameters
    ----------
    places : list of float
        In any order.
    gap : float
        The least distance.
    low, high : float
        The room. It is exceeded downwards only when it is too small for all.

    Returns
    -------
    list of float
        In the order of ``places``.
    """
    order = np.argsort(places, kind="stable")
    moved = np.array(places, dtype=float)[order]
    moved[0] = max(moved[0], low)
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + gap)
    moved[-1] = max(min(moved[-1], high), low + gap * (len(moved) - 1))
    for i in range(len(moved) - 2, -1, -1):
        moved[i] = min(moved[i], moved[i + 1] - gap)
    result = np.empty(len(moved))
    result[order] = moved
    return [float(place) for place in result]
