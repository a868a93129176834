"""Brightness, contrast, saturation and sharpness, in a separate order for each image."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._kernels import inline, jit_in_place
from oversample._kernels.image.copies import copy_values, fill_values

BRIGHTNESS, CONTRAST, SATURATION, SHARPNESS = range(4)


class Steps(NamedTuple):
    """What is done to images of the value range [low, high]."""

    kinds: NDArray[np.intp]
    """The steps of each image in their order, of shape (n, k)."""

    factors: NDArray[np.float64]
    """The factors of these steps, of shape (n, k)."""

    low: float
    high: float
    clip: bool
    """Whether each step cuts values to the value range."""


class Pivots(NamedTuple):
    """Working memory for images of some columns and c channels."""

    values: NDArray[np.floating]
    """The pivot of each value, of the dtype of the images."""

    sums: NDArray[np.float64]
    """The sum of each column and channel."""

    totals: NDArray[np.float64]
    """The sum of each channel, of shape (c,)."""


@jit_in_place
def enhance(images, steps, pivots, out):
    """Write enhanced images.

    Each step moves all values away from (factor above 1) or towards (below 1) a pivot:
    value = pivot + factor * (value - pivot). The pivot is black for brightness; for contrast the
    mean of the gray image (of each channel, if there are not 1 or 3); for saturation the gray of
    the pixel (images of other than 3 channels stay as they are); for sharpness the image smoothed
    with the weights 1 1 1, 1 5 1, 1 1 1 over 13, except for its outermost pixels. A factor of 1
    changes no bit.

    Parameters
    ----------
    images : ndarray of shape (n, size), float32 or float64
    steps : Steps
    pivots : Pivots
        Working memory, of this call alone.
    out : ndarray of shape (n, size), the dtype of the images
        Written.
    """
    values, c = pivots.values, pivots.totals.size
    for i in range(images.shape[0]):
        new = out[i]
        copy_values(images[i], 0, new, 0, new.size)
        for j in range(steps.kinds.shape[1]):
            kind, factor = steps.kinds[i, j], steps.factors[i, j]
            if factor == 1 or (kind == SATURATION and c != 3):
                continue
            if kind == BRIGHTNESS:
                fill_values(values, steps.low)
            elif kind == CONTRAST:
                _write_means(new, pivots.sums, pivots.totals, values)
            elif kind == SATURATION:
                _write_grays(new, values)
            else:
                _write_smoothed(new, pivots.sums.size, c, values)
            _move(new, values, factor, steps)


@inline
def _move(values, pivots, factor, steps):
    low, high = (steps.low, steps.high) if steps.clip else (-np.inf, np.inf)
    for k in range(values.size):
        value = pivots[k] + factor * (values[k] - pivots[k])
        values[k] = min(max(value, low), high)


@inline
def _gray(values, k):
    """Return the gray of the pixel whose values begin at index k."""
    red, green, blue = values[k], values[k + np.uintp(1)], values[k + np.uintp(2)]
    return 0.299 * np.float64(red) + 0.587 * np.float64(green) + 0.114 * np.float64(blue)


@inline
def _write_grays(values, pivots):
    step = np.uintp(3)
    for pixel in range(np.uintp(values.size // 3)):
        gray = _gray(values, step * pixel)
        for channel in range(step):
            pivots[step * pixel + channel] = gray


@inline
def _write_means(values, sums, totals, pivots):
    """Write the mean of the gray, or of each channel.

    Columns are summed first: separate sums do not wait for each other as one sum would.
    """
    n_rows, c = values.size // sums.size, totals.size
    fill_values(sums, 0)
    for y in range(np.uintp(n_rows)):
        start = y * np.uintp(sums.size)
        for k in range(np.uintp(sums.size)):
            sums[k] += np.float64(values[start + k])
    for channel in range(c):
        total = 0.0
        for k in range(channel, sums.size, c):
            total += sums[k]
        totals[channel] = total
    gray = _gray(totals, np.uintp(0)) if c == 3 else 0.0
    for channel in range(c):
        mean = (gray if c == 3 else totals[channel]) / (values.size // c)
        for k in range(channel, values.size, c):
            pivots[k] = mean


@jit_in_place
def _write_smoothed(values, row_size, step, pivots):
    """Write smoothed values, and those of the outermost pixels as they are.

    One long loop goes over the ends of rows, since a loop for each row would be too short for
    vector instructions.
    """
    copy_values(values, 0, pivots, 0, values.size)
    height, width = values.size // row_size, row_size // step
    if height < 3 or width < 3:
        return
    _smooth(values, row_size, step, pivots)
    for y in range(1, height - 1):
        for side in range(0, row_size, row_size - step):
            copy_values(values, y * row_size + side, pivots, y * row_size + side, step)


@inline
def _smooth(values, row_size, step, pivots):
    row_size, step = np.uintp(row_size), np.uintp(step)
    two, rows, middle = step + step, row_size + row_size, row_size + step
    for k in range(np.uintp(values.size) - rows - two):
        here, below = k + row_size, k + rows
        block = (
            (values[k] + values[k + step] + values[k + two])
            + (values[here] + values[here + step] + values[here + two])
            + (values[below] + values[below + step] + values[below + two])
        )
        pivots[k + middle] = (np.float64(block) + 4.0 * np.float64(values[k + middle])) / 13
