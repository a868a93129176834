"""Columns of a table that are not what they look like, in sentences for its owner.

Each rule is definite, and needs 20 cells that are not missing:

======================  ==========================================================================
row identifier          whole numbers, none twice, that fill half of the range between the least
                        and the greatest, or rise or fall from row to row and fill a tenth of it;
                        or texts and categories, none twice
nearly unique           more than one category for each two cells
whole numbers as floats floats of which some are missing and all others are whole
decimal comma           texts that are all numbers with a comma before the decimals, most of them
                        with one, and at least ten different ones
======================  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._table.containers import is_pandas, is_polars, missing_cells

_FEWEST_CELLS = 20
_FEWEST_COMMA_NUMBERS = 10
_COMMA_NUMBER = r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"


class _Cells(NamedTuple):
    """The cells of a column that are not missing.

    Attributes
    ----------
    values : ndarray
        Numbers; or objects, of texts and categories.
    n_rows : int
        The number of cells, missing ones among them.
    """

    values: NDArray[Any]
    n_rows: int


def column_concerns(X: Any) -> list[str]:
    """Return a sentence for each column that is probably not what it is taken for.

    Parameters
    ----------
    X : array-like or DataFrame of shape (n_rows, n_features)
        The table, dense.

    Returns
    -------
    list of str
        The sentences, in the order of the columns; see the rules on top of this module.
    """
    return [said for name, cells in _columns(X) if (said := _concern(repr(name), cells))]


def _concern(name: str, cells: _Cells) -> str | None:
    values = cells.values
    if len(values) < _FEWEST_CELLS:
        return None
    if values.dtype == object:
        return _concern_of_words(name, cells)
    if not (values.dtype.kind in "iu" or (np.isfinite(values).all() and (values % 1 == 0).all())):
        return None
    if values.dtype.kind == "f" and len(values) < cells.n_rows:
        return (
            f"Column {name} holds whole numbers as floats, since {cells.n_rows - len(values):,} of "
            f"{cells.n_rows:,} cells are missing: rows between two others get fractions. Remedy: "
            f"X[{name}].astype('Int64'), or grid='auto' where the sampler has it."
        )
    if not _number_rows(values):
        return None
    return (
        f"Column {name} looks like a row identifier: {len(values):,} whole numbers from "
        f"{int(values.min())} to {int(values.max())}, none of them twice. New rows would get "
        "numbers in between, and distances depend on it. Remedy: leave it out of X."
    )


def _number_rows(values: NDArray[Any]) -> bool:
    """Return whether whole numbers are so distinct and so close that they number rows."""
    width = int(values.max()) - int(values.min()) + 1
    # Fewer numbers in the range than cells: some are there twice.
    if not len(values) <= width <= 10 * len(values):
        return False
    if width <= 2 * len(values):
        return len(np.unique(values)) == len(values)
    return bool((values[1:] > values[:-1]).all() or (values[1:] < values[:-1]).all())


def _concern_of_words(name: str, cells: _Cells) -> str | None:
    import pandas as pd

    values = pd.Series(cells.values)
    n_cells, distinct = len(values), values.unique()
    words = pd.Series([str(value).strip() for value in distinct])
    n_commas = int(values.astype(str).str.contains(",", regex=False).sum())
    if (
        len(distinct) >= _FEWEST_COMMA_NUMBERS
        and 2 * n_commas >= n_cells
        and words.str.fullmatch(_COMMA_NUMBER).all()
    ):
        return (
            f"Column {name} holds numbers with a decimal comma, such as {words[0]!r}, and is taken "
            f"for {len(distinct):,} categories. Remedy: pandas.read_csv(..., decimal=','), or "
            f"X[{name}].str.replace(',', '.').astype(float)."
        )
    if len(distinct) == n_cells:
        return (
            f"Column {name} looks like a row identifier: all of its {n_cells:,} values are "
            "different, so that none tells anything of another row. Remedy: leave it out of X."
        )
    if 2 * len(distinct) > n_cells:
        return (
            f"Column {name} has {len(distinct):,} categories in {n_cells:,} cells: most are too "
            "rare to tell anything of a class. Remedy: leave it out of X, or join categories."
        )
    return None


def _columns(X: Any) -> Iterator[tuple[Any, _Cells]]:
    """Yield name and cells of each column of numbers, texts or categories."""
    if is_pandas(X, "DataFrame"):
        for j, name in enumerate(X.columns):
            cells = _pandas_cells(X.iloc[:, j])
            if cells is not None:
                yield name, cells
    elif is_polars(X, "DataFrame"):
        for column in X.iter_columns():
            cells = _polars_cells(column)
            if cells is not None:
                yield column.name, cells
    else:
        table = np.asarray(X, dtype=object if isinstance(X, list) else None)
        for j, column in enumerate(table.T if table.ndim == 2 else ()):
            yield j, _array_cells(column)


def _pandas_cells(column: Any) -> _Cells | None:
    from pandas.api import types

    present = column.dropna()
    is_words = isinstance(column.dtype, types.CategoricalDtype) or types.is_string_dtype(present)
    if is_words:
        return _Cells(present.to_numpy(dtype=object), len(column))
    if types.is_bool_dtype(column) or not types.is_numeric_dtype(column):
        return None
    dtype = "int64" if types.is_integer_dtype(column) else "float64"
    dtype = "uint64" if types.is_unsigned_integer_dtype(column) else dtype
    return _Cells(present.to_numpy(dtype=dtype), len(column))


def _polars_cells(column: Any) -> _Cells | None:
    import polars as pl

    present = column.drop_nulls()
    if present.dtype.is_float():
        present = present.drop_nans()
    if present.dtype in (pl.String, pl.Categorical, pl.Enum):
        return _Cells(np.array(present.to_list(), dtype=object), len(column))
    if not (present.dtype.is_float() or present.dtype.is_integer()):
        return None
    return _Cells(present.to_numpy(), len(column))


def _array_cells(column: NDArray[Any]) -> _Cells:
    if column.dtype.kind in "UST":
        return _Cells(column.astype(object), len(column))
    present = column[~missing_cells(column)] if column.dtype.kind in "fO" else column
    if present.dtype.kind in "mM":
        present = np.empty(0)
    if present.dtype == object and not any(isinstance(cell, str) for cell in present):
        kinds = {type(cell) for cell in present}
        if kinds <= {int}:
            # Whole numbers in an object array stay whole beside gaps, too.
            return _Cells(np.array(present.tolist()), len(present))
        present = present.astype(np.float64) if kinds == {float} else np.empty(0)
    return _Cells(present, len(column))
