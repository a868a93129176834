"""Where and with what a result was made."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from functools import cache
from pathlib import Path

import oversample

PACKAGES = ("imbalanced-learn", "scikit-learn", "numpy", "pandas", "numba")


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that a result depends on."""
    found = {"python": platform.python_version(), "oversample": oversample.__version__}
    return found | {package: importlib.metadata.version(package) for package in PACKAGES}


@cache
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


def provenance() -> dict[str, str]:
    """Return the columns ``machine`` and ``version_PACKAGE`` of a row of results."""
    found = {"machine": machine()}
    return found | {f"version_{package}": version for package, version in versions().items()}
