"""Superpixels: means, counts, and how good the segments are."""

import numpy as np
import pytest
import skimage.color
import skimage.segmentation
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage

from oversample._kernels.image.superpixels import segment
from oversample.image import Canvas, Superpixels
from oversample.image.pixel.superpixels import lab_from_rgb
from tests.pixel_references import photos_of


def segmented(features, n_segments, compactness=10.0):
    labels = np.empty(features.shape[:3], np.int32)
    n_labels = np.empty(len(features), np.intp)
    segment(features, np.full(len(features), n_segments), compactness, labels, n_labels)
    return labels, n_labels


def slic_by_hand(features, rows, columns, compactness):
    """Algorithm 1 without connectivity: every pixel against every centre, in float64."""
    height, width, _ = features.shape
    y, x = np.mgrid[:height, :width].astype(float)
    step = np.sqrt(height * width / (rows * columns))
    labels = (np.arange(height)[:, None] * rows // height) * columns + (
        np.arange(width) * columns // width
    )
    centres = [
        (
            (row + 0.5) * height / rows - 0.5,
            (column + 0.5) * width / columns - 0.5,
            features[int((row + 0.5) * height / rows), int((column + 0.5) * width / columns)],
        )
        for row in range(rows)
        for column in range(columns)
    ]
    for _ in range(10):
        distances = np.full((len(centres), height, width), np.inf)
        for k, (cy, cx, colour) in enumerate(centres):
            near = (abs(y - cy) <= height / rows) & (abs(x - cx) <= width / columns)
            square = ((features - colour) ** 2).sum(-1) + (compactness / step) ** 2 * (
                (y - cy) ** 2 + (x - cx) ** 2
            )
            distances[k][near] = square[near]
        reached = np.isfinite(distances).any(axis=0)
        new = np.where(reached, distances.argmin(axis=0), labels)
        if np.array_equal(new, labels):
            break
        labels = new
        centres = [
            (y[labels == k].mean(), x[labels == k].mean(), features[labels == k].mean(axis=0))
            if (labels == k).any()
            else centre
            for k, centre in enumerate(centres)
        ]
    return labels


@pytest.mark.parametrize("channels", [1, 3])
def test_segments_are_those_of_the_algorithm(channels):
    features = photos_of(3, channels, shape=(20, 25)) * (100 / 255)
    labels, n_labels = segmented(features, 20)
    for image, got, n in zip(features, labels, n_labels, strict=True):
        expected = slic_by_hand(image, 4, 5, 10.0)
        # Only the parts that were too small have another label: match the others by position.
        same = [
            np.bincount(expected[got == label]).max() / (got == label).sum() for label in range(n)
        ]
        assert np.mean(same) > 0.97
        sizes = np.bincount(got.ravel(), minlength=n)
        assert (sizes[1:] >= 500 / 20 / 4).all()


def test_segments_are_connected_and_numbered():
    for seed in range(4):
        features = np.random.default_rng(seed).uniform(0, 100, (3, 17, 23, 1))
        labels, n_labels = segmented(features, 30, 5.0)
        for got, n in zip(labels, n_labels, strict=True):
            assert_array_equal(np.unique(got), np.arange(n))
            first = [np.flatnonzero(got.ravel() == label)[0] for label in range(n)]
            assert first == sorted(first)
            for label in range(n):
                assert ndimage.label(got == label)[1] == 1


@pytest.mark.parametrize("n_segments", [1, 2, 12, 50, 80])
@pytest.mark.parametrize("shape", [(28, 28), (20, 33)])
def test_segments_are_about_as_many_as_asked_for(n_segments, shape):
    features = photos_of(5, 1, shape=shape) * (100 / 255)
    _, n_labels = segmented(features, n_segments)
    assert (abs(n_labels - n_segments) <= 0.25 * n_segments).all()


def test_segments_describe_images_as_well_as_those_of_skimage():
    """The error of painting means, of an image with edges; labels themselves are not unique."""
    y, x = np.mgrid[:48, :64]
    shapes = np.stack([(x - 20) ** 2 + (y - 22) ** 2 < 150, x + 2 * y > 110, x > 40], axis=-1)
    image = 0.2 + 0.6 * shapes + np.random.default_rng(0).normal(0, 0.02, (48, 64, 3))
    image = image.clip(0, 1)
    labels, n_labels = segmented(lab_from_rgb(image)[np.newaxis], 60)
    # Asked for the same number it makes fewer: ask for more until it has as many.
    reference = next(
        found
        for n in range(60, 200)
        if (found := skimage.segmentation.slic(image, n, compactness=10, start_label=0)).max()
        >= n_labels[0] - 1
    )
    errors = []
    for found in (labels[0], reference):
        painted = np.empty_like(image)
        for label in np.unique(found):
            painted[found == label] = image[found == label].mean(axis=0)
        errors.append(((painted - image) ** 2).mean())
    assert errors[0] < 1.1 * errors[1]
    assert errors[0] < 0.1 * image.var(axis=(0, 1)).mean()


def test_lab_is_that_of_skimage():
    rgb = np.random.default_rng(0).random((50, 3))
    rgb[0], rgb[1] = 0.0, 1.0
    # Its matrix is given to six digits, ours to seven: 0.005 on scales of 100 and more.
    assert_allclose(lab_from_rgb(rgb), skimage.color.rgb2lab(rgb), atol=6e-3)


@pytest.mark.parametrize("channels", [1, 2, 3])
def test_every_segment_is_painted_with_its_exact_mean_the_first_too(channels):
    images = photos_of(3, channels) / 255
    canvas = Canvas(40, 30, channels, 0.0, 1.0)
    transform = Superpixels(1, 40)
    draws = transform.sample(3, np.random.default_rng(0))
    new = transform.apply(images, draws, canvas)
    unit = images * (100 / np.sqrt(channels)) if channels != 3 else lab_from_rgb(images)
    labels, n_labels = segmented(unit, 40)
    for image, painted, label_image, n in zip(images, new, labels, n_labels, strict=True):
        for label in range(n):
            inside = label_image == label
            expected = np.broadcast_to(image[inside].mean(axis=0), (inside.sum(), channels))
            assert_allclose(painted[inside], expected, atol=1e-12)
    assert (new[:, 0, 0] != images[:, 0, 0]).any()
    assert_allclose(new.mean(axis=(1, 2)), images.mean(axis=(1, 2)), atol=1e-12)


def test_segments_are_replaced_as_often_as_asked():
    images = np.repeat(photos_of(1)[:, :12, :12] / 255, 500, axis=0)
    canvas = Canvas(12, 12, 3, 0.0, 1.0)
    draws = Superpixels(0.3, 9).sample(500, np.random.default_rng(0))
    new = Superpixels(0.3, 9).apply(images, draws, canvas)
    labels, n_labels = segmented(lab_from_rgb(images[:1]), 9)
    replaced = (new != images).any(axis=-1)
    for label in range(n_labels[0]):
        inside = labels[0] == label
        assert inside.sum() > 1
        assert_array_equal(replaced[:, inside].any(axis=1), replaced[:, inside].mean(axis=1) > 0.5)
        share = replaced[:, inside].any(axis=1).mean()
        assert_allclose(share, 0.3, atol=4.5 * np.sqrt(0.21 / 500))


def test_neighbouring_images_do_not_share_segments():
    images = photos_of(4) / 255
    canvas = Canvas(40, 30, 3, 0.0, 1.0)
    draws = Superpixels(1, (10, 60)).sample(4, np.random.default_rng(0))
    together = Superpixels(1, (10, 60)).apply(images, draws, canvas)
    for i in range(4):
        alone = {name: values[i : i + 1] for name, values in draws.items()}
        assert_array_equal(Superpixels().apply(images[i : i + 1], alone, canvas)[0], together[i])
