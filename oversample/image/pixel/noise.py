"""Noise: Gaussian, and salt and pepper."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from oversample._params import Boolean
from oversample.image.base import ImageTransform
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws
from oversample.image.pixel.base import PixelTransform, per_image
from oversample.image.pixel.fields import normal_fields
from oversample.image.ranges import Range, draw_seeds, draw_uniform, range_within


class GaussianNoise(PixelTransform):
    r"""Add normal noise.

    :math:`I' = I + (\mu + \sigma Z) R`, with :math:`Z \sim N(0, 1)` for each value and :math:`R`
    the width of the value range. Clipping draws the noise of black and white pixels inwards.

    .. warning:: If texture makes the label, a smooth surface becomes a rough one.

    Parameters
    ----------
    std_range : float or (float, float), default=(0.02, 0.1)
        The standard deviation :math:`\sigma` as a fraction of the value range, at least 0.
    mean_range : float or (float, float), default=0
        The mean :math:`\mu`, as a fraction of the value range.
    per_channel : bool, default=True
        Whether each channel has a noise of its own; otherwise it is gray.
    clip : bool, default=True
        Whether values outside of the value range become its ends.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import GaussianNoise
    >>> noisy = GaussianNoise(std_range=0.1).transform(np.full((1, 50, 50), 0.5), random_state=0)
    >>> print(noisy.mean().round(2), noisy.std().round(2))
    0.5 0.1
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "std_range": [range_within(0, np.inf)],
        "mean_range": [range_within(-np.inf, np.inf)],
        "per_channel": [Boolean],
        **PixelTransform._parameter_constraints,
    }

    def __init__(
        self,
        std_range: Range = (0.02, 0.1),
        mean_range: Range = 0,
        *,
        per_channel: bool = True,
        clip: bool = True,
    ) -> None:
        self.std_range = std_range
        self.mean_range = mean_range
        self.per_channel = per_channel
        self.clip = clip

    def _sample(self, n: int, rng: Generator) -> Draws:
        std, mean, seed = rng.spawn(3)
        return {
            "std": draw_uniform(std, self.std_range, n),
            "mean": draw_uniform(mean, self.mean_range, n),
            "seed": draw_seeds(seed, n),
        }

    def _change(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        channels = canvas.channels if self.per_channel else 1
        noise = normal_fields(draws["seed"], (canvas.height, canvas.width, channels))
        std = per_image(draws["std"] * canvas.span, images)
        mean = per_image(draws["mean"] * canvas.span, images)
        return images + (mean + std * noise)

    def _is_neutral(self, draws: Draws) -> NDArray[np.bool_]:
        return (draws["std"] == 0) & (draws["mean"] == 0)


class SaltAndPepper(ImageTransform):
    r"""Make random pixels white or black.

    Exactly :math:`k = \mathrm{rint}(a N)` of the :math:`N` pixels of an image (or values, with
    ``per_channel``) are replaced, :math:`\mathrm{rint}(s k)` by white and the others by black, the
    ends of the value range.

    .. warning:: If single dots make the label (a star, a defect, the dot of an i), new ones
       appear and true ones vanish.

    Parameters
    ----------
    amount_range : float or (float, float), default=(0.01, 0.06)
        The share :math:`a` of replaced pixels, in [0, 1]; 0 leaves images as they are.
    salt_vs_pepper_range : float or (float, float), default=(0.4, 0.6)
        The share :math:`s` of white ones among them, in [0, 1].
    per_channel : bool, default=False
        Whether values are replaced rather than pixels with all their channels.

    Examples
    --------
    >>> import numpy as np
    >>> from oversample.image import SaltAndPepper
    >>> gray = np.full((1, 10, 10), 0.5)
    >>> noisy = SaltAndPepper(0.1, salt_vs_pepper_range=0.3).transform(gray, random_state=0)
    >>> print((noisy == 1).sum(), (noisy == 0).sum())
    3 7
    """

    _parameter_constraints: ClassVar[dict[str, list[type | None]]] = {
        "amount_range": [range_within(0, 1)],
        "salt_vs_pepper_range": [range_within(0, 1)],
        "per_channel": [Boolean],
    }

    def __init__(
        self,
        amount_range: Range = (0.01, 0.06),
        salt_vs_pepper_range: Range = (0.4, 0.6),
        *,
        per_channel: bool = False,
    ) -> None:
        self.amount_range = amount_range
        self.salt_vs_pepper_range = salt_vs_pepper_range
        self.per_channel = per_channel

    def _sample(self, n: int, rng: Generator) -> Draws:
        amount, salt, seed = rng.spawn(3)
        return {
            "amount": draw_uniform(amount, self.amount_range, n),
            "salt": draw_uniform(salt, self.salt_vs_pepper_range, n),
            "seed": draw_seeds(seed, n),
        }

    def apply(self, images: NDArray[np.floating], draws: Draws, canvas: Canvas) -> Any:
        """Replace pixels; see :meth:`ImageTransform.apply`."""
        from oversample._kernels.image.salt_and_pepper import sprinkle

        step = 1 if self.per_channel else canvas.channels
        n_replaced = np.rint(draws["amount"] * (canvas.size // step)).astype(np.intp)
        n_white = np.rint(draws["salt"] * n_replaced).astype(np.intp)
        white, black = images.dtype.type(canvas.high), images.dtype.type(canvas.low)
        out = images.copy()
        # Without JIT, NumPy warns of integers that wrap around.
        with np.errstate(over="ignore"):
            new = out.reshape(-1, canvas.size)
            sprinkle(draws["seed"], n_white, n_replaced, white, black, step, new)
        return out
