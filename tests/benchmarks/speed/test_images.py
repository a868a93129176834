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


def test_the_fastest_first_call_counts(monkeypatch):
    seconds = iter([4.0, 3.0, 1.0, 0.5, 5.0, 2.0, 0.9, 0.6] * len(speed_images.FIRST_CALLS))
    caches = []

    def call(name, cache):
        caches.append(cache)
        return next(seconds), next(seconds)

    monkeypatch.setattr(speed_images, "first_call", call)
    table = speed_images.first_calls(n_rounds=2)
    assert table["transform"].tolist() == list(speed_images.FIRST_CALLS)
    assert (table.iloc[:, 1:] == [4.0, 2.0, 0.9, 0.5]).all(axis=None)
    # The second call of each round finds what the first has compiled.
    assert caches[::2] == caches[1::2]
    assert len(set(caches)) == len(caches) / 2


def test_first_calls_alone_are_written(monkeypatch, tmp_path):
    monkeypatch.setattr(speed_images, "first_call", lambda name, cache: (2.0, 1.0))
    assert speed_images.main(["--first-calls", "--out", str(tmp_path)]) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["first_calls.csv", "images.md"]
    assert "| Superpixels | 2 | 1 | 2 | 1 |" in (tmp_path / "images.md").read_text()


@pytest.mark.parametrize("name", speed_images.CASES)
def test_every_case_can_be_run(name):
    case = speed_images.CASES[name]
    assert case.ours.transform(np.zeros((2, 8, 8, 3), np.uint8), 0).shape == (2, 8, 8, 3)
