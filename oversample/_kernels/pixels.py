"""Computed values that become pixels."""

import numpy as np

from oversample._kernels import jit


@jit
def round_values(values, low, high, out):
    """Write values as integers: rounded half to even, inside [low, high].

    Parameters
    ----------
    values : ndarray of shape (n,), float32 or float64
    low, high : float
        Of the dtype of the values; ``out`` can hold both.
    out : ndarray of shape (n,), integers
        Written.
    """
    for k in range(values.size):
        out[k] = min(max(np.rint(values[k]), low), high)
