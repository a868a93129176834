"""Compile the kernels before tests run in several processes, each of which would do it.

    python -m tests.compile_kernels

A run of the whole suite in several processes begins with this (``tests/conftest.py``). Two
processes share the work. A file beside the machine code says that it is there; it carries the
digest of the kernels' source, and is removed with what they were compiled to.
"""

import subprocess
import sys
from pathlib import Path

from oversample._compile import DTYPES, PARTS

ROOT = Path(__file__).parents[1]
IMAGES = "images_of_tests_"


def compile_images_of_tests(dtype):
    """Run every image transform, as tests configure it, on a little data of a dtype."""
    import numpy as np

    from tests.image_instances import IMAGE_INSTANCES

    images = np.random.default_rng(0).normal(size=(3, 9, 11, 3)).astype(dtype)
    for instance in IMAGE_INSTANCES.values():
        instance.make().transform(images, 0, n_jobs=1)


def stamp():
    """Name the file that says that kernels are compiled, or None where none can be kept."""
    from oversample._kernel_files import digest
    from oversample._kernels import COMPILED
    from oversample._kernels.image.pixels import write_pixels

    folder = write_pixels.stats.cache_path if COMPILED else None
    return folder and Path(folder) / f"compiled_for_tests_{digest()}.nbi"


def compile_once():
    """Compile what the tests need in several processes, unless it was done since the last edit."""
    file = stamp()
    if file is None or file.exists():
        return
    command = [sys.executable, "-m", "tests.compile_kernels"]
    parts = ["neighbors", *(IMAGES + dtype for dtype in DTYPES)]
    running = [subprocess.Popen([*command, part], cwd=ROOT) for part in parts]
    statuses = [process.wait() for process in running]
    if set(statuses) == {0}:
        file.touch()


if __name__ == "__main__":
    if not sys.argv[1:]:
        compile_once()
    elif sys.argv[1] in PARTS:
        PARTS[sys.argv[1]]()
    else:
        compile_images_of_tests(sys.argv[1].removeprefix(IMAGES))
