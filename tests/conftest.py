"""Settings of the whole suite: threads, optional checks, hypothesis profiles.

Examples are the same in every run; ``HYPOTHESIS_PROFILE=explore pytest tests/property`` looks
further than the daily run does.
"""

import gc
import os

# Tests run in as many processes as there are cores; threads within one would only contend.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# scikit-learn's array API check of an estimator runs only where SciPy was told so at its import.
os.environ.setdefault("SCIPY_ARRAY_API", "1")
# Pictures are drawn without a screen.
os.environ.setdefault("MPLBACKEND", "Agg")

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from tests.compile_kernels import compile_once

settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "explore", settings.get_profile("ci"), derandomize=False, max_examples=500
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_configure(config):
    """Leave the warning that comes once in a process to the tests of it."""
    config.addinivalue_line("filterwarnings", "ignore::oversample.exceptions.SoftLabelsWarning")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    """Compile kernels once, where the whole suite is about to run in several processes."""
    config = session.config
    is_worker = hasattr(config, "workerinput")
    is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if is_whole and config.getoption("tx", None) and not (is_worker or config.option.collectonly):
        compile_once()


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Search modules and collected tests for no garbage: they stay, and are a million objects."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture
def count_images(monkeypatch):
    """Note how many images each call of a function gets, which is the length of its first array."""

    def count(owner, name):
        lengths, original = [], getattr(owner, name)

        def counted(*arguments):
            lengths.append(len(next(a for a in arguments if isinstance(a, np.ndarray))))
            return original(*arguments)

        monkeypatch.setattr(owner, name, counted)
        return lengths

    return count
