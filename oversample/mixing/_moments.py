"""Plans whose new rows have exchanged moments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import blocks
from oversample.plan import Plan
from oversample.plan.interpolation import copy_rows, within_floats

NO_MOMENTS = (
    "MoEx: X has numbers whose squares are beyond the largest float, so that they have no moments. "
    "Scale them first."
)
"""What is said of numbers that cannot be normalised, by columns or by rows."""

# Cells of a block; half a MB in float64: moments take more arrays at once than other plans.
_BLOCK_CELLS = 65_536


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
        # Whether groups of one size have all columns, in their order.
        in_order = len(self.groups) == 1 and np.array_equal(
            self.groups[0].ravel(), np.arange(X.shape[1])
        )
        for block in blocks(len(self), X.shape[1], _BLOCK_CELLS):
            own, other = X[self.base[block]], X[self.partner[block]]
            new = out[block]
            # Beyond the largest float there is the largest float.
            with np.errstate(over="ignore"):
                if in_order:
                    # Views instead of copies.
                    own, other = (rows.reshape(-1, *self.groups[0].shape) for rows in (own, other))
                    new[:] = exchange_moments(own, other, self.eps).reshape(new.shape)
                else:
                    new[:] = own
                    for columns in self.groups:
                        own_group, other_group = own[:, columns], other[:, columns]
                        new[:, columns] = exchange_moments(own_group, other_group, self.eps)
            if np.isinf(new).any():
                within_floats(new)
        copy_rows(X, self.copy_sources(), out)
        return out


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
    is_flat = (own == own[..., :1]).all(axis=-1, keepdims=True)
    _, own_spread, centred = _moments(own, eps)
    other_mean, other_spread, _ = _moments(other, eps)
    with np.errstate(all="ignore"):
        scale = other_spread / own_spread
    if not (np.isfinite(scale) & np.isfinite(own_spread)).all():
        raise ValueError(NO_MOMENTS)
    centred *= scale
    centred += other_mean
    return np.where(is_flat, own, centred) if is_flat.any() else centred


def _moments(
    X: NDArray[np.floating], eps: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return mean, spread, and the distance of each feature from the mean, each taken once."""
    mean = X.mean(axis=-1, keepdims=True, dtype=np.float64)
    centred = X - mean
    with np.errstate(over="ignore"):
        squares = (centred * centred).sum(axis=-1, keepdims=True)
    return mean, np.sqrt(squares / (X.shape[-1] - 1) + eps), centred
