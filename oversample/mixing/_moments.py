"""Plans whose new rows have exchanged moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import blocks
from oversample.plan import Plan
from oversample.plan.interpolation import within_floats

NO_MOMENTS = (
    "MoEx: X has numbers whose squares are beyond the largest float, so that they have no moments. "
    "Scale them first."
)
"""What is said of numbers that cannot be normalised, by columns or by rows."""

BLOCK_CELLS = 65_536
"""Cells of a block; half a MB in float64: moments take more arrays at once than other plans."""

# Features of a group at least, on average, for their moments to be kept.
_CELLS_A_GROUP = 8

# A mean of equal numbers is at most half as many units in the last place off as there are.
_ROUNDING = 2.0**-50


@dataclass(frozen=True, eq=False, repr=False)
class MomentPlan(Plan):
    """A plan whose new rows have the moments of their partners, group by group.

    Attributes
    ----------
    groups : tuple of ndarrays of shape (n_groups, size), intp
        The columns of numbers in each group, one array for all groups of a size.
    eps : float
        What is added to variances.
    """

    groups: tuple[NDArray[np.intp], ...] = field(kw_only=True)
    eps: float = field(kw_only=True)

    def copy_sources(self) -> NDArray[np.intp]:
        """Return the row that each new row is a plain copy of, or -1."""
        return np.where(self.base == self.partner, self.base, -1)

    def make_rows(self, X: Any, out: NDArray[np.floating] | None = None) -> Any:
        """Make the new rows of a block of numbers.

        Parameters
        ----------
        X : ndarray of shape (n_rows, n_features), float32 or float64
            All rows of the input.
        out : ndarray of shape (n_new, n_features), optional
            Where to write; by default a new array.

        Returns
        -------
        ndarray of shape (n_new, n_features)
            The new rows, computed in float64.
        """
        if out is None:
            out = np.empty((len(self), X.shape[1]), dtype=X.dtype)
        known = self.measure_parents(X.__getitem__, *X.shape)
        for block in blocks(len(self), X.shape[1], BLOCK_CELLS):
            own = X[self.base[block]]
            other = X[self.partner[block]] if known is None else None
            self.exchange(block, own, other, known, out[block])
            if np.isinf(out[block]).any():
                within_floats(out[block])
        return out

    def measure_parents(
        self,
        read: Callable[[NDArray[np.intp]], NDArray[np.floating]],
        n_rows: int,
        width: int,
    ) -> _RowMoments | None:
        """Return the moments of all rows that are parents, or None where that would not pay.

        It does where there are fewer parents than new rows, and groups are so large that their
        moments take little memory.

        Parameters
        ----------
        read : callable
            Gives the cells of rows, by their numbers.
        n_rows, width : int
            The shape of the table.
        """
        is_parent = np.zeros(n_rows, dtype=bool)
        is_parent[self.base] = is_parent[self.partner] = True
        rows = np.flatnonzero(is_parent)
        n_groups = sum(len(columns) for columns in self.groups)
        if len(rows) > len(self) or n_groups * _CELLS_A_GROUP > width:
            return None
        parts = []
        with np.errstate(over="ignore"):
            for block in blocks(len(rows), width, BLOCK_CELLS):
                cells = read(rows[block])
                parts.append([_measure(self._group(cells, c), self.eps) for c in self.groups])
        place = np.cumsum(is_parent) - 1  # of parents; no other row is asked for
        return _RowMoments(place, [np.concatenate(part) for part in zip(*parts, strict=True)])

    def exchange(
        self,
        rows: slice,
        own: NDArray[np.floating],
        other: NDArray[np.floating] | None,
        known: _RowMoments | None,
        out: NDArray[np.floating],
    ) -> None:
        """Make some of the new rows of the cells of their parents, which may be infinite.

        Parameters
        ----------
        rows : slice
            Which of the new rows.
        own : ndarray of shape (n_made, n_features), float32 or float64
            The cells of base rows.
        other : ndarray of shape (n_made, n_features), float32 or float64, or None
            Those of partners, where their moments are not known.
        known : _RowMoments or None
            What :meth:`measure_parents` returned.
        out : ndarray of shape (n_made, n_features), float32 or float64
            Where to write.
        """
        base, partner = self.base[rows], self.partner[rows]
        with np.errstate(over="ignore"):
            is_whole = self._has_all_in_order(own.shape[1])
            if not is_whole:
                out[:] = own
            for number, columns in enumerate(self.groups):
                cells = self._group(own, columns)
                if known is not None:
                    mine, theirs = known.of(base, number), known.of(partner, number)
                    # Cells of float64 that are all exchanged are made where they belong.
                    is_in_place = is_whole and out.dtype == np.float64 and out.flags.c_contiguous
                    place = out.reshape(cells.shape) if is_in_place else None
                    centred = np.subtract(cells, mine.mean, out=place)
                    new = _transfer(cells, centred, mine, theirs)
                    if new is place:
                        continue
                else:
                    assert other is not None
                    new = exchange_moments(cells, self._group(other, columns), self.eps)
                if is_whole:
                    out[:] = new.reshape(out.shape)
                else:
                    out[:, columns] = new
        is_copy = base == partner
        if is_copy.any():
            out[is_copy] = own[is_copy]

    def _group(
        self, cells: NDArray[np.floating], columns: NDArray[np.intp]
    ) -> NDArray[np.floating]:
        """Return the cells of groups of one size, of shape (n, n_groups, size)."""
        if self._has_all_in_order(cells.shape[1]):
            return cells.reshape(-1, *columns.shape)  # a view instead of a copy
        return cells[:, columns]

    def _has_all_in_order(self, width: int) -> bool:
        """Return whether groups of one size have all columns, in their order."""
        return len(self.groups) == 1 and np.array_equal(self.groups[0].ravel(), np.arange(width))


class Moments(NamedTuple):
    """What is exchanged, along the last axis, each of shape (..., 1)."""

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    """The standard deviation, with ``eps`` added to the variance."""

    is_flat: NDArray[np.bool_]
    """Whether all features are equal, which stay as they are."""


class _RowMoments(NamedTuple):
    """The moments of rows, for each array of groups, and the place of each row among them."""

    place: NDArray[np.intp]
    groups: list[NDArray[np.float64]]
    """Arrays of shape (n_parents, n_groups, 3), so that the three of a row are read at once."""

    def of(self, rows: NDArray[np.intp], number: int) -> Moments:
        """Return the moments of rows in the groups of one size."""
        found = self.groups[number].take(self.place[rows], axis=0)
        return Moments(found[..., :1], found[..., 1:2], found[..., 2:] != 0)


def _measure(X: NDArray[np.floating], eps: float) -> NDArray[np.float64]:
    """Return the moments of groups as an array of shape (n, n_groups, 3)."""
    return np.concatenate(_moments(X, eps)[0], axis=-1)


def exchange_moments(
    own: NDArray[np.floating], other: NDArray[np.floating], eps: float
) -> NDArray[np.float64]:
    r"""Exchange the moments of features for those of others, along the last axis.

    Parameters
    ----------
    own, other : ndarrays of shape (..., size)
        The features to normalise, and those whose moments they get.
    eps : float
        What is added to variances.

    Returns
    -------
    ndarray of shape (..., size)
        :math:`\sigma_{other} (own - \mu_{own}) / \sigma_{own} + \mu_{other}`; ``own`` where all
        features of a group are equal.

    Raises
    ------
    ValueError
        If moments are beyond the largest float.
    """
    theirs, unused = _moments(other, eps)
    mine, centred = _moments(own, eps, unused)
    return _transfer(own, centred, mine, theirs)


def _moments(
    X: NDArray[np.floating], eps: float, work: NDArray[np.float64] | None = None
) -> tuple[Moments, NDArray[np.float64]]:
    """Return the moments along the last axis, and how far each feature is from the mean.

    Without an array to work in, the second is written over.
    """
    mean = X.mean(axis=-1, keepdims=True, dtype=np.float64)
    centred = X - mean
    squares = _squares(centred, centred if work is None else work)
    spread = np.sqrt(squares / (X.shape[-1] - 1) + eps)
    return Moments(mean, spread, _are_flat(X, squares)), centred


def _transfer(
    own: NDArray[np.floating],
    centred: NDArray[np.float64],
    mine: Moments,
    theirs: Moments,
) -> NDArray[np.float64]:
    """Bring features, without their mean, to other moments; ``centred`` is written over."""
    with np.errstate(all="ignore"):
        scale = theirs.spread / mine.spread
    if not (np.isfinite(scale) & np.isfinite(mine.spread)).all():
        raise ValueError(NO_MOMENTS)
    centred *= scale
    centred += theirs.mean
    return np.where(mine.is_flat, own, centred) if mine.is_flat.any() else centred


def _squares(centred: NDArray[np.float64], out: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum of squares along the last axis; ``out`` is written over."""
    with np.errstate(over="ignore"):
        return np.multiply(centred, centred, out=out).sum(axis=-1, keepdims=True)


def _are_flat(own: NDArray[np.floating], squares: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return for which groups all features are equal, shape (..., 1).

    Only those are looked at of which all distances from the mean are as small as its rounding.
    """
    size = own.shape[-1]
    with np.errstate(over="ignore"):
        rounding = size * _ROUNDING * np.abs(own[..., :1], dtype=np.float64)
        is_flat = squares <= size * np.square(rounding)
    some = np.flatnonzero(is_flat)
    if some.size:
        groups = own.reshape(-1, size)[some]
        is_flat.flat[some] = (groups == groups[:, :1]).all(axis=1)
    return is_flat
