"""Machine code on disk: never older than its source, and never a condition."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import oversample
from oversample import _kernel_files
from tests.naming import naming

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("NUMBA_DISABLE_JIT")), reason="nothing is compiled"
)

# Copies 0, 1, 2 by a kernel that calls another file's helper.
PROGRAM = """
import logging
logging.basicConfig(format="%(levelname)s %(message)s", level="INFO")
import numpy as np
{find}
written = np.zeros(3)
for kernel in (write_pixels, write_pixels):
    kernel(np.arange(3.0), np.empty(0), written, 0, 3)
print(written.tolist(), sum(write_pixels.stats.cache_hits.values()))
"""

# A kernel that makes an array of its own, which a kernel of the package takes longer to compile.
OWN_ARRAY = """
import numpy as np
from oversample._kernels import jit
@jit
def sum_squares(values):
    own = np.zeros(values.size)
    for k in range(values.size):
        own[k] = values[k] * values[k]
    return own.sum()
"""

# Calls it, and says whether there is what compiles such.
SUMS = """
import sys
import numpy as np
from oversample._kernels.own_array import sum_squares
for dtype in {dtypes}:
    print(sum_squares(np.ones(2, dtype=dtype)), "numba.typed.dictimpl" in sys.modules)
"""


def kernel_in(package, file):
    """Name the module of a kernel file, wherever it stands in the folder."""
    path = next((package / "oversample" / "_kernels").rglob(file))
    return ".".join(path.relative_to(package).with_suffix("").parts)


def copy_package(folder):
    """Copy the package, without compiled code."""
    source = Path(oversample.__file__).parent
    without_cache = shutil.ignore_patterns("__pycache__")
    shutil.copytree(source, folder / "oversample", ignore=without_cache)
    return folder


@pytest.fixture
def package(tmp_path):
    """A copy of the package, without compiled code."""
    return copy_package(tmp_path)


def run(package, program=None, **environment):
    """Run a program in a process of its own; give what it printed and what it logged."""
    if program is None:
        program = PROGRAM.format(find=f"from {kernel_in(package, 'pixels.py')} import write_pixels")
    unset = ("NUMBA_CACHE_DIR", "NUMBA_DISABLE_JIT")
    clean = {name: value for name, value in os.environ.items() if name not in unset}
    done = subprocess.run(
        [sys.executable, "-B", "-c", program],
        env={**clean, "PYTHONPATH": str(package), **environment},
        cwd=package,
        timeout=120,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip(), done.stderr


def cache_files(package):
    return sorted((package / "oversample" / "_kernels").rglob("*.nb[ic]"))


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    """A copy of the package in which the program has run once; what it printed and logged."""
    package = copy_package(tmp_path_factory.mktemp("compiled"))
    return package, *run(package)


@pytest.fixture
def compiled(first_run, tmp_path):
    """A copy of that, which a test may change: its files are as old as they were."""
    shutil.copytree(first_run[0], tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_compiling_is_said_once_and_machine_code_is_found_without_numba(
    package, first_run, monkeypatch
):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr(_kernel_files, "_found", set())
    monkeypatch.setattr(_kernel_files, "_FOLDER", package / "oversample" / "_kernels")
    assert not _kernel_files.is_on_disk("write_pixels")
    shutil.copytree(first_run[0], package, dirs_exist_ok=True)
    assert _kernel_files.is_on_disk("write_pixels")
    assert first_run[1] == "[0.0, 1.0, 2.0] 0"
    assert first_run[2].count("Compiling kernels") == 1
    assert run(package) == ("[0.0, 1.0, 2.0] 1", "")


def test_an_edited_helper_is_compiled_into_the_kernels_that_call_it(compiled):
    before = cache_files(compiled)
    assert before
    helper = Path(compiled, *kernel_in(compiled, "copies.py").split(".")).with_suffix(".py")
    edited = re.sub(r"(\[target \+ k\] = ).*", r"\g<1>77.0", helper.read_text(), count=1)
    helper.write_text(edited)
    assert run(compiled)[0] == "[77.0, 77.0, 77.0] 0"
    assert not set(before) & set(cache_files(compiled)), "old machine code is left behind"
    assert run(compiled)[0] == "[77.0, 77.0, 77.0] 1"


def test_machine_code_is_read_without_what_compiles_it(package):
    """Which takes longer to load than numba itself; another kind of array loads it nevertheless."""
    (package / "oversample" / "_kernels" / "own_array.py").write_text(OWN_ARRAY)
    one, both = SUMS.format(dtypes=["float64"]), SUMS.format(dtypes=["float64", "float32"])
    assert run(package, one)[0] == "2.0 True"
    assert run(package, both)[0].splitlines() == ["2.0 False", "2.0 True"]


def test_a_truncated_file_is_compiled_anew(compiled):
    for ending, kept in [(".nbi", 0.5), (".nbc", 0)]:
        files = [file for file in cache_files(compiled) if file.suffix == ending]
        assert files
        with naming(ending=ending):
            for file in files:
                content = file.read_bytes()
                file.write_bytes(content[: int(kept * len(content))])
            assert run(compiled)[0] == "[0.0, 1.0, 2.0] 0"
            assert run(compiled)[0] == "[0.0, 1.0, 2.0] 1"


def test_no_folder_to_write_in_is_no_error(package):
    for folder in [package / "oversample" / "_kernels", *(package / "oversample").rglob("*/")]:
        # A file of that name cannot become the folder, whatever the user's rights.
        (folder / "__pycache__").touch()
    nowhere = {"HOME": os.devnull, "XDG_CACHE_HOME": f"{os.devnull}/cache"}
    printed, logged = run(package, **nowhere)
    assert printed == "[0.0, 1.0, 2.0] 0"
    assert logged.count("WARNING") == 1
    assert "NUMBA_CACHE_DIR" in logged
    elsewhere = {**nowhere, "NUMBA_CACHE_DIR": str(package / "cache")}
    printed, logged = run(package, **elsewhere)
    assert printed == "[0.0, 1.0, 2.0] 0"
    assert "WARNING" not in logged
    assert run(package, **elsewhere) == ("[0.0, 1.0, 2.0] 1", "")


def test_a_disk_that_is_full_is_no_error(package):
    """The folder could be written when the kernels were imported, but no longer when compiled."""
    full = (
        "import oversample._kernels.cache as cache\n"
        "def fail(self, sig, data): raise OSError(28, 'No space left on device')\n"
        "cache.FunctionCache.save_overload = fail\n"
    )
    program = full + PROGRAM.format(
        find=f"from {kernel_in(package, 'pixels.py')} import write_pixels"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", program],
        env={**os.environ, "PYTHONPATH": str(package)},
        cwd=package,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("[0.0, 1.0, 2.0]")
    assert done.stderr.count("NUMBA_CACHE_DIR") == 1
