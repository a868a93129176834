"""Draw digits with the samplers that train a network: the gallery is built without torch.

``python docs/generated_digits.py`` writes ``docs/images/generated_digits.csv``: the first new rows
of each sampler, none chosen.
"""

from __future__ import annotations

import argparse
import csv
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

from oversample import deep

FILE = Path(__file__).parent / "images" / "generated_digits.csv"
DIGIT, N_RARE, N_SHOWN = 8, 60, 10
SHAPE = (8, 8)
# The settings of each line of the picture, of which some are of images and some of tables.
SAMPLERS: dict[str, dict[str, Any]] = {
    "VAEOverSampler": {},
    "VAEOverSampler, images": {"image_shape": SHAPE},
    "TabularGANOverSampler": {},
    "DCGANOverSampler": {"image_shape": SHAPE},
    "DeepSMOTE": {},
    "StyleTransferOverSampler": {"image_shape": SHAPE},
    "NeuralAugmentation": {"image_shape": SHAPE},
    "ImageAdversarialOverSampler": {"image_shape": SHAPE},
}


def rare_digit() -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the digits of scikit-learn, with few of one of them."""
    X, y = load_digits(return_X_y=True)
    kept = np.concatenate([np.flatnonzero(y != DIGIT), np.flatnonzero(y == DIGIT)[:N_RARE]])
    return X[kept], y[kept]


def drawn_by(name: str, max_steps: int | None = None) -> NDArray[np.intp]:
    """Return the first new rows of a line, shape (10, 64)."""
    X, y = rare_digit()
    wanted, settings = {DIGIT: N_RARE + N_SHOWN}, SAMPLERS[name]
    make = getattr(deep, name.partition(",")[0])
    sampler = make(**settings, sampling_strategy=wanted, random_state=0)
    if max_steps is not None:
        sampler.set_params(max_steps=max_steps)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the class is small: that is what the picture shows
        X_resampled, _ = sampler.fit_resample(X, y)
    return np.rint(X_resampled[len(X) :]).astype(int)


def main(argv: Sequence[str] | None = None) -> int:
    """Draw digits with all samplers, and write the file.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        The exit code, 0.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FILE, help="the file to write")
    parser.add_argument("--max-steps", type=int, help="of each training; by default the sampler's")
    options = parser.parse_args(argv)
    with options.out.open("w", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["sampler", *(f"pixel_{j}" for j in range(64))])
        for name in SAMPLERS:
            rows = drawn_by(name, options.max_steps)
            lines.writerows([name, *row] for row in rows.tolist())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
