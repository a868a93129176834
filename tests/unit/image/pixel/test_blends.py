"""Blends through noise: the noise, its enlargement, the masks and what they blend."""

import cv2
import numpy as np
import opensimplex.internals
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from oversample._kernels.image.simplex import CUBIC, LINEAR, NEAREST, enlarge, simplex
from oversample.image import (
    Canvas,
    EdgeDetect,
    FrequencyNoiseAlpha,
    HSVJitter,
    Invert,
    Sharpen,
    SimplexNoiseAlpha,
)
from oversample.image.pixel.noise_masks import enlarge_masks, frequency_masks, simplex_masks

CANVAS = Canvas(20, 28, 3, 0.0, 1.0)
BLENDS = [SimplexNoiseAlpha, FrequencyNoiseAlpha]


def seeds_of(n, seed=0):
    return np.random.default_rng(seed).integers(0, 2**64, n, dtype=np.uint64)


def masks_of(transform, n=100, seed=0):
    return transform.masks(transform.sample(n, np.random.default_rng(seed)), CANVAS)


# -- noise -------------------------------------------------------------------------------------


def test_simplex_noise_is_that_of_the_opensimplex_package():
    rng = np.random.default_rng(0)
    tables = np.stack([opensimplex.internals._init(seed)[0] for seed in (1, 2, 77)])
    offsets = rng.uniform(-300, 300, (3, 2))
    heights, widths = np.array([6, 9, 1]), np.array([8, 5, 9])
    got = np.zeros((3, 9, 9))
    simplex(tables.astype(np.intp), offsets, heights, widths, got)
    for i in range(3):
        for y in range(heights[i]):
            for x in range(widths[i]):
                expected = opensimplex.internals._noise2(
                    offsets[i, 0] + x, offsets[i, 1] + y, tables[i]
                )
                assert_allclose(got[i, y, x], expected, atol=1e-12)


def test_simplex_lattices_are_spread_over_the_unit_interval():
    side = np.full(500, 8)
    noise = simplex_masks(seeds_of(500), side, side)
    assert noise.min() >= 0
    assert noise.max() <= 1
    # Symmetric about the middle, also in the first sample, which is nothing but noise either.
    assert abs(noise.mean() - 0.5) < 0.01
    assert noise[:, 0, 0].std() > 0.1
    assert len(np.unique(noise[:, 0, 0])) == 500


def spectrum_of(exponent, n=400, side=16):
    noise = frequency_masks(seeds_of(n), np.full(n, exponent), np.full(n, side), np.full(n, side))
    assert_allclose(noise.min(axis=(1, 2)), 0, atol=1e-12)
    assert_allclose(noise.max(axis=(1, 2)), 1, atol=1e-12)
    return np.abs(np.fft.fft2(noise - noise.mean(axis=(1, 2), keepdims=True))).mean(axis=0)


@pytest.mark.parametrize("exponent", [-2.0, -0.5, 1.5])
def test_amplitudes_of_frequency_noise_are_powers_of_the_frequency(exponent):
    amplitudes = spectrum_of(exponent)
    frequency = np.minimum(np.arange(16), 16 - np.arange(16))
    distance = np.hypot(frequency[:, np.newaxis], frequency)
    inside = (frequency[:, np.newaxis] % 8 > 0) & (frequency % 8 > 0)
    slope = stats.linregress(np.log(distance[inside]), np.log(amplitudes[inside])).slope
    assert_allclose(slope, exponent, atol=0.15)


def test_low_exponents_are_smooth_and_high_ones_are_not():
    correlation = {}
    for exponent in (-4.0, 0.0, 4.0):
        n = 300
        noise = frequency_masks(seeds_of(n), np.full(n, exponent), np.full(n, 12), np.full(n, 10))
        noise = noise - noise.mean(axis=(1, 2), keepdims=True)
        pairs = (noise[:, 1:] * noise[:, :-1]).mean() / noise.var()
        correlation[exponent] = pairs
    assert correlation[-4.0] > 0.7
    assert abs(correlation[0.0]) < 0.1
    assert correlation[4.0] < -0.3


@pytest.mark.parametrize(
    ("method", "flag"), [(LINEAR, cv2.INTER_LINEAR), (NEAREST, cv2.INTER_NEAREST_EXACT)]
)
@pytest.mark.parametrize("shape", [(5, 7), (1, 3), (20, 28), (4, 4)])
def test_enlargement_is_that_of_opencv(method, flag, shape):
    small = np.random.default_rng(0).random((1, *shape))
    sides = (np.array([side]) for side in shape)
    got = enlarge_masks(small, *sides, np.array([method]), (20, 28))
    assert_allclose(got[0], cv2.resize(small[0], (28, 20), interpolation=flag), atol=1e-6)


def test_cubic_enlargement_reproduces_parabolas():
    # Keys' cubic with a = -1/2 is exact for polynomials of degree 2.
    y, x = np.mgrid[:8, :9].astype(float)
    small = ((y - 3) ** 2 - 0.3 * x * y + x**2)[np.newaxis]
    got = np.empty((1, 24, 36))
    enlarge(small, np.array([8]), np.array([9]), np.array([CUBIC]), got)
    v, u = (np.arange(24) + 0.5) * 8 / 24 - 0.5, (np.arange(36) + 0.5) * 9 / 36 - 0.5
    expected = (v[:, np.newaxis] - 3) ** 2 - 0.3 * u * v[:, np.newaxis] + u**2
    assert_allclose(got[0, 6:-6, 8:-8], expected[6:-6, 8:-8], atol=1e-9)


# -- masks -------------------------------------------------------------------------------------


@pytest.mark.parametrize("blend", BLENDS)
def test_masks_are_shares_that_differ_between_images(blend):
    masks = masks_of(blend())
    assert masks.shape == (100, 20, 28, 1)
    assert masks.min() >= 0
    assert masks.max() <= 1
    assert len(np.unique(masks.reshape(100, -1), axis=0)) == 100
    # The threshold makes some masks mostly foreground, and some mostly background.
    means = masks.mean(axis=(1, 2, 3))
    assert (means < 0.2).any()
    assert (means > 0.8).any()


@pytest.mark.parametrize("blend", BLENDS)
def test_masks_by_channel_differ(blend):
    masks = masks_of(blend(per_channel=True, sigmoid=False), 20)
    assert masks.shape == (20, 20, 28, 3)
    assert (np.abs(np.diff(masks, axis=-1)).mean(axis=(1, 2)) > 0.01).all()


def test_aggregations_are_those_of_the_single_lattices():
    results = {}
    for aggregation in ("max", "min", "avg"):
        transform = SimplexNoiseAlpha(iterations=3, aggregation=aggregation, sigmoid=False)
        results[aggregation] = masks_of(transform, 50)
    assert (results["min"] <= results["avg"]).all()
    assert (results["avg"] <= results["max"]).all()
    # The first lattice of three is the only one of one.
    draws = SimplexNoiseAlpha(iterations=3, aggregation="max", sigmoid=False).sample(
        50, np.random.default_rng(0)
    )
    single = {**draws, "n_iterations": np.ones(50, int)}
    one = SimplexNoiseAlpha(sigmoid=False).masks(single, CANVAS)
    assert (one <= results["max"] + 1e-15).all()
    assert (one >= results["min"] - 1e-15).all()


def test_sharpened_masks_follow_the_formula():
    transform = SimplexNoiseAlpha(sigmoid_thresh_std=2.0)
    draws = transform.sample(30, np.random.default_rng(0))
    soft = transform.masks({**draws, "is_sharp": np.zeros(30, bool)}, CANVAS)
    threshold = draws["threshold"][:, np.newaxis, np.newaxis, np.newaxis]
    assert_allclose(
        transform.masks(draws, CANVAS),
        1 / (1 + np.exp(-(20 * soft - 10 - threshold))),
        atol=1e-12,
    )
    assert_allclose(draws["threshold"].std(), 2, atol=0.8)
    share = SimplexNoiseAlpha(sigmoid=0.3).sample(4000, np.random.default_rng(0))["is_sharp"].mean()
    assert_allclose(share, 0.3, atol=0.03)


# -- blending ----------------------------------------------------------------------------------


@pytest.mark.parametrize("blend", BLENDS)
def test_images_are_the_mix_that_the_mask_says(blend):
    images = np.random.default_rng(0).random((8, 20, 28, 3))
    transform = blend(Invert(), Sharpen(0.4, 1.0))
    draws = transform.sample(8, np.random.default_rng(1))
    share = transform.masks(draws, CANVAS)
    front = 1 - images
    back = Sharpen().apply(images, draws["background"], CANVAS)
    expected = share * front + (1 - share) * back
    assert_allclose(transform.apply(images, draws, CANVAS), expected, atol=1e-12)


def test_whole_masks_are_one_layer(monkeypatch):
    images = np.random.default_rng(0).random((4, 20, 28, 3))
    transform = SimplexNoiseAlpha(Invert())
    for share, expected in ((0.0, images), (1.0, 1 - images)):
        monkeypatch.setattr(
            SimplexNoiseAlpha, "masks", lambda *_, share=share: np.full((4, 20, 28, 1), share)
        )
        assert_array_equal(transform.transform(images, 0, value_range=(0, 1)), expected)


def test_the_foreground_is_edges_by_default():
    images = np.random.default_rng(0).random((4, 20, 28, 1))
    default = SimplexNoiseAlpha().transform(images, 0)
    named = SimplexNoiseAlpha(EdgeDetect((0.5, 1.0))).transform(images, 0)
    assert_array_equal(default, named)


@pytest.mark.parametrize("blend", BLENDS)
def test_what_a_layer_refuses_is_refused(blend):
    images = np.zeros((2, 8, 9, 2))
    for layers in ({"foreground": HSVJitter()}, {"background": HSVJitter()}):
        with pytest.raises(ValueError, match="HSVJitter needs images of 3 channels"):
            blend(**layers).transform(images, 0)
    with pytest.raises(ValueError, match="foreground"):
        blend("edges").transform(images, 0)
