"""Numbers and lists as text."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

_NAMED = 4
"""More names than these are counted rather than listed."""


def decimals(value: float, n_digits: int = 3) -> str:
    """Return a number as text, and a dash where there is none."""
    return "-" if pd.isna(value) else f"{value:.{n_digits}f}"


def p_text(p_value: float) -> str:
    """Return a p-value as text."""
    return "< 0.001" if p_value < 0.001 else decimals(p_value)


def signed(value: float, n_digits: int = 3) -> str:
    """Return a difference as text with its sign, and a dash where there is none."""
    if pd.isna(value):
        return "-"
    rounded = round(value, n_digits) or 0.0  # no negative zero
    return f"{rounded:+.{n_digits}f}".replace("-", "\N{MINUS SIGN}")


def span(values: pd.Series) -> str:
    """Return the range of some differences, with signs."""
    low, high = signed(values.min()), signed(values.max())
    return low if low == high else f"{low} to {high}"


def interval(low: float, high: float) -> str:
    """Return the bounds of an interval as text, and a dash where there is none."""
    return "-" if pd.isna(low) else f"[{signed(low)}, {signed(high)}]"


def with_interval(difference: pd.Series) -> str:
    """Return a mean difference with its interval and the range over leaving one family out.

    Parameters
    ----------
    difference : pandas.Series
        With ``gain``, ``low``, ``high``, ``least`` and ``most``.
    """
    text = signed(difference["gain"])
    if not pd.isna(difference["low"]):
        text += f" {interval(difference['low'], difference['high'])}"
    if not pd.isna(difference["least"]):
        low, high = signed(difference["least"]), signed(difference["most"])
        text += f", {low} to {high} with one family left out"
    return text


def share(value: float) -> str:
    """Return a share in per cent, and a dash where there is none."""
    return "-" if pd.isna(value) else f"{value:.0%}"


def in_hundred(share: float) -> str:
    """Return a share as a whole number out of a hundred."""
    return f"{100 * share:.0f}"


def hundreds(shares: pd.Series) -> str:
    """Return the range of some shares as whole numbers out of a hundred."""
    low, high = in_hundred(shares.min()), in_hundred(shares.max())
    return low if low == high else f"{low} to {high}"


def listed(names: Sequence[str], n_all: int, kind: str = "samplers") -> str:
    """Return the names where they are few, and their number otherwise."""
    if len(names) <= _NAMED:
        return ", ".join(names)
    return f"all {n_all} {kind}" if len(names) == n_all else f"{len(names)} of {n_all} {kind}"


def part_of(count: int, n_all: int) -> str:
    """Return how many of how many."""
    return f"all {n_all}" if count == n_all > 1 else f"{count} of {n_all}"
