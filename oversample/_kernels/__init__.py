"""Compiled kernels: plain arrays in, plain arrays out; they import numpy and numba only.

Everything compiled goes through `jit`, so that one place decides how: lazily (importing compiles
nothing), cached on disk, without the GIL (threads are driven from outside: numba's own threading
layers abort or deadlock under nested threads and after ``fork``) and with IEEE arithmetic. That
holds for divisions by zero too: exceptions for them would keep loops from vector instructions.

The cache is keyed to all files of this folder, and its absence is no error: see
:mod:`oversample._kernels.cache`.
"""

from collections.abc import Callable
from typing import Any

import numba

from oversample._kernels.cache import keep_on_disk
from oversample._kernels.collector import compile_without_collector

COMPILED = not numba.config.DISABLE_JIT

# Kernels that make no arrays: references are not counted, and expressions of whole arrays, of which
# they have none, are not looked for.
_IN_PLACE = {"_nrt": False, "no_rewrites": True}


def jit(function: Callable[..., Any]) -> Any:
    """Compile a kernel when it is first called; one whose name begins with _, by kernels only.

    Without an entry for Python it is compiled in less time.
    """
    return _compile(function)


def jit_in_place(function: Callable[..., Any]) -> Any:
    """Compile a kernel that works in the arrays that it is given, and makes none.

    References to these are not counted then. A count is an atomic instruction for each array of a
    named tuple, at each call: the search of neighbours would take up to three times as long.
    """
    return _compile(function, **_IN_PLACE)


def inline(function: Callable[..., Any]) -> Any:
    """Compile a kernel into each kernel that calls it, where it is typed and optimised with it.

    For short ones, and for those with one caller: a function of its own is compiled by itself, and
    then again in every kernel above it.
    """
    return _compile(function, inline="always", **_IN_PLACE)


def _compile(function: Callable[..., Any], **options: Any) -> Any:
    kernel = numba.njit(
        nogil=True,
        error_model="numpy",
        no_cpython_wrapper=function.__name__.startswith("_"),
        no_cfunc_wrapper=True,
        **options,
    )(function)
    if COMPILED:
        keep_on_disk(kernel)
        compile_without_collector(kernel)
    return kernel
