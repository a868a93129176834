"""Image transforms with the kernels as plain Python: the same images, to the last bit."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from tests.image_instances import IMAGE_INSTANCES

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from tests.unit.kernels.test_image_nojit import transformed
import numpy as np
np.savez(sys.argv[1], **transformed())
"""


def transformed():
    """Three small images through every transform, by dtype and the name of its instance."""
    rng = np.random.default_rng(0)
    floats = rng.normal(size=(3, 9, 11, 3)).astype(np.float32)
    integers = rng.integers(0, 256, (3, 9, 11, 3)).astype(np.uint8)
    return {
        f"{images.dtype} {name}": instance.make().transform(images, 1, n_jobs=1)
        for images in (floats, integers)
        for name, instance in IMAGE_INSTANCES.items()
    }


def test_images_do_not_depend_on_compilation(tmp_path):
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "plain.npz")]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr[-3000:]
    plain = np.load(tmp_path / "plain.npz")
    compiled = transformed()
    assert set(plain) == set(compiled)
    differing = [name for name in compiled if compiled[name].tobytes() != plain[name].tobytes()]
    assert differing == []
