"""Rotation to principal axes, in which boxes of correlated points are small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from oversample.neighbors._frame import Frame

_FROM = 4096
"""Rows from which whole leaves can be left out, which is what a rotation is for."""

_SAMPLE = 4000
"""Rows from which the axes are learnt."""

_WORTHWHILE = 0.7
"""Share of the dimensions in use that may be left after a rotation that pays."""

_CHUNK_CELLS = 2**18
"""Cells rotated at once, in float64."""

_ORTHOGONAL = 1e-12
"""Largest deviation of the axes' inner products from those of an orthonormal basis."""


def rotate_to_axes(X: NDArray[np.floating], frame: Frame) -> NDArray[np.float32] | None:
    """Give the framed rows along their principal axes, or None where that would not help.

    It helps where fewer dimensions are in use along the axes than along the columns. A rotation
    keeps distances up to rounding in float64, some ``d ** 1.5 * 2 ** -53`` of the norms, for which
    the slack of the frame has room; only the final rounding to float32 is of its order.
    """
    n, d = X.shape
    if n < _FROM or d < 2:
        return None
    sample = (X[:: max(1, n // _SAMPLE)] - frame.center) * frame.scale
    covariance = sample.T @ sample / len(sample)
    variances, axes = np.linalg.eigh(covariance)
    if _dimensions(variances) >= _WORTHWHILE * _dimensions(np.diag(covariance)):
        return None
    if np.abs(axes.T @ axes - np.eye(d)).max() > _ORTHOGONAL:
        return None
    axes = np.ascontiguousarray(axes[:, ::-1])
    rotated = np.empty((n, d), dtype=np.float32)
    step = max(1, _CHUNK_CELLS // d)
    for first in range(0, n, step):
        rows = slice(first, first + step)
        rotated[rows] = ((X[rows] - frame.center) * frame.scale) @ axes
    return rotated


def _dimensions(variances: NDArray[np.float64]) -> float:
    """Count dimensions by participation: d if all variances are equal, 1 if one is not zero."""
    total = np.square(variances).sum()
    return float(np.square(variances.sum()) / total) if total > 0 else 0.0
