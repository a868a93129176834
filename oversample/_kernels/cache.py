"""Where machine code is kept between processes, and when it is too old to be used.

numba names a kernel's cache files after the kernel, and trusts them while the file that holds the
kernel is unchanged. A kernel contains the code of the functions that it calls, of whatever file:
after an edit there, an upgrade or a ``git pull``, old machine code would run under new Python. So
file names carry a digest of all files of this folder; those with another digest are dead, and
removed.

Cached code is a convenience, never a condition: where no folder can be written, kernels are
compiled in each process, and a damaged file is written anew.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from numba.core.caching import FunctionCache
from numba.core.runtime import rtsys

from oversample._kernel_files import digest

_log = logging.getLogger("oversample")


def keep_on_disk(kernel: Any) -> None:
    """Let a kernel read its machine code from disk and write it there, where that is possible.

    Parameters
    ----------
    kernel : Dispatcher
        A function that ``numba.njit`` has decorated, not compiled yet.
    """
    # The part of a cache file's name that is ours to choose.
    kernel.py_func.__qualname__ = f"{kernel.py_func.__name__}_{digest()}"
    try:
        kernel._cache = _KernelCache(kernel.py_func, kernel.targetoptions.get("_nrt", True))
    except RuntimeError:  # numba's way to say that it may write nowhere
        _say_how_to_get_a_cache()
        return
    _remove_dead_files(Path(kernel.stats.cache_path))


class _KernelCache(FunctionCache):
    """A cache that reads machine code, and no more, and in which no file makes an error of a call.

    numba would first fill its tables of all that it can compile. That takes longer than to import
    it, and nothing in machine code refers to them; whatever compiles fills them by itself.

    Parameters
    ----------
    function : callable
        The source of the kernel.
    makes_arrays : bool
        Whether the kernel uses numba's counts of references.
    """

    def __init__(self, function: Callable[..., Any], makes_arrays: bool) -> None:
        super().__init__(function)
        self._makes_arrays = makes_arrays

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            if self._makes_arrays:
                rtsys.initialize(target_context)
            found = self._load_overload(sig, target_context)
        except Exception:  # unpickling damaged bytes may raise anything
            _log.info("The cached machine code of %s is damaged: compiling it anew.", self)
            return None
        if found is None:
            _say_that_it_compiles()
        return found

    def save_overload(self, sig: Any, data: Any) -> None:
        try:
            self._save(sig, data)
        except OSError:
            _say_how_to_get_a_cache()

    def _save(self, sig: Any, data: Any) -> None:
        try:
            super().save_overload(sig, data)
        except OSError:
            raise
        except Exception:  # the index is read before it is written
            self.flush()
            super().save_overload(sig, data)


@cache
def _say_that_it_compiles() -> None:
    _log.info(
        "Compiling kernels, which takes some seconds once a machine. 'python -m oversample "
        "compile' does it beforehand, as for a container image."
    )


@cache
def _say_how_to_get_a_cache() -> None:
    _log.warning(
        "There is no folder to keep compiled kernels in, so that every process compiles them "
        "again, which takes some seconds. Set the environment variable NUMBA_CACHE_DIR to a "
        "folder that can be written."
    )


@cache
def _remove_dead_files(folder: Path) -> None:
    """Remove the cache files of earlier sources of these kernels from a folder, once a process."""
    for file in folder.glob("*.nb[ic]"):
        if digest() not in file.name:
            with suppress(OSError):
                file.unlink()
