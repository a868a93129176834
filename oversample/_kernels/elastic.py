"""Smooth random fields of displacements."""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.correlate import scratch_of, smooth_both
from oversample._kernels.hashing import write_uniform


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
    noise = np.empty((1, tall * wide * 2), np.float32)
    field = np.empty((tall, wide, 2), np.float32)
    scratch, sums = scratch_of(field.shape, weights), np.empty(width * 2)
    smoothed, written = field.reshape(field.size), out.reshape(out.size)
    for i in range(n):
        write_uniform(seeds[i : i + 1], noise)
        _centre(noise[0])
        smooth_both(noise.reshape(field.shape), weights[i], radii[i], scratch, field)
        factor = strengths[i]
        if is_normalized:
            sums[:] = 0
            for y in range(height):
                _add_squares(smoothed, y * wide * 2, sums)
            total = 0.0
            for k in range(sums.size):
                total += sums[k]
            factor *= np.sqrt(height * width / total)
        for y in range(height):
            target = (i * height + y) * width * 2
            _scale_line(smoothed, y * wide * 2, np.float32(factor), written, target, width * 2)


@jit
def _centre(values):
    """Spread values in [0, 1) over [-1, 1)."""
    for k in range(values.size):
        values[k] = np.float32(2) * values[k] - np.float32(1)


@jit
def _add_squares(values, start, sums):
    """Add to each place of a line; one sum of all would wait for every addition."""
    start = np.uintp(start)
    for k in range(np.uintp(sums.size)):
        value = np.float64(values[start + k])
        sums[k] += value * value


@jit
def _scale_line(values, start, factor, written, target, size):
    start, target = np.uintp(start), np.uintp(target)
    for k in range(np.uintp(size)):
        written[target + k] = values[start + k] * factor
