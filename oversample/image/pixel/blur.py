"""Gaussian blur."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import DTypeLike, NDArray

from oversample._params import real_within
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws
from oversample.image.ranges import Range, draw_uniform, range_within


class GaussianBlur(ImageTransform):
    r"""Smooth images with a Gaussian.

    :math:`I' = G_\sigma * I`, along rows and columns, each channel by itself, the image mirrored
    about its outermost pixels. The weights :math:`\exp(-d^2 / 2 \sigma^2)`, normalised to sum 1,
    reach to the distance :math:`\lfloor truncate \cdot \sigma \rfloor`, but no further than the
    smaller side of the image less one.

    .. warning:: A wide blur closes gaps and wipes out thin strokes, which can make another digit.

    Parameters
    ----------
    sigma_range : float or (float, float), default=(0.5, 1.5)
        The standard deviation :math:`\sigma` in pixels; 0 leaves images as they are.
    truncate : float, default=3.5
        The reach of the weights in standard deviations, at least 1.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import GaussianBlur
    >>> point = np.zeros((1, 5, 5))
    >>> point[0, 2, 2] = 1
    >>> GaussianBlur(sigma_range=0.5).transform(point, random_state=0)[0, 2].round(3)
    array([0.   , 0.084, 0.619, 0.084, 0.   ])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "sigma_range": [range_within(0, np.inf)],
        "truncate": [real_within(1, np.inf)],
    }

    def __init__(self, sigma_range: Range = (0.5, 1.5), truncate: float = 3.5) -> None:
        self.sigma_range = sigma_range
        self.truncate = truncate

    def _sample(self, n: int, rng: Generator) -> Draws:
        return {"sigma": draw_uniform(rng, self.sigma_range, n)}

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Blur images; see :meth:`ImageTransform.apply`."""
        from oversample._kernels.image.correlate import blur

        farthest = min(canvas.height, canvas.width) - 1
        out = np.empty_like(images)
        blur(images, *gaussian_weights(draws["sigma"], self.truncate, farthest, images.dtype), out)
        return out


def gaussian_weights(
    sigma: NDArray[np.float64], truncate: float, farthest: int, dtype: DTypeLike
) -> tuple[NDArray[np.floating], NDArray[np.intp]]:
    """Compute the weights of Gaussians; see :class:`GaussianBlur`.

    Parameters
    ----------
    sigma : ndarray of shape (n,)
        The standard deviations in pixels.
    truncate : float
        The reach of the weights in standard deviations.
    farthest : int
        The largest distance in pixels.
    dtype : dtype
        The dtype of the weights.

    Returns
    -------
    weights : ndarray of shape (n, largest radius + 1)
        The weight of the pixel itself, of each of the two at distance 1, and so on.
    radii : ndarray of shape (n,), intp
        The largest distance that has a weight.
    """
    radii = np.minimum(np.floor(truncate * sigma), farthest).astype(np.intp)
    distances = np.arange(radii.max(initial=0) + 1)
    # For sigma = 0 only the distance 0 is within the radius.
    scaled = distances / np.where(sigma > 0, sigma, 1)[:, np.newaxis]
    weights = np.where(distances <= radii[:, np.newaxis], np.exp(-0.5 * scaled**2), 0)
    weights /= weights[:, :1] + 2 * weights[:, 1:].sum(axis=1, keepdims=True)
    return weights.astype(dtype), radii
