"""Points on segments."""

import numpy as np

from oversample._kernels import jit


@jit
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
