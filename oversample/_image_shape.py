"""The shape of images that rows hold, flattened."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

from oversample._params import Constraint, is_integer
from oversample.exceptions import InvalidParameterError


class ImageShape(NamedTuple):
    """Height, width and channels of the image that each row holds, in C order."""

    height: int
    width: int
    channels: int


def _is_shape(value: object) -> bool:
    return (
        isinstance(value, tuple | list)
        and len(value) in (2, 3)
        and all(is_integer(n) and (n >= 1 or n == -1) for n in value)
        and list(value).count(-1) <= 1
    )


Shape = Constraint(
    "a tuple (height, width) or (height, width, channels) of ints, of which one may be -1",
    _is_shape,
)


def check_image_shape(
    image_shape: Sequence[int],
    n_features: int,
    owner: str = "The sampler",
    found: str | None = None,
) -> ImageShape:
    """Check that rows can be images of a shape, and return that shape.

    Parameters
    ----------
    image_shape : sequence of int
        (height, width) or (height, width, channels). One may be -1: it follows from the length.
    n_features : int
        The length of a row.
    owner : str
        The name of the sampler or function, for messages.
    found : str, optional
        Description of the rows for the error message; by default that of ``X``.

    Returns
    -------
    ImageShape
        Height, width and channels; one channel if none are named.

    Raises
    ------
    InvalidParameterError
        If no image of the shape has as many cells as the row.
    """
    lengths = [int(n) for n in image_shape]
    n_known = prod(length for length in lengths if length != -1)
    is_open = -1 in lengths
    if n_features % n_known or (not is_open and n_features != n_known):
        product = " x ".join(str(length) for length in lengths if length != -1)
        multiple = "a multiple of " if is_open else ""
        raise InvalidParameterError(
            f"{owner}: image_shape={tuple(image_shape)} stands for rows of {multiple}{product} = "
            f"{n_known} pixels, but {found or f'X has {n_features} columns'}."
        )
    height, width, *rest = (n_features // n_known if n == -1 else n for n in lengths)
    return ImageShape(height, width, *(rest or [1]))
