"""The pictures of docs/images.md teach what they should: more strength is more change."""

import importlib.util
from pathlib import Path

import pytest

PATH = Path(__file__).parents[2] / "docs" / "contact_sheet.py"
SPEC = importlib.util.spec_from_file_location("contact_sheet", PATH)
sheet = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(sheet)

# Sizes of blobs, exponents, directions and operations are no strengths.
UNGRADED = ("SimplexNoiseAlpha", "FrequencyNoiseAlpha", "DirectedEdgeDetect", "TrivialAugment")
COLORS = ("Grayscale", "Saturation", "HSVJitter, hue")


@pytest.fixture(scope="module")
def images():
    return {"digit": sheet.load_digit(), "photo": sheet.load_photo()}


@pytest.mark.parametrize("name", sheet.ROWS)
@pytest.mark.parametrize("kind", ["digit", "photo"])
def test_every_picture_of_an_image_row_shows_its_strength(images, kind, name):
    image, row = images[kind], sheet.ROWS[name]
    changes = [sheet.measure_change(new, image) for new in sheet.draw_row(row, image)]
    if kind == "digit" and name in COLORS:
        assert not any(changes)
        return
    assert min(changes) > 2
    if name not in UNGRADED:
        assert changes == sorted(set(changes))
