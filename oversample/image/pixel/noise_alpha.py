"""Blends of an image with a transformed one, through masks of noise."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample.image.base import ImageTransform
from oversample.image.draws import Draws
from oversample.image.pixel.blends import Aggregation, NoiseBlend
from oversample.image.pixel.noise_masks import frequency_masks, simplex_masks
from oversample.image.ranges import Range, draw_uniform, range_within


class SimplexNoiseAlpha(NoiseBlend):
    r"""Blend images with transformed ones through smooth blobs.

    :math:`I' = (1 - a) B + a F`, with the foreground :math:`F`, the background :math:`B`, and a
    mask :math:`a` in [0, 1] for each image. A mask is the largest value, at each pixel, of some
    fields of OpenSimplex noise :math:`(\nu + 1) / 2` on small lattices, each enlarged to the image
    (by the nearest sample, linearly or by cubics, with probabilities of 0.05, 0.6 and 0.35). It is
    sharpened to :math:`1 / (1 + e^{-(20 a - 10 - t)})`, :math:`t \sim N(0, \sigma^2)`. This is the
    rule of imgaug, with masks in floats rather than 8 bits.

    Masks of pixels (replay) are not blended: they stay as they are.

    Parameters
    ----------
    foreground : ImageTransform or None, default=None
        The transform of the image that makes the foreground. None:
        ``EdgeDetect(alpha_range=(0.5, 1))``.
    background : ImageTransform or None, default=None
        The transform that makes the background. None: the image itself.
    size_px_max : int or (int, int), default=(2, 16)
        The longer side of a lattice, in samples.
    iterations : int or (int, int), default=(1, 3)
        The number of lattices of a mask.
    aggregation : {"max", "min", "avg"}, default="max"
        The largest, the smallest or the mean value of the lattices at each pixel.
    sigmoid : bool or float, default=True
        Whether masks are sharpened, or the probability of that.
    sigmoid_thresh_std : float, default=5.0
        The standard deviation :math:`\sigma` of the threshold :math:`t`, which makes a mask mostly
        foreground or mostly background.
    per_channel : bool, default=False
        Whether each channel has a mask of its own.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import Invert, SimplexNoiseAlpha
    >>> blend = SimplexNoiseAlpha(foreground=Invert(), sigmoid_thresh_std=0)
    >>> black = np.zeros((1, 8, 8))
    >>> new = blend.transform(black, random_state=0)
    >>> bool(new.min() < 0.2 < 0.8 < new.max())
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **NoiseBlend._parameter_constraints
    }

    _least_side = 1

    def __init__(
        self,
        foreground: ImageTransform | None = None,
        background: ImageTransform | None = None,
        *,
        size_px_max: int | tuple[int, int] = (2, 16),
        iterations: int | tuple[int, int] = (1, 3),
        aggregation: Aggregation = "max",
        sigmoid: bool | float = True,
        sigmoid_thresh_std: float = 5.0,
        per_channel: bool = False,
    ) -> None:
        self.foreground = foreground
        self.background = background
        self.size_px_max = size_px_max
        self.iterations = iterations
        self.aggregation = aggregation
        self.sigmoid = sigmoid
        self.sigmoid_thresh_std = sigmoid_thresh_std
        self.per_channel = per_channel

    def _lattices(
        self,
        seeds: NDArray[np.uint64],
        draws: Draws,
        pairs: tuple[NDArray[np.intp], ...],
        heights: NDArray[np.intp],
        widths: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        return simplex_masks(seeds, heights, widths)


class FrequencyNoiseAlpha(NoiseBlend):
    r"""Blend images with transformed ones through noise of a chosen roughness.

    As :class:`SimplexNoiseAlpha` with other fields: the amplitude of a frequency :math:`f` of the
    lattice is uniform in :math:`[0, f^e]`, its phase uniform in a turn, and the real part of the
    inverse Fourier transform is stretched to [0, 1]. An exponent :math:`e` of -4 gives large blobs,
    -2 clouds, 4 small patterns.

    Parameters
    ----------
    foreground : ImageTransform or None, default=None
        The transform of the image that makes the foreground. None:
        ``EdgeDetect(alpha_range=(0.5, 1))``.
    background : ImageTransform or None, default=None
        The transform that makes the background. None: the image itself.
    exponent_range : float or (float, float), default=(-4, 4)
        The exponent :math:`e`, for each lattice.
    size_px_max : int or (int, int), default=(4, 16)
        The longer side of a lattice, in samples; no side has fewer than 4.
    iterations : int or (int, int), default=(1, 3)
        The number of lattices of a mask.
    aggregation : {"max", "min", "avg"}, default="avg"
        The largest, the smallest or the mean value of the lattices at each pixel.
    sigmoid : bool or float, default=0.5
        Whether masks are sharpened, or the probability of that.
    sigmoid_thresh_std : float, default=5.0
        The standard deviation of the threshold; see :class:`SimplexNoiseAlpha`.
    per_channel : bool, default=False
        Whether each channel has a mask of its own.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import FrequencyNoiseAlpha, Invert
    >>> blend = FrequencyNoiseAlpha(foreground=Invert(), iterations=1, sigmoid=False)
    >>> black = np.zeros((1, 8, 8))
    >>> new = blend.transform(black, random_state=0)
    >>> bool(new.min() < 0.2 < 0.8 < new.max())
    True
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        **NoiseBlend._parameter_constraints,
        "exponent_range": [range_within(-np.inf, np.inf)],
    }

    _least_side = 4

    def __init__(
        self,
        foreground: ImageTransform | None = None,
        background: ImageTransform | None = None,
        *,
        exponent_range: Range = (-4, 4),
        size_px_max: int | tuple[int, int] = (4, 16),
        iterations: int | tuple[int, int] = (1, 3),
        aggregation: Aggregation = "avg",
        sigmoid: bool | float = 0.5,
        sigmoid_thresh_std: float = 5.0,
        per_channel: bool = False,
    ) -> None:
        self.foreground = foreground
        self.background = background
        self.exponent_range = exponent_range
        self.size_px_max = size_px_max
        self.iterations = iterations
        self.aggregation = aggregation
        self.sigmoid = sigmoid
        self.sigmoid_thresh_std = sigmoid_thresh_std
        self.per_channel = per_channel

    def _sample(self, n: int, rng: Generator) -> Draws:
        masks, exponent = rng.spawn(2)
        draws = super()._sample(n, masks)
        n_lattices = draws["size"].size
        exponents = draw_uniform(exponent, self.exponent_range, n_lattices)
        return {**draws, "exponent": exponents.reshape(draws["size"].shape)}

    def _lattices(
        self,
        seeds: NDArray[np.uint64],
        draws: Draws,
        pairs: tuple[NDArray[np.intp], ...],
        heights: NDArray[np.intp],
        widths: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        return frequency_masks(seeds, draws["exponent"][pairs], heights, widths)
