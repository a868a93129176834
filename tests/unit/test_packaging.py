"""What a package index and a packager get."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
HATCH = SETTINGS["tool"]["hatch"]


def test_the_readme_of_an_index_has_no_links_to_files():
    text = (ROOT / "README.md").read_text("utf-8")
    links = re.compile(r"\]\((?!https?://)")
    assert links.search(text)
    for rule in HATCH["metadata"]["hooks"]["fancy-pypi-readme"]["substitutions"]:
        text = re.sub(rule["pattern"], rule["replacement"], text)
    assert not links.search(text)
    assert "- Images\n- Public names\n" in text
    assert "!" not in text[:600]


def test_the_sources_hold_all_that_builds_and_tests_need():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("no checkout that tells which files belong to the project")
    # Added of themselves.
    own = {"pyproject.toml", ".gitignore"}
    packed = HATCH["build"]["targets"]["sdist"]["include"]
    there = {path.split("/")[0] for path in listed.stdout.splitlines()}
    assert there - own == {path.removeprefix("/") for path in packed}


def test_the_metadata_name_the_licence_and_an_author():
    project = SETTINGS["project"]
    assert (project["license"], project["license-files"]) == ("BSD-3-Clause", ["LICENSE"])
    assert project["authors"]
