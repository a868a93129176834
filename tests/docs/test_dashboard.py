"""The picture of Dask's dashboard: small, shown, and of a table that can be made again."""

import importlib.util
from pathlib import Path

import pandas as pd

PATH = Path(__file__).parents[2] / "docs" / "dashboard.py"
SPEC = importlib.util.spec_from_file_location("dashboard", PATH)
dashboard = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(dashboard)


def test_the_picture_is_small_and_shown():
    assert dashboard.PICTURE.stat().st_size < 200_000
    guide = PATH.parent / "guide" / "large_tables.md"
    assert "(../images/dashboard.png)" in guide.read_text("utf-8")


def test_a_partition_is_the_same_each_time():
    part = dashboard.make_part(3)
    pd.testing.assert_frame_equal(part, dashboard.make_part(3))
    assert part["label"].sum() == dashboard.PART // dashboard.RARE
