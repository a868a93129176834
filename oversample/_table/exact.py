"""Columns of exact numbers: decimals, fractions, whole numbers of any size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._table.columns import Origins
from oversample._table.containers import blank

# Digits; more than any cell has within the range of floats, so that no quantization is inexact.
_DECIMAL_CONTEXT = Context(prec=1_000_000, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True)
class ExactNumbers:
    """Python numbers that are more exact than floats.

    Cells are compared and interpolated in float64; a new cell is as coarse as those of its column.

    Attributes
    ----------
    cells : ndarray of shape (n,), object
        Numbers of one type that can be ordered.
    restore : callable
        Turns an array of such numbers into cells.
    nearest : callable
        Returns the number nearest to a float that is as coarse as the column.
    missing : ndarray of shape (n,) or None
        A mask of the missing cells, if any.
    """

    cells: NDArray[np.object_]
    restore: Callable[[NDArray[Any]], Any]
    nearest: Callable[[float], Any]
    missing: NDArray[np.bool_] | None = None

    @property
    def may_be_labels(self) -> bool:
        """Return whether the column is as coarse as whole numbers."""
        return bool(self.nearest(0.5) % 1 == 0)

    def encode(self) -> NDArray[np.floating]:
        """Return the cells as float64."""
        if self.missing is None:
            return self.cells.astype(np.float64)
        return np.where(self.missing, np.nan, self.cells).astype(np.float64)

    def decode(self, new: NDArray[np.floating], origins: Origins) -> Any:
        """Round as coarse as the column, into the range of the group's own rows."""
        gone = np.isnan(new)
        result = np.full(len(new), self.nearest(0.0), dtype=object)
        for group in np.unique(origins.new):
            own = self._present(origins.old == group)
            for i in np.flatnonzero((origins.new == group) & ~gone):
                rounded = self.nearest(float(new[i]))
                # A group without a value of its own bounds nothing.
                result[i] = min(max(rounded, own[0]), own[1]) if own else rounded
        copies, source = origins.copies()
        is_there = ~gone[copies] & (True if self.missing is None else ~self.missing[source])
        result[copies] = np.where(is_there, self.cells[source], result[copies])
        return blank(self.restore(result), gone)

    def _present(self, members: NDArray[np.bool_]) -> tuple[Any, ...]:
        """Return the least and the greatest cell of some rows; nothing where they have none."""
        cells = self.cells[members if self.missing is None else members & ~self.missing].tolist()
        return (min(cells), max(cells)) if cells else ()


def to_exponent(exponent: int) -> Callable[[float], Decimal]:
    """Return the rounding, half to even, to decimals whose last digit has an exponent."""
    unit = Decimal(1).scaleb(exponent)
    return lambda value: Decimal(value).quantize(unit, context=_DECIMAL_CONTEXT)


def to_denominator(largest: int) -> Callable[[float], Fraction]:
    """Return the rounding to the nearest fraction with a denominator that is not larger."""
    return lambda value: Fraction(value).limit_denominator(largest)
