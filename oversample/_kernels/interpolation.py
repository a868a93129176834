"""Points on segments, sums of several rows, and rows of two others' cells."""

import numpy as np

from oversample._kernels import inline, jit_in_place


@jit_in_place
def write_segment_points(X, base, partner, step, out):
    """Write ``X[base] + step * (X[partner] - X[base])`` to ``out``.

    Computed in float64 in the order that the formula says, so that NumPy gives the same bits.
    """
    for i in range(base.shape[0]):
        from_row = X[base[i]]
        to_row = X[partner[i]]
        share = step[i]
        target = out[i]
        for j in range(from_row.shape[0]):
            origin = np.float64(from_row[j])
            target[j] = origin + share * (np.float64(to_row[j]) - origin)


@jit_in_place
def write_exchanged_rows(X, base, partner, exchanged, out):
    """Write the cells of ``X[partner]`` to ``out`` where they are exchanged, else ``X[base]``."""
    for i in range(base.shape[0]):
        own = X[base[i]]
        other = X[partner[i]]
        is_other = exchanged[i]
        target = out[i]
        for j in range(own.shape[0]):
            # Both are read, so that the choice is no branch, which no processor could predict.
            kept, taken = own[j], other[j]
            target[j] = taken if is_other[j] else kept


@jit_in_place
def write_combinations(X, parent, weight, total, out):
    """Write the sums of ``weight * X[parent]`` to ``out``, parents without weight left out.

    Computed in float64 in the order of the parents, so that NumPy gives the same bits; four of them
    at a time, so that sums are read and written a quarter as often: those of a row are in `total`.
    """
    n_parents = parent.shape[1]
    for i in range(parent.shape[0]):
        total[:] = 0.0
        j = 0
        while j < n_parents:
            if _are_four(weight, i, j):
                _add_four(X, parent, weight, i, j, total)
                j += 4
            else:
                if weight[i, j] != 0.0:
                    _add_one(X[parent[i, j]], weight[i, j], total)
                j += 1
        made = out[i]
        for p in range(total.size):
            made[p] = total[p]


@inline
def _are_four(weight, i, j):
    """Return whether the next four parents have weight."""
    if j + 4 > weight.shape[1]:
        return False
    is_first = weight[i, j] != 0.0 and weight[i, j + 1] != 0.0
    return is_first and weight[i, j + 2] != 0.0 and weight[i, j + 3] != 0.0


@inline
def _add_four(X, parent, weight, i, j, total):
    """Add four rows to sums, one after the other."""
    a, b, c, d = weight[i, j], weight[i, j + 1], weight[i, j + 2], weight[i, j + 3]
    of_a, of_b = X[parent[i, j]], X[parent[i, j + 1]]
    of_c, of_d = X[parent[i, j + 2]], X[parent[i, j + 3]]
    for p in range(total.size):
        two = (total[p] + a * np.float64(of_a[p])) + b * np.float64(of_b[p])
        total[p] = (two + c * np.float64(of_c[p])) + d * np.float64(of_d[p])


@inline
def _add_one(row, share, total):
    """Add a row to sums."""
    for p in range(total.size):
        total[p] += share * np.float64(row[p])
