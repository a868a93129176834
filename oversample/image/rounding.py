"""The dtype that pixels are computed in, and the rounding of computed values to pixels."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


@cache
def working_dtype(dtype: DTypeLike) -> np.dtype[Any]:
    """Return the float that pixels of a dtype are computed in: the smallest that holds them all.

    float32 for booleans, integers of up to 16 bits, float16 and float32; otherwise float64.
    """
    return min(np.result_type(dtype, np.float32), np.dtype(np.float64), key=lambda d: d.itemsize)


@cache
def limits_of(pixels: np.dtype[Any], values: np.dtype[Any]) -> NDArray[np.floating]:
    """Return the least and the greatest pixel, for kernels that round computed values.

    Parameters
    ----------
    pixels : dtype
        The dtype of the pixels.
    values : dtype
        The float that values are computed in.

    Returns
    -------
    ndarray of shape (2,) for integer pixels, else (0,), of dtype ``values``
        The limits to which values are cut and rounded; none if pixels are no integers.
    """
    if pixels.kind not in "iu":
        return np.empty(0, values)
    ends = np.iinfo(pixels)
    limits = np.array([ends.min, ends.max], values)
    if int(limits[1]) > ends.max:
        # The largest 64-bit integer is no float: the limit is the largest float below it.
        limits[1] = np.nextafter(limits[1], values.type(0))
    return limits


def to_pixels(values: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return computed values as pixels: integers rounded half to even, in the dtype's range."""
    if values.dtype == dtype:
        return values
    pixels = np.empty(values.shape, dtype)
    write_pixels(values, pixels)
    return pixels


def write_pixels(values: NDArray[Any], out: NDArray[Any]) -> None:
    """Write computed values as pixels to an array of the same size; see :func:`to_pixels`."""
    values, dtype = values.reshape(out.shape), out.dtype
    if values.dtype == dtype:
        out[...] = values
    elif not (dtype.isnative and out.flags.c_contiguous):
        # Kernels compile for the machine's byte order only, and write to flat arrays.
        out[...] = to_pixels(values, dtype.newbyteorder("="))
    elif dtype.kind == "b":
        np.greater(values, 0.5, out=out)
    elif dtype.kind == "f":
        if not np.can_cast(values.dtype, dtype):
            limit = values.dtype.type(np.finfo(dtype).max)
            values = np.clip(values, -limit, limit)
        out[...] = values
    elif values.dtype.kind == "f":
        from oversample._kernels.image.pixels import write_pixels as write_rounded

        limits = limits_of(dtype, values.dtype)
        flat = np.ascontiguousarray(values).reshape(-1)
        write_rounded(flat, limits, out.reshape(-1), 0, out.size)
    else:
        out[...] = np.clip(values, *_common_limits(values.dtype, dtype))


def _common_limits(*dtypes: np.dtype[Any]) -> tuple[int, int]:
    """Return the smallest and the largest integer that all of some integer dtypes can hold."""
    limits = [np.iinfo(dtype) for dtype in dtypes]
    return max(limit.min for limit in limits), min(limit.max for limit in limits)
