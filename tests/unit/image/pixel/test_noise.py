"""Noise and occlusion: moments, exact amounts, places, fillings."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from oversample.image import CoarseDropout, GaussianNoise, RandomErasing, SaltAndPepper

LOW, HIGH = -2.0, 3.0
RANGE = {"value_range": (LOW, HIGH)}


def gray(n, height=20, width=30, channels=1, value=0.5):
    return np.full((n, height, width, channels), value)


# -- Gaussian noise ----------------------------------------------------------------------------


def test_noise_is_normal_with_the_mean_and_deviation_that_were_asked_for():
    noise = GaussianNoise(0.04, -0.02).transform(gray(100), 0, **RANGE) - 0.5
    noise = noise.ravel() / (HIGH - LOW)
    standard = (noise + 0.02) / 0.04
    assert abs(standard.mean()) < 4 / np.sqrt(len(noise))
    assert_allclose(standard.std(), 1, atol=4 / np.sqrt(2 * len(noise)))
    assert stats.kstest(standard, "norm").pvalue > 1e-3
    assert abs(stats.kurtosis(standard)) < 0.08


def test_deviations_are_drawn_for_each_image():
    noisy = GaussianNoise((0.01, 0.05)).transform(gray(400, 30, 30), 0, value_range=(0, 1))
    deviations = noisy.std(axis=(1, 2, 3))
    assert stats.kstest(deviations, stats.uniform(0.01, 0.04).cdf).pvalue > 1e-3


def test_pixels_channels_and_images_are_independent():
    noise = GaussianNoise(0.1).transform(gray(40, 20, 30, 3), 0, value_range=(0, 1)) - 0.5
    limit = 5 / np.sqrt(noise[1:].size / 3)
    for one, other in (
        (noise[:, 1:], noise[:, :-1]),
        (noise[:, :, 1:], noise[:, :, :-1]),
        (noise[..., 0], noise[..., 2]),
        (noise[1:], noise[:-1]),
    ):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < limit


def test_gray_noise_is_the_same_in_all_channels():
    images = np.random.default_rng(0).uniform(0.4, 0.6, (3, 9, 8, 4))
    noise = GaussianNoise(0.02, per_channel=False).transform(images, 0, value_range=(0, 1)) - images
    assert_allclose(noise, np.repeat(noise[..., :1], 4, axis=-1), atol=1e-15)
    assert np.ptp(noise) > 0.05
    apart = GaussianNoise(0.02).transform(images, 0, value_range=(0, 1)) - images
    assert (np.abs(np.diff(apart, axis=-1)).max(axis=(1, 2, 3)) > 0.01).all()


def test_noise_is_clipped_only_if_asked():
    free = GaussianNoise(0.5, clip=False).transform(gray(3), 0, **RANGE)
    assert free.min() < LOW
    assert free.max() > HIGH
    assert_array_equal(GaussianNoise(0.5).transform(gray(3), 0, **RANGE), free.clip(LOW, HIGH))


def test_noise_of_bytes_is_that_of_floats():
    images = np.random.default_rng(0).integers(0, 256, (4, 9, 8, 3), dtype=np.uint8)
    as_bytes = GaussianNoise(0.2).transform(images, 5)
    as_floats = GaussianNoise(0.2).transform(images / 255, 5)
    assert_allclose(as_bytes, 255 * as_floats, atol=0.5 + 1e-3)


# -- salt and pepper ---------------------------------------------------------------------------


@pytest.mark.parametrize("per_channel", [False, True])
@pytest.mark.parametrize(("amount", "salt"), [(0.013, 0.5), (0.25, 0.2), (1.0, 1.0), (0.5, 0.0)])
def test_salt_and_pepper_are_exactly_as_many_as_asked_for(amount, salt, per_channel):
    images = gray(5, 7, 11, 3)
    transform = SaltAndPepper(amount, salt, per_channel=per_channel)
    new = transform.transform(images, 0, **RANGE)
    if not per_channel:
        assert_array_equal(new, np.repeat(new[..., :1], 3, axis=-1))
        new = new[..., :1]
    n_replaced = round(amount * new[0].size)
    n_white = round(salt * n_replaced)
    assert set(np.unique(new)) <= {LOW, 0.5, HIGH}
    assert_array_equal((new == HIGH).sum(axis=(1, 2, 3)), n_white)
    assert_array_equal((new == LOW).sum(axis=(1, 2, 3)), n_replaced - n_white)


def test_every_pixel_is_as_likely_to_be_hit():
    n = 6000
    new = SaltAndPepper(0.2, 0.5).transform(gray(n, 5, 6), 0, value_range=(0, 1))
    for value, expected in ((1.0, 3), (0.0, 3)):
        hits = (new == value).sum(axis=0).ravel()
        assert hits.sum() == expected * n
        # Counts without replacement vary less than multinomial ones by the share that is left.
        square = ((hits - hits.mean()) ** 2 / hits.mean()).sum() / (1 - expected / 30)
        assert stats.chi2(29).sf(square) > 1e-3


def test_share_of_salt_is_drawn_for_each_image():
    new = SaltAndPepper(0.5, (0.2, 0.8)).transform(gray(300), 0, value_range=(0, 1))
    shares = (new == 1).sum(axis=(1, 2, 3)) / (new != 0.5).sum(axis=(1, 2, 3))
    assert stats.kstest(shares, stats.uniform(0.2, 0.6).cdf).pvalue > 1e-3


# -- holes -------------------------------------------------------------------------------------


def box_of(mask):
    """Top, left, height and width of what is set, which has to be a whole rectangle."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert mask.sum() == height * width
    return rows[0], columns[0], height, width


def test_a_hole_has_its_size_and_is_anywhere():
    images = gray(4000, 10, 12)
    new = CoarseDropout(1, hole_height_range=0.3, hole_width_range=0.5, fill=0.0).transform(
        images, 0, **RANGE
    )
    boxes = np.array([box_of(image[..., 0] == LOW) for image in new])
    assert_array_equal(boxes[:, 2:], np.broadcast_to([3, 6], (4000, 2)))
    for corner, n_places in ((boxes[:, 0], 8), (boxes[:, 1], 7)):
        assert stats.chisquare(np.bincount(corner, minlength=n_places)).pvalue > 1e-3
    assert set(np.unique(new)) == {LOW, 0.5}


def test_holes_are_as_many_as_drawn():
    new = CoarseDropout((0, 3), 0.01, 0.01).transform(gray(2000, 40, 40), 0, value_range=(0, 1))
    counts = np.bincount((new == 0).sum(axis=(1, 2, 3)), minlength=4)
    assert counts.sum() == 2000
    # Two holes of one pixel are rarely the same.
    assert stats.chisquare(counts).pvalue > 1e-3


def test_cells_of_a_grid_are_dropped_as_a_whole_and_as_often_as_asked():
    transform = CoarseDropout(method="grid", grid_range=4, drop_range=0.3)
    new = transform.transform(gray(2000, 12, 24), 0, value_range=(0, 1))[..., 0]
    cells = new.reshape(2000, 2, 6, 4, 6)
    assert_array_equal(cells, np.broadcast_to(cells[:, :, :1, :, :1], cells.shape))
    dropped = (cells[:, :, 0, :, 0] == 0).sum(axis=0)
    assert_allclose(dropped / 2000, 0.3, atol=4.5 * np.sqrt(0.21 / 2000))
    uneven = CoarseDropout(method="grid", grid_range=(1, 9), drop_range=(0.2, 0.8))
    images = gray(200, 7, 5)
    few, many = uneven.transform(images[:50], 3), uneven.transform(images, 3)
    assert_array_equal(few, many[:50])


@pytest.mark.parametrize(
    "make",
    [lambda fill: CoarseDropout(2, 0.5, 0.5, fill=fill), lambda f: RandomErasing(0.3, fill=f)],
)
def test_fillings(make):
    images = np.random.default_rng(0).uniform(LOW, HIGH, (30, 20, 22, 3))
    for fill, value in ((0.0, LOW), (0.25, -0.75), (1.0, HIGH)):
        new = make(fill).transform(images, 0, **RANGE)
        assert set(new[new != images]) == {value}
    hidden = (new != images).any(axis=-1)
    mean = make("mean").transform(images, 0, **RANGE)
    expected = np.broadcast_to(images.mean(axis=(1, 2), keepdims=True), images.shape)
    assert_allclose(mean[hidden], expected[hidden], atol=1e-12)
    assert_array_equal(mean[~hidden], images[~hidden])
    random = make("random").transform(images, 0, **RANGE)
    assert_array_equal(random[~hidden], images[~hidden])
    values = (random[hidden].ravel() - LOW) / (HIGH - LOW)
    assert stats.kstest(values, "uniform").pvalue > 1e-3
    assert len(np.unique(values)) > 0.99 * len(values)


# -- random erasing ----------------------------------------------------------------------------


def test_rectangles_have_the_area_and_the_aspect_that_were_asked_for():
    images = gray(3000, 60, 60)
    new = RandomErasing((0.05, 0.25), (0.4, 2.5)).transform(images, 0, value_range=(0, 1))
    boxes = np.array([box_of(image[..., 0] == 0) for image in new])
    area = boxes[:, 2] * boxes[:, 3] / 3600
    ratio = np.log(boxes[:, 2] / boxes[:, 3])
    # Up to rounding both sides, of at least 8 pixels, by half a pixel.
    assert area.min() > 0.05 * 0.88
    assert area.max() < 0.25 * 1.07
    assert abs(ratio).max() < np.log(2.5) + 0.12
    # Uniform in the logarithm: as often standing as lying, and half of all within the middle half.
    assert abs(ratio.mean()) < 4 * ratio.std() / np.sqrt(3000)
    assert_allclose((abs(ratio) < np.log(2.5) / 2).mean(), 0.5, atol=0.05)
    assert_allclose(area.mean(), 0.15, atol=0.005)


def test_a_standing_rectangle_stands():
    images = gray(20, 30, 60)
    new = RandomErasing(0.1, 4.0).transform(images, 0, value_range=(0, 1))
    for image in new:
        assert box_of(image[..., 0] == 0)[2:] == (27, 7)


def test_where_nothing_fits_images_stay():
    images = gray(5, 3, 60)
    assert_array_equal(RandomErasing(0.5, 3.0).transform(images, 0), images)
    # One that fits now and then is tried up to ten times.
    new = RandomErasing(0.2, (0.02, 3.0)).transform(gray(400, 12, 60), 0, value_range=(0, 1))
    erased = (new == 0).any(axis=(1, 2, 3))
    assert erased.mean() > 0.9
