"""Kernels are loaded when the calls of a process have paid for it."""

import os
import subprocess
import sys

import pytest

from oversample import _kernel_files
from oversample.neighbors import _choice

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("NUMBA_DISABLE_JIT")), reason="nothing is compiled"
)


@pytest.fixture
def process(monkeypatch):
    """A process in which nothing was searched, with or without kernels on disk."""

    def begin(on_disk, is_loaded=False):
        monkeypatch.setattr(_choice, "_ready", set())
        monkeypatch.setattr(_choice, "_spent", 0.0)
        monkeypatch.setattr(_choice, "is_on_disk", lambda kernel: kernel in on_disk)
        structures = "oversample._kernels.neighbors.structures"
        if is_loaded:
            monkeypatch.setitem(sys.modules, structures, sys)
        else:
            monkeypatch.delitem(sys.modules, structures, raising=False)

    return begin


def calls_until_compiled(n, n_queries=None, d=10, kernel="join", by_tree=False):
    for number in range(1, 10_000):
        if _choice.use_compiled(kernel, n, n_queries or n, d, by_tree):
            return number
    return None


def test_small_calls_add_up_until_loading_is_paid(process):
    process(_choice.KERNELS)
    cost = 2000**2 * 3.5e-9
    assert calls_until_compiled(2000) == pytest.approx(_choice.LOADING / cost, abs=1)
    assert calls_until_compiled(20) == 1, "once loaded they are the fastest at any size"


def test_a_large_call_pays_by_itself(process):
    process(_choice.KERNELS)
    assert calls_until_compiled(20_000) == 1


def test_a_large_call_that_a_tree_answers_does_not(process):
    process(_choice.KERNELS)
    assert calls_until_compiled(100_000, d=2, by_tree=True) == 2
    process(_choice.KERNELS)
    assert calls_until_compiled(50_000, 5_000, 5, "filter_groups", by_tree=True) > 2


def test_few_queries_pay_for_a_tree_of_many_rows():
    assert _choice.tree_pays(50_000, 5, 5_000)
    assert not _choice.tree_pays(50_000, 5, 50)
    assert not _choice.tree_pays(50_000, 6, 5_000)
    assert not _choice.tree_pays(5_000, 5, 500)


def test_nothing_is_compiled_for_few_rows(process):
    process([])
    assert calls_until_compiled(4095) is None
    assert calls_until_compiled(4096) == 1, "all calls before have paid"


def test_a_kernel_that_is_not_on_disk_waits_for_its_own_worth(process):
    process(["join"], is_loaded=True)
    assert calls_until_compiled(100) == 1
    assert calls_until_compiled(1000, 200, kernel="filter_groups") is None


def test_a_process_begins_without_numba_and_ends_with_the_same_answer():
    program = (
        "import sys, numpy as np\n"
        "from oversample import neighbors\n"
        "from oversample.neighbors import _choice\n"
        "X = np.random.default_rng(0).standard_normal((200, 3))\n"
        "for _ in range(50): first = neighbors.kneighbors(X, 5)\n"
        "assert 'numba' not in sys.modules\n"
        "_choice.use_from_now_on()\n"
        "compiled = neighbors.kneighbors(X, 5)\n"
        "assert 'numba' in sys.modules\n"
        "assert np.array_equal(first.indices, compiled.indices)\n"
        "assert np.array_equal(first.distances, compiled.distances)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("where", ["chosen", "beside the source", "of the user"])
def test_machine_code_is_found_without_numba(where, tmp_path, monkeypatch):
    digest = _kernel_files.digest()  # of the real files, and cached
    monkeypatch.setattr(_kernel_files, "_found", set())
    monkeypatch.setattr(_kernel_files, "_FOLDER", tmp_path / "_kernels")
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    folder = {
        "chosen": tmp_path / "chosen" / "neighbors_0123",
        "beside the source": tmp_path / "_kernels" / "neighbors" / "__pycache__",
        "of the user": tmp_path / "home" / ".cache" / "numba" / "neighbors_0123",
    }[where]
    if where == "chosen":
        monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "chosen"))
    folder.mkdir(parents=True)
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    (folder / f"pairs.join_{'0' * 16}-29.{version}.nbi").touch()
    (folder / f"pairs._join_leaf_{digest}-29.{version}.nbi").touch()
    assert not _kernel_files.is_on_disk("join")
    (folder / f"pairs.join_{digest}-29.{version}.nbi").touch()
    assert _kernel_files.is_on_disk("join")
