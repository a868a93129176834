"""Smooth random fields of displacements."""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.image.copies import CACHE_LINE, aligned_zeros, round_up
from oversample._kernels.image.correlate import smooth_rows
from oversample._kernels.image.hashing import write_uniform

# Rows transposed at a time; their pairs of float32, written side by side, fill a cache line.
_AT_ONCE = 8


@jit
def write_elastic(seeds, weights, radii, strengths, is_normalized, room, out):
    """Write fields of uniform noise in [-1, 1), smoothed, times a strength.

    Parameters
    ----------
    seeds : ndarray of shape (n,), uint64
        The seed of the noise of each field.
    weights, radii : ndarray of shape (n, largest radius + 1), float32, and (n,), intp
        The Gaussian of each field; see `blur`.
    strengths : ndarray of shape (n,), float64
    is_normalized : bool
        Whether strengths are root mean squares of the fields, not factors.
    room : int
        The least height and width of the noise, from which the field is cut out.
    out : ndarray of shape (n, height, width, 2), float32
        Written.
    """
    n, height, width, _ = out.shape
    tall, wide = max(height, room), max(width, room)
    # Fields are transposed, smoothed across columns, transposed back and smoothed across rows. Both
    # are padded, so that each begins with a cache line; the padding is 0 and stays 0.
    row, column = round_up(wide * 2, CACHE_LINE), round_up(tall * 2, CACHE_LINE)
    margins = 2 * (weights.shape[1] - 1)
    noise = np.empty((1, tall * wide * 2), np.float32)
    values = noise[0]
    columns, rows = aligned_zeros(column * wide), aligned_zeros(row * tall)
    padded_columns = aligned_zeros(column * (wide + margins))
    padded_rows = aligned_zeros(row * (tall + margins))
    shown = row if wide == width else width * 2
    written, sums = out.reshape(out.size), np.empty(shown)
    for i in range(n):
        write_uniform(seeds[i : i + 1], noise)
        _centre(values)
        _transpose(values, wide * 2, tall, wide, padded_columns, radii[i] * column, column)
        smooth_rows(padded_columns, wide, column, weights[i], radii[i], columns)
        _transpose(columns, column, wide, tall, padded_rows, radii[i] * row, row)
        smooth_rows(padded_rows, tall, row, weights[i], radii[i], rows)
        factor = strengths[i]
        if is_normalized:
            sums[:] = 0
            for y in range(height):
                _add_squares(rows, y * row, sums)
            factor *= np.sqrt(height * width / _total(sums))
        for y in range(height):
            # The next row overwrites the padding of this one.
            target, end = (i * height + y) * width * 2, (i + 1) * height * width * 2
            size = min(row, end - target)
            _scale(rows, y * row, np.float32(factor), written, target, size)


@jit
def _centre(values):
    """Scale values in [0, 1) to [-1, 1), in place."""
    for k in range(values.size):
        values[k] = np.float32(2) * values[k] - np.float32(1)


@jit
def _transpose(values, row_size, n_rows, n_columns, written, target, column):
    """Write the columns of an array of pairs as rows of length `column`."""
    pairs, transposed = values.view(np.int64), written.view(np.int64)
    row_size, column, target = np.uintp(row_size // 2), np.uintp(column // 2), np.uintp(target // 2)
    for first in range(0, n_rows, _AT_ONCE):
        last = np.uintp(min(first + _AT_ONCE, n_rows))
        for x in range(np.uintp(n_columns)):
            for y in range(np.uintp(first), last):
                transposed[target + x * column + y] = pairs[y * row_size + x]


@jit
def _add_squares(values, start, sums):
    """Add squares to separate sums, which do not wait for each other as one sum would."""
    start = np.uintp(start)
    for k in range(np.uintp(sums.size)):
        value = np.float64(values[start + k])
        sums[k] += value * value


@jit
def _total(values):
    total = 0.0
    for k in range(values.size):
        total += values[k]
    return total


@jit
def _scale(values, start, factor, written, target, size):
    start, target = np.uintp(start), np.uintp(target)
    for k in range(np.uintp(size)):
        written[target + k] = values[start + k] * factor
