"""Applying a transform to a whole stack: in chunks that fit the cache, on threads, in any dtype."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from oversample.image.canvas import Canvas
from oversample.image.draws import Draws, select
from oversample.neighbors._threads import run_ranges

if TYPE_CHECKING:
    from oversample.image.base import ImageTransform

# Values of a chunk: its arrays stay in the cache, and memory does not grow with the stack.
_CHUNK_VALUES = 2**18

# Seconds of work below which threads cost more than they bring.
_WORTH_THREADS = 2e-3


def working_dtype(dtype: DTypeLike) -> np.dtype[Any]:
    """Choose the float that pixels of a dtype are computed in: the smallest that holds them all.

    float32 for booleans, integers of up to 16 bits, float16 and float32; otherwise float64.
    """
    return min(np.result_type(dtype, np.float32), np.dtype(np.float64), key=lambda d: d.itemsize)


def write_images(
    transform: ImageTransform,
    source: NDArray[Any],
    draws: Draws,
    canvas: Canvas,
    out: NDArray[Any],
    *,
    rows: NDArray[np.intp] | None = None,
    n_threads: int = 1,
) -> None:
    """Write transformed images, integers rounded once at the end.

    Parameters
    ----------
    transform : ImageTransform
        What to apply.
    source : ndarray of shape (n_rows, ...)
        Images, or flattened ones, of any numeric dtype.
    draws : dict
        What the transform has drawn for n images.
    canvas : Canvas
        Shape and range of the images.
    out : ndarray of shape (n, ...)
        Where to write.
    rows : ndarray of shape (n,), optional
        The image of ``source`` that each new image is made of; by default they correspond.
    n_threads : int, default=1
        How many chunks are worked on at a time, if it saves time; the result does not depend on it.
    """
    is_copy = not transform.computes and source.dtype == out.dtype
    dtype = source.dtype if is_copy else working_dtype(source.dtype)

    def write(first: int, last: int) -> None:
        chosen = source[first:last] if rows is None else source[rows[first:last]]
        images = np.ascontiguousarray(chosen, dtype=dtype).reshape(-1, *canvas.shape)
        new = transform.apply(images, select(draws, slice(first, last)), canvas)
        _write_pixels(new, out[first:last])

    step, done = max(1, _CHUNK_VALUES // canvas.size), 0
    if n_threads > 1 and len(out) > step:
        # A few images tell how long the others take, and whether that is worth starting threads.
        start, done = perf_counter(), max(1, step // 8)
        write(0, done)
        seconds = (perf_counter() - start) * (len(out) - done) / done
        n_threads = n_threads if seconds > _WORTH_THREADS else 1
    run_ranges(
        lambda first, last: write(done + first, done + last), len(out) - done, step, n_threads
    )


def to_pixels(values: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Turn computed values to pixels: integers rounded half to even, inside the dtype's range."""
    if values.dtype == dtype:
        return values
    pixels = np.empty(values.shape, dtype)
    _write_pixels(values, pixels)
    return pixels


def _write_pixels(values: NDArray[Any], out: NDArray[Any]) -> None:
    """Write computed values as pixels to an array of as many; see :func:`to_pixels`."""
    values, dtype = values.reshape(out.shape), out.dtype
    if values.dtype == dtype:
        out[...] = values
    elif dtype.kind == "b":
        np.greater(values, 0.5, out=out)
    elif dtype.kind == "f":
        if not np.can_cast(values.dtype, dtype):
            limit = values.dtype.type(np.finfo(dtype).max)
            values = np.clip(values, -limit, limit)
        out[...] = values
    elif values.dtype.kind == "f":
        from oversample._kernels.pixels import round_values

        kind = values.dtype.type
        low, high = kind(np.iinfo(dtype).min), kind(np.iinfo(dtype).max)
        if int(high) > np.iinfo(dtype).max:
            # The largest integer of 64 bits is no float; the largest float below it is taken.
            high = np.nextafter(high, kind(0))
        round_values(np.ascontiguousarray(values).reshape(-1), low, high, out.reshape(-1))
    else:
        out[...] = np.clip(values, *_common_limits(values.dtype, dtype))


def _common_limits(*dtypes: np.dtype[Any]) -> tuple[int, int]:
    """Give the smallest and the largest integer that all integer dtypes can hold."""
    limits = [np.iinfo(dtype) for dtype in dtypes]
    return max(limit.min for limit in limits), min(limit.max for limit in limits)
