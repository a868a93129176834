"""The strictness with which a table is read, and the checks of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Reading(NamedTuple):
    """The strictness with which a table is read.

    Attributes
    ----------
    owner : str
        The sampler's name, for messages.
    allow_missing : bool
        Whether missing numbers are allowed.
    refuse : bool
        Whether columns that are neither numbers nor chosen are an error; otherwise they are
        categories.
    """

    owner: str
    allow_missing: bool
    refuse: bool


def check_finite(X: NDArray[np.floating], names: Sequence[str], allow_missing: bool) -> None:
    """Raise ValueError if cells are infinite, too far apart, or missing but not allowed to be."""
    # Two passes without a mask of the table's size: extremes are finite only if all cells are.
    with np.errstate(all="ignore"):
        if np.isfinite(X.max().astype(np.float64) - X.min()):
            return
    for name, column in zip(names, X.reshape(len(X), -1).T, strict=True):
        missing = int(np.isnan(column).sum())
        if missing and not allow_missing:
            raise missing_error(name, missing, len(X))
        if np.isinf(column).any():
            raise ValueError(
                f"Input X contains infinity: column {name} has {int(np.isinf(column).sum())} such "
                f"cells in {len(X)} rows. Replace or drop them first."
            )
        with np.errstate(over="ignore"):
            if missing < len(X) and np.isinf(np.nanmax(column) - np.nanmin(column)):
                raise ValueError(
                    f"Column {name} has values whose difference is beyond the largest float of its "
                    f"dtype, {column.dtype}: nothing can be put between them. Scale it first."
                )


class MissingCellsError(ValueError):
    """Missing cells in a table that a sampler cannot take as it is set.

    Parameters
    ----------
    cells : str
        The sentence on the cells.
    parameter : str, default=""
        The parameter that makes the sampler take them, with its value; empty if there is none.
    """

    def __init__(self, cells: str, parameter: str = "") -> None:
        self.cells = cells
        self.parameter = parameter
        way = f"Set {parameter}, or impute" if parameter else "Impute"
        super().__init__(
            f"{cells} {way} them first, for example with sklearn.impute.SimpleImputer as an "
            "earlier step of the pipeline."
        )

    def __reduce__(self) -> tuple[type[MissingCellsError], tuple[str, str]]:
        # Errors of other processes are pickled.
        return MissingCellsError, (self.cells, self.parameter)

    def inside(self, name: str, sampler: object) -> MissingCellsError:
        """Return the error of a sampler around another, which is its parameter ``name``."""
        if not self.parameter:
            return MissingCellsError(self.cells)
        inner = f"{type(sampler).__name__}(missing_values='present')"
        return MissingCellsError(self.cells, f"{name}={inner}")


def missing_error(name: str, n_missing: int, n_rows: int) -> MissingCellsError:
    """Return the error for a column with missing cells."""
    cells = "missing cell" if n_missing == 1 else "missing cells"
    return MissingCellsError(
        f"Input X contains NaN: column {name} has {n_missing} {cells} in {n_rows} rows."
    )


def dtype_error(name: str, dtype: object) -> ValueError:
    """Return the error for a column that can be read neither as numbers nor as categories."""
    return ValueError(
        f"Column {name} has dtype {dtype}, which cannot be interpolated (complex data not "
        "supported, nor periods, intervals, lists and structs). Drop or convert it, or name it in "
        "categorical_features."
    )
