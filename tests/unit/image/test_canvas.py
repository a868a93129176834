"""The shape and value range of images, and fields of noise."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy import stats
from sklearn.base import clone

from oversample import ImageOverSampler
from oversample._image_shape import check_image_shape
from oversample.exceptions import InvalidParameterError
from oversample.image import (
    Brightness,
    CoarseDropout,
    Compose,
    CropAndPad,
    ElasticTransform,
    GaussianNoise,
    Invert,
    RandomErasing,
    Rotate,
    Solarize,
    Translate,
)
from oversample.image.canvas import find_value_range
from oversample.image.pixel.fields import hash_fields, normal_fields, uniform_fields


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        (np.array([3, 5], np.uint8), (0, 255)),
        (np.array([3, 5], np.int8), (-128, 127)),
        (np.array([3, 255], np.int64), (0, 255)),
        (np.array([0, 255], np.uint16), (0, 255)),
        (np.array([0, 4095], np.uint16), (0, 4095)),
        (np.array([20.0, 200.0], np.float32), (0, 255)),
        (np.array([0.5, 255.0]), (0, 255)),
        (np.array([0.0, 64.0]), (0, 64)),
        (np.array([0.5, 9.5]), (0.5, 9.5)),
        (np.array([-1, 200], np.int16), (-1, 200)),
        (np.array([0.2, 0.4]), (0, 1)),
        (np.array([0.0, 16.0]), (0, 16)),
        (np.array([-2.0, 3.0], np.float16), (-2, 3)),
        (np.array([True]), (0, 1)),
        (np.empty(0), (0, 1)),
        (np.empty(0, np.int32), (0, 255)),
        (np.full(3, 7.0), (7, 7)),
    ],
)
def test_the_value_range_is_learned(pixels, expected):
    assert find_value_range(pixels) == expected


@pytest.mark.parametrize("pixels", [[3, 256], [3, 4095], [20.0, 110.0], [0.0, 100.0], [9.0, 900.0]])
def test_a_range_that_is_guessed_is_warned_of(pixels):
    with pytest.warns(UserWarning, match=r"guess.*value_range=\(low, high\)"):
        assert find_value_range(np.array(pixels)) == tuple(pixels)


@pytest.mark.parametrize("dtype", [np.int16, np.int64, np.float32, np.float64])
@pytest.mark.parametrize(
    "transform",
    [Invert(), Brightness(1.5), Solarize(0.5), GaussianNoise(0.1), Rotate(30, fill=1.0)],
    ids=repr,
)
def test_black_and_white_are_those_of_bytes_in_every_fold(transform, dtype):
    images = np.random.default_rng(0).normal(110, 30, (8, 9, 9)).clip(20, 200).astype(np.uint8)
    for fold in (images, images[:1], images[5:]):
        expected = transform.transform(fold, 3).astype(float)
        new = transform.transform(fold.astype(dtype), 3).clip(0, 255)
        assert np.abs(new - expected).max() <= 1


def test_samplers_know_black_and_white_as_transforms_do():
    X = np.random.default_rng(0).normal(110, 30, (30, 16)).clip(20, 200).astype(np.uint8)
    y = np.arange(30) < 10
    for dtype in (np.uint8, np.uint16, np.float64):
        sampler = ImageOverSampler((4, 4), Invert(), random_state=0)
        X_new, _ = sampler.fit_resample(X.astype(dtype), y)
        assert sampler.value_range_ == (0, 255)
        assert_array_equal(X_new[30:], 255 - X[sampler.plan_.base])


@pytest.mark.parametrize(
    ("shape", "n_columns", "expected"),
    [
        ((28, 28), 784, (28, 28, 1)),
        ((4, 5, 3), 60, (4, 5, 3)),
        ((1, -1), 7, (1, 7, 1)),
        ((-1, 5, 3), 30, (2, 5, 3)),
        ((2, 2, -1), 12, (2, 2, 3)),
    ],
)
def test_shapes_are_completed(shape, n_columns, expected):
    assert check_image_shape(shape, n_columns) == expected


@pytest.mark.parametrize(
    ("shape", "n_columns", "message"),
    [
        ((28, 28), 783, "rows of 28 x 28 = 784 pixels, but X has 783 columns"),
        ((28, 28), 784 * 3, "784 pixels, but X has 2352 columns"),
        ((-1, 5), 12, "rows of a multiple of 5 = 5 pixels, but X has 12 columns"),
    ],
)
def test_shapes_that_do_not_fit_the_rows(shape, n_columns, message):
    with pytest.raises(ValueError, match=message):
        check_image_shape(shape, n_columns)


def splitmix64(seed, n):
    """The published algorithm, one number at a time."""
    state, mask = seed, 2**64 - 1
    for _ in range(n):
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        yield z ^ (z >> 31)


def test_fields_are_the_published_generator():
    # The first outputs for the seed 1234567, as published with the reference implementation.
    first = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert hash_fields(np.array([1234567], np.uint64), (3,)).tolist() == [first]
    seeds = np.array([0, 5, 2**64 - 1], np.uint64)
    fields = hash_fields(seeds, (2, 3))
    for seed, field in zip(seeds.tolist(), fields, strict=True):
        assert field.ravel().tolist() == list(splitmix64(seed, 6))


@pytest.mark.parametrize(
    ("make", "law"), [(uniform_fields, stats.uniform), (normal_fields, stats.norm)]
)
def test_fields_have_their_distribution(make, law):
    seeds = np.random.default_rng(0).integers(0, 2**64, 40, dtype=np.uint64)
    fields = make(seeds, (13, 21))
    assert fields.dtype == np.float32
    assert stats.kstest(fields.ravel(), law.cdf).pvalue > 0.01
    correlation = np.corrcoef(fields.reshape(40, -1))
    assert np.abs(correlation - np.eye(40)).max() < 0.3
    neighbours = np.corrcoef(fields[:, :, :-1].ravel(), fields[:, :, 1:].ravel())[0, 1]
    assert abs(neighbours) < 0.03


def test_a_field_depends_on_its_seed_only():
    seeds = np.arange(7, dtype=np.uint64)
    for make in (uniform_fields, normal_fields):
        assert_array_equal(make(seeds, (3, 5))[4:5], make(seeds[4:5], (3, 5)))


FILLS = [
    Rotate(45, fill=[0.0, 1.0, 0.4]),
    Translate(2, 1, unit="px", fill=(0.0, 1.0, 0.4)),
    CropAndPad(0.3, fill=[0.0, 1.0, 0.4]),
    ElasticTransform(4.0, 1.0, fill=[0.0, 1.0, 0.4]),
    RandomErasing(0.2, fill=[0.0, 1.0, 0.4]),
    CoarseDropout(2, 0.4, 0.4, fill=[0.0, 1.0, 0.4]),
    CoarseDropout(method="grid", drop_range=0.5, fill=[0.0, 1.0, 0.4]),
    Compose([Rotate(45, fill=[0.0, 1.0, 0.4]), Translate(0.2, fill=(0.0, 1.0, 0.4))]),
]


@pytest.mark.parametrize("transform", FILLS, ids=lambda transform: type(transform).__name__)
@pytest.mark.parametrize("dtype", [np.uint8, np.float64])
def test_a_fill_of_each_channel_is_that_of_each_channel_alone(transform, dtype):
    images = np.random.default_rng(0).integers(60, 200, (4, 10, 9, 3)).astype(dtype)
    new = transform.transform(images, 5)
    assert new.dtype == dtype
    assert (new[..., 0] == 0).any()
    for channel, fill in enumerate([0.0, 1.0, 0.4]):
        alone = clone(transform)
        for name in transform.get_params():
            if name.endswith("fill"):
                alone.set_params(**{name: fill})
        if isinstance(transform, Compose):
            parts = [part.set_params(fill=fill) for part in clone(transform).transforms]
            alone = Compose(parts)
        assert_array_equal(alone.transform(images, 5)[..., channel], new[..., channel])


@pytest.mark.parametrize("transform", [Rotate, RandomErasing])
def test_fills_that_will_not_do_say_what_a_fill_is(transform):
    for fill in (255, (0.0, 255.0), [], ["a"], np.nan):
        with pytest.raises(InvalidParameterError, match=r"fraction of the value range .*channel"):
            transform(fill=fill).transform(np.zeros((1, 4, 4, 3)), 0)
    with pytest.raises(ValueError, match=r"has 2 values, one for each channel.* have 3"):
        transform(fill=[0.0, 1.0]).transform(np.zeros((1, 4, 4, 3)), 0)
