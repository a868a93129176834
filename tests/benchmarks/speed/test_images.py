"""The benchmark of image transforms: what it counts and what it says."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.speed import images as speed_images


def test_speeds_are_of_all_contenders():
    row = speed_images.time_transform("Affine", (6, 7, 1), n=30, n_rounds=1)
    assert row["transform"] == "Affine"
    assert row["shape"] == "6x7x1"
    assert {"1 thread", "2 threads", "OpenCV loop"} <= set(row)
    assert all(row[name] > 0 for name in row if name not in ("transform", "shape"))


def test_targets_are_judged():
    ratio = "ours / albumentations"
    met = {"transform": "Affine", "shape": "28x28x1", "1 thread": 7e4, ratio: 10.0}
    assert speed_images.stated_targets(met) == "70,000/s: met, 10x: met"
    slow = met | {"1 thread": 6e4, ratio: 9.9}
    assert speed_images.stated_targets(slow) == "70,000/s: MISSED, 10x: MISSED"
    assert speed_images.stated_targets(met | {"transform": "HorizontalFlip"}) == "-"
    assert speed_images.stated_targets(slow | {"shape": "64x64x3"}) == "-"
    table = speed_images.judge(pd.DataFrame([met | {"2 threads": 1e5, "albumentations": 7e3}]))
    assert table[ratio].tolist() == ["10.0x"]


@pytest.mark.parametrize("name", speed_images.CASES)
def test_every_case_can_be_run(name):
    case = speed_images.CASES[name]
    assert case.ours.transform(np.zeros((2, 8, 8, 3), np.uint8), 0).shape == (2, 8, 8, 3)
