"""Rotation to principal axes, in which boxes of correlated points are small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from oversample._blocks import blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from oversample.neighbors._float32 import Float32Scaling

_FROM = 2**15
"""Rows from which so many leaves can be left out that a rotation pays."""

_WIDEST = 128
"""Columns up to which leaves can be left out, and the rotation is cheap."""

_SAMPLE = 512
"""Rows from which the axes are learnt: four times as many as columns."""

_WORTHWHILE = 0.7
"""Share of the dimensions in use that may be left after a rotation that pays."""

_CHUNK_CELLS = 2**18
"""Cells rotated at once, in float64."""

_ORTHOGONAL = 1e-12
"""Largest deviation of the axes' inner products from those of an orthonormal basis."""


def principal_axes(X: NDArray[np.floating], scaling: Float32Scaling) -> NDArray[np.float64] | None:
    """Return the principal axes of the scaled rows, or None where a rotation would not help.

    It helps where fewer dimensions are in use along the axes than along the columns.
    """
    n, d = X.shape
    if n < _FROM or not 2 <= d <= _WIDEST:
        return None
    sample = (X[:: max(1, n // _SAMPLE)] - scaling.center) * scaling.scale
    # Not by BLAS: its threads would spin on, at the cost of ours, where nothing is rotated.
    covariance = np.einsum("ij,ik->jk", sample, sample)
    if _dimensions(covariance) >= _WORTHWHILE * _dimensions(np.diag(np.diag(covariance))):
        return None
    axes = np.linalg.eigh(covariance)[1]
    if np.abs(axes.T @ axes - np.eye(d)).max() > _ORTHOGONAL:
        return None
    return np.ascontiguousarray(axes[:, ::-1])


def rotate(
    X: NDArray[np.floating], scaling: Float32Scaling, axes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the scaled rows along other axes.

    A rotation keeps distances up to rounding in float64, some ``d ** 1.5 * 2 ** -53`` of the norms,
    for which the slack of the scaling has room; only the final rounding to float32 is of its order.
    """
    n, d = X.shape
    rotated = np.empty((n, d))
    for rows in blocks(n, d, _CHUNK_CELLS):
        rotated[rows] = ((X[rows] - scaling.center) * scaling.scale) @ axes
    return rotated


def _dimensions(covariance: NDArray[np.float64]) -> float:
    """Return how many dimensions are in use, by participation.

    That is ``sum(variances) ** 2 / sum(variances ** 2)`` of the axes. Both sums can be had without
    the axes: they are the trace, and the sum of all squares.
    """
    total = np.square(covariance).sum()
    return float(np.trace(covariance) ** 2 / total) if total > 0 else 0.0
