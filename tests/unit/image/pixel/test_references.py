"""Pixel transforms against SciPy, scikit-image, Pillow, OpenCV and formulas written out."""

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from oversample.image import (
    ColorJitter,
    Equalize,
    GaussianBlur,
    HSVJitter,
    Posterize,
    Saturation,
    Sharpen,
    Sharpness,
)
from tests.pixel_references import (
    COLORS,
    ENHANCERS,
    FILTERS,
    HIGH,
    LEVELS,
    LOW,
    applied,
    as_bytes,
    images_of,
    photos_of,
)


@pytest.mark.parametrize(
    "check", [*FILTERS, *ENHANCERS, *COLORS, *LEVELS], ids=lambda check: check.__name__
)
def test_reference(check):
    check()


def test_equalize_is_that_of_opencv():
    photos = photos_of(3, 1)
    new = as_bytes(Equalize(), photos)
    for photo, got in zip(photos, new, strict=True):
        assert_allclose(got[..., 0], cv2.equalizeHist(photo[..., 0]), atol=0.5 + 1e-6)


# -- what is kept ------------------------------------------------------------------------------


def test_blur_keeps_constants_and_the_mean_of_the_inside():
    constant = np.full((2, 8, 9, 3), 0.3)
    assert_allclose(GaussianBlur(1.2).transform(constant, 0), constant, atol=1e-12)
    inside = np.zeros((1, 21, 23, 1))
    inside[0, 8:13, 9:14] = images_of(1, 1, shape=(5, 5))
    blurred = GaussianBlur(1.0).transform(inside, 0)
    assert_allclose(blurred.sum(), inside.sum(), rtol=1e-12)


def test_sharpening_of_lightness_one_keeps_constants_and_another_rescales_them():
    constant = np.full((1, 8, 9, 1), 0.5)
    kept = Sharpen(0.4, 1.0).transform(constant, 0, value_range=(0, 1))
    assert_allclose(kept, 0.5, atol=1e-12)
    darker = Sharpen(0.4, 0.5).transform(constant, 0, value_range=(0, 1))
    assert_allclose(darker, 0.5 * (1 + 0.4 * (0.5 - 1)), atol=1e-12)


def test_hue_is_periodic_and_gray_has_none():
    images = images_of(2)
    there = HSVJitter(2 / 3).transform(images, 0)
    assert_allclose(HSVJitter(1 / 3).transform(there, 0), images, atol=1e-9)
    gray = np.repeat(images_of(2, 1), 3, axis=-1)
    assert_allclose(HSVJitter(0.4, sat_mul_range=3.0).transform(gray, 0), gray, atol=1e-12)
    assert_allclose(Saturation(2.5).transform(gray, 0), gray, atol=1e-12)


def test_gray_images_are_changed_in_value_only():
    gray = images_of(2, 1)
    for nothing in (
        HSVJitter(0.3, sat_power_range=2.0, sat_add_range=0.2),
        Saturation(0.0),
        ColorJitter(1, 1, (0, 2), 1),
    ):
        assert_allclose(nothing.transform(gray, 0), gray, atol=1e-12)
    canvas = {"low": LOW, "high": HIGH}
    squared = HSVJitter(val_power_range=2.0).transform(gray, 0, value_range=(LOW, HIGH))
    expected = LOW + (HIGH - LOW) * ((gray - LOW) / (HIGH - LOW)) ** 2
    assert_allclose(squared, expected, atol=1e-12)
    replicated = np.repeat(gray, 3, axis=-1)
    one = applied(Sharpness(), gray, **canvas, factor=[0.4, 1.8])
    three = applied(Sharpness(), replicated, **canvas, factor=[0.4, 1.8])
    assert_allclose(three, np.repeat(one, 3, axis=-1), atol=1e-12)


def test_sharpness_leaves_the_outermost_pixels():
    images = images_of(2)
    new = applied(Sharpness(clip=False), images, factor=[0.0, 2.0])
    inside = np.zeros(images.shape[1:3], bool)
    inside[1:-1, 1:-1] = True
    assert_array_equal(new[:, ~inside], images[:, ~inside])
    assert (new[:, inside] != images[:, inside]).all()


def test_posterized_images_have_few_levels():
    for bits in (1, 3, 8):
        new = Posterize(bits).transform(photos_of(2), 0)
        assert len(np.unique(new)) <= 2**bits
    floats = images_of(2)
    assert len(np.unique(Posterize(2).transform(floats, 0))) == 4


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("transform", "remedy"),
    [
        (Saturation(), "Leave it out"),
        (ColorJitter(), "saturation_range=1"),
        (HSVJitter(), "Brightness and Contrast"),
    ],
)
def test_colours_of_two_channels_are_refused_with_a_remedy(transform, remedy):
    with pytest.raises(ValueError, match=f"{type(transform).__name__}.*have 2.*{remedy}"):
        transform.transform(np.zeros((2, 5, 6, 2)), 0)
    one_step = ColorJitter(saturation_range=1)
    assert one_step.transform(np.zeros((2, 5, 6, 2)), 0).shape == (2, 5, 6, 2)


@pytest.mark.parametrize("bits", [0, 9, (4, 9), (5, 4), 4.0])
def test_bits_that_no_byte_has(bits):
    with pytest.raises(ValueError, match=r"bits_range.*from 1 to 8"):
        Posterize(bits).transform(photos_of(1), 0)
