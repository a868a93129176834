"""The environments in which the declared bounds are tried."""

import subprocess
import sys

from tests.environments import find_python, oldest_releases, project, versions


def test_the_oldest_releases_are_the_lower_bounds():
    releases = oldest_releases(project())
    assert (
        "numpy=="
        + next(
            r.removeprefix("numpy>=") for r in project()["dependencies"] if r.startswith("numpy")
        )
        in releases
    )
    assert not [r for r in releases if r.startswith(("oversample", "mypy"))]
    # The tests' own pin gives way to what users may have.
    assert [r for r in releases if r.startswith("imbalanced-learn")] == [
        r.replace(">=", "==") for r in project()["dependencies"] if r.startswith("imbalanced-learn")
    ]


def test_a_python_is_found_by_its_version():
    own = "{}.{}".format(*sys.version_info)
    assert versions(project())[0] == project()["requires-python"].removeprefix(">=")
    told = subprocess.run(
        [find_python(own), "--version"], capture_output=True, text=True, check=True
    )
    assert told.stdout.startswith(f"Python {own}.")
    assert find_python("3.999") is None
