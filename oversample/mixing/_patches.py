"""Plans whose new rows have exchanged cells, and the draws of these cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from oversample._blocks import block_length, blocks, gather
from oversample._image_shape import ImageShape
from oversample._kernel_files import is_worth_compiling
from oversample._random import Stream
from oversample.plan import Plan

# Cells of a block; half a MB in float64, for there are three arrays of that size.
_BLOCK_CELLS = 65_536


@dataclass(frozen=True, eq=False, repr=False)
class PatchPlan(Plan):
    """A plan whose new rows have some cells of their base and the others of their partner.

    Attributes
    ----------
    step : ndarray of shape (n_new,), float64
        The share of cells that are the partner's.
    exchanged : ndarray of shape (n_new, n_numbers), bool
        Which columns of numbers are the partner's.
    exchanged_levels : ndarray of shape (n_new, n_categorical), bool
        Which columns of categories are the partner's.
    """

    exchanged: NDArray[np.bool_] = field(kw_only=True)
    exchanged_levels: NDArray[np.bool_] = field(kw_only=True)

    def copy_sources(self) -> NDArray[np.intp]:
        """Return the row that each cell of a number is a copy of, shape (n_new, n_numbers)."""
        return np.where(self.exchanged, self.partner[:, np.newaxis], self.base[:, np.newaxis])

    def make_rows(self, X: Any, out: NDArray[np.floating] | None = None) -> Any:
        """Put the new rows of a block of numbers together.

        Parameters
        ----------
        X : ndarray or CSR of shape (n_rows, n_features), float32 or float64
            All rows of the input.
        out : ndarray of shape (n_new, n_features), optional
            Where to write; by default a new array. Not for sparse ``X``.

        Returns
        -------
        ndarray or CSR of shape (n_new, n_features)
            The new rows.
        """
        if sparse.issparse(X):
            own, other = X[self.base], X[self.partner]
            return type(X)(own.multiply(~self.exchanged) + other.multiply(self.exchanged))
        if out is None:
            out = np.empty((len(self), X.shape[1]), dtype=X.dtype)
        if not self.fills_missing and is_worth_compiling(out.size, "write_exchanged_rows"):
            from oversample._kernels.interpolation import write_exchanged_rows

            write_exchanged_rows(X, self.base, self.partner, self.exchanged, out)
            return out
        n_at_once = min(len(self), block_length(X.shape[1], _BLOCK_CELLS))
        work = np.empty((2, n_at_once, X.shape[1]), dtype=X.dtype)
        for block in blocks(len(self), X.shape[1], _BLOCK_CELLS):
            own = gather(X, self.base[block], work[0])
            other = gather(X, self.partner[block], work[1])
            if self.fills_missing:
                own, other = (
                    np.where(np.isnan(own), other, own),
                    np.where(np.isnan(other), own, other),
                )
            _exchange(own, other, self.exchanged[block])
            out[block] = own
        return out


def _exchange(
    own: NDArray[np.floating], other: NDArray[np.floating], exchanged: NDArray[np.bool_]
) -> None:
    """Write the exchanged cells of the other rows into the own ones; the others are lost.

    What differs in the bits of two numbers is kept where it is wanted. A choice cell by cell would
    be a branch, which no processor could predict.
    """
    bits = np.dtype(f"i{own.itemsize}")
    bits_of_own, differing = own.view(bits), other.view(bits)
    differing ^= bits_of_own
    wanted = exchanged.astype(bits)
    differing &= np.negative(wanted, out=wanted)
    bits_of_own ^= differing


def draw_columns(
    rng: Stream, shares: NDArray[np.float64], n_columns: int, most: int
) -> NDArray[np.bool_]:
    """Draw which columns are exchanged, for each new row.

    Parameters
    ----------
    rng : Stream
        Where draws come from.
    shares : ndarray of shape (n_new,)
        The share of columns to exchange; rounded to whole columns.
    n_columns : int
        The number of columns.
    most : int
        The greatest number of columns to exchange.

    Returns
    -------
    ndarray of shape (n_new, n_columns), bool
        True for the exchanged columns; every set of as many is equally likely.
    """
    n_exchanged = np.minimum(np.rint(shares * n_columns).astype(np.intp), most)
    exchanged = np.empty((len(shares), n_columns), dtype=bool)
    for block in blocks(len(shares), n_columns):
        wanted = n_exchanged[block]
        scores = rng.uniform(len(wanted) * n_columns).reshape(-1, n_columns)
        # The score that has as many lower ones as cells to exchange.
        limit = np.ones(len(wanted))
        some = np.flatnonzero(wanted < n_columns)
        limit[some] = np.sort(scores, axis=1)[some, wanted[some]]
        np.less(scores, limit[:, np.newaxis], out=exchanged[block])
    return exchanged


def shares_of(exchanged: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the share of exchanged cells in each row, of at least one cell.

    The flags are added up as bytes, of which a sum of floats would make a copy eight times as long.
    """
    width = exchanged.shape[1]
    if width > np.iinfo(np.uint8).max:
        return exchanged.mean(axis=1)
    # Several times as fast as a sum along the last axis.
    return np.einsum("ij->i", exchanged.view(np.uint8)) / width


def draw_boxes(rng: Stream, shares: NDArray[np.float64], shape: ImageShape) -> NDArray[np.bool_]:
    """Draw which pixels are exchanged, for each new image: a box, cut at the edges.

    Parameters
    ----------
    rng : Stream
        Where draws come from.
    shares : ndarray of shape (n_new,)
        The area of the box before it is cut, as a share of the image's.
    shape : ImageShape
        Height, width and channels.

    Returns
    -------
    ndarray of shape (n_new, height * width * channels), bool
        True for the exchanged pixels, in all channels.
    """
    n_new = len(shares)
    side = np.sqrt(shares)
    rows = _spans(shape.height, side, rng.integers(shape.height, n_new))
    columns = _spans(shape.width, side, rng.integers(shape.width, n_new))
    box = rows[:, :, np.newaxis] & columns[:, np.newaxis, :]
    return np.repeat(box.reshape(n_new, -1), shape.channels, axis=1)


def _spans(length: int, share: NDArray[np.float64], centre: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Mark, for each of n spans of a share of a length, what it covers of that length."""
    size = (length * share).astype(np.intp)
    first = centre - size // 2
    at = np.arange(length)
    return (at >= first[:, np.newaxis]) & (at < (first + size)[:, np.newaxis])
