"""Lines of values, copied from one flat array to another."""

import numpy as np

from oversample._kernels import jit


@jit
def copy_line(values, source, written, target, size):
    """Copy some values from one place to another.

    Places are at least 0; unsigned ones need no check for less. Arrays of one line each would do
    the same, but counting references to them takes longer than the copy.
    """
    source, target = np.uintp(source), np.uintp(target)
    for k in range(np.uintp(size)):
        written[target + k] = values[source + k]
