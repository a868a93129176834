"""Compile the kernels before tests run in several processes, each of which would do it.

    python -m tests.compile_kernels

A run of the whole suite in several processes begins with this (``tests/conftest.py``). Kernels are
compiled for each dtype apart, so that two processes share the work without doing any of it twice. A
file beside the machine code says that it is there; it carries the digest of the kernels' source,
and is removed with what they were compiled to.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
DTYPES = ("float32", "float64")


def compile_for(dtype):
    """Run every compiled search, and every image transform, on a little data of a dtype."""
    import numpy as np
    from scipy import sparse

    from oversample.neighbors import COMPILED_FROM, kneighbors
    from oversample.plan import interpolation
    from tests.image_instances import IMAGE_INSTANCES

    rng = np.random.default_rng(0)
    # Leaves, categories, pairs of rows in many columns, and sparse rows.
    n_rows = int(COMPILED_FROM**0.5) + 1
    X = rng.normal(size=(n_rows, 30)).astype(dtype)
    kneighbors(X[:, :3], 5)
    kneighbors(X[:, :3], 5, codes=rng.integers(0, 2, (n_rows, 1)), mismatch=1.0)
    kneighbors(X, 5)
    kneighbors(sparse.random_array((n_rows, 5000), density=0.002, format="csr", dtype=dtype), 5)
    rows = np.arange(interpolation._MIN_LOADED_CELLS // 30 + 1) % n_rows
    interpolation.interpolate(X, rows, rows[::-1], rng.random(len(rows)))
    images = rng.normal(size=(3, 9, 11, 3)).astype(dtype)
    for instance in IMAGE_INSTANCES.values():
        instance.make().transform(images, 0, n_jobs=1)


def stamp():
    """Name the file that says that kernels are compiled, or None where none can be kept."""
    from oversample._kernels import COMPILED
    from oversample._kernels.cache import digest
    from oversample._kernels.image.pixels import write_pixels

    folder = write_pixels.stats.cache_path if COMPILED else None
    return folder and Path(folder) / f"compiled_for_tests_{digest()}.nbi"


def compile_once():
    """Compile what the tests need in two processes, unless it was done since the last edit."""
    file = stamp()
    if file is None or file.exists():
        return
    command = [sys.executable, "-m", "tests.compile_kernels"]
    running = [subprocess.Popen([*command, dtype], cwd=ROOT) for dtype in DTYPES]
    statuses = [process.wait() for process in running]
    if set(statuses) == {0}:
        file.touch()


if __name__ == "__main__":
    if sys.argv[1:]:
        compile_for(sys.argv[1])
    else:
        compile_once()
