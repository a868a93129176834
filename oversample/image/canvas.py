"""The canvas: shape and value range that all images of a stack have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from oversample._params import Constraint, is_real
from oversample.exceptions import InvalidParameterError, warn


def _is_value_range(value: object) -> bool:
    if isinstance(value, str):
        return value == "auto"
    if not isinstance(value, list | tuple) or len(value) != 2:
        return False
    return all(is_real(end) and np.isfinite(end) for end in value) and value[0] < value[1]


ValueRange = Constraint("'auto' or a pair (low, high) with low < high", _is_value_range)
ValueRangeLike = Literal["auto"] | tuple[float, float]


def _is_fraction(value: object) -> bool:
    return is_real(value) and 0 <= value <= 1  # type: ignore[operator]


Fill = Constraint(
    "a fraction of the value range (0 is black, 1 is white) in [0, 1], or a sequence of one for "
    "each channel",
    lambda v: (
        _is_fraction(v)
        or (isinstance(v, list | tuple) and len(v) > 0 and all(map(_is_fraction, v)))
    ),
)
FillLike = float | Sequence[float]


@dataclass(frozen=True)
class Canvas:
    """The shape of every image of a stack, and the range of its values.

    Intensities of all transforms are fractions of that range, so that a transform has the same
    effect on images in 0..255, in [0, 1], or standardised to about [-2, 3].

    Attributes
    ----------
    height, width, channels : int
        Rows, columns and channels of each image, in pixels.
    low, high : float
        The values of black and of white. They are equal if all pixels are; fractions of the range
        are then 0.
    """

    height: int
    width: int
    channels: int
    low: float
    high: float

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels."""
        return self.height, self.width, self.channels

    @property
    def size(self) -> int:
        """The number of values of an image."""
        return self.height * self.width * self.channels

    @property
    def span(self) -> float:
        """The distance from black to white."""
        return self.high - self.low

    @classmethod
    def of(
        cls, shape: Sequence[int], pixels: NDArray[Any], value_range: ValueRangeLike = "auto"
    ) -> Canvas:
        """Build the canvas of a stack of images.

        Parameters
        ----------
        shape : sequence of int
            Height, width and channels.
        pixels : ndarray of any shape
            All values of the stack; read only if ``value_range="auto"``.
        value_range : "auto" or (float, float), default="auto"
            The values of black and white; ``"auto"``: those of :func:`find_value_range`.

        Returns
        -------
        Canvas
            The shape and value range.

        Raises
        ------
        InvalidParameterError
            If ``value_range`` is neither "auto" nor a pair in ascending order.
        """
        if not isinstance(value_range, ValueRange):
            raise InvalidParameterError(
                f"value_range must be {ValueRange.__name__}. Got {value_range!r} instead."
            )
        low, high = find_value_range(pixels) if isinstance(value_range, str) else value_range
        return cls(*(int(length) for length in shape), low=float(low), high=float(high))


# Values of pixels. Floats beyond are of images in 0 to 255 ...
_HALF_OF_WHITE = 127.5
# ... and those up to here are not: no stack of such images is that dark.
_NEARLY_BLACK = 16


def fill_values(fill: FillLike, canvas: Canvas) -> NDArray[np.float64]:
    """Return the values that a fill stands for.

    Parameters
    ----------
    fill : float or sequence of float
        A fraction of the value range, or one for each channel.
    canvas : Canvas
        The value range and the number of channels of the images.

    Returns
    -------
    ndarray of shape (1,) or (n_channels,)
        The value of all channels, or of each.

    Raises
    ------
    ValueError
        If there are more or fewer fractions than channels.
    """
    fractions = np.atleast_1d(np.asarray(fill, dtype=np.float64))
    if np.ndim(fill) and len(fractions) != canvas.channels:
        raise ValueError(
            f"fill={fill!r} has {len(fractions)} values, one for each channel, but the images have "
            f"{canvas.channels}. Pass one number for all channels, or {canvas.channels} of them."
        )
    return canvas.low + fractions * canvas.span


def find_value_range(pixels: NDArray[Any]) -> tuple[float, float]:
    """Return the values of black and white.

    Parameters
    ----------
    pixels : ndarray
        Finite values of images.

    Returns
    -------
    low, high : float
        0 and 1 for booleans; the limits of the dtype for 8-bit integers; 0 and 255 for wider
        integers that are all within; 0 and 1 for floats that are all within, and 0 and 255 for
        floats that are all within and pass half of it. Otherwise the smallest and the largest
        pixel.

    Warns
    -----
    UserWarning
        If these are the smallest and the largest pixel of what may be dark images of a known scale:
        without negative pixels, some beyond 16, and not a full scale, such as 0 to 4095.
    """
    dtype = pixels.dtype
    is_whole = dtype.kind in "iu"
    if is_whole and dtype.itemsize == 1:
        return float(np.iinfo(dtype).min), float(np.iinfo(dtype).max)
    if not pixels.size or dtype.kind == "b":
        return 0.0, 255.0 if is_whole else 1.0
    low, high = float(pixels.min()), float(pixels.max())
    if low >= 0 and high <= 1 and not is_whole:
        return 0.0, 1.0
    if low >= 0 and high <= 255 and (is_whole or high > _HALF_OF_WHITE):
        return 0.0, 255.0
    is_full_scale = low == 0 and (_is_power_of_two(high) or _is_power_of_two(high + 1))
    if low >= 0 and high > _NEARLY_BLACK and not is_full_scale:
        # Without numbers, so that Python shows it once for each line, not for each batch.
        warn(
            "value_range='auto' has to guess the values of black and white: it takes the smallest "
            "and the largest pixel, which those of other images (a batch, a fold) may exceed. Pass "
            "value_range=(low, high), such as (0, 255).",
            UserWarning,
        )
    return low, high


def _is_power_of_two(value: float) -> bool:
    return value > 0 and np.frexp(value)[0] == 0.5
