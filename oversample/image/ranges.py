"""Ranges of parameters: pairs (low, high) to draw from, or numbers, which are fixed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample._params import Constraint, is_integer, is_real

Range = float | tuple[float, float]


def _ends(value: Any) -> tuple[Any, Any] | None:
    """Return both ends of a range; None if the value is no range."""
    if isinstance(value, list | tuple):
        return (value[0], value[1]) if len(value) == 2 else None
    return value, value


def range_within(low: float, high: float, *, open_low: bool = False) -> Constraint:
    """Return the constraint of numbers, or ordered pairs, in ``[low, high]`` or ``(low, high]``."""

    def accepts(value: object) -> bool:
        ends = _ends(value)
        return (
            ends is not None
            and all(is_real(end) and math.isfinite(end) for end in ends)
            and (low < ends[0] if open_low else low <= ends[0])
            and ends[0] <= ends[1] <= high
        )

    bracket = "(" if open_low or math.isinf(low) else "["
    close = ")" if math.isinf(high) else "]"
    return Constraint(
        "a number or a pair (low, high) with low <= high, both in "
        f"{bracket}{low:g}, {high:g}{close}",
        accepts,
    )


def integer_range_from(low: int) -> Constraint:
    """Return the constraint of ints, or ordered pairs of ints, of at least ``low``."""
    return integer_range_within(low, math.inf)


def integer_range_within(low: int, high: float) -> Constraint:
    """Return the constraint of ints, or ordered pairs of ints, from ``low`` to ``high``."""

    def accepts(value: object) -> bool:
        ends = _ends(value)
        return ends is not None and all(map(is_integer, ends)) and low <= ends[0] <= ends[1] <= high

    limits = f"at least {low}" if math.isinf(high) else f"from {low} to {high}"
    return Constraint(
        f"an int or a pair (low, high) of ints with low <= high, both {limits}", accepts
    )


def draw_uniform(rng: Generator, span: Range, n: int) -> NDArray[np.float64]:
    """Draw n numbers uniformly from a range; a fixed number is repeated."""
    low, high = _ends(span)  # type: ignore[misc]
    return rng.uniform(low, high, n)


def draw_log_uniform(rng: Generator, span: Range, n: int) -> NDArray[np.float64]:
    """Draw n positive numbers whose logarithms are uniform: half and twice are equally likely."""
    low, high = _ends(span)  # type: ignore[misc]
    if low == high:
        return np.full(n, float(low))
    return np.clip(np.exp(rng.uniform(math.log(low), math.log(high), n)), low, high)


def draw_integers(rng: Generator, span: Range, n: int) -> NDArray[np.int64]:
    """Draw n integers uniformly from a range, both ends included."""
    low, high = _ends(span)  # type: ignore[misc]
    return rng.integers(low, high, n, endpoint=True)


def draw_seeds(rng: Generator, n: int) -> NDArray[np.uint64]:
    """Draw n seeds of fields; see :mod:`oversample.image.pixel.fields`."""
    return rng.integers(0, 2**64, n, dtype=np.uint64)
