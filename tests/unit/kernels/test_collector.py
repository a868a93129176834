"""While a kernel is compiled, no garbage is collected; before and after all is as it was."""

import gc
import os

import numpy as np
import pytest

from oversample._kernels import jit

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("NUMBA_DISABLE_JIT")), reason="nothing is compiled"
)


@pytest.fixture
def kernel():
    """A kernel that no other test compiles, and a cache does not hold."""

    def add_one(values):
        for i in range(values.size):
            values[i] += 1

    made = jit(add_one)
    made._cache.disable()
    return made


@pytest.fixture
def collections():
    """The generations of garbage that were collected."""
    found = []
    gc.callbacks.append(note := lambda phase, info: found.append(info["generation"]))
    yield found
    gc.callbacks.remove(note)


def test_no_garbage_is_collected_while_a_kernel_is_compiled(kernel, collections, monkeypatch):
    begun = []
    emit = kernel._compiler._compile_core

    def note(*arguments):
        begun.append(gc.isenabled())
        collections.clear()
        result = emit(*arguments)
        begun.append(len(collections))
        return result

    monkeypatch.setattr(kernel._compiler, "_compile_core", note)
    kernel(np.zeros(3))
    assert begun == [False, 0]
    assert gc.isenabled()


def test_garbage_is_collected_after_a_kernel_that_cannot_be_compiled():
    kernel = jit(lambda values: values.has_no_such_name)
    with pytest.raises(Exception, match="has_no_such_name"):
        kernel(np.zeros(3))
    assert gc.isenabled()


def test_who_collects_no_garbage_goes_on_so(kernel):
    gc.disable()
    try:
        kernel(np.zeros(3))
        assert not gc.isenabled()
    finally:
        gc.enable()
