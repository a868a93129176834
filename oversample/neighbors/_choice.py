"""When a process begins to use compiled kernels: as soon as the time they save pays for them.

Once loaded, kernels are the fastest at any size. Until then each call says what its work costs in
NumPy, and the sum over all calls decides. No call can tell how many are to come; by waiting until
as much was spent as loading takes, a process never takes more than twice the time of the better
way.
"""

from __future__ import annotations

import os
import sys
from threading import Lock

from oversample._kernel_files import is_on_disk

LOADING = 0.5
"""Seconds that importing numba and reading kernels from disk takes."""

COMPILING = 3.0
"""Seconds in NumPy from which kernels are compiled: half of what it takes, for other processes
find them on disk."""

COMPILED_FROM = 4096
"""Rows that are searched from which kernels may be compiled, whatever the calls cost."""

_PAIR = 2.5e-9, 1e-10
"""Seconds in NumPy for a pair of rows, and for each of its columns."""

KERNELS = ("join", "filter_groups", "search_products")
"""What pairs of leaves, groups of queries, and sparse rows are searched by."""

_lock = Lock()
_ready: set[str] = set()
_spent = 0.0


def use_compiled(kernel: str, n: int, n_queries: int, d: int) -> bool:
    """Return whether a call uses compiled kernels, and enter its cost in the account.

    Parameters
    ----------
    kernel : str
        One of `KERNELS`.
    n, n_queries, d : int
        Rows that are searched, queries, and columns.
    """
    global _spent
    if kernel in _ready:
        return True
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return False
    with _lock:
        _spent += n * n_queries * (_PAIR[0] + d * _PAIR[1])
        if _is_worth_it(kernel, n):
            _ready.add(kernel)
    return kernel in _ready


def _is_worth_it(kernel: str, n: int) -> bool:
    """Return whether the calls so far pay for a kernel."""
    is_loaded = "oversample._kernels.neighbors.structures" in sys.modules
    if not is_loaded and _spent < LOADING:
        return False
    return is_on_disk(kernel) or (n >= COMPILED_FROM and _spent >= COMPILING)


def use_from_now_on() -> None:
    """Let every search use compiled kernels, and compile them where they are not on disk."""
    _ready.update(KERNELS)
