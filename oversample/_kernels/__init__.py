"""Compiled kernels: plain arrays in, plain arrays out; they import numpy and numba only.

Everything compiled goes through `jit`, so that one place decides how: lazily (importing compiles
nothing), cached on disk, without the GIL (threads are driven from outside: numba's own threading
layers abort or deadlock under nested threads and after ``fork``) and with IEEE arithmetic. That
holds for divisions by zero too: exceptions for them would keep loops from vector instructions.
"""

from typing import Any

import numba

jit: Any = numba.njit(cache=True, nogil=True, error_model="numpy")

COMPILED = not numba.config.DISABLE_JIT
