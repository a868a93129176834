"""Blends of an image with a transformed one, through masks of noise."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample._params import Boolean, one_of, real_within
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws
from oversample.image.fields import hash_fields
from oversample.image.filters import EdgeDetect
from oversample.image.noise_masks import (
    ENLARGEMENT_CHANCES,
    enlarge_masks,
    frequency_masks,
    lattice_sides,
    simplex_masks,
)
from oversample.image.ranges import (
    Range,
    draw_integers,
    draw_seeds,
    draw_uniform,
    integer_range_from,
    range_within,
)

_AGGREGATIONS = {"max": np.maximum, "min": np.minimum, "avg": np.add}


class _NoiseAlpha(ImageTransform):
    """Base of the blends: how masks are drawn, put together, and used."""

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "foreground": [ImageTransform, None],
        "background": [ImageTransform, None],
        "size_px_max": [integer_range_from(1)],
        "iterations": [integer_range_from(1)],
        "aggregation": [one_of(*_AGGREGATIONS)],
        "sigmoid": [Boolean, real_within(0, 1)],
        "sigmoid_thresh_std": [real_within(0, np.inf)],
        "per_channel": [Boolean],
    }

    _least_side: ClassVar[int]

    foreground: ImageTransform | None
    background: ImageTransform | None
    size_px_max: int | tuple[int, int]
    iterations: int | tuple[int, int]
    aggregation: str
    sigmoid: bool | float
    sigmoid_thresh_std: float
    per_channel: bool

    @abstractmethod
    def _lattices(
        self,
        seeds: NDArray[np.uint64],
        draws: Draws,
        image: NDArray[np.intp],
        turn: NDArray[np.intp],
        heights: NDArray[np.intp],
        widths: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        """Make one lattice of noise in [0, 1] for each seed, drawn for its image and iteration."""

    def _layers(self) -> dict[str, ImageTransform]:
        front = EdgeDetect(alpha_range=(0.5, 1.0)) if self.foreground is None else self.foreground
        if self.background is None:
            return {"foreground": front}
        return {"foreground": front, "background": self.background}

    def check_canvas(self, canvas: Canvas) -> None:
        """Refuse what a layer refuses; see :meth:`ImageTransform.check_canvas`."""
        for layer in self._layers().values():
            layer.check_canvas(canvas)

    def _sample(self, n: int, rng: Generator) -> Draws:
        layers = self._layers()
        first, second, third, fourth, fifth, sixth, *streams = rng.spawn(6 + len(layers))
        most = int(np.max(self.iterations))
        draws = {
            name: layer.sample(n, stream)
            for (name, layer), stream in zip(layers.items(), streams, strict=True)
        }
        enlargement = np.searchsorted(np.cumsum(ENLARGEMENT_CHANCES[:-1]), third.random((n, most)))
        return {
            **draws,
            "n_iterations": draw_integers(first, self.iterations, n),
            "size": draw_integers(second, self.size_px_max, n * most).reshape(n, most),
            "enlargement": enlargement,
            "is_sharp": fourth.random(n) < float(self.sigmoid),
            "threshold": self.sigmoid_thresh_std * fifth.standard_normal(n),
            "seed": draw_seeds(sixth, n),
        }

    def masks(self, draws: Draws, canvas: Canvas) -> NDArray[np.float64]:
        """Give the share of the foreground at each pixel.

        Parameters
        ----------
        draws : dict
            What :meth:`sample` drew for n images.
        canvas : Canvas
            The shape of the images.

        Returns
        -------
        ndarray of shape (n, height, width, channels), or (n, height, width, 1)
            Values in [0, 1], for each channel only with ``per_channel``.
        """
        n, most = draws["size"].shape
        channels = canvas.channels if self.per_channel else 1
        seeds = hash_fields(draws["seed"], (most, channels))
        image, turn = np.nonzero(np.arange(most) < draws["n_iterations"][:, np.newaxis])
        sizes = draws["size"][image, turn]
        heights, widths = lattice_sides(sizes, canvas.height, canvas.width, self._least_side)
        starts = np.cumsum(draws["n_iterations"]) - draws["n_iterations"]
        result = np.empty((n, canvas.height, canvas.width, channels))
        if n == 0:
            return result
        for channel in range(channels):
            lattices = self._lattices(
                seeds[image, turn, channel], draws, image, turn, heights, widths
            )
            methods = draws["enlargement"][image, turn]
            shape = canvas.height, canvas.width
            enlarged = enlarge_masks(lattices, heights, widths, methods, shape)
            result[..., channel] = _AGGREGATIONS[self.aggregation].reduceat(enlarged, starts)
        broadcast = (slice(None), np.newaxis, np.newaxis, np.newaxis)
        if self.aggregation == "avg":
            result /= draws["n_iterations"][broadcast]
        sharpened = 1 / (1 + np.exp(draws["threshold"][broadcast] + 10 - 20 * result))
        return np.where(draws["is_sharp"][broadcast], sharpened, result)

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Blend images; see :meth:`ImageTransform.apply`."""
        layers = {
            name: layer.apply(images, draws[name], canvas) for name, layer in self._layers().items()
        }
        front, back = layers["foreground"], layers.get("background", images)
        share = self.masks(draws, canvas).astype(images.dtype)
        # Where both layers agree there is nothing to compute, and thus nothing to round.
        return np.where(front == back, back, (1 - share) * back + share * front)


class SimplexNoiseAlpha(_NoiseAlpha):
    r"""Blend images with transformed ones through smooth blobs.

    :math:`I' = (1 - a) B + a F`, with the foreground :math:`F`, the background :math:`B`, and a
    mask :math:`a` in [0, 1] for each image. A mask is made of some fields of OpenSimplex noise
    :math:`(\nu + 1) / 2` on a small lattice, each enlarged to the image (by the nearest sample,
    linearly or by cubics, with chances of 0.05, 0.6 and 0.35); of these the largest value is taken,
    and sharpened to :math:`1 / (1 + e^{-(20 a - 10 - t)})`, :math:`t \sim N(0, \sigma^2)`. That is
    the rule of imgaug, with masks in floats rather than 8 bits.

    Masks of pixels (replay) are not blended: they stay as they are.

    Parameters
    ----------
    foreground : ImageTransform or None, default=None
        What the image is transformed by for the foreground. None is
        ``EdgeDetect(alpha_range=(0.5, 1))``.
    background : ImageTransform or None, default=None
        The same for the background. None is the image itself.
    size_px_max : int or (int, int), default=(2, 16)
        The longer side of a lattice, in samples.
    iterations : int or (int, int), default=(1, 3)
        The number of lattices of a mask.
    aggregation : {"max", "min", "avg"}, default="max"
        What is taken of them.
    sigmoid : bool or float, default=True
        Whether masks are sharpened; or the probability of it.
    sigmoid_thresh_std : float, default=5.0
        The standard deviation :math:`\sigma` of the threshold: whether a mask is mostly foreground
        or mostly background.
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
        **_NoiseAlpha._parameter_constraints
    }

    _least_side = 1

    def __init__(
        self,
        foreground: ImageTransform | None = None,
        background: ImageTransform | None = None,
        *,
        size_px_max: int | tuple[int, int] = (2, 16),
        iterations: int | tuple[int, int] = (1, 3),
        aggregation: str = "max",
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
        image: NDArray[np.intp],
        turn: NDArray[np.intp],
        heights: NDArray[np.intp],
        widths: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        return simplex_masks(seeds, heights, widths)


class FrequencyNoiseAlpha(_NoiseAlpha):
    r"""Blend images with transformed ones through noise of a chosen roughness.

    As :class:`SimplexNoiseAlpha`, but for the fields: the amplitude of a frequency :math:`f` of the
    lattice is uniform in :math:`[0, f^e]`, its phase uniform in a turn, and the real part of the
    inverse Fourier transform is stretched to [0, 1]. An exponent :math:`e` of -4 gives large blobs,
    -2 clouds, 4 small patterns.

    Parameters
    ----------
    foreground : ImageTransform or None, default=None
        What the image is transformed by for the foreground. None is
        ``EdgeDetect(alpha_range=(0.5, 1))``.
    background : ImageTransform or None, default=None
        The same for the background. None is the image itself.
    exponent_range : float or (float, float), default=(-4, 4)
        The exponent :math:`e`, for each lattice.
    size_px_max : int or (int, int), default=(4, 16)
        The longer side of a lattice, in samples; no side has fewer than 4.
    iterations : int or (int, int), default=(1, 3)
        The number of lattices of a mask.
    aggregation : {"max", "min", "avg"}, default="avg"
        What is taken of them.
    sigmoid : bool or float, default=0.5
        Whether masks are sharpened; or the probability of it.
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
        **_NoiseAlpha._parameter_constraints,
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
        aggregation: str = "avg",
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
        image: NDArray[np.intp],
        turn: NDArray[np.intp],
        heights: NDArray[np.intp],
        widths: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        return frequency_masks(seeds, draws["exponent"][image, turn], heights, widths)
