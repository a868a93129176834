"""The evaluation stands below the benchmark."""

import subprocess
import sys
from pathlib import Path

import oversample.evaluation

FOLDER = Path(oversample.evaluation.__file__).parent
MODULES = [
    ".".join(["oversample.evaluation", *file.relative_to(FOLDER).with_suffix("").parts])
    for file in sorted(FOLDER.rglob("*.py"))
    if file.stem != "__init__"
]


def test_it_needs_scikit_learn_and_scipy_alone():
    code = (
        "import sys, scipy.optimize, scipy.stats, sklearn.metrics, sklearn.model_selection\n"
        "before = set(sys.modules)\n"
        f"import {', '.join(MODULES)}\n"
        "print({name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{'oversample'}"


def test_importing_the_package_does_not_load_it():
    code = "import sys, oversample; print('oversample.evaluation' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
