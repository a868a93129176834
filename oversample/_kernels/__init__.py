"""Compiled loops: plain arrays in, plain arrays out; they import numpy and numba only.

Kernels draw nothing and allocate little. They release the GIL, so that a thread pool can drive one
kernel over several ranges of rows; numba's own threading layers are not used, as they abort or
deadlock under nested threads and after ``fork``.
"""

import numba

jit = numba.njit(cache=True, nogil=True)
