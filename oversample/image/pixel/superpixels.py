"""Superpixels: images painted with segments of their mean colour."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample._params import real_within
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws
from oversample.image.pixel.base import to_unit
from oversample.image.pixel.fields import uniform_fields
from oversample.image.ranges import (
    Range,
    draw_integers,
    draw_seeds,
    draw_uniform,
    integer_range_from,
    range_within,
)


class Superpixels(ImageTransform):
    r"""Replace segments of similar colour by their mean.

    Segments are found by SLIC ([1]_, algorithm 1): centres on a grid of step :math:`S` compete for
    the pixels around them by :math:`d_{colour}^2 + (m / S)^2 d_{position}^2` in ten rounds. Colours
    are CIELAB for RGB images, and intensities on 0..100 for others. Parts of less than a quarter of
    a grid cell join a neighbour. Each segment is then painted with its mean with probability
    :math:`p`, drawn for each image: with :math:`p = 1` the mean of the image is kept.

    .. warning:: Few segments join strokes that distinguish one digit from another.

    Parameters
    ----------
    p_replace_range : float or (float, float), default=(0.5, 1.0)
        The probability :math:`p`, in [0, 1]; 0 leaves images as they are.
    n_segments_range : int or (int, int), default=(50, 120)
        The approximate number of segments, at least 1; at most a quarter of the pixels.
    compactness : float, default=10.0
        The weight :math:`m` of positions against colours, above 0: large weights make square
        segments.

    References
    ----------
    .. [1] R. Achanta, A. Shaji, K. Smith, A. Lucchi, P. Fua and S. Süsstrunk, "SLIC superpixels
       compared to state-of-the-art superpixel methods", IEEE TPAMI 34(11), 2274-2282, 2012.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Superpixels
    >>> halves = np.array([[[0.0, 0.1, 0.8, 0.9]] * 4])
    >>> Superpixels(1, n_segments_range=2).transform(halves, random_state=0)[0, 0].round(2)
    array([0.05, 0.05, 0.85, 0.85])
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "p_replace_range": [range_within(0, 1)],
        "n_segments_range": [integer_range_from(1)],
        "compactness": [real_within(0, np.inf, open_low=True)],
    }

    def __init__(
        self,
        p_replace_range: Range = (0.5, 1.0),
        n_segments_range: int | tuple[int, int] = (50, 120),
        compactness: float = 10.0,
    ) -> None:
        self.p_replace_range = p_replace_range
        self.n_segments_range = n_segments_range
        self.compactness = compactness

    def _sample(self, n: int, rng: Generator) -> Draws:
        p_replace, n_segments, seed = rng.spawn(3)
        return {
            "p_replace": draw_uniform(p_replace, self.p_replace_range, n),
            "n_segments": draw_integers(n_segments, self.n_segments_range, n),
            "seed": draw_seeds(seed, n),
        }

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Paint segments; see :meth:`ImageTransform.apply`."""
        from oversample._kernels.image.superpixels import paint_means, segment

        colours = to_unit(images, canvas)
        if canvas.channels == 3:
            colours = lab_from_rgb(colours)
        else:
            colours *= colours.dtype.type(100 / np.sqrt(canvas.channels))
        most = max(canvas.height * canvas.width // 4, 1)
        labels = np.empty(images.shape[:3], np.int32)
        n_labels = np.empty(len(images), np.intp)
        n_segments = np.minimum(draws["n_segments"], most).astype(np.intp)
        segment(colours, n_segments, float(self.compactness), labels, n_labels)
        chances = uniform_fields(draws["seed"], (int(n_labels.max(initial=1)),))
        out = np.empty_like(images)
        is_replaced = chances < draws["p_replace"][:, np.newaxis]
        paint_means(images, labels, n_labels, is_replaced, out)
        return out


# Linear sRGB to CIE XYZ (IEC 61966-2-1), each row divided by the white of D65.
_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
) / np.array([[0.95047], [1.0], [1.08883]])


def lab_from_rgb(rgb: NDArray[np.floating]) -> NDArray[np.floating]:
    """Convert sRGB to CIELAB under D65.

    Parameters
    ----------
    rgb : ndarray of shape (..., 3)
        Red, green and blue in [0, 1].

    Returns
    -------
    ndarray of shape (..., 3)
        Lightness in [0, 100] and the two colour axes.
    """
    rgb = np.clip(rgb, 0, 1)
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    red, green, blue = linear[..., 0], linear[..., 1], linear[..., 2]
    x, y, z = (
        _lab_root(rgb.dtype.type(r) * red + rgb.dtype.type(g) * green + rgb.dtype.type(b) * blue)
        for r, g, b in _TO_XYZ
    )
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def _lab_root(t: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
