"""How informative points are to others: the share of each in how close all of them are.

Inverses of roots begin in float32, of which a CPU computes more at once, and faster. One step of
Newton's method then gives all digits of float64 but the last.
"""

import numpy as np

from oversample._kernels import jit_in_place


@jit_in_place
def add_shares(squared, least, weight):
    """Add to the weight of each point what it is to others.

    Closeness is the inverse of a distance; a point counts its own, times its share of that of all
    points.

    Parameters
    ----------
    squared : ndarray of shape (n_others, n), float64
        Squared distances, between 1e-30 and 1e30 where they are above ``least``; overwritten.
    least : float64
        What counts in place of smaller ones; between these, too.
    weight : ndarray of shape (n,), float64
        Added to.
    """
    for i in range(squared.shape[0]):
        row = squared[i]
        _write_closeness(row, least)
        factor = 1.0 / _sum_up(row)
        for j in range(row.size):
            weight[j] += factor * row[j] * row[j]


@jit_in_place
def _write_closeness(row, least):
    """Write inverses of roots over squared distances."""
    for j in range(row.size):
        squared = row[j] if row[j] > least else least
        inverse = np.float64(np.float32(1.0) / np.sqrt(np.float32(squared)))
        row[j] = inverse * (1.5 - 0.5 * squared * inverse * inverse)


@jit_in_place
def _sum_up(values):
    """Sum up numbers, in four sums that a CPU computes at once."""
    a = b = c = d = 0.0
    whole = values.size - values.size % 4
    for j in range(0, whole, 4):
        a += values[j]
        b += values[j + 1]
        c += values[j + 2]
        d += values[j + 3]
    for j in range(whole, values.size):
        a += values[j]
    return (a + b) + (c + d)
