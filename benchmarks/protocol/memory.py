"""How far the process grows meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

_STATUS = Path("/proc/self/status")
_CLEAR_REFS = Path("/proc/self/clear_refs")
_RESET_PEAK = "5"


@dataclass
class Effort:
    """What a step took: wall-clock seconds, and bytes of growth (NaN where unknown)."""

    seconds: float = float("nan")
    peak_bytes: float = float("nan")


@contextmanager
def measured() -> Iterator[Effort]:
    """Measure the steps of a ``with`` block.

    The peak is Linux's own high-water mark of resident memory, after a reset: it misses no short
    peak, as sampling would, it sees the memory of any allocator, as tracemalloc would not, and it
    costs no time. (getrusage's maximum cannot be reset, and starts with that of the parent
    process.) Memory that the process had before and uses again is not growth. Elsewhere than on
    Linux it is unknown.
    """
    effort = Effort()
    before = _resident_before()
    start = perf_counter()
    try:
        yield effort
    finally:
        effort.seconds = perf_counter() - start
        if before is not None:
            effort.peak_bytes = max(0, _resident("VmHWM") - before)


def _resident_before() -> int | None:
    try:
        _CLEAR_REFS.write_text(_RESET_PEAK)
        return _resident("VmRSS")
    except OSError:
        return None


def _resident(field: str) -> int:
    """Read one of the process's figures of memory, in bytes."""
    for line in _STATUS.read_text().splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return 1024 * int(value.split()[0])
    raise OSError(f"{_STATUS} has no {field}")
