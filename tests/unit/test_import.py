"""Importing the package does no work."""

import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ["numba", "pandas", "sklearn", "imblearn", "scipy", "matplotlib"]


def run(program):
    """Run a program in a fresh interpreter, and give what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def seconds(program):
    best = float("inf")
    for _ in range(7):
        start = perf_counter()
        run(program)
        best = min(best, perf_counter() - start)
    return best


def test_import_loads_nothing_heavy():
    report = "import sys; print(*sys.modules)"
    loaded = set(run(f"import oversample; {report}")) - set(run(report))
    assert "oversample" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_import_is_quick():
    assert seconds("import oversample") - seconds("pass") < 0.1


def test_little_data_needs_neither_numba_nor_imblearn():
    loaded = run(
        "import sys, numpy as np, oversample;"
        "X = np.random.default_rng(0).normal(size=(40, 3)); y = np.arange(40) < 10;"
        "oversample.SMOTE().fit_resample(X, y); oversample.RandomOverSampler().fit_resample(X, y);"
        "print(*sys.modules)"
    )
    assert set(loaded).isdisjoint({"numba", "imblearn", "matplotlib"})


@pytest.mark.parametrize("first", ["imblearn.over_sampling", "oversample.smote.smote"])
def test_routing_can_be_requested_whichever_package_comes_first(first):
    printed = run(
        f"import {first}, oversample, sklearn;"
        "sklearn.set_config(enable_metadata_routing=True);"
        "sampler = oversample.SMOTE().set_fit_resample_request(sample_weight=True);"
        "print(sampler.get_metadata_routing().fit_resample.requests['sample_weight'])"
    )
    assert printed == ["True"]


def test_public_names_are_listed_and_unknown_ones_refused():
    import oversample

    assert set(oversample.__all__) <= set(dir(oversample))
    with pytest.raises(AttributeError, match="no attribute 'SMOTEE'"):
        _ = oversample.SMOTEE
