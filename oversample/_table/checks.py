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
        categories, compared by content where they have no hash.
    """

    owner: str
    allow_missing: bool
    refuse: bool


def check_finite(X: NDArray[np.floating], names: Sequence[str], allow_missing: bool) -> None:
    """Raise ValueError if cells are infinite, too far apart, or missing but not allowed to be."""
    # Two passes without a mask of the table's size: extremes are finite only if all cells are.
    is_longer = X.dtype.itemsize > 8
    if not is_longer and np.isfinite(_spread(X)):
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
        if is_longer and _is_beyond_float64(column):
            raise ValueError(
                f"Column {name} has cells that are infinite or zero as float64, in which cells of "
                f"dtype {column.dtype} are computed. Scale it first."
            )
        if missing < len(X) and np.isinf(_spread(column[~np.isnan(column)])):
            raise ValueError(
                f"Column {name} has values whose difference is beyond the largest float64: nothing "
                "can be put between them. Scale it first."
            )


def _spread(cells: NDArray[np.floating]) -> np.float64:
    """Return the difference of the extremes in float64, in which new cells are computed."""
    with np.errstate(all="ignore"):
        return cells.max().astype(np.float64) - cells.min().astype(np.float64)


def _is_beyond_float64(cells: NDArray[np.floating]) -> bool:
    with np.errstate(all="ignore"):
        narrow = cells.astype(np.float64)
    return bool((np.isinf(narrow) | ((narrow == 0) & (cells != 0))).any())


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
        "supported, nor periods, intervals, lists, structs and views). Drop or convert it; or, if "
        "it holds periods or intervals, name it in categorical_features."
    )
