"""Lines of values in flat arrays, and copying them."""

import numpy as np

from oversample._kernels import jit

# Values of a line of the cache, which is as long as the longest vectors. Vectors that lie across
# two of them are read at half the speed.
CACHE_LINE = 16


@jit
def copy_line(values, source, written, target, size):
    """Copy some values from one place to another.

    Places are at least 0; unsigned ones need no check for less. Arrays of one line each would do
    the same, but counting references to them takes longer than the copy.
    """
    source, target = np.uintp(source), np.uintp(target)
    for k in range(np.uintp(size)):
        written[target + k] = values[source + k]


@jit
def copy_column(values, source, target, n_lines, stride):
    """Copy one value of each of some lines to another place of the line."""
    source, target, stride = np.uintp(source), np.uintp(target), np.uintp(stride)
    for _ in range(np.uintp(n_lines)):
        values[target] = values[source]
        source += stride
        target += stride


@jit
def round_up(size, unit):
    """Give the least multiple of a unit that is at least some size."""
    return -(-size // unit) * unit


@jit
def zeros_from_a_cache_line(size):
    """Make room for some values, float32, whose first is also the first of a line of the cache."""
    with_spare = np.zeros(size + CACHE_LINE, np.float32)
    spare = (-with_spare.ctypes.data // with_spare.itemsize) % CACHE_LINE
    return with_spare[spare : spare + size]
