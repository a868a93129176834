"""Numbers and lists as text."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from oversample.evaluation.statistics.pairs import ROPE

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


def compared(difference: float, greater: str, smaller: str) -> str:
    """Return a word for a difference; those within the region of equivalence are the same."""
    if abs(difference) <= ROPE:
        return "about the same"
    return greater if difference > 0 else smaller


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
