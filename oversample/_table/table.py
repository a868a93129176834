"""A user's table as plain arrays: one block of numbers, one of category codes, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import DataConversionWarning
from sklearn.utils import check_array

from oversample._contract import NO_PARENT, RowRule
from oversample._params import Grid
from oversample._table.columns import Categories, Floats, Numbers, Origins
from oversample._table.containers import (
    check_not_empty,
    extend_frame,
    is_frame,
    is_listing,
    like_listing,
    like_row,
    row_count,
    take_rows,
)
from oversample._table.grid import GridFloats
from oversample._table.object_columns import Objects
from oversample._table.read import Reading, read_array, read_frame
from oversample.exceptions import warn


@dataclass(frozen=True)
class WholeRows:
    """A table of which rows are only ever copied, so that nothing in it needs to be understood."""

    X: Any

    @property
    def numeric(self) -> NDArray[np.float64]:
        """No column of it is a number."""
        return np.empty((row_count(self.X), 0))

    @property
    def codes(self) -> NDArray[np.int32]:
        """No column of it is a category."""
        return np.empty((row_count(self.X), 0), dtype=np.int32)

    @property
    def numbers(self) -> Sequence[Any]:
        """No column of it is a number."""
        return ()

    @property
    def categories(self) -> Sequence[Any]:
        """No column of it is a category."""
        return ()

    def extend(self, rule: RowRule, codes: Any = None, groups: Any = None) -> Any:
        """Append copies of the base rows."""
        if (rule.base == NO_PARENT).any():
            raise ValueError(
                "Whole rows can only be copied, and the plan has rows without parents."
            )
        return take_rows(self.X, np.concatenate([np.arange(row_count(self.X)), rule.base]))


@dataclass(frozen=True)
class Table:
    """A table in working form.

    Attributes
    ----------
    X : ndarray, DataFrame, list, or CSR/CSC matrix or array of shape (n_rows, n_columns)
        The user's own object, never changed.
    numeric : ndarray or CSR of shape (n_rows, n_numeric)
        The columns that interpolate, float32 or float64.
    codes : ndarray of shape (n_rows, n_categorical), int32
        The columns of which cells are only compared and copied.
    numbers, categories : lists of (positions in X, cells)
        How computed blocks become cells again.
    """

    X: Any
    numeric: Any
    codes: NDArray[np.int32]
    numbers: Sequence[tuple[NDArray[np.intp], Numbers]]
    categories: Sequence[tuple[int, Categories]]

    def extend(
        self,
        rule: RowRule,
        codes: NDArray[np.integer] | None = None,
        groups: tuple[NDArray[np.integer], NDArray[np.integer]] | None = None,
    ) -> Any:
        """Append the rows that a rule makes.

        Parameters
        ----------
        rule : RowRule
            The plan of the new rows.
        codes : ndarray of shape (n_new, n_categorical), optional
            Codes of the new rows; by default those of their base rows.
        groups : pair of ndarrays of shape (n_rows,) and (n_new,), optional
            The group of each old and new row, inside whose range integers stay; by default all
            rows are one group.

        Returns
        -------
        object
            The same container as ``X``; its first rows are those of ``X``, untouched.
        """
        if isinstance(self.X, np.ndarray) and self._is_one_float_block():
            return self._extend_in_place(rule)
        if codes is None:
            codes = self.codes[rule.base]
        if groups is None:
            n_rows, n_new = row_count(self.X), len(rule.base)
            groups = np.zeros(n_rows, dtype=np.intp), np.zeros(n_new, dtype=np.intp)
        origins = Origins(*groups, rule.copy_sources())
        if sparse.issparse(self.X):
            return _extend_sparse(self, rule, codes, origins)
        new = rule.make_rows(self.numeric)
        cells = self._decode(new, codes, origins)
        if is_frame(self.X):
            return extend_frame(self.X, [cells[j] for j in range(len(cells))])
        return self._extend_array(cells, len(new))

    def _is_one_float_block(self) -> bool:
        is_one_block = self.numeric.shape == self.X.shape and self.numeric.dtype == self.X.dtype
        return is_one_block and len(self.numbers) == 1

    def _extend_in_place(self, rule: RowRule) -> NDArray[np.floating]:
        n_old, width = self.X.shape
        result = np.empty((n_old + len(rule.base), width), dtype=self.X.dtype)
        result[:n_old] = self.X
        rule.make_rows(self.numeric, out=result[n_old:])
        for _, numbers in self.numbers:
            if isinstance(numbers, GridFloats):
                numbers.place(result[n_old:])
        return result

    def _decode(
        self, new: NDArray[np.floating], codes: NDArray[np.integer], origins: Origins
    ) -> dict[int, Any]:
        cells = {}
        start = 0
        for where, numbers in self.numbers:
            stop = start + len(where)
            if numbers.cells.ndim == 1:
                cells[int(where[0])] = numbers.decode(new[:, start], origins.of_columns(start))
            else:
                columns = slice(start, stop)
                decoded = numbers.decode(new[:, columns], origins.of_columns(columns))
                cells.update(zip(where.tolist(), decoded.T, strict=True))
            start = stop
        for column, (position, categories) in enumerate(self.categories):
            cells[position] = categories.decode(codes[:, column])
        return cells

    def _extend_array(self, cells: dict[int, Any], n_new: int) -> Any:
        array = _as_array(self.X)
        n_old, width = array.shape
        result = np.empty((n_old + n_new, width), dtype=array.dtype)
        result[:n_old], new = array, result[n_old:]
        for where, values in cells.items():
            new[:, where] = values
        if is_listing(self.X):
            rows = [like_row(self.X[0], row) for row in new.tolist()]
            return like_listing(self.X, [*map(copy, self.X), *rows])
        return result


def encode(
    X: Any,
    *,
    categorical: Any = None,
    owner: str = "the sampler",
    allow_missing: bool = False,
    refuse: bool = True,
    grid: Grid = "off",
) -> Table:
    """Bring a table into working form, or say what in it cannot be worked on.

    Parameters
    ----------
    X : array-like, DataFrame or sparse of shape (n_rows, n_columns)
        The user's table.
    categorical : None, "auto", or list of positions, names, or one bool per column
        Columns without arithmetic. ``None``: there are none. ``"auto"``: by dtype.
    owner : str
        The sampler's name, for messages.
    allow_missing : bool, default=False
        Whether missing numbers become NaN of the numeric block instead of an error. Missing
        categories are always a category of their own.
    refuse : bool, default=True
        Whether columns that are neither numbers nor declared categorical are an error; otherwise
        they are categories.
    grid : {"off", "auto"}, default="off"
        Whether new cells of floats lie on the grid of their column; see :class:`GridFloats`.

    Returns
    -------
    Table
        The working form; float arrays are shared, not copied.

    Raises
    ------
    ValueError
        If the table is empty or not two-dimensional, holds NaN or infinity in a column of
        numbers, or has columns that are neither numbers nor declared categorical.
    """
    if grid == "auto":
        if sparse.issparse(X):
            raise TypeError(
                f"{owner}: grid='auto' looks at all cells of a column, and sparse data is not "
                "supported. Pass a dense table, or set grid='off'."
            )
        table = encode(
            X, categorical=categorical, owner=owner, allow_missing=allow_missing, refuse=refuse
        )
        return replace(table, numbers=[(where, _on_grid(part)) for where, part in table.numbers])
    if sparse.issparse(X) and (categorical is None or isinstance(categorical, str)):
        return _encode_sparse(X)
    if sparse.issparse(X):
        warn(
            f"{owner} compares categories, so a sparse table is made dense inside; the result is "
            "sparse again.",
            DataConversionWarning,
        )
        dense = encode(X.toarray(), categorical=categorical, owner=owner)
        return replace(dense, X=check_array(X, accept_sparse=["csr", "csc"]))
    reading = Reading(owner, allow_missing, refuse)
    if is_frame(X):
        check_not_empty(X)
        numbers, categories = read_frame(X, categorical, reading)
    else:
        array = check_array(_as_array(X), dtype=None, ensure_all_finite=False, copy=False)
        X = X if is_listing(X) else array
        numbers, categories = read_array(array, categorical, reading)
    return Table(
        X, _join_numbers(numbers, len(X)), _join_codes(categories, len(X)), numbers, categories
    )


def _on_grid(numbers: Numbers) -> Numbers:
    if isinstance(numbers, Objects):
        return replace(numbers, numbers=_on_grid(numbers.numbers))
    return GridFloats(numbers) if isinstance(numbers, Floats) else numbers


def _as_array(X: Any) -> Any:
    """Return a list of rows as an array of one type, or of objects, so that each keeps its type."""
    if not is_listing(X):
        return X
    if not all(is_listing(row) or isinstance(row, np.ndarray) for row in X):
        return np.asarray(X)
    widths = {len(row) for row in X}
    if len(widths) > 1:
        raise ValueError(
            f"X is a {type(X).__name__} of rows of different lengths, from {min(widths)} to "
            f"{max(widths)} cells. Give each row one cell for each column."
        )
    array = np.asarray(X)
    kinds = {type(cell) for row in X for cell in row}
    # NumPy turns numbers beside strings to strings, whole ones beside fractions to floats, ...
    alike = _TYPES.get(array.dtype.kind, ())
    return array if all(issubclass(kind, alike) for kind in kinds) else np.asarray(X, dtype=object)


_TYPES: dict[str, tuple[type, ...]] = {
    "f": (float, np.floating),
    "i": (int, np.integer),
    "u": (int, np.integer),
    "b": (bool, np.bool_),
}
"""The types of Python and NumPy that are one kind of dtype."""


def _join_numbers(
    numbers: Sequence[tuple[NDArray[np.intp], Numbers]], n_rows: int
) -> NDArray[np.floating]:
    if len(numbers) == 1:
        block = numbers[0][1].encode()
        return np.ascontiguousarray(block.reshape(n_rows, -1))
    parts = [cells.encode().reshape(n_rows, -1) for _, cells in numbers]
    dtype = np.result_type(*parts) if parts else np.float64
    return np.concatenate([np.empty((n_rows, 0), dtype), *parts], axis=1)


def _join_codes(categories: Sequence[tuple[int, Categories]], n_rows: int) -> NDArray[np.int32]:
    if not categories:
        return np.empty((n_rows, 0), dtype=np.int32)
    return np.stack([cells.codes for _, cells in categories], axis=1)


def _encode_sparse(X: Any) -> Table:
    X = check_array(X, accept_sparse=["csr", "csc"], dtype="numeric", ensure_all_finite=False)
    _check_finite_sparse(X)
    if X.dtype.kind in "iu" and X.nnz and np.abs(X.data.astype(np.float64)).max() >= 2.0**53:
        raise ValueError(
            f"Input X is sparse and holds integers of 2**53 and more (dtype {X.dtype}), which "
            "cannot be computed with exactly. Pass a dense table, or smaller numbers."
        )
    dtype = X.dtype if X.dtype in (np.float32, np.float64) else np.float64
    return Table(X, canonical_csr(X, dtype), np.empty((X.shape[0], 0), np.int32), [], [])


def canonical_csr(X: Any, dtype: Any = None) -> Any:
    """Copy a sparse table into the one form in which equal tables are equal.

    A table has many sparse forms: entries twice, out of order, or zero, indices of 64 bits, arrays
    that cannot be written. Estimators meet each with other results, errors, or by changing it; so
    they are given this copy instead of the user's own object.

    Parameters
    ----------
    X : sparse matrix or array of shape (n_rows, n_columns)
        The table; it is not changed.
    dtype : dtype, optional
        That of the copy; by default that of ``X``.

    Returns
    -------
    csr_array or csr_matrix of shape (n_rows, n_columns)
        Sorted, without duplicate entries and explicit zeros, with indices of 32 bits where these
        suffice.
    """
    rows = X.tocsr(copy=True).astype(dtype or X.dtype, copy=False)
    rows.sum_duplicates()
    rows.eliminate_zeros()
    if max(rows.nnz, *rows.shape) < np.iinfo(np.int32).max:
        rows.indices = rows.indices.astype(np.int32, copy=False)
        rows.indptr = rows.indptr.astype(np.int32, copy=False)
    return rows


def _check_finite_sparse(X: Any) -> None:
    if not np.isfinite(X.data).all():
        cells = X.tocoo()
        columns = cells.col[~np.isfinite(cells.data)]
        raise ValueError(
            f"Input X contains NaN or infinity: column {columns[0]} has "
            f"{int((columns == columns[0]).sum())} such cells in {X.shape[0]} rows. In a sparse "
            "table no cell may be missing: impute them first, or pass a dense table."
        )


def _extend_sparse(
    table: Table, rule: RowRule, codes: NDArray[np.integer], origins: Origins
) -> Any:
    X = table.X
    if not sparse.issparse(table.numeric):
        cells = table._decode(rule.make_rows(table.numeric), codes, origins)
        new = type(X)(np.stack([cells[j] for j in range(X.shape[1])], axis=1))
    else:
        new = rule.make_rows(table.numeric)
        if X.dtype.kind == "b":
            new.data = new.data > 0.5
        elif X.dtype.kind in "iu":
            _round_sparse(table.numeric, new, origins)
        new.eliminate_zeros()
    return sparse.vstack([X, new.astype(X.dtype)], format=X.format)


def _round_sparse(X: Any, new: Any, origins: Origins) -> None:
    """Round half to even, inside the range that the group's rows span in each column."""
    np.rint(new.data, out=new.data)
    group_of = np.repeat(origins.new, np.diff(new.indptr))
    for group in np.unique(origins.new):
        members = X[np.flatnonzero(origins.old == group)]
        low, high = members.min(axis=0).toarray().ravel(), members.max(axis=0).toarray().ravel()
        mine = group_of == group
        columns = new.indices[mine]
        new.data[mine] = np.clip(new.data[mine], low[columns], high[columns])
