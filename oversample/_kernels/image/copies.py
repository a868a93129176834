"""Copies of consecutive values in flat arrays."""

import numpy as np

from oversample._kernels import inline, jit

# Values of float32 in a cache line of 64 bytes, as many as in the longest vectors. Vectors that lie
# across two cache lines are read at half the speed.
CACHE_LINE = 16


@inline
def copy_values(values, source, written, target, size):
    """Copy `size` consecutive values from index `source` to index `target`.

    Indices are at least 0; unsigned ones need no check for negative values. Views of the values
    would be equivalent, but counting references to them takes longer than the copy.
    """
    source, target = np.uintp(source), np.uintp(target)
    for k in range(np.uintp(size)):
        written[target + k] = values[source + k]


@inline
def fill_values(values, value):
    """Write one value to all of a flat array: what NumPy has for it takes longer to compile."""
    for k in range(values.size):
        values[k] = value


@inline
def copy_column(values, source, target, n_rows, stride):
    """Copy one value of each of `n_rows` rows, `stride` apart, to another index of its row."""
    source, target, stride = np.uintp(source), np.uintp(target), np.uintp(stride)
    for _ in range(np.uintp(n_rows)):
        values[target] = values[source]
        source += stride
        target += stride


@inline
def round_up(size, unit):
    """Return the least multiple of a unit that is at least some size."""
    return -(-size // unit) * unit


@jit
def aligned_zeros(size):
    """Return zeros, float32, the first of which begins a cache line."""
    with_spare = np.zeros(size + CACHE_LINE, np.float32)
    spare = (-with_spare.ctypes.data // with_spare.itemsize) % CACHE_LINE
    return with_spare[spare : spare + size]
