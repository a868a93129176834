"""Gaussian blur."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample._params import real_within
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws
from oversample.image.ranges import Range, draw_uniform, range_within


class GaussianBlur(ImageTransform):
    r"""Smooth images with a Gaussian.

    :math:`I' = G_\sigma * I`, along rows and columns, each channel for itself, the image mirrored
    about its outermost pixels. The weights :math:`\exp(-d^2 / 2 \sigma^2)`, of sum 1, go to the
    distance :math:`\lfloor truncate \cdot \sigma \rfloor`, but no further than the smaller side of
    the image less one.

    .. warning:: A wide blur closes gaps and wipes out thin strokes, which can make another digit.

    Parameters
    ----------
    sigma_range : float or (float, float), default=(0.5, 1.5)
        The standard deviation :math:`\sigma` in pixels; 0 leaves images as they are.
    truncate : float, default=3.5
        How many standard deviations the weights go, at least 1.

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
        return smooth(images, draws["sigma"], self.truncate)


def smooth(
    images: NDArray[np.floating], sigma: NDArray[np.float64], truncate: float
) -> NDArray[np.floating]:
    """Smooth each image with a Gaussian of its own; see :class:`GaussianBlur`.

    Parameters
    ----------
    images : ndarray of shape (n, height, width, channels), float32 or float64
        The images; they are not changed.
    sigma : ndarray of shape (n,)
        The standard deviations in pixels.
    truncate : float
        How many standard deviations the weights go.

    Returns
    -------
    ndarray of shape (n, height, width, channels)
        New images of the same dtype.
    """
    from oversample._kernels.correlate import blur

    farthest = min(images.shape[1:3]) - 1
    radii = np.minimum(np.floor(truncate * sigma), farthest).astype(np.intp)
    distances = np.arange(radii.max(initial=0) + 1)
    # Where sigma is 0 only the distance 0 is within the radius.
    scaled = distances / np.where(sigma > 0, sigma, 1)[:, np.newaxis]
    weights = np.where(distances <= radii[:, np.newaxis], np.exp(-0.5 * scaled**2), 0)
    weights /= weights[:, :1] + 2 * weights[:, 1:].sum(axis=1, keepdims=True)
    out = np.empty_like(images)
    blur(images, weights.astype(images.dtype), radii, out)
    return out
