"""The stored digits of the gallery: as many of each sampler as are shown, and pixels."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

PATH = Path(__file__).parents[2] / "docs" / "generated_digits.py"
SPEC = importlib.util.spec_from_file_location("generated_digits", PATH)
digits = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(digits)


def check(stored):
    counts = stored["sampler"].value_counts(sort=False).to_dict()
    assert counts == dict.fromkeys(digits.SAMPLERS, digits.N_SHOWN)
    pixels = stored.drop(columns="sampler").to_numpy()
    assert pixels.shape[1] == 64
    assert 0 <= pixels.min() < pixels.max() <= 16
    # No row is one of the class; what is near one of its parents may be rounded to it.
    X, y = digits.rare_digit()
    real = X[y == digits.DIGIT]
    assert len(real) == digits.N_RARE
    is_near = stored["sampler"].isin(["NeuralAugmentation", "ImageAdversarialOverSampler"])
    assert not (pixels[~is_near, np.newaxis] == real).all(axis=2).any()


def test_the_stored_digits_are_of_all_samplers():
    check(pd.read_csv(digits.FILE))


@pytest.mark.deep
def test_the_script_writes_them(tmp_path):
    pytest.importorskip("torch")
    file = tmp_path / "digits.csv"
    assert digits.main(["--out", str(file), "--max-steps", "20"]) == 0
    check(pd.read_csv(file))
