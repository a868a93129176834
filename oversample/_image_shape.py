"""Rows that are flattened images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from oversample._params import Constraint
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
        and all(isinstance(n, int | np.integer) and n >= 1 for n in value)
    )


Shape = Constraint("a tuple (height, width) or (height, width, channels)", _is_shape)


def check_image_shape(
    image_shape: Sequence[int], n_features: int, owner: str = "The sampler"
) -> ImageShape:
    """Check that rows can be images of a shape.

    Parameters
    ----------
    image_shape : sequence of int
        (height, width) or (height, width, channels).
    n_features : int
        The length of a row.
    owner : str
        The name of who asks, for messages.

    Returns
    -------
    ImageShape
        Height, width and channels; one channel where none were named.

    Raises
    ------
    InvalidParameterError
        If the shape has not as many cells as the row.
    """
    height, width, *rest = (int(n) for n in image_shape)
    shape = ImageShape(height, width, *(rest or [1]))
    n_cells = shape.height * shape.width * shape.channels
    if n_cells != n_features:
        raise InvalidParameterError(
            f"{owner}: image_shape={tuple(image_shape)} stands for rows of "
            f"{' x '.join(str(n) for n in image_shape)} = {n_cells} pixels, but X has "
            f"{n_features} columns."
        )
    return shape
