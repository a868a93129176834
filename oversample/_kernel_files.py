"""Where the machine code of kernels is on disk, and whether it is worth to be loaded from there.

All this is found without numba, which takes long to import.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "_kernels"

# Below this many cells NumPy is done before numba has been imported ...
_MIN_COMPILED_CELLS = 40_000_000
# ... and where it has been, before a kernel is read from disk.
_MIN_LOADED_CELLS = 100_000

_found: set[str] = set()


@cache
def digest() -> str:
    """Return a digest of the source of all kernels: names and contents of their files."""
    contents = hashlib.sha256()
    for file in sorted(_FOLDER.rglob("*.py")):
        source = file.read_bytes()
        contents.update(f"{file.relative_to(_FOLDER).as_posix()} {len(source)}\n".encode())
        contents.update(source)
    return contents.hexdigest()[:16]


def is_on_disk(kernel: str) -> bool:
    """Return whether machine code of a kernel, of the present source, is in one of numba's folders.

    A folder that is not looked into costs one compilation too many or too late, and no error.
    """
    if kernel not in _found:
        version = f"py{sys.version_info.major}{sys.version_info.minor}"
        name = f"*.{kernel}_{digest()}-*.{version}.nbi"
        if any(next(folder.glob(f"{inside}{name}"), None) for folder, inside in _folders()):
            _found.add(kernel)
    return kernel in _found


def is_worth_compiling(n_cells: int, kernel: str = "write_segment_points") -> bool:
    """Return whether a compiled loop makes so many cells sooner than NumPy, loading counted."""
    if n_cells >= _MIN_COMPILED_CELLS:
        return True
    is_loaded = "oversample._kernels" in sys.modules
    return is_loaded and n_cells >= _MIN_LOADED_CELLS and is_on_disk(kernel)


def _folders() -> list[tuple[Path, str]]:
    """Return the folders that numba keeps machine code in, and the pattern of folders in these."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        return [(Path(chosen), "*/")]
    home = Path(os.path.expanduser("~"))
    of_user = {
        "win32": Path(os.environ.get("LOCALAPPDATA", home)) / "numba" / "Cache",
        "darwin": home / "Library" / "Caches" / "numba",
    }.get(sys.platform, Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "numba")
    return [(_FOLDER, "__pycache__/"), (_FOLDER, "*/__pycache__/"), (of_user, "*/")]
