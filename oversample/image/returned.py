"""What the methods of a transform return, checked by their names."""

from __future__ import annotations

from typing import Any

import numpy as np

from oversample.plan.checks import found


def check_record(record: Any, n: int, transform: object) -> None:
    """Raise where a record is not of arrays with one entry for each image.

    Parameters
    ----------
    record : object
        What ``_sample`` has returned.
    n : int
        The number of images.
    transform : ImageTransform
        Whose method it is.

    Raises
    ------
    ValueError
        The message names the method, and the array.
    """
    method = f"{type(transform).__name__}._sample"
    if not isinstance(record, dict):
        raise ValueError(f"{method} must return a dict of arrays. Got {found(record)}.")
    for name, values in record.items():
        if isinstance(values, dict):
            check_record(values, n, transform)
        elif not isinstance(values, np.ndarray) or values.shape[:1] != (n,):
            raise ValueError(
                f"{name!r} of the record of {method} must be an array with one entry for each of "
                f"{n} images. Got {found(values)}."
            )


def returned(values: Any, shape: tuple[int, ...], transform: object, method: str) -> Any:
    """Return what a method has returned, checked to be an array of a shape.

    Parameters
    ----------
    values : object
        What it has returned.
    shape : tuple of int
        The shape that it must have.
    transform : ImageTransform
        Whose method it is.
    method : str
        Its name.

    Raises
    ------
    ValueError
        If it is no array of that shape; the message names the method.
    """
    if isinstance(values, np.ndarray) and values.shape == shape:
        return values
    raise ValueError(
        f"{type(transform).__name__}.{method} must return an array of shape {shape}. Got "
        f"{found(values)}."
    )
