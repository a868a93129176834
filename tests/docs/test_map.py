"""The map of the house shows what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAP = (ROOT / "docs" / "design" / "map.md").read_text("utf-8")
ROOMS = MAP.partition("## The rooms")[2].partition("\n\n`benchmarks/`")[0]


def named(text):
    """Return what a text sets in backticks."""
    return set(re.findall(r"`([\w/.]+)`", text))


def test_every_room_of_the_package_is_on_the_map():
    package = ROOT / "oversample"
    entries = {path.name for path in package.iterdir()}
    rooms = {name.removesuffix(".py") for name in entries if re.match(r"(?!__)\w+(\.py)?$", name)}
    assert rooms - {name.rstrip("/") for name in named(ROOMS)} == set()


def test_every_room_of_the_benchmark_is_on_the_map():
    rooms = {path.parent.name for path in (ROOT / "benchmarks").glob("*/__init__.py")}
    sentence = MAP.partition("\n\n`benchmarks/`")[2].partition("\n\n")[0]
    assert rooms - {name.rstrip("/") for name in named(sentence)} == set()


def test_every_file_on_the_map_is_there():
    places = [ROOT / name for name in ("oversample", "benchmarks", "tests")]
    there = {f"/{path.relative_to(ROOT)}" for place in places for path in place.rglob("*")}
    there |= {f"/{place.name}" for place in places}
    files = {name.rstrip("/") for name in named(MAP) if name.endswith((".py", "/"))}
    assert len(files) > 60
    assert {f for f in files if not any(path.endswith(f"/{f}") for path in there)} == set()
