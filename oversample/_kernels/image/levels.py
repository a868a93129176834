"""Curves of intensities. Images are flat rows of values, the channels of each pixel side by side.

The level of a value is the nearest level from black, which is 0, to white; values outside of the
value range are cut to it.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._kernels import inline, jit_in_place
from oversample._kernels.image.copies import copy_values

# Tables of counts used in turn; additions to one table would wait for each other.
_N_TABLES = 4


class Histogram(NamedTuple):
    """Working memory of `equalize` and `equalize_bytes`."""

    levels: NDArray[np.int32]
    """The levels of an image."""

    counts: NDArray[np.int32]
    """Numbers of values of each level, in several tables."""

    curve: NDArray[np.floating]
    """The new value of each level."""

    rounded: NDArray[np.uint8]
    """The new byte of each."""


def histogram(size: int, n_levels: int, dtype: Any) -> Histogram:
    """Return the working memory for images of a size and dtype."""
    return Histogram(
        levels=np.empty(size, np.int32),
        counts=np.empty((_N_TABLES, n_levels), np.int32),
        curve=np.empty(n_levels, dtype),
        rounded=np.empty(n_levels, np.uint8),
    )


@inline
def _write_levels(values, low, span, white, levels):
    if span == white:
        # Values are levels already, without a division.
        for k in range(values.size):
            levels[k] = np.int32(np.rint(min(max(0.0, np.float64(values[k]) - low), span)))
        return
    reach = span if span > 0 else np.inf
    for k in range(values.size):
        share = (np.float64(values[k]) - low) / reach
        levels[k] = np.int32(np.rint(min(max(0.0, share), 1.0) * white))


@jit_in_place
def posterize(images, dropped, low, span, white, levels, out):
    """Write images whose levels have their lowest bits cleared.

    Parameters
    ----------
    images : ndarray of shape (n, size), float32 or float64
    dropped : ndarray of shape (n,), integers
        The number of cleared bits; images with 0 stay as they are.
    low, span : float
        Black, and the distance from it to white; if that is 0, all values are black.
    white : int
        The level of white.
    levels : ndarray of shape (size,), int32
        Working memory.
    out : ndarray of shape (n, size), the dtype of the images
        Written.
    """
    for i in range(dropped.size):
        if dropped[i] == 0:
            copy_values(images[i], 0, out[i], 0, images.shape[1])
            continue
        _write_levels(images[i], low, span, white, levels)
        _write_kept(levels, np.int32(-1 << dropped[i]), low, span, white, out[i])


@inline
def _write_kept(levels, mask, low, span, white, out):
    for k in range(levels.size):
        out[k] = low + span * (np.float64(levels[k] & mask) / white)


@jit_in_place
def equalize(images, n_channels, low, span, working, out):
    """Write images with equalized channels: a level becomes the share of values up to it.

    With the number N of pixels, the number C(l) of those at most at level l, and the lowest level
    m that occurs: (C(l) - C(m)) / (N - C(m)), from black to white. A channel of a single level
    stays as it is. `working` is a :class:`Histogram`; for other parameters see :func:`posterize`.
    """
    size = images.shape[1]
    levels, counts, curve, _ = working
    white = curve.size - 1
    for i in range(images.shape[0]):
        image, new = images[i], out[i]
        _write_levels(image, low, span, white, levels)
        for channel in range(n_channels):
            _count(levels, channel, size, n_channels, counts)
            if _write_curve(counts[0], size // n_channels, low, span, curve):
                _look_up(curve, levels, channel, size, n_channels, new)
            else:
                for k in range(channel, size, n_channels):
                    new[k] = image[k]


@jit_in_place
def equalize_bytes(levels, size, n_channels, working, written):
    """Write images of bytes, black 0 and white 255, as `equalize` and rounding would.

    Images of `size` bytes are given as one flat array, and written so.
    """
    _, counts, curve, rounded = working
    totals = counts[0]
    for i in range(levels.size // size):
        for channel in range(n_channels):
            start, end = i * size + channel, (i + 1) * size
            _count(levels, start, end, n_channels, counts)
            if _write_curve(totals, size // n_channels, 0.0, 255.0, curve):
                # A curve is negative below the lowest level that occurs.
                for level in range(256):
                    rounded[level] = max(np.rint(curve[level]), np.float32(0))
                _look_up(rounded, levels, start, end, n_channels, written)
            else:
                for k in range(start, end, n_channels):
                    written[k] = levels[k]


@inline
def _count(levels, start, end, step, counts):
    """Write the number of values of each level to the first table.

    Counts go to several tables in turn: an addition waits for the last one to the same count.
    """
    first, second, third, fourth = counts[0], counts[1], counts[2], counts[3]
    for level in range(first.size):
        first[level] = second[level] = third[level] = fourth[level] = 0
    k, end, step = np.uintp(start), np.uintp(end), np.uintp(step)
    while k + np.uintp(3) * step < end:
        first[np.uintp(levels[k])] += 1
        second[np.uintp(levels[k + step])] += 1
        third[np.uintp(levels[k + np.uintp(2) * step])] += 1
        fourth[np.uintp(levels[k + np.uintp(3) * step])] += 1
        k += np.uintp(4) * step
    while k < end:
        first[np.uintp(levels[k])] += 1
        k += step
    for level in range(first.size):
        first[level] += second[level] + third[level] + fourth[level]


@inline
def _write_curve(counts, n_pixels, low, span, curve):
    """Write the new values of levels from their counts; return whether several levels occur."""
    lowest = 0
    while counts[lowest] == 0:
        lowest += 1
    n_lowest = counts[lowest]
    if n_lowest == n_pixels:
        return False
    total = np.int32(0)
    for level in range(np.uintp(counts.size)):
        total += counts[level]
        counts[level] = total
    for level in range(counts.size):
        share = np.float64(counts[level] - n_lowest) / (n_pixels - n_lowest)
        curve[level] = low + span * share
    return True


@inline
def _look_up(curve, levels, start, end, step, out):
    for k in range(np.uintp(start), np.uintp(end), np.uintp(step)):
        out[k] = curve[np.uintp(levels[k])]


@jit_in_place
def stretch(images, n_channels, least, most, low, span, out):
    """Write images with each channel stretched from black to white; constant ones stay.

    ``least`` and ``most`` are working memory, of the size of a row of pixels and the dtype of the
    images. For other parameters see :func:`posterize`.
    """
    size = images.shape[1]
    row_size = least.size
    for i in range(images.shape[0]):
        image, new = images[i], out[i]
        # The extremes of each column first, which do not wait for each other.
        copy_values(image, 0, least, 0, row_size)
        copy_values(image, 0, most, 0, row_size)
        for start in range(row_size, size, row_size):
            _widen(image, start, least, most)
        for channel in range(n_channels):
            lowest, highest = least[channel], most[channel]
            for k in range(channel, row_size, n_channels):
                lowest, highest = min(lowest, least[k]), max(highest, most[k])
            lowest, width = np.float64(lowest), np.float64(highest) - np.float64(lowest)
            for k in range(np.uintp(channel), np.uintp(size), np.uintp(n_channels)):
                share = (np.float64(image[k]) - lowest) / (width if width > 0 else 1.0)
                new[k] = low + span * share if width > 0 else image[k]


@inline
def _widen(values, start, least, most):
    start = np.uintp(start)
    for k in range(np.uintp(least.size)):
        value = values[start + k]
        least[k] = min(least[k], value)
        most[k] = max(most[k], value)


@jit_in_place
def solarize(images, thresholds, low, span, turn, out):
    """Write images whose values above a threshold are replaced by ``turn`` minus the value.

    ``thresholds`` (n,) are shares of the value range, ``turn`` is of the dtype of the images. For
    other parameters see :func:`posterize`.
    """
    for i in range(thresholds.size):
        _solarize(images[i], thresholds[i], low, span, turn, out[i])


@inline
def _solarize(values, threshold, low, span, turn, out):
    reach = span if span > 0 else np.inf
    for k in range(values.size):
        value = values[k]
        turned = turn - value
        out[k] = turned if (np.float64(value) - low) / reach > threshold else value
