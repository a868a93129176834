"""Application of a transform to a stack: in chunks that fit the cache, on threads, in any dtype."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oversample._blocks import block_length, blocks
from oversample._threads import run_ranges
from oversample.image.canvas import Canvas
from oversample.image.draws import Draws, select
from oversample.image.returned import returned
from oversample.image.rounding import working_dtype, write_pixels

if TYPE_CHECKING:
    from oversample.image.base import ImageTransform

# Values of a chunk of images; its arrays stay in the cache, and memory is bounded for any stack.
_CHUNK_VALUES = 2**18

# Factor; a policy that chooses divides a chunk among its alternatives, so chunks are as many times
# longer, but no more than that.
_MOST_ALTERNATIVES = 8

# Seconds of work; below this, starting threads costs more than it saves.
_WORTH_THREADS = 2e-3


def chunks(n: int, size: int) -> Iterator[slice]:
    """Yield the slices that divide n images of `size` values into chunks."""
    return blocks(n, size, _CHUNK_VALUES)


def applied(
    transform: ImageTransform, images: NDArray[Any], draws: Draws, canvas: Canvas
) -> NDArray[Any]:
    """Return new images, checked to be as many and of the same shape as the old ones."""
    new: NDArray[Any] = returned(
        transform.apply(images, draws, canvas), images.shape, transform, "apply"
    )
    return new


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
    """Write transformed images; integers are rounded once, at the end.

    Parameters
    ----------
    transform : ImageTransform
        The transform to apply.
    source : ndarray of shape (n_rows, ...)
        Images, or flattened ones, of any numeric dtype.
    draws : dict
        The record that the transform has drawn for n images.
    canvas : Canvas
        Shape and range of the images.
    out : ndarray of shape (n, ...)
        The array to write to.
    rows : ndarray of shape (n,), optional
        The image of ``source`` that each new image is made of; by default they correspond.
    n_threads : int, default=1
        The number of chunks at a time, if that saves time; the result does not depend on it.
    """
    if len(out) == 0:
        return  # no kernel is compiled for nothing
    is_accepted = source.dtype == out.dtype and transform.accepts(source.dtype)
    dtype = source.dtype if is_accepted else working_dtype(source.dtype)

    def write(first: int, last: int) -> None:
        chosen = source[first:last] if rows is None else source[rows[first:last]]
        images = np.ascontiguousarray(chosen, dtype=dtype).reshape(-1, *canvas.shape)
        new = applied(transform, images, select(draws, slice(first, last)), canvas)
        write_pixels(new, out[first:last])

    step = block_length(canvas.size, _CHUNK_VALUES)
    step, done = step * min(transform.n_alternatives, _MOST_ALTERNATIVES), 0
    if n_threads > 1 and len(out) > step:
        # The time of a few images decides whether the others are worth starting threads.
        start, done = perf_counter(), max(1, step // 8)
        write(0, done)
        seconds = (perf_counter() - start) * (len(out) - done) / done
        n_threads = n_threads if seconds > _WORTH_THREADS else 1
    run_ranges(
        lambda first, last: write(done + first, done + last), len(out) - done, step, n_threads
    )
