"""The tidy table of results and the files of a run."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

import oversample
from benchmarks.cells import Row

PACKAGES = ("imbalanced-learn", "scikit-learn", "numpy", "pandas", "numba")


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that a result depends on."""
    found = {"python": platform.python_version(), "oversample": oversample.__version__}
    return found | {package: importlib.metadata.version(package) for package in PACKAGES}


def machine() -> str:
    """Return the processor, the number of cores and the operating system."""
    return f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"


def processor() -> str:
    """Return the name of the processor, where the system tells it."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def tidy(rows: Sequence[Row]) -> pd.DataFrame:
    """Return the results as a table: one row per cell, with the machine and the versions."""
    frame = pd.DataFrame(list(rows))
    frame["machine"] = machine()
    for package, version in versions().items():
        frame[f"version_{package}"] = version
    return frame


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file under a temporary name and rename it, so that no half file is ever seen.

    Parameters
    ----------
    path : Path
        The file to write or to replace. Its folder is made when it does not exist.
    write : callable
        Writes the content to the path that it is given.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        write(temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
