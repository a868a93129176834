"""The kernels as plain Python: every line runs, and gives the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TESTS = {
    "neighbors": [
        "tests/unit/neighbors/test_neighbor_backends.py",
        "tests/unit/neighbors/test_within.py",
    ],
    "others": [
        "tests/unit/plan/test_interpolation.py",
        "tests/unit/kernels/test_assembly.py",
        "tests/unit/kernels/test_linkage.py",
        "tests/unit/kernels/test_closeness.py",
        "tests/unit/kernels/test_distances.py",
        "tests/unit/kernels/test_places.py",
        "tests/unit/kernels/test_potential.py",
        "tests/unit/image/geometric/test_geometry.py",
    ],
}


@pytest.mark.parametrize("tests", TESTS.values(), ids=TESTS)
def test_kernels_without_compilation(tests):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    run = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout[-3000:]
