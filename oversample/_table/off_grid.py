"""Columns whose new cells have left the grid of all others, in sentences for their owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._table.columns import Floats
from oversample._table.description import names_of
from oversample._table.grid import GridFloats, describe_grid, to_grid
from oversample._table.object_columns import Objects
from oversample._table.table import Table

_FEWEST_CELLS = 20


def grid_concerns(table: Table, n_old: int) -> list[str]:
    """Return a sentence for each column of floats whose new cells are off its grid.

    Parameters
    ----------
    table : Table
        The original rows, and then the new ones, dense.
    n_old : int
        The number of original rows. Columns of fewer than 20 cells have no grid to speak of.

    Returns
    -------
    list of str
        The sentences, in the order of the columns.
    """
    return [said for _, said in sorted(_concerns(table, n_old))]


def _concerns(table: Table, n_old: int) -> Iterator[tuple[int, str]]:
    names = names_of(table)
    for where, numbers in table.numbers:
        numbers = numbers.numbers if isinstance(numbers, Objects) else numbers
        if isinstance(numbers, Floats | GridFloats):
            columns = np.atleast_2d(numbers.cells.T)
            for j, cells in zip(where.tolist(), columns, strict=True):
                said = _concern(names[j], cells[:n_old], cells[n_old:])
                if said is not None:
                    yield j, said


def _concern(name: Any, old: NDArray[np.floating], new: NDArray[np.floating]) -> str | None:
    new = new[~np.isnan(new)]
    if (~np.isnan(old)).sum() < _FEWEST_CELLS:
        return None
    # What the dtype cannot tell apart is on the grid.
    tolerance = 4 * np.finfo(new.dtype).eps * np.abs(new)
    n_off = int((np.abs(to_grid(old, new) - new) > tolerance).sum())
    grid = describe_grid(old) if n_off else None
    if grid is None:
        return None
    return (
        f"Column {name!r} holds {grid}, and {n_off:,} of its {len(new):,} new cells are others. "
        "Remedy: grid='auto', where the sampler has it."
    )
