"""Applying a transform to a whole stack: in chunks that fit the cache, on threads, in any dtype."""

from __future__ import annotations

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
        How many chunks are worked on at a time; the result does not depend on it.
    """
    dtype = working_dtype(source.dtype)

    def write(first: int, last: int) -> None:
        chosen = source[first:last] if rows is None else source[rows[first:last]]
        images = np.ascontiguousarray(chosen, dtype=dtype).reshape(-1, *canvas.shape)
        new = transform.apply(images, select(draws, slice(first, last)), canvas)
        out[first:last] = to_pixels(new, out.dtype).reshape(out[first:last].shape)

    run_ranges(write, len(out), max(1, _CHUNK_VALUES // canvas.size), n_threads)


def to_pixels(values: NDArray[np.floating], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Turn computed values to pixels: integers rounded half to even, inside the dtype's range."""
    if dtype.kind == "b":
        return values > 0.5
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        return np.clip(np.rint(values), limits.min, limits.max).astype(dtype)
    return values.astype(dtype, copy=False)
