"""Importing the package does no work."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from oversample._public import ROOMS

ROOT = Path(__file__).parents[2]
HEAVY = ["numba", "pandas", "sklearn", "imblearn", "scipy", "matplotlib"]


def run(program):
    """Run a program in a fresh interpreter, and give what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_import_loads_two_small_modules_and_nothing_heavy():
    """Beside them, modules of the standard library only; so few need no clock to be quick."""
    report = "print(*sys.modules)"
    before = set(run(f"import sys, importlib, types, typing; {report}"))
    loaded = set(run(f"import sys, oversample; {report}")) - before
    assert loaded == {"oversample", "oversample._public"}
    assert before.isdisjoint(HEAVY)


def test_little_data_needs_nothing_that_only_some_users_have_or_wait_for():
    """One process for all of it: another would import scikit-learn and pandas anew."""
    loaded = run(
        "import sys\n"
        # Others load it where it is there.
        "sys.modules['rich'] = sys.modules['rich.progress'] = None\n"
        "import numpy as np, pandas as pd, oversample\n"
        "import oversample.combine, oversample.plots\n"
        "X, y = np.random.default_rng(0).normal(size=(40, 3)), np.arange(40) < 10\n"
        "oversample.SMOTE().fit_resample(X, y)\n"
        "oversample.RandomOverSampler().fit_resample(X, y)\n"
        "table = pd.DataFrame({'a': X[:, 0], 'b': ['x', 'y'] * 20})\n"
        "oversample.SMOTE(categorical_features='auto').fit_resample(table, pd.Series(y))\n"
        "print(*sys.modules)"
    )
    assert "pandas" in loaded
    assert set(loaded).isdisjoint({"numba", "imblearn", "matplotlib", "polars"})


def test_public_names_are_listed_and_unknown_ones_refused():
    import oversample

    assert set(oversample.__all__) <= set(dir(oversample))
    with pytest.raises(AttributeError, match="no attribute 'SMOTEE'"):
        _ = oversample.SMOTEE


def test_public_modules_are_there_without_an_import_of_their_own():
    """Each from a package imported anew, in which no other has been; what it needs is kept."""
    printed = run(
        "import sys\n"
        f"for room in {ROOMS}:\n"
        "    for name in [name for name in sys.modules if name.startswith('oversample')]:\n"
        "        del sys.modules[name]\n"
        "    import oversample\n"
        "    print(getattr(oversample, room).__name__)\n"
    )
    assert printed == [f"oversample.{room}" for room in ROOMS]


def test_modules_that_pages_name_are_public():
    """A reader who types what a page calls it, after ``import oversample``, finds it."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/guide").glob("*.md")]
    text = " ".join(page.read_text("utf-8") for page in pages)
    named = set(re.findall(r"`~?oversample\.([a-z]+)\.[A-Za-z]", text))
    assert named
    assert named <= set(ROOMS)


def test_names_of_imbalanced_learn_are_told_where_they_are():
    import imblearn.ensemble
    import imblearn.under_sampling

    import oversample
    from oversample._public import ELSEWHERE

    theirs = {*imblearn.under_sampling.__all__, *imblearn.ensemble.__all__}
    assert theirs | {"Pipeline", "make_pipeline"} == set(ELSEWHERE)
    assert set(ELSEWHERE).isdisjoint(oversample.__all__)
    for name, module in ELSEWHERE.items():
        assert hasattr(import_module(module), name)
        with pytest.raises(AttributeError, match=f"from {module} import {name}$"):
            getattr(oversample, name)
    assert not hasattr(oversample, "NearMiss")
