"""The canvas: shape and value range that all images of a stack have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._params import Constraint, is_real
from oversample.exceptions import InvalidParameterError


def _is_value_range(value: object) -> bool:
    if isinstance(value, str):
        return value == "auto"
    if not isinstance(value, list | tuple) or len(value) != 2:
        return False
    return all(is_real(end) and np.isfinite(end) for end in value) and value[0] < value[1]


ValueRange = Constraint("'auto' or a pair (low, high) with low < high", _is_value_range)
ValueRangeLike = str | tuple[float, float]


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
        integers, 0 and 1 for floats, if all pixels are within; otherwise the smallest and the
        largest pixel.
    """
    dtype = pixels.dtype
    if dtype.kind in "iu" and dtype.itemsize == 1:
        return float(np.iinfo(dtype).min), float(np.iinfo(dtype).max)
    white = 255.0 if dtype.kind in "iu" else 1.0
    if not pixels.size or dtype.kind == "b":
        return 0.0, white
    low, high = float(pixels.min()), float(pixels.max())
    return (0.0, white) if low >= 0 and high <= white else (low, high)
