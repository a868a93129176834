"""Computed values that become pixels."""

import numpy as np

from oversample._kernels import jit
from oversample._kernels.image.copies import copy_line


@jit
def write_pixels(values, limits, written, start, size):
    """Write the first values as pixels, from a place on.

    Parameters
    ----------
    values : ndarray of shape (at least size,), float32 or float64
    limits : ndarray of shape (2,) or (0,), the dtype of the values
        The least and the greatest pixel, and integers are written, rounded half to even. Empty:
        values are pixels as they are.
    written : ndarray, integers, or the dtype of the values
    start, size : int
    """
    if limits.size == 0:
        copy_line(values, 0, written, start, size)
        return
    low, high, start = limits[0], limits[1], np.uintp(start)
    for k in range(np.uintp(size)):
        written[start + k] = min(max(np.rint(values[k]), low), high)
