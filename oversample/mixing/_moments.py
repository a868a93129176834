"""Plans whose new rows have exchanged moments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

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
        for block in blocks(len(self), X.shape[1], BLOCK_CELLS):
            self.exchange(block, X[self.base[block]], X[self.partner[block]], out[block])
        return out

    def exchange(
        self,
        rows: slice,
        own: NDArray[np.floating],
        other: NDArray[np.floating],
        out: NDArray[np.floating],
    ) -> None:
        """Make some of the new rows of the cells of their parents.

        Parameters
        ----------
        rows : slice
            Which of the new rows.
        own, other, out : ndarrays of shape (n_made, n_features), float32 or float64
            The cells of base rows and of partners, and where to write.
        """
        # Beyond the largest float there is the largest float.
        with np.errstate(over="ignore"):
            if self._has_all_in_order(own.shape[1]):
                # Views instead of copies.
                shape = -1, *self.groups[0].shape
                new = exchange_moments(own.reshape(shape), other.reshape(shape), self.eps)
                out[:] = new.reshape(out.shape)
            else:
                out[:] = own
                for columns in self.groups:
                    own_group, other_group = own[:, columns], other[:, columns]
                    out[:, columns] = exchange_moments(own_group, other_group, self.eps)
        if np.isinf(out).any():
            within_floats(out)
        is_copy = self.base[rows] == self.partner[rows]
        if is_copy.any():
            out[is_copy] = own[is_copy]

    def _has_all_in_order(self, width: int) -> bool:
        """Return whether groups of one size have all columns, in their order."""
        return len(self.groups) == 1 and np.array_equal(self.groups[0].ravel(), np.arange(width))


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
    other_mean, centred = _centred(other)
    other_squares = _squares(centred, out=centred)
    other_spread = np.sqrt(other_squares / (own.shape[-1] - 1) + eps)
    unused = centred
    _, centred = _centred(own)
    own_squares = _squares(centred, out=unused)
    own_spread = np.sqrt(own_squares / (own.shape[-1] - 1) + eps)
    with np.errstate(all="ignore"):
        scale = other_spread / own_spread
    if not (np.isfinite(scale) & np.isfinite(own_spread)).all():
        raise ValueError(NO_MOMENTS)
    centred *= scale
    centred += other_mean
    is_flat = _are_flat(own, own_squares)
    return np.where(is_flat, own, centred) if is_flat.any() else centred


def _centred(X: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean along the last axis, and how far each feature is from it."""
    mean = X.mean(axis=-1, keepdims=True, dtype=np.float64)
    return mean, X - mean


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
