"""Applying a transform to a whole stack: in chunks that fit the cache, on threads, in any dtype."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oversample._threads import run_ranges
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws, select
from oversample.image.rounding import working_dtype, write_pixels

if TYPE_CHECKING:
    from oversample.image.base import ImageTransform

# Values of a chunk: its arrays stay in the cache, and memory does not grow with the stack.
_CHUNK_VALUES = 2**18

# A policy that chooses takes apart a chunk, which is as many times longer, but no more than that.
_MOST_WAYS = 8

# Seconds of work below which threads cost more than they bring.
_WORTH_THREADS = 2e-3


def chunk_length(size: int) -> int:
    """Choose how many images of some values are worked on at a time, at least one."""
    return max(1, _CHUNK_VALUES // size)


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
    if len(out) == 0:
        return  # no kernel is compiled for nothing
    is_taken = source.dtype == out.dtype and transform.takes(source.dtype)
    dtype = source.dtype if is_taken else working_dtype(source.dtype)

    def write(first: int, last: int) -> None:
        chosen = source[first:last] if rows is None else source[rows[first:last]]
        images = np.ascontiguousarray(chosen, dtype=dtype).reshape(-1, *canvas.shape)
        new = transform.apply(images, select(draws, slice(first, last)), canvas)
        write_pixels(new, out[first:last])

    step, done = chunk_length(canvas.size) * min(transform.n_ways, _MOST_WAYS), 0
    if n_threads > 1 and len(out) > step:
        # A few images tell how long the others take, and whether that is worth starting threads.
        start, done = perf_counter(), max(1, step // 8)
        write(0, done)
        seconds = (perf_counter() - start) * (len(out) - done) / done
        n_threads = n_threads if seconds > _WORTH_THREADS else 1
    run_ranges(
        lambda first, last: write(done + first, done + last), len(out) - done, step, n_threads
    )
