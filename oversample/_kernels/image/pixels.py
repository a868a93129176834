"""Rounding of computed values to pixels."""

import numpy as np

from oversample._kernels import inline
from oversample._kernels.image.copies import copy_values


@inline
def write_pixels(values, limits, written, start, size):
    """Write the first `size` values as pixels, from index `start` on.

    Parameters
    ----------
    values : ndarray of shape (at least size,), float32 or float64
    limits : ndarray of shape (2,) or (0,), the dtype of the values
        The least and the greatest pixel: values are rounded half to even and cut to them. Empty:
        values are copied.
    written : ndarray, integers, or the dtype of the values
    start, size : int
    """
    if limits.size == 0:
        copy_values(values, 0, written, start, size)
        return
    low, high, start = limits[0], limits[1], np.uintp(start)
    for k in range(np.uintp(size)):
        written[start + k] = min(max(np.rint(values[k]), low), high)
