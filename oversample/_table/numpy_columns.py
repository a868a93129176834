"""NumPy cells as numbers: arrays of one dtype, and ticks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._table.checks import check_finite, missing_error
from oversample._table.columns import Booleans, Floats, Integers, Numbers


def array_numbers(X: NDArray[Any], where: NDArray[np.intp], allow_missing: bool) -> Numbers:
    """Read a block of columns of one dtype; ``where`` are their positions, for messages."""
    kind = X.dtype.kind
    if kind == "f":
        check_finite(X, [f"{j}" for j in where], allow_missing)
        return Floats(X, np.asarray)
    if kind in "iu":
        return Integers(X, np.asarray)
    if kind == "b":
        return Booleans(X, np.asarray)
    if kind in "Mm":
        missing = np.isnat(X)
        if missing.any() and not allow_missing:
            j = int(missing.any(axis=0).argmax())
            raise missing_error(f"{where[j]}", int(missing[:, j].sum()), len(X))
        return ticks(X, missing, lambda ticks: ticks.view(X.dtype))
    if kind == "c":
        raise ValueError(f"Complex data not supported: X has dtype {X.dtype}.")
    raise ValueError(f"X has dtype {X.dtype}, which holds neither numbers nor text.")


def ticks(
    instants: NDArray[Any], missing: NDArray[np.bool_], restore: Callable[[Any], Any]
) -> Integers:
    """Read instants or durations, as NumPy's or as their 64-bit ticks."""
    cells = instants.view(np.int64)
    if missing.any():
        # NaT is the smallest int64; an existing tick in its place keeps the range true.
        cells = np.where(missing, cells.max(axis=0), cells)
    return Integers(cells, restore, or_none(missing), temporal=True)


def or_none(missing: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Return the mask, or None if nothing is missing."""
    return missing if missing.any() else None
