"""Base of blends through masks of noise: their draws, combination and use."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Literal, get_args

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample._params import Boolean, one_of, real_within
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws, streams
from oversample.image.pixel.fields import hash_fields
from oversample.image.pixel.filters import EdgeDetect
from oversample.image.pixel.noise_masks import (
    ENLARGEMENT_CHANCES,
    enlarge_masks,
    lattice_sides,
)
from oversample.image.ranges import (
    draw_integers,
    draw_seeds,
    integer_range_from,
)

Aggregation = Literal["max", "min", "avg"]
"""How masks of several iterations are combined."""

_AGGREGATIONS: dict[Aggregation, np.ufunc] = {"max": np.maximum, "min": np.minimum, "avg": np.add}


class NoiseBlend(ImageTransform):
    """Base of blends of an image with a transformed one, through masks of noise."""

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "foreground": [ImageTransform, None],
        "background": [ImageTransform, None],
        "size_px_max": [integer_range_from(1)],
        "iterations": [integer_range_from(1)],
        "aggregation": [one_of(*get_args(Aggregation))],
        "sigmoid": [Boolean, real_within(0, 1)],
        "sigmoid_thresh_std": [real_within(0, np.inf)],
        "per_channel": [Boolean],
    }

    _least_side: ClassVar[int]

    foreground: ImageTransform | None
    background: ImageTransform | None
    size_px_max: int | tuple[int, int]
    iterations: int | tuple[int, int]
    aggregation: Aggregation
    sigmoid: bool | float
    sigmoid_thresh_std: float
    per_channel: bool

    @abstractmethod
    def _lattices(
        self,
        seeds: NDArray[np.uint64],
        draws: Draws,
        pairs: tuple[NDArray[np.intp], ...],
        heights: NDArray[np.intp],
        widths: NDArray[np.intp],
    ) -> NDArray[np.float64]:
        """Compute a lattice of noise in [0, 1] for each seed.

        Its draws are those of the image and the iteration whose indices ``pairs`` holds.
        """

    def _layers(self) -> dict[str, ImageTransform]:
        front = EdgeDetect(alpha_range=(0.5, 1.0)) if self.foreground is None else self.foreground
        if self.background is None:
            return {"foreground": front}
        return {"foreground": front, "background": self.background}

    def check_canvas(self, canvas: Canvas) -> None:
        """Raise if a layer cannot transform these; see :meth:`ImageTransform.check_canvas`."""
        for layer in self._layers().values():
            layer.check_canvas(canvas)

    def _sample(self, n: int, rng: Generator) -> Draws:
        layers = self._layers()
        own = "n_iterations", "size", "enlargement", "is_sharp", "threshold", "seed"
        stream = streams(rng, *own, *layers)
        most = int(np.max(self.iterations))
        draws = {name: layer.sample(n, stream[name]) for name, layer in layers.items()}
        chance = stream["enlargement"].random((n, most))
        return {
            **draws,
            "n_iterations": draw_integers(stream["n_iterations"], self.iterations, n),
            "size": draw_integers(stream["size"], self.size_px_max, n * most).reshape(n, most),
            "enlargement": np.searchsorted(np.cumsum(ENLARGEMENT_CHANCES[:-1]), chance),
            "is_sharp": stream["is_sharp"].random(n) < float(self.sigmoid),
            "threshold": self.sigmoid_thresh_std * stream["threshold"].standard_normal(n),
            "seed": draw_seeds(stream["seed"], n),
        }

    def masks(self, draws: Draws, canvas: Canvas) -> NDArray[np.float64]:
        """Compute the share of the foreground at each pixel.

        Parameters
        ----------
        draws : dict
            The record that :meth:`sample` drew for n images.
        canvas : Canvas
            The shape of the images.

        Returns
        -------
        ndarray of shape (n, height, width, channels), or (n, height, width, 1)
            Values in [0, 1]; one for each channel only with ``per_channel``.
        """
        n, most = draws["size"].shape
        channels = canvas.channels if self.per_channel else 1
        seeds = hash_fields(draws["seed"], (most, channels))
        pairs = np.nonzero(np.arange(most) < draws["n_iterations"][:, np.newaxis])
        sizes = draws["size"][pairs]
        heights, widths = lattice_sides(sizes, canvas.height, canvas.width, self._least_side)
        starts = np.cumsum(draws["n_iterations"]) - draws["n_iterations"]
        result = np.empty((n, canvas.height, canvas.width, channels))
        if n == 0:
            return result
        for channel in range(channels):
            lattices = self._lattices(seeds[*pairs, channel], draws, pairs, heights, widths)
            methods = draws["enlargement"][pairs]
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
        # Equal values of both layers stay as they are: blending would round them.
        return np.where(front == back, back, (1 - share) * back + share * front)
