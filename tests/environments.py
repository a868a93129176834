"""Run the tests with the oldest releases that the package declares, and with every Python.

    python -m tests.environments oldest
    python -m tests.environments pythons

``oldest`` takes the oldest Python that is found and every dependency at its lower bound in
``pyproject.toml``; then polars alone at its newest. ``pythons`` takes the newest releases, once for
each Python that ``pyproject.toml`` names. Pythons that are not found are named and left out.

Each environment is a folder ``.venv-*``; only the standard library is needed to start.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
SUITES = ["tests/parity", "tests/conformance", "tests/unit"]
# Those lists in pyproject.toml whose lower bounds a user can meet.
USED = ["parquet", "dask", "plots", "progress"]
# What the tests need beside; at their lower bounds too, except for references and plug-ins.
TOOLS = ["bench", "dev"]
# matplotlib's first releases for NumPy 2 call what later releases of pyparsing warn of.
COMPANIONS = ["pyparsing<3.2"]
# Independent references of single tests: any release will do.
REFERENCES = {
    "opencv-python-headless",
    "opensimplex",
    "pillow",
    "scikit-image",
}
# No part of the tests, and references that need a newer SciPy than the package does.
LEFT_OUT = {"autorank", "baycomp", "mypy", "ruff", "scikit-posthocs"}
ORACLES = "tests/unit/evaluation/test_statistics_oracles.py"
# A reference that is called by a name which SciPy has had since 1.15.
SEEDED = "tests/unit/evaluation/test_uncertainty.py::test_intervals_are_those_of_scipy"


def project():
    """Read the table ``project`` of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def name_of(requirement):
    """Return the name of the package that a requirement is of, without an extra."""
    return requirement.replace("==", ">=").split(">=")[0].split("[")[0]


def oldest_releases(project):
    """List the dependencies at their lower bounds, and what tests need beside them."""
    bounded = list(project["dependencies"])
    extras = project["optional-dependencies"]
    for extra in USED + TOOLS:
        known = {name_of(requirement) for requirement in bounded}
        new = [r for r in extras[extra] if name_of(r) not in known | LEFT_OUT | {project["name"]}]
        bounded += new
    return [r if name_of(r) in REFERENCES else r.replace(">=", "==") for r in bounded]


def versions(project):
    """List the versions of Python that the package declares, oldest first."""
    start = "Programming Language :: Python :: 3."
    minors = [int(c.removeprefix(start)) for c in project["classifiers"] if c.startswith(start)]
    return [f"3.{minor}" for minor in sorted(minors)]


def find_python(version):
    """Return the path of a Python of a version: this one, another, one of pyenv; or None."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [
        sys.executable,
        shutil.which(f"python{version}"),
        *sorted(pyenv.glob(f"{version}.*/bin/python")),
    ]
    program = "import sys; print('{}.{}'.format(*sys.version_info))"
    for path in filter(None, found):
        # A launcher of that name may be there without the Python.
        told = subprocess.run([path, "-c", program], capture_output=True, text=True, check=False)
        if told.stdout.strip() == version:
            return str(path)
    return None


def run(*command, **settings):
    """Run a command that is shown, and return whether it succeeded."""
    print("$", *command, flush=True)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return not subprocess.run(
        command, cwd=ROOT, env=environment, check=False, **settings
    ).returncode


def make(python, folder, requirements):
    """Make an environment with requirements, and return its Python, or None where that failed."""
    inside = str(ROOT / folder / "bin" / "python")
    made = run(python, "-m", "venv", "--clear", folder)
    installed = made and run(inside, "-m", "pip", "install", "--quiet", *requirements)
    return inside if installed else None


def run_tests(python, *paths):
    """Run tests, and return whether all passed."""
    return run(python, "-m", "pytest", "-q", "-n", "auto", "-p", "no:cacheprovider", *paths)


def try_oldest(project):
    """Run the tests with the oldest Python that is found and the oldest releases."""
    python = next(filter(None, map(find_python, versions(project))))
    inside = make(python, ".venv-oldest", [*oldest_releases(project), *COMPANIONS])
    if inside is None:
        return False
    passed = run_tests(inside, *SUITES, f"--ignore={ORACLES}", f"--deselect={SEEDED}")
    # Frames of each major release of polars, with the oldest of all else.
    newest = run(inside, "-m", "pip", "install", "--quiet", "--upgrade", "polars")
    return newest and run_tests(inside, "tests/unit/table/test_frames.py") and passed


def try_pythons(project):
    """Run the tests with the newest releases on each Python that is found."""
    passed = True
    for version in versions(project):
        python = find_python(version)
        if python is None:
            print(f"Python {version} is not found: left out", flush=True)
            continue
        inside = make(python, f".venv-{version}", [".[dev]"])
        passed = inside is not None and run_tests(inside, *SUITES) and passed
    return passed


def main():
    """Read the command line, and exit with 1 where a test failed."""
    choices = {"oldest": try_oldest, "pythons": try_pythons}
    parser = argparse.ArgumentParser(prog="python -m tests.environments", description=__doc__)
    parser.add_argument("which", choices=choices)
    sys.exit(not choices[parser.parse_args().which](project()))


if __name__ == "__main__":
    main()
