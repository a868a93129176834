"""When a process begins to use compiled kernels: as soon as the time they save pays for them.

Once loaded, kernels are the fastest at any size. Until then each call says what its work costs in
NumPy, or in a tree of SciPy's, and the sum over all calls decides. No call can tell how many are to
come; by waiting until as much was spent as loading takes, a process never takes more than twice the
time of the better way.
"""

from __future__ import annotations

import os
import sys
from threading import Lock

from oversample._kernel_files import is_on_disk

LOADING = 0.5
"""Seconds that importing numba and reading kernels from disk takes."""

COMPILING = 2.0
"""Seconds in NumPy from which kernels are compiled: half of what it takes, for other processes
find them on disk."""

COMPILED_FROM = 4096
"""Rows that are searched from which kernels may be compiled, whatever the calls cost."""

# Twice what a core takes that has nothing else to do: products of matrices on several threads take
# many times as long where other work runs, and kernels do not.

_PAIR = 2.5e-9, 1e-10
"""Seconds in NumPy for a pair of rows, and for each of its columns."""

_TREE_ROW = 4e-7
"""Seconds for each row that a tree is made of."""

_TREE_QUERY = 0.0, 2e-6, 4e-6, 6e-6, 1e-5, 1.6e-5
"""Seconds for a query of a tree, for each number of columns; a tree of more does not pay."""

_TREE_FROM = 0, 500, 700, 1200, 1800, 2600
"""Rows, for each number of columns, from which the tree takes less time than all pairs."""

_TREE_QUERIES = 200
"""Queries from which a tree pays though they are few among its rows."""

KERNELS = ("join", "filter_groups", "search_products", "count_pairs")
"""What pairs of leaves, groups of queries, and sparse rows are searched by, and pairs counted."""

_lock = Lock()
_ready: set[str] = set()
_spent = 0.0


def tree_pays(n: int, d: int, n_queries: int) -> bool:
    """Return whether rows of so few columns are found faster in a tree than among all."""
    if not 0 < d < len(_TREE_FROM):
        return False
    if 4 * n_queries >= n:
        return n >= _TREE_FROM[d]
    # Few queries have to pay for the whole tree.
    return n_queries >= _TREE_QUERIES and n >= 4 * _TREE_FROM[d]


def use_compiled(kernel: str, n: int, n_queries: int, d: int, by_tree: bool = False) -> bool:
    """Return whether a call uses compiled kernels, and enter its cost in the account.

    Parameters
    ----------
    kernel : str
        One of `KERNELS`.
    n, n_queries, d : int
        Rows that are searched, queries, and columns.
    by_tree : bool, default=False
        Whether a tree would be searched instead of all pairs.
    """
    global _spent
    if kernel in _ready:
        return True
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        return False
    with _lock:
        _spent += _seconds(n, n_queries, d, by_tree)
        if _is_worth_it(kernel, n):
            _ready.add(kernel)
    return kernel in _ready


def _seconds(n: int, n_queries: int, d: int, by_tree: bool) -> float:
    """Return what a call takes without kernels."""
    if by_tree:
        return n * _TREE_ROW + n_queries * _TREE_QUERY[d]
    return n * n_queries * (_PAIR[0] + d * _PAIR[1])


def _is_worth_it(kernel: str, n: int) -> bool:
    """Return whether the calls so far pay for a kernel."""
    is_loaded = "oversample._kernels.neighbors.structures" in sys.modules
    if not is_loaded and _spent < LOADING:
        return False
    return is_on_disk(kernel) or (n >= COMPILED_FROM and _spent >= COMPILING)


def use_from_now_on() -> None:
    """Let every search use compiled kernels, and compile them where they are not on disk."""
    _ready.update(KERNELS)
