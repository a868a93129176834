"""What all images of a stack have in common: their shape, and what is black and what is white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oversample._params import Constraint, _is_integer, _is_real
from oversample.exceptions import InvalidParameterError


def _is_value_range(value: object) -> bool:
    if isinstance(value, str):
        return value == "auto"
    if not isinstance(value, list | tuple) or len(value) != 2:
        return False
    return all(_is_real(end) and np.isfinite(end) for end in value) and value[0] < value[1]


ValueRange = Constraint("'auto' or a pair (low, high) with low < high", _is_value_range)
ValueRangeLike = str | tuple[float, float]


@dataclass(frozen=True)
class Canvas:
    """The shape of every image of a stack, and the range of its values.

    Intensities of all transforms are fractions of that range, so that the same transform does the
    same to images in 0..255, in [0, 1], or standardised to about [-2, 3].

    Attributes
    ----------
    height, width, channels : int
        Rows, columns and channels of each image, in pixels.
    low, high : float
        The values of black and of white. They are equal where all pixels are: a fraction of the
        range is then nothing.
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
        """Describe a stack of images.

        Parameters
        ----------
        shape : sequence of int
            Height, width and channels.
        pixels : ndarray of any shape
            All values of the stack; looked at if ``value_range="auto"``.
        value_range : "auto" or (float, float), default="auto"
            The values of black and white, or how to find them: see :func:`find_value_range`.
        """
        if not isinstance(value_range, ValueRange):
            raise InvalidParameterError(
                f"value_range must be {ValueRange.__name__}. Got {value_range!r} instead."
            )
        low, high = find_value_range(pixels) if isinstance(value_range, str) else value_range
        return cls(*(int(length) for length in shape), low=float(low), high=float(high))


def find_value_range(pixels: NDArray[Any]) -> tuple[float, float]:
    """Find the values of black and white.

    Parameters
    ----------
    pixels : ndarray
        Finite values of images.

    Returns
    -------
    low, high : float
        Of booleans 0 and 1; of 8-bit integers the range of their dtype; of wider integers 0 and 255
        if all pixels are within; of floats 0 and 1 if all pixels are within; otherwise the
        smallest and the largest pixel.
    """
    dtype = pixels.dtype
    if dtype.kind in "iu" and dtype.itemsize == 1:
        return float(np.iinfo(dtype).min), float(np.iinfo(dtype).max)
    white = 255.0 if dtype.kind in "iu" else 1.0
    if not pixels.size or dtype.kind == "b":
        return 0.0, white
    low, high = float(pixels.min()), float(pixels.max())
    return (0.0, white) if low >= 0 and high <= white else (low, high)


def _is_image_shape(value: object) -> bool:
    if not isinstance(value, list | tuple) or len(value) not in (2, 3):
        return False
    if not all(_is_integer(length) and (length >= 1 or length == -1) for length in value):
        return False
    return list(value).count(-1) <= 1


ImageShape = Constraint(
    "(height, width) or (height, width, channels), of ints of at least 1, of which one may be -1",
    _is_image_shape,
)


def resolve_image_shape(
    image_shape: Sequence[int], n_columns: int, owner: str
) -> tuple[int, int, int]:
    """Complete a shape: (height, width) has one channel, and -1 is what the row length leaves.

    Parameters
    ----------
    image_shape : sequence of two or three int
        Height, width and, if given, channels; one may be -1.
    n_columns : int
        The length of a row of pixels.
    owner : str
        Whose parameter it is, for the message.

    Returns
    -------
    height, width, channels : int

    Raises
    ------
    ValueError
        If no image of that shape has ``n_columns`` values.
    """
    height, width, channels = image_shape if len(image_shape) == 3 else (*image_shape, 1)
    known = int(np.prod([length for length in (height, width, channels) if length != -1]))
    is_open = -1 in (height, width, channels)
    if n_columns % known or (not is_open and n_columns != known):
        lengths = " x ".join(str(length) for length in image_shape)
        multiple = "a multiple of " if is_open else ""
        raise ValueError(
            f"The image_shape of {owner} is {lengths}, which takes rows of {multiple}{known} "
            f"values, but X has {n_columns} columns. Rows are flattened in C order, channels "
            "last: pass the height, width and channels whose product is the number of columns."
        )
    rest = n_columns // known
    height, width, channels = (
        rest if length == -1 else int(length) for length in (height, width, channels)
    )
    return height, width, channels
