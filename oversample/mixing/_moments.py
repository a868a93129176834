"""Plans whose new rows have exchanged moments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import blocks
from oversample.plan import Plan
from oversample.plan.interpolation import copy_rows

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
        for block in blocks(len(self), X.shape[1], _BLOCK_CELLS):
            own, other = X[self.base[block]], X[self.partner[block]]
            new = np.empty(own.shape)
            new[:] = own
            for columns in self.groups:
                if columns.size == X.shape[1] and (np.diff(columns.ravel()) == 1).all():
                    # All columns in order: views instead of copies.
                    own, other = (rows.reshape(-1, *columns.shape) for rows in (own, other))
                    new[:] = exchange_moments(own, other, self.eps).reshape(new.shape)
                else:
                    new[:, columns] = exchange_moments(own[:, columns], other[:, columns], self.eps)
            limit = np.finfo(out.dtype).max
            out[block] = np.clip(new, -limit, limit)
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
    own_mean, own_spread = _moments(own, eps)
    other_mean, other_spread = _moments(other, eps)
    with np.errstate(all="ignore"):
        scale = other_spread / own_spread
        exchanged = (own - own_mean) * scale + other_mean
    if not np.isfinite(scale).all() or np.isnan(exchanged).any():
        raise ValueError(
            "MoEx: X has numbers whose squares are beyond the largest float, so that they have no "
            "moments. Scale them first."
        )
    return np.where(is_flat, own, exchanged)


def _moments(
    X: NDArray[np.floating], eps: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    mean = X.mean(axis=-1, keepdims=True, dtype=np.float64)
    with np.errstate(over="ignore"):
        variance = X.var(axis=-1, keepdims=True, dtype=np.float64, ddof=1)
    return mean, np.sqrt(variance + eps)
