"""Shadow points: rows with a little normal noise, and what is left of it in their means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import CACHED, blocks
from oversample._random import Stream
from oversample.neighbors._by_column import by_column
from oversample.neighbors.space import MetricSpace
from oversample.plan.interpolation import within_floats
from oversample.plan.noise import DrawnNoise, NoiseSource, Normals


def draw_shadows(
    rng: Stream, space: MetricSpace, weight: NDArray[np.float64], sigma: float
) -> DrawnNoise | None:
    r"""Draw the noise of weighted means of shadow points.

    The mean :math:`\sum_j w_j (x_j + \epsilon_j)` of points with independent noise
    :math:`\epsilon_j \sim N(0, \sigma^2)` is the mean of the points with noise of variance
    :math:`\sigma^2 \sum_j w_j^2`: none of the shadows needs to be made.

    Parameters
    ----------
    rng : Stream
        Where draws come from.
    space : MetricSpace
        Whose units the noise is in.
    weight : ndarray of shape (n_new, m)
        The weights of the points.
    sigma : float
        The standard deviation of the noise of a point, in units of the space.

    Returns
    -------
    DrawnNoise or None
        The noise; None where it is zero. A column of one value has none.
    """
    square = np.empty(len(weight))
    for block in blocks(len(weight), weight.shape[1], CACHED):
        square[block] = (weight[block] ** 2).sum(axis=1)
    spread = sigma * np.sqrt(square)
    varies = by_column(np.fmax, space.X) > by_column(np.fmin, space.X)
    if not (spread.any() and varies.any()):
        return None
    normals = Normals.draw(rng, (len(weight), space.X.shape[1]))
    unit = np.where(varies, space.unit / space.magnitude, 0.0)
    return DrawnNoise.of(_Shadows(normals, spread, unit))


@dataclass(frozen=True, eq=False)
class _Shadows(NoiseSource):
    """Normal draws times a standard deviation of each row, in the unit of each column.

    Attributes
    ----------
    spread : ndarray of shape (n_rows,)
        The standard deviation of each row.
    unit : ndarray of shape (width,)
        The unit of each column.
    """

    spread: NDArray[np.float64]
    unit: NDArray[np.float64]

    def compute(
        self,
        draws: NDArray[np.float64],
        drawn: slice | NDArray[np.intp],
        X: Any,
        base: NDArray[np.intp],
        partner: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        """Compute the noise of some new rows; see :class:`NoiseSource`."""
        with np.errstate(over="ignore"):
            noise = draws * self.spread[drawn, np.newaxis]
            noise *= self.unit
            return within_floats(noise)

    def is_finite(self) -> bool:
        """Return whether all noise is finite numbers."""
        return bool(np.isfinite(self.unit).all())
