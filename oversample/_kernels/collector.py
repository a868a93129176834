"""Compilation without searches for garbage.

The compiler makes hundreds of thousands of objects for a kernel, most of which live until it is
done. Python looks through them for garbage hundreds of times, a seventh of the whole time.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any


def compile_without_collector(kernel: Any) -> None:
    """Let no garbage be collected while a kernel is compiled.

    Parameters
    ----------
    kernel : Dispatcher
        A function that ``numba.njit`` has decorated, not compiled yet.
    """
    compile_signature = kernel._compiler.compile

    @wraps(compile_signature)
    def compile_paused(args: Any, return_type: Any) -> Any:
        # numba's lock lets one thread at a time come here.
        with _collector_paused():
            return compile_signature(args, return_type)

    kernel._compiler.compile = compile_paused


@contextmanager
def _collector_paused() -> Iterator[None]:
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
