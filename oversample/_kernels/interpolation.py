"""Points on segments, and rows of two others' cells."""

import numpy as np

from oversample._kernels import jit_in_place


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
