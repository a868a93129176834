"""A table seen through an encoder: rows are made of encoded numbers, and brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import NotFittedError

from oversample._blocks import blocks
from oversample._contract import RowRule
from oversample._table.containers import is_frame
from oversample._table.table import Table
from oversample.exceptions import InvalidParameterError

_NO_WAY_BACK = (
    "has no inverse_transform, so that new rows cannot come back to the columns of X. Set "
    "output='features' to get the result in the encoder's space, or take an encoder that can be "
    "inverted."
)


def fit_transform(encoder: Any, X: Any, y: Any) -> Any:
    """Fit a transformer and give what it makes of the rows.

    Parameters
    ----------
    encoder : object
        A transformer, fitted in place. One that is frozen has no ``fit_transform``, and its ``fit``
        leaves it as it is.
    X : object of shape (n_rows, n_columns)
        The rows.
    y : object of shape (n_rows,)
        The labels, for transformers that learn from them.

    Returns
    -------
    object of shape (n_rows, n_encoded)
        The encoded rows.
    """
    if hasattr(encoder, "fit_transform"):
        return encoder.fit_transform(X, y)
    return encoder.fit(X, y).transform(X)


class EncodedRows:
    """A table of which the numbers are those of an encoder, and new rows are decoded.

    To a sampler it is a table like any other: it searches, plans and mixes encoded numbers.
    Categories are not encoded. The encoder of a DataFrame is given one, so that an encoder that was
    fitted on named columns meets their names; instants are ticks after the first of their column.

    Parameters
    ----------
    table : Table
        The user's table.
    encoder : object
        A transformer with ``inverse_transform``; it is fitted here on the numbers of the table.
    y : object of shape (n_rows,)
        The labels.
    owner : str
        The sampler's name, for messages.

    Raises
    ------
    InvalidParameterError
        If encoded rows cannot be brought back to the columns of the table.
    """

    def __init__(self, table: Table, encoder: Any, y: Any, *, owner: str) -> None:
        self.table = table
        self._encoder = encoder
        self._owner = owner
        if not hasattr(encoder, "inverse_transform"):
            raise InvalidParameterError(f"{owner}: encoder={encoder!r} {_NO_WAY_BACK}")
        if not table.numeric.shape[1]:
            raise InvalidParameterError(
                f"{owner}: encoder={encoder!r} has nothing to encode, since X has no columns of "
                "numbers."
            )
        encoded = fit_transform(encoder, with_names(table), y)
        self.numeric = _as_block(encoded, table.numeric, owner)
        try:
            self._decode(self.numeric[:1])
        except NotFittedError as error:
            # Some transformers find out only now that they were not told to learn the way back.
            raise InvalidParameterError(f"{owner}: encoder={encoder!r} {_NO_WAY_BACK}") from error

    @property
    def X(self) -> Any:  # noqa: N802 (the field's name for a table)
        """The user's own object."""
        return self.table.X

    @property
    def codes(self) -> NDArray[np.int32]:
        """The categories."""
        return self.table.codes

    @property
    def numbers(self) -> Any:
        """How numbers become cells again."""
        return self.table.numbers

    @property
    def categories(self) -> Any:
        """How codes become categories again."""
        return self.table.categories

    def extend(self, rule: RowRule, codes: Any = None, groups: Any = None) -> Any:
        """Append the rows that a rule makes of encoded numbers, decoded."""
        return self.table.extend(DecodedRule(rule, self), codes, groups)

    def _decode(self, rows: Any) -> Any:
        if not rows.shape[0]:
            # Transformers refuse a table without rows.
            return np.empty((0, self.table.numeric.shape[1]))
        decoded = self._encoder.inverse_transform(rows)
        if not sparse.issparse(decoded):
            decoded = np.asarray(decoded)
        if decoded.shape != (rows.shape[0], self.table.numeric.shape[1]):
            raise InvalidParameterError(
                f"{self._owner}: the inverse_transform of encoder={self._encoder!r} gave an array "
                f"of shape {decoded.shape} for {rows.shape[0]} rows of "
                f"{self.table.numeric.shape[1]} columns of numbers."
            )
        if not np.isfinite(_cells(decoded)).all() and np.isfinite(_cells(rows)).all():
            raise InvalidParameterError(
                f"{self._owner}: the inverse_transform of encoder={self._encoder!r} made NaN or "
                "infinity of finite numbers. Take an encoder that is defined wherever new rows may "
                "lie, or set output='features'."
            )
        return decoded


@dataclass(frozen=True)
class DecodedRule:
    """A rule for the user's own columns: that of encoded rows, then decoding."""

    rule: RowRule
    space: EncodedRows

    @property
    def base(self) -> NDArray[np.intp]:
        return self.rule.base

    def copy_sources(self) -> NDArray[np.intp]:
        # What comes back of a copy is what the encoder keeps of it.
        return np.full(len(self.rule.base), -1)

    def make_rows(self, X: Any, out: NDArray[np.floating] | None = None) -> Any:
        if sparse.issparse(X):
            new = self.space._decode(self.rule.make_rows(self.space.numeric))
            return type(X)(new).astype(X.dtype, copy=False)
        if out is None:
            out = np.empty((len(self.rule.base), X.shape[1]), dtype=X.dtype)
        for block in blocks(len(out), max(X.shape[1], self.space.numeric.shape[1])):
            rows = np.arange(block.start, block.stop)
            new = self.space._decode(self.rule.take(rows).make_rows(self.space.numeric))
            new = new.toarray() if sparse.issparse(new) else new
            # The dtype of the table may have a smaller range than that of the encoder.
            limit = np.finfo(out.dtype).max
            out[block] = np.clip(new, -limit, limit)
        return out

    def take(self, rows: NDArray[np.intp]) -> DecodedRule:
        return DecodedRule(self.rule.take(rows), self.space)


def with_names(table: Table) -> Any:
    """Return the numbers of a table, with the names of their columns if they have any."""
    if not is_frame(table.X):
        return table.numeric
    import pandas as pd

    columns = np.concatenate([where for where, _ in table.numbers])
    # Not a copy, which pandas would lay out by columns: sums would differ in their last bits.
    names = [table.X.columns[column] for column in columns.tolist()]
    return pd.DataFrame(table.numeric, columns=names, copy=False)


def _as_block(encoded: Any, rows: Any, owner: str) -> Any:
    """Bring encoded rows into working form."""
    encoded = encoded.tocsr() if sparse.issparse(encoded) else np.asarray(encoded)
    if encoded.ndim != 2 or encoded.shape[0] != rows.shape[0]:
        raise InvalidParameterError(
            f"{owner}: the encoder gave an array of shape {encoded.shape} for {rows.shape[0]} "
            "rows. It must give one row of numbers for each."
        )
    if encoded.dtype not in (np.float32, np.float64):
        encoded = encoded.astype(np.float64)
    cells = _cells(encoded)
    # What is missing in X may be missing in its features.
    is_wrong = np.isinf(cells) if np.isnan(_cells(rows)).any() else ~np.isfinite(cells)
    if is_wrong.any():
        raise InvalidParameterError(
            f"{owner}: the encoder gave NaN or infinity in {int(is_wrong.sum())} cells, of rows "
            "that have none. It must give finite numbers."
        )
    return encoded if sparse.issparse(encoded) else np.ascontiguousarray(encoded)


def _cells(block: Any) -> Any:
    return block.data if sparse.issparse(block) else block
