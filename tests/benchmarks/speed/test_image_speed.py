"""The table of the guide to images is that of the stored run, and so is what is said of it."""

from pathlib import Path

import pandas as pd

DOCS = Path(__file__).parents[3] / "docs"
GUIDE = (DOCS / "images.md").read_text(encoding="utf-8")
STORED = pd.read_csv(DOCS / "results" / "image_speed.csv").set_index(["transform", "shape"])
FIRST = pd.read_csv(DOCS / "results" / "image_first_calls.csv").set_index("transform")
SHAPES = ["28x28x1", "32x32x3", "64x64x3"]


def line_of(name):
    cells = []
    for shape in SHAPES:
        known = (name, shape) in STORED.index
        found = STORED.loc[(name, shape)] if known else None
        cells.append(f"{found['1 thread']:,.0f}" if known else "-")
        has_peer = known and pd.notna(found["ours / albumentations"])
        cells.append(f"{found['ours / albumentations']:.1f}x" if has_peer else "")
    return f"| `{name}` | {' | '.join(cells)} |"


def test_the_table_is_that_of_the_stored_run():
    for name in STORED.index.unique("transform"):
        assert line_of(name) in GUIDE


def test_what_is_said_of_the_run_is_so():
    lead = STORED["ours / albumentations"].unstack()
    assert lead.index[lead["28x28x1"] <= 10].tolist() == ["Equalize"]
    assert lead["64x64x3"].idxmin() == "HorizontalFlip"
    assert lead.min(axis=None) >= 1
    small, large = (STORED.loc[("Affine", shape)] for shape in ("28x28x1", "64x64x3"))
    for number in (small["OpenCV loop"], large["OpenCV loop"], large["1 thread"]):
        assert f"{number:,.0f}" in GUIDE
    gained = (STORED["2 threads"] / STORED["1 thread"]).xs("64x64x3", level="shape").median()
    assert f"by a factor of {gained:.1f} (median)" in GUIDE


def test_what_is_said_of_first_calls_is_so():
    compiled = FIRST["empty cache CPU s"]
    said = " ".join(GUIDE.split())
    assert f"{compiled['Affine']:.1f} seconds for `Affine`" in said
    for name in ("RandAugment", "Superpixels"):
        assert f"{compiled[name]:.1f} for `{name}`" in said
    assert compiled.idxmin() == "Affine"
    assert compiled.idxmax() == "RandAugment"
    assert f"takes at most {FIRST['full cache CPU s'].max():.1f}." in said
