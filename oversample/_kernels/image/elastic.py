"""Smooth random fields of displacements."""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.image.copies import CACHE_LINE, round_up, zeros_from_a_cache_line
from oversample._kernels.image.correlate import smooth_lines
from oversample._kernels.image.hashing import write_uniform

# Lines that are transposed at a time: what is written next to each other fills a line of the cache.
_AT_ONCE = 8


@jit
def write_elastic(seeds, weights, radii, strengths, is_normalized, room, out):
    """Write fields of uniform noise in [-1, 1), smoothed, times a strength.

    Parameters
    ----------
    seeds : ndarray of shape (n,), uint64
        Of the noise of each field.
    weights, radii : ndarray of shape (n, largest radius + 1), float32, and (n,), intp
        Of the Gaussian of each field; see `blur`.
    strengths : ndarray of shape (n,), float64
    is_normalized : bool
        Whether a strength is the root mean square of the field, not a factor.
    room : int
        The least height and width of the noise, of which the field is cut out.
    out : ndarray of shape (n, height, width, 2), float32
        Written.
    """
    n, height, width, _ = out.shape
    tall, wide = max(height, room), max(width, room)
    # Columns are lines first, and rows then: both are smoothed from line to line, and so long that
    # all begin with a line of the cache. What is too much of them is 0 and stays so.
    row, column = round_up(wide * 2, CACHE_LINE), round_up(tall * 2, CACHE_LINE)
    margins = 2 * (weights.shape[1] - 1)
    noise = np.empty((1, tall * wide * 2), np.float32)
    values = noise[0]
    columns, rows = zeros_from_a_cache_line(column * wide), zeros_from_a_cache_line(row * tall)
    padded_columns = zeros_from_a_cache_line(column * (wide + margins))
    padded_rows = zeros_from_a_cache_line(row * (tall + margins))
    shown = row if wide == width else width * 2
    written, sums = out.reshape(out.size), np.empty(shown)
    for i in range(n):
        write_uniform(seeds[i : i + 1], noise)
        _centre(values)
        _transpose(values, wide * 2, tall, wide, padded_columns, radii[i] * column, column)
        smooth_lines(padded_columns, wide, column, weights[i], radii[i], columns)
        _transpose(columns, column, wide, tall, padded_rows, radii[i] * row, row)
        smooth_lines(padded_rows, tall, row, weights[i], radii[i], rows)
        factor = strengths[i]
        if is_normalized:
            sums[:] = 0
            for y in range(height):
                _add_squares(rows, y * row, sums)
            factor *= np.sqrt(height * width / _total(sums))
        for y in range(height):
            # What is written too much of a row is written over by the next one.
            target, end = (i * height + y) * width * 2, (i + 1) * height * width * 2
            size = min(row, end - target)
            _scale_line(rows, y * row, np.float32(factor), written, target, size)


@jit
def _centre(values):
    """Spread values in [0, 1) over [-1, 1)."""
    for k in range(values.size):
        values[k] = np.float32(2) * values[k] - np.float32(1)


@jit
def _transpose(values, line, n_lines, n_columns, written, target, column):
    """Write columns of pairs as lines of another length."""
    pairs, transposed = values.view(np.int64), written.view(np.int64)
    line, column, target = np.uintp(line // 2), np.uintp(column // 2), np.uintp(target // 2)
    for first in range(0, n_lines, _AT_ONCE):
        last = np.uintp(min(first + _AT_ONCE, n_lines))
        for x in range(np.uintp(n_columns)):
            for y in range(np.uintp(first), last):
                transposed[target + x * column + y] = pairs[y * line + x]


@jit
def _add_squares(values, start, sums):
    """Add to each place of a line; one sum of all would wait for every addition."""
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
def _scale_line(values, start, factor, written, target, size):
    start, target = np.uintp(start), np.uintp(target)
    for k in range(np.uintp(size)):
        written[target + k] = values[start + k] * factor
