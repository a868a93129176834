"""Histogram equalization."""

import numpy as np

from oversample._kernels import jit


@jit
def equalize(levels, n_levels, out):
    """Write for each value the share of the values of its channel that its level reaches.

    With the number N of pixels, the number C(l) of those at most at level l, and the lowest level
    m that occurs: (C(l) - C(m)) / (N - C(m)), in [0, 1]; NaN if all are at one level.

    Parameters
    ----------
    levels : ndarray of shape (n, h, w, c), intp
        From 0 to n_levels - 1.
    n_levels : int
    out : ndarray of shape (n, h, w, c), float32 or float64
        Written.
    """
    n, h, w, c = levels.shape
    counts = np.empty(n_levels, np.intp)
    for i in range(n):
        for channel in range(c):
            counts[:] = 0
            lowest = n_levels
            for y in range(h):
                for x in range(w):
                    level = levels[i, y, x, channel]
                    counts[level] += 1
                    lowest = min(lowest, level)
            n_lowest = counts[lowest]
            n_above = h * w - n_lowest
            for level in range(1, n_levels):
                counts[level] += counts[level - 1]
            for y in range(h):
                for x in range(w):
                    reached = counts[levels[i, y, x, channel]] - n_lowest
                    out[i, y, x, channel] = reached / n_above if n_above > 0 else np.nan
