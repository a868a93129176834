"""Curves of intensities. Images are lines of values, the channels of each pixel side by side.

The level of a value is the nearest of those from black, which is 0, to white; values outside of
the value range are cut to it.
"""

import numpy as np

from oversample._kernels import jit


@jit
def _write_levels(values, low, span, white, levels):
    if span == white:
        # Values are levels, and nothing has to be divided.
        for k in range(values.size):
            levels[k] = np.int32(np.rint(min(max(0.0, np.float64(values[k]) - low), span)))
        return
    reach = span if span > 0 else np.inf
    for k in range(values.size):
        share = (np.float64(values[k]) - low) / reach
        levels[k] = np.int32(np.rint(min(max(0.0, share), 1.0) * white))


@jit
def posterize(images, dropped, low, span, white, out):
    """Write images whose levels have their lowest bits cleared.

    Parameters
    ----------
    images : ndarray of shape (n, size), float32 or float64
    dropped : ndarray of shape (n,), integers
        The number of bits that are cleared; where it is 0 images stay as they are.
    low, span : float
        Black, and how far white is from it; where both are the same, all values are black.
    white : int
        The level of white.
    out : ndarray of shape (n, size), the dtype of the images
        Written.
    """
    levels = np.empty(images.shape[1], np.int32)
    for i in range(dropped.size):
        if dropped[i] == 0:
            out[i] = images[i]
            continue
        _write_levels(images[i], low, span, white, levels)
        _write_kept(levels, np.int32(-1 << dropped[i]), low, span, white, out[i])


@jit
def _write_kept(levels, mask, low, span, white, out):
    for k in range(levels.size):
        out[k] = low + span * (np.float64(levels[k] & mask) / white)


@jit
def equalize(images, n_channels, low, span, white, out):
    """Write images whose values are the share of those of their channel that their level reaches.

    With the number N of pixels, the number C(l) of those at most at level l, and the lowest level
    m that occurs: (C(l) - C(m)) / (N - C(m)), from black to white. A channel of a single level
    stays as it is. For parameters see :func:`posterize`.
    """
    n, size = images.shape
    levels = np.empty(size, np.int32)
    counts, others = np.empty(white + 1, np.int32), np.empty(white + 1, np.int32)
    curve = np.empty(white + 1, images.dtype)
    for i in range(n):
        image, new = images[i], out[i]
        _write_levels(image, low, span, white, levels)
        for channel in range(n_channels):
            _count(levels, channel, n_channels, counts, others)
            lowest = 0
            while counts[lowest] == 0:
                lowest += 1
            n_lowest = counts[lowest]
            n_above = size // n_channels - n_lowest
            if n_above == 0:
                for k in range(channel, size, n_channels):
                    new[k] = image[k]
                continue
            _add_up(counts)
            for level in range(white + 1):
                share = np.float64(counts[level] - n_lowest) / n_above
                curve[level] = low + span * share
            _look_up(curve, levels, channel, n_channels, new)


@jit
def _count(levels, channel, step, counts, others):
    """Count by turns in two tables: one more of the same level waits for the last one's count."""
    for level in range(counts.size):
        counts[level] = others[level] = 0
    k, step, size = np.uintp(channel), np.uintp(step), np.uintp(levels.size)
    while k + step < size:
        counts[np.uintp(levels[k])] += 1
        others[np.uintp(levels[k + step])] += 1
        k += step + step
    if k < size:
        counts[np.uintp(levels[k])] += 1
    for level in range(counts.size):
        counts[level] += others[level]


@jit
def _add_up(counts):
    total = np.int32(0)
    for level in range(np.uintp(counts.size)):
        total += counts[level]
        counts[level] = total


@jit
def _look_up(curve, levels, channel, step, out):
    for k in range(np.uintp(channel), np.uintp(levels.size), np.uintp(step)):
        out[k] = curve[np.uintp(levels[k])]


@jit
def stretch(images, n_channels, line, low, span, out):
    """Write images each of whose channels goes from black to white; a constant one stays.

    ``line`` is the number of values of a row of pixels. For other parameters see
    :func:`posterize`.
    """
    n, size = images.shape
    least, most = np.empty(line, images.dtype), np.empty(line, images.dtype)
    for i in range(n):
        image, new = images[i], out[i]
        # Row by row: the extremes of each column first, which are independent of each other.
        least[:], most[:] = image[:line], image[:line]
        for start in range(line, size, line):
            _widen(image, start, least, most)
        for channel in range(n_channels):
            lowest = np.float64(least[channel::n_channels].min())
            width = np.float64(most[channel::n_channels].max()) - lowest
            for k in range(np.uintp(channel), np.uintp(size), np.uintp(n_channels)):
                share = (np.float64(image[k]) - lowest) / (width if width > 0 else 1.0)
                new[k] = low + span * share if width > 0 else image[k]


@jit
def _widen(values, start, least, most):
    start = np.uintp(start)
    for k in range(np.uintp(least.size)):
        value = values[start + k]
        least[k] = min(least[k], value)
        most[k] = max(most[k], value)


@jit
def solarize(images, thresholds, low, span, turn, out):
    """Write images whose values above a threshold are taken from ``turn``.

    ``thresholds`` (n,) are shares of the value range, ``turn`` is of the dtype of the images. For
    other parameters see :func:`posterize`.
    """
    for i in range(thresholds.size):
        _solarize(images[i], thresholds[i], low, span, turn, out[i])


@jit
def _solarize(values, threshold, low, span, turn, out):
    reach = span if span > 0 else np.inf
    for k in range(values.size):
        value = values[k]
        turned = turn - value
        out[k] = turned if (np.float64(value) - low) / reach > threshold else value
