"""Tables whose rows are images: pixels move, so no column has a range of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils import check_array

from oversample._table import Table, encode, is_frame
from oversample._table.columns import Origins
from oversample._table.object_columns import Objects
from oversample.image.base import check_pixels
from oversample.image.canvas import Canvas
from oversample.image.rounding import to_pixels


@dataclass(frozen=True)
class Pixels:
    """Cells that are pixels: numbers that are not encoded, and rounded to their dtype."""

    cells: NDArray[Any]
    restore: Callable[[NDArray[Any]], Any]

    @property
    def may_be_labels(self) -> bool:
        """Return False: these are amounts."""
        return False

    def encode(self) -> NDArray[Any]:
        """Return the cells as they are."""
        return self.cells

    def decode(self, new: NDArray[Any], origins: Origins) -> Any:
        """Round to the dtype of the cells, whatever the range of other rows."""
        return self.restore(to_pixels(new, self.cells.dtype))


@dataclass(frozen=True)
class ImageTable(Table):
    """A table of pixels, and the shape and value range of the images that its rows are."""

    canvas: Canvas

    @classmethod
    def of(cls, table: Table, canvas: Canvas) -> ImageTable:
        """Return a table of pixels with its canvas."""
        return cls(table.X, table.numeric, table.codes, table.numbers, table.categories, canvas)


def read_pixels(X: Any, owner: str) -> Table:
    """Read a table of pixels.

    Parameters
    ----------
    X : ndarray, DataFrame or list of shape (n_rows, n_pixels)
        Flattened images.
    owner : str
        The name of the sampler or function, for messages.

    Returns
    -------
    Table
        The table, whose ``numeric`` block holds the pixels in their common dtype. An array of
        numbers is shared, not copied.

    Raises
    ------
    TypeError
        If ``X`` is sparse, or holds dates or objects that are no numbers.
    ValueError
        If ``X`` is empty, holds images that are not flattened, or text, NaN or infinity.
    """
    if sparse.issparse(X):
        raise TypeError(
            f"{owner} moves pixels, those of zero too: sparse data is not supported. Pass a dense "
            "table: X.toarray()."
        )
    if not is_frame(X):
        X = X if isinstance(X, list) else np.asarray(X)
        check_flattened(X, owner)
    if is_array_of_numbers(X):
        X = check_array(X, dtype=None, ensure_all_finite=False, copy=False)
        check_pixels(X, "X")
        everywhere = np.arange(X.shape[1])
        cells = Pixels(X, lambda new: new)
        return Table(X, X, np.empty((len(X), 0), np.int32), [(everywhere, cells)], [])
    table = _encode(X, owner)
    read: Sequence[tuple[NDArray[np.intp], Any]] = table.numbers
    inner = [column.numbers if isinstance(column, Objects) else column for _, column in read]
    if any(getattr(column, "temporal", False) for column in inner):
        raise TypeError(f"{owner} works on pixels, but X holds dates or durations.")
    if any(column.cells.dtype.kind == "O" for column in inner):
        raise TypeError(f"{owner} works on pixels, but X holds decimals, fractions or the like.")
    numbers = [(where, _pixels(column)) for where, column in read]
    columns = [cells.encode().reshape(len(X), -1) for _, cells in numbers]
    return replace(table, numeric=np.concatenate(columns, axis=1), numbers=numbers)


def _pixels(column: Any) -> Pixels:
    if not isinstance(column, Objects):
        return Pixels(column.cells, column.restore)
    inner: Any = column.numbers
    return Pixels(inner.cells, lambda new: column.restore(inner.restore(new)))


def _encode(X: Any, owner: str) -> Table:
    with pixels_asked_for():
        return encode(X, owner=owner)


@contextmanager
def pixels_asked_for() -> Iterator[None]:
    """Have a table refused for what pixels are, not with parameters that tables have."""
    try:
        yield
    except ValueError as error:
        what, _, remedy = str(error).partition(". ")
        if "categorical_features" in remedy or "missing_values" in remedy:
            raise ValueError(
                f"{what}. Every column has to be a pixel, and no pixel may be missing: drop or "
                "encode other columns, and fill gaps first."
            ) from error
        raise


def check_flattened(X: Any, owner: str) -> None:
    """Raise ValueError if images are not flattened."""
    shape = np.shape(X)
    if len(shape) > 2:
        raise ValueError(
            f"{owner} takes a table whose rows are flattened images, but X has shape {shape}. Pass "
            f"X.reshape(len(X), -1) and image_shape={shape[1:]}."
        )


def is_array_of_numbers(X: Any) -> bool:
    """Return whether ``X`` is an array of booleans, integers or floats."""
    return isinstance(X, np.ndarray) and X.dtype.kind in "buif"
