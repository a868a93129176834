"""The page on installation names the versions that pyproject.toml declares."""

import re
from pathlib import Path

from tests.environments import name_of, project

PAGE = (Path(__file__).parents[2] / "docs" / "install.md").read_text("utf-8")


def test_lower_bounds_are_those_of_the_package():
    told = dict(re.findall(r"^\| ([a-z-]+)[^|]* \| ([\d.]+) \|$", PAGE, flags=re.M))
    extras = project()["optional-dependencies"]
    declared = [*project()["dependencies"], *(r for r in extras["dev"] if name_of(r) == "polars")]
    assert told == {name_of(r): r.split(">=")[1] for r in declared}


def test_extras_are_those_of_the_package():
    told = re.findall(r"^\| `(?:-e )?'\.\[([a-z]+)\]'`", PAGE, flags=re.M)
    assert set(told) < set(project()["optional-dependencies"])
    assert told == ["parquet", "dask", "plots", "progress", "deep", "bench", "dev"]
