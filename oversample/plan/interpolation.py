"""Interpolation between rows, by NumPy for little data and by a compiled loop for much."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from oversample._blocks import blocks
from oversample._kernel_files import is_worth_compiling

# Parents of a weighted sum that take as long as a cell of a row between two.
_PARENTS = 2


def interpolate(
    X: Any,
    base: NDArray[np.intp],
    partner: NDArray[np.intp],
    step: NDArray[np.float64],
    out: NDArray[np.floating] | None = None,
    fill_missing: bool = False,
) -> Any:
    r"""Make rows :math:`x_b + s \, (x_p - x_b)`.

    Parameters
    ----------
    X : ndarray or CSR of shape (n_rows, n_features), float32 or float64
        The rows.
    base, partner : ndarray of shape (n_new,), intp
        Row numbers :math:`b` and :math:`p`.
    step : ndarray of shape (n_new,), float64
        The step :math:`s` of each new row.
    out : ndarray of shape (n_new, n_features), optional
        Where to write, in its own dtype; not for sparse ``X``.
    fill_missing : bool, default=False
        Whether a cell that is NaN in one of the two rows is that of the other, instead of NaN.

    Returns
    -------
    ndarray or CSR of shape (n_new, n_features)
        ``out``, or a new array of the dtype of ``X``.
    """
    if sparse.issparse(X):
        from_rows = X[base].astype(np.float64, copy=False)
        towards = X[partner].astype(np.float64, copy=False) - from_rows
        new = from_rows + sparse.diags_array(step, format="csr") @ towards
        return type(X)(new.astype(X.dtype, copy=False))
    if out is None:
        out = np.empty((len(base), X.shape[1]), dtype=X.dtype)
    if fill_missing or not is_worth_compiling(out.size):
        _interpolate_blocks(X, base, partner, step, out, fill_missing)
    else:
        from oversample._kernels.interpolation import write_segment_points

        write_segment_points(X, base, partner, step, out)
    return out


def _interpolate_blocks(
    X: NDArray[np.floating],
    base: NDArray[np.intp],
    partner: NDArray[np.intp],
    step: NDArray[np.float64],
    out: NDArray[np.floating],
    fill_missing: bool,
) -> None:
    for block in blocks(len(base), X.shape[1]):
        from_rows = X[base[block]].astype(np.float64, copy=False)
        towards = X[partner[block]].astype(np.float64, copy=False)
        if fill_missing:
            from_rows = np.where(np.isnan(from_rows), towards, from_rows)
            towards = np.where(np.isnan(towards), from_rows, towards)
        towards -= from_rows
        towards *= step[block, np.newaxis]
        towards += from_rows
        out[block] = towards


def combine(
    X: Any,
    parent: NDArray[np.intp],
    weight: NDArray[np.float64],
    out: NDArray[np.floating] | None = None,
    fill_missing: bool = False,
) -> Any:
    r"""Make rows :math:`\sum_j w_j x_{p_j}`.

    Parameters
    ----------
    X : ndarray or CSR of shape (n_rows, n_features), float32 or float64
        The rows.
    parent : ndarray of shape (n_new, m), intp
        Row numbers :math:`p_j`.
    weight : ndarray of shape (n_new, m), float64
        The weights :math:`w_j`.
    out : ndarray of shape (n_new, n_features), optional
        Where to write, in its own dtype; not for sparse ``X``.
    fill_missing : bool, default=False
        Whether parents that miss a cell leave their weight to the others, instead of NaN.

    Returns
    -------
    ndarray or CSR of shape (n_new, n_features)
        ``out``, or a new array of the dtype of ``X``.
    """
    if sparse.issparse(X):
        # Parents in their order, in which a product then adds up, as the dense loop does.
        starts = np.arange(len(parent) + 1) * parent.shape[1]
        shape = (len(parent), X.shape[0])
        weights = sparse.csr_array((weight.ravel(), parent.ravel(), starts), shape=shape)
        return type(X)((weights @ X.astype(np.float64, copy=False)).astype(X.dtype, copy=False))
    if out is None:
        out = np.empty((len(parent), X.shape[1]), dtype=X.dtype)
    n_cells = parent.size // _PARENTS * X.shape[1]
    if fill_missing or not is_worth_compiling(n_cells, "write_combinations"):
        _combine_blocks(X, parent, weight, out, fill_missing)
    else:
        from oversample._kernels.interpolation import write_combinations

        write_combinations(X, parent, weight, np.empty(X.shape[1]), out)
    return out


def _combine_blocks(
    X: NDArray[np.floating],
    parent: NDArray[np.intp],
    weight: NDArray[np.float64],
    out: NDArray[np.floating],
    fill_missing: bool,
) -> None:
    for block in blocks(len(parent), X.shape[1]):
        total = np.zeros((len(parent[block]), X.shape[1]))
        present = np.zeros_like(total) if fill_missing else None
        for rows, share in zip(parent[block].T, weight[block].T[:, :, np.newaxis], strict=True):
            cells = X[rows].astype(np.float64, copy=False)
            if present is not None:
                present += np.where(np.isnan(cells), 0.0, share)
                cells[np.isnan(cells)] = 0.0
            # A parent without weight takes no part, whatever it misses.
            cells[share[:, 0] == 0] = 0.0
            cells *= share
            total += cells
        if present is not None:
            total = _scaled_up(total, present, weight[block].sum(axis=1)[:, np.newaxis])
        out[block] = total


def _scaled_up(
    total: NDArray[np.float64], present: NDArray[np.float64], whole: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Scale sums of some parents up to the weight of all; NaN where no parent has the cell."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = whole / present
        # Where nothing is missing, the ratio may be off by a rounding error.
        return np.where(np.isclose(share, 1.0, rtol=1e-12, atol=0), total, total * share)


def within_floats(values: NDArray[Any]) -> NDArray[Any]:
    """Bring infinity, in place, to the largest float of the array's dtype."""
    limit = np.finfo(values.dtype).max
    return np.clip(values, -limit, limit, out=values)


def copy_rows(X: Any, source: NDArray[np.intp], new: Any) -> None:
    """Make new rows that are copies equal to their sources in the last bit: a sum loses -0.0.

    Parameters
    ----------
    X : ndarray or CSR of shape (n_rows, n_features), float32 or float64
        The rows; a sparse table has no -0.0.
    source : ndarray of shape (n_new,), intp
        The row that each new row is a copy of, or -1.
    new : ndarray or CSR of shape (n_new, n_features)
        The new rows. Cells that are missing, in them or in the source, stay as they are.
    """
    if sparse.issparse(X):
        return
    copies = np.flatnonzero(source >= 0)
    for block in blocks(len(copies), X.shape[1]):
        rows = copies[block]
        cells, made = X[source[rows]], new[rows]
        new[rows] = np.where(np.isnan(cells) | np.isnan(made), made, cells)
