"""How informative points are to others: the share of each in how close all of them are."""

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
        Squared distances; overwritten.
    least : float64
        What counts in place of smaller ones.
    weight : ndarray of shape (n,), float64
        Added to.
    """
    for i in range(squared.shape[0]):
        row = squared[i]
        for j in range(row.size):
            row[j] = 1.0 / (row[j] if row[j] > least else least)
        factor = 1.0 / _sum_of_roots(row)
        for j in range(row.size):
            weight[j] += factor * row[j]


@jit_in_place
def _sum_of_roots(values):
    """Sum up square roots, in four sums that a CPU computes at once."""
    a = b = c = d = 0.0
    whole = values.size - values.size % 4
    for j in range(0, whole, 4):
        a += np.sqrt(values[j])
        b += np.sqrt(values[j + 1])
        c += np.sqrt(values[j + 2])
        d += np.sqrt(values[j + 3])
    for j in range(whole, values.size):
        a += np.sqrt(values[j])
    return (a + b) + (c + d)
