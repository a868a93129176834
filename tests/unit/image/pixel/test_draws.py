"""What pixel transforms draw is uniform in its range; bytes and fractions give the same images."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from oversample.image import (
    AutoContrast,
    Brightness,
    CoarseDropout,
    ColorJitter,
    Contrast,
    DirectedEdgeDetect,
    EdgeDetect,
    Emboss,
    Equalize,
    FancyPCA,
    FrequencyNoiseAlpha,
    GaussianBlur,
    GaussianNoise,
    Grayscale,
    HSVJitter,
    Invert,
    Posterize,
    RandomErasing,
    RGBShift,
    SaltAndPepper,
    Saturation,
    Sharpen,
    Sharpness,
    SimplexNoiseAlpha,
    Solarize,
    Superpixels,
)
from tests.pixel_references import photos_of

RANGES = {
    "GaussianNoise": (
        GaussianNoise((0.1, 0.3), (-0.2, 0.1)),
        {"std": (0.1, 0.3), "mean": (-0.2, 0.1)},
    ),
    "SaltAndPepper": (SaltAndPepper(), {"amount": (0.01, 0.06), "salt": (0.4, 0.6)}),
    "CoarseDropout": (
        CoarseDropout(hole_width_range=(0.3, 0.4)),
        {"height": (0.1, 0.2), "width": (0.3, 0.4)},
    ),
    "CoarseDropout-grid": (CoarseDropout(method="grid"), {"drop": (0.02, 0.1)}),
    "RandomErasing": (RandomErasing(), {"scale": (0.02, 0.33), "top": (0, 1), "left": (0, 1)}),
    "GaussianBlur": (GaussianBlur(), {"sigma": (0.5, 1.5)}),
    "Sharpen": (Sharpen(), {"alpha": (0.2, 0.5), "lightness": (0.8, 1.2)}),
    "Emboss": (Emboss(), {"alpha": (0.2, 0.5), "strength": (0.2, 0.7)}),
    "EdgeDetect": (EdgeDetect(), {"alpha": (0, 0.75)}),
    "DirectedEdgeDetect": (DirectedEdgeDetect(), {"alpha": (0, 0.75), "direction": (0, 360)}),
    "Superpixels": (Superpixels(), {"p_replace": (0.5, 1)}),
    "Grayscale": (Grayscale((0.1, 0.7)), {"alpha": (0.1, 0.7)}),
    "Brightness": (Brightness(), {"factor": (0.8, 1.2)}),
    "ColorJitter": (
        ColorJitter(brightness_range=(0.5, 0.6), sharpness_range=(1, 3)),
        {
            "brightness": (0.5, 0.6),
            "contrast": (0.8, 1.2),
            "saturation": (0.8, 1.2),
            "sharpness": (1, 3),
        },
    ),
    "HSVJitter": (
        HSVJitter((-0.2, 0.1), sat_mul_range=(0.5, 2), val_power_range=(0.25, 4)),
        {"hue_shift": (-0.2, 0.1), "sat_mul": (0.5, 2), "val_power": (0.25, 4)},
    ),
    "RGBShift": (
        RGBShift(b_range=(0.1, 0.2)),
        {"r": (-0.08, 0.08), "g": (-0.08, 0.08), "b": (0.1, 0.2)},
    ),
    "Solarize": (Solarize(), {"threshold": (0.5, 1)}),
    "FrequencyNoiseAlpha": (FrequencyNoiseAlpha(), {"exponent": (-4, 4)}),
}


@pytest.mark.parametrize("case", RANGES)
def test_ranges_are_drawn_from_uniformly_and_independently(case):
    transform, ranges = RANGES[case]
    draws = transform.sample(3000, np.random.default_rng(0))
    for name, (low, high) in ranges.items():
        assert stats.kstest(draws[name].ravel(), stats.uniform(low, high - low).cdf).pvalue > 1e-3
    columns = [draws[name].reshape(3000, -1)[:, 0] for name in ranges]
    if len(columns) > 1:
        correlations = np.corrcoef(columns)[np.triu_indices(len(columns), 1)]
        assert np.abs(correlations).max() < 5 / np.sqrt(3000)


@pytest.mark.parametrize(
    ("transform", "name", "values"),
    [
        (CoarseDropout((0, 4)), "n_holes", range(5)),
        (CoarseDropout(method="grid"), "n_cells", range(3, 9)),
        (Superpixels(n_segments_range=(5, 9)), "n_segments", range(5, 10)),
        (Posterize((2, 8)), "bits", range(2, 9)),
        (SimplexNoiseAlpha(), "n_iterations", range(1, 4)),
        (SimplexNoiseAlpha(), "size", range(2, 17)),
    ],
)
def test_whole_numbers_are_drawn_with_both_ends(transform, name, values):
    drawn = transform.sample(3000, np.random.default_rng(0))[name].ravel()
    counts = np.bincount(drawn, minlength=values[-1] + 1)
    assert counts[: values[0]].sum() == 0
    assert stats.chisquare(counts[values[0] :]).pvalue > 1e-3


def test_every_order_of_the_four_steps_is_as_likely():
    order = ColorJitter().sample(6000, np.random.default_rng(0))["order"]
    assert (np.sort(order, axis=1) == np.arange(4)).all()
    counts = np.unique(order @ [64, 16, 4, 1], return_counts=True)[1]
    assert len(counts) == 24
    assert stats.chisquare(counts).pvalue > 1e-3


def test_masks_are_enlarged_as_often_by_each_rule_as_documented():
    drawn = SimplexNoiseAlpha().sample(3000, np.random.default_rng(0))["enlargement"].ravel()
    expected = np.array([0.05, 0.6, 0.35]) * drawn.size
    assert stats.chisquare(np.bincount(drawn), expected).pvalue > 1e-3


SMOOTH = [
    AutoContrast(),
    Brightness((0.5, 1.8)),
    CoarseDropout(fill="random"),
    ColorJitter((0.5, 1.5), (0.5, 1.5), (0.5, 1.5), (0, 2)),
    Contrast((0.5, 1.8)),
    DirectedEdgeDetect(),
    EdgeDetect(),
    Emboss(),
    Equalize(),
    FancyPCA(1.0),
    FrequencyNoiseAlpha(Invert()),
    GaussianBlur(),
    GaussianNoise(),
    Grayscale((0, 1)),
    HSVJitter((-0.5, 0.5), sat_power_range=(0.5, 2), val_add_range=(-0.1, 0.1)),
    Posterize((1, 8)),
    RandomErasing(fill="mean"),
    RGBShift(),
    SaltAndPepper(),
    Saturation((0, 2)),
    Sharpen(),
    Sharpness((0, 2)),
    SimplexNoiseAlpha(Invert()),
    Solarize(0.503),
]


@pytest.mark.parametrize("transform", SMOOTH, ids=lambda transform: type(transform).__name__)
def test_bytes_and_fractions_give_the_same_images(transform):
    photos = photos_of(6)
    new = transform.transform(photos, 3)
    fractions = transform.transform(photos / 255, 3, value_range=(0, 1))
    assert_allclose(new, 255 * fractions, atol=0.5 + 1e-3)
    assert (new != photos).any()
