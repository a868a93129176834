"""Columns of decimal numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._table.columns import Origins
from oversample._table.containers import blank

# Digits; more than any decimal type of Arrow holds, so that no quantization is inexact.
_DECIMAL_CONTEXT = Context(prec=100, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True)
class Decimals:
    """Decimal numbers with a fixed number of digits behind the point.

    Cells are compared and interpolated in float64; a new cell has as many digits behind the point
    as its column.

    Attributes
    ----------
    cells : ndarray of shape (n,), object
        ``decimal.Decimal`` cells.
    restore : callable
        Turns an array of Decimals into cells.
    exponent : int
        The exponent of the last digit: -2 for cents.
    missing : ndarray of shape (n,) or None
        A mask of the missing cells, if any.
    """

    cells: NDArray[np.object_]
    restore: Callable[[NDArray[Any]], Any]
    exponent: int
    missing: NDArray[np.bool_] | None = None

    def encode(self) -> NDArray[np.floating]:
        """Return the cells as float64."""
        if self.missing is None:
            return self.cells.astype(np.float64)
        return np.where(self.missing, np.nan, self.cells).astype(np.float64)

    def decode(self, new: NDArray[np.floating], origins: Origins) -> Any:
        """Round half to even to the column's last digit, into the range of the group's own rows."""
        gone = np.isnan(new)
        unit = Decimal(1).scaleb(self.exponent)
        result = np.full(len(new), Decimal(0), dtype=object)
        for group in np.unique(origins.new):
            low, high = self._range(origins.old == group)
            for i in np.flatnonzero((origins.new == group) & ~gone):
                rounded = Decimal(float(new[i])).quantize(unit, context=_DECIMAL_CONTEXT)
                result[i] = min(max(rounded, low), high)
        copies = (origins.copied >= 0) & ~gone
        result[copies] = self.cells[origins.copied[copies]]
        return blank(self.restore(result), gone)

    def _range(self, members: NDArray[np.bool_]) -> tuple[Decimal, Decimal]:
        present = members if self.missing is None else members & ~self.missing
        cells = self.cells[present].tolist()
        # A group without a value of its own bounds nothing.
        return (min(cells), max(cells)) if cells else (Decimal("-Infinity"), Decimal("Infinity"))
