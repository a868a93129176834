"""Geometric transforms: references, group laws, distributions of what is drawn."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from oversample._kernels import COMPILED
from oversample._kernels.image.coordinates import BORDERS, locate
from oversample._kernels.image.structures import Samples
from oversample.exceptions import InvalidParameterError
from oversample.image import (
    Affine,
    Canvas,
    ElasticTransform,
    HorizontalFlip,
    Perspective,
    PiecewiseAffine,
    RandomResizedCrop,
    Rotate,
    Scale,
    Translate,
    VerticalFlip,
)
from oversample.image.geometric.matrices import inverses
from tests.image_references import (
    GEOMETRY,
    SCIPY_BORDERS,
    applied,
    check_affine_against_scipy,
    images_of,
)

# Smaller fields take the same lines.
large_fields = pytest.mark.skipif(not COMPILED, reason="too slow without compilation")


@pytest.mark.parametrize("check", GEOMETRY, ids=lambda check: check.__name__)
def test_reference(check):
    check()


@pytest.mark.parametrize("border", SCIPY_BORDERS)
def test_affine_against_scipy_with_every_border(border):
    check_affine_against_scipy(border)


# -- group laws --------------------------------------------------------------------------------


@pytest.mark.parametrize(("flip", "axis"), [(HorizontalFlip(), 2), (VerticalFlip(), 1)])
def test_flips_are_mirror_images_and_undo_themselves(flip, axis):
    images = images_of(3)
    assert_array_equal(flip.transform(images), np.flip(images, axis))
    assert_array_equal(flip.transform(flip.transform(images)), images)


def test_four_quarter_turns_are_none():
    images = images_of(1, 9, 9)
    turned = images
    for _ in range(4):
        turned = applied(Rotate(), turned, angle=[90.0])
    assert_array_equal(turned, images)


def test_whole_translations_undo_each_other():
    images = images_of(1)
    there = applied(Translate(unit="px", border_mode="wrap"), images, x=[5], y=[-3])
    back = applied(Translate(unit="px", border_mode="wrap"), there, x=[-5], y=[3])
    assert_array_equal(back, images)


@pytest.mark.parametrize(
    ("transform", "there", "back"),
    [
        (Rotate(), {"angle": [33.0]}, {"angle": [-33.0]}),
        (Scale(), {"x": [1.3], "y": [1.1]}, {"x": [1 / 1.3], "y": [1 / 1.1]}),
    ],
)
def test_there_and_back_is_nearly_the_image(transform, there, back):
    y, x = np.mgrid[-20:21, -30:31] / 10
    smooth = np.exp(-(x**2) - 2 * (y - 0.3) ** 2)[np.newaxis, :, :, np.newaxis]
    returned = applied(transform, applied(transform, smooth, **there), **back)
    disk = np.hypot(x, y) < 1.5
    assert np.abs(returned - smooth)[0, disk].max() < 0.02


def test_inverses_of_matrices():
    rng = np.random.default_rng(0)
    matrices = rng.normal(size=(20, 3, 3))
    assert_allclose(
        inverses(matrices) @ matrices, np.broadcast_to(np.eye(3), (20, 3, 3)), atol=1e-9
    )


def test_what_is_behind_the_horizon_is_outside():
    class Falling(Perspective):
        def matrices(self, draws, canvas):
            # The right half of the result would be behind the viewer.
            return inverses(np.array([[[1, 0, 0], [0, 1, 0], [-0.2, 0, 1.0]]]))

    images = np.ones((1, 3, 10, 1))
    new = Falling(fill=0.25).apply(images, {}, Canvas(3, 10, 1, 0.0, 1.0))
    assert_array_equal(new[0, :, 6:], 0.25)
    assert (new[0, 0, :3] == 1).all()


# -- what is drawn -----------------------------------------------------------------------------


def draws_of(transform, n=4000):
    return transform.sample(n, np.random.default_rng(5))


@pytest.mark.parametrize(
    ("transform", "name", "low", "high"),
    [
        (Rotate((-20, 50)), "angle", -20, 50),
        (Translate((-0.3, 0.1), (0, 0.2)), "x", -0.3, 0.1),
        (Translate((-0.3, 0.1), (0, 0.2)), "y", 0, 0.2),
        (Affine(y_shear_range=(3, 9)), "y_shear", 3, 9),
    ],
)
def test_ranges_are_drawn_from_uniformly(transform, name, low, high):
    drawn = draws_of(transform)[name]
    assert stats.kstest(drawn, stats.uniform(low, high - low).cdf).pvalue > 0.01


def test_scales_are_log_uniform():
    drawn = draws_of(Scale((0.5, 2)))["x"]
    assert stats.kstest(np.log(drawn), stats.uniform(np.log(0.5), np.log(4)).cdf).pvalue > 0.01
    assert_array_equal(drawn, draws_of(Scale((0.5, 2)))["y"])
    free = draws_of(Scale((0.5, 2), keep_ratio=False))
    assert abs(np.corrcoef(free["x"], free["y"])[0, 1]) < 0.05


def test_parameters_of_an_image_are_independent():
    ranges = {name: (0.5, 1.0) for name in Affine().get_params() if name.endswith("_range")}
    draws = draws_of(Affine(**ranges, keep_ratio=False))
    correlation = np.corrcoef(list(draws.values()))
    assert np.abs(correlation - np.eye(len(draws))).max() < 0.06


def test_a_number_is_the_value_of_all():
    assert (draws_of(Rotate(12.5))["angle"] == 12.5).all()
    assert (draws_of(Scale(0.7))["x"] == 0.7).all()


def test_crops_have_the_area_and_ratio_and_lie_inside():
    draws = draws_of(RandomResizedCrop((0.3, 0.5), (0.8, 1.25)))
    area, ratio = draws["width"] * draws["height"], draws["width"] / draws["height"]
    assert stats.kstest(area, stats.uniform(0.3, 0.2).cdf).pvalue > 0.01
    assert (
        stats.kstest(np.log(ratio), stats.uniform(np.log(0.8), 2 * np.log(1.25)).cdf).pvalue > 0.01
    )
    for start, length in (("left", "width"), ("top", "height")):
        assert draws[start].min() >= 0
        assert (draws[start] + draws[length]).max() <= 1
        share = draws[start] / (1 - draws[length])
        assert stats.kstest(share, stats.uniform.cdf).pvalue > 0.01


def test_corners_of_a_perspective_are_half_normal():
    inwards = draws_of(Perspective(0.05))["inwards"]
    assert stats.kstest(inwards.ravel(), stats.halfnorm(0, 0.05).cdf).pvalue > 0.01
    assert draws_of(Perspective(0.32))["inwards"].max() < 0.32


def test_points_of_a_piecewise_affine_are_normal():
    offsets = draws_of(PiecewiseAffine(0.03, grid=(2, 3)), 1000)["offset"]
    assert offsets.shape == (1000, 2, 3, 2)
    assert stats.kstest(offsets.ravel(), stats.norm(0, 0.03).cdf).pvalue > 0.01


# -- values ------------------------------------------------------------------------------------


def test_bytes_are_floats_times_255():
    images = np.random.default_rng(0).integers(0, 256, (6, 11, 8, 3)).astype(np.uint8)
    new = Rotate().transform(images, 0)
    floats = Rotate().transform(images / 255, 0)
    assert np.abs(new - floats * 255).max() <= 0.5 + 1e-3


def test_the_fill_is_a_fraction_of_the_value_range():
    images = np.full((1, 4, 4), 2.0)
    images[0, 0, 0], images[0, 3, 3] = -2.0, 6.0
    new = Translate(10, 10, unit="px", fill=0.25).transform(images)
    assert_array_equal(new, 0.0)
    white = Translate(10, 10, unit="px", fill=1).transform(images.astype(np.uint8))
    assert_array_equal(white, 255)


def test_gray_is_each_channel_of_the_same_in_colour():
    gray = images_of(4, channels=1)
    colour = np.repeat(gray, 3, axis=3)
    for transform in (Rotate(), PiecewiseAffine(), Perspective()):
        expected = transform.transform(gray, 0)
        assert_array_equal(transform.transform(colour, 0), np.repeat(expected, 3, axis=3))


# -- elastic fields ----------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(28, 28), (20, 37), (1, 40), (64, 3), (5, 5)])
def test_the_strength_of_an_elastic_field_is_its_root_mean_square(shape):
    elastic = ElasticTransform((0.5, 3), (1, 6))
    draws = elastic.sample(8, np.random.default_rng(0))
    field = elastic.displacements(draws, Canvas(*shape, 1, 0.0, 1.0))
    assert field.shape == (8, *shape, 2)
    rms = np.sqrt((field.astype(np.float64) ** 2).sum(axis=3).mean(axis=(1, 2)))
    assert_allclose(rms, draws["alpha"], rtol=1e-5)


@large_fields
@pytest.mark.parametrize("shape", [(40, 41), (1, 60), (60, 2)])
def test_elastic_fields_are_the_smoother_the_greater_sigma_is(shape):
    canvas = Canvas(*shape, 1, 0.0, 1.0)
    axis = 1 + int(np.argmax(shape))
    steps = []
    for sigma in (1, 2, 4, 8):
        elastic = ElasticTransform(1, sigma)
        draws = elastic.sample(30, np.random.default_rng(0))
        field = elastic.displacements(draws, canvas)
        steps.append(np.abs(np.diff(field, axis=axis)).mean())
    # Neighbours differ by about the strength over sigma.
    assert_allclose(np.array(steps) * [1, 2, 4, 8], steps[0], rtol=0.5)
    assert (np.diff(steps) < 0).all()


@large_fields
def test_elastic_fields_have_no_preferred_direction():
    elastic = ElasticTransform(1, 2)
    draws = elastic.sample(400, np.random.default_rng(0))
    field = elastic.displacements(draws, Canvas(12, 12, 1, 0.0, 1.0))
    ways = field.reshape(-1, 2)
    assert np.abs(ways.mean(axis=0)).max() < 0.05
    assert abs(np.corrcoef(ways.T)[0, 1]) < 0.05
    assert_allclose(ways.std(axis=0), np.sqrt(0.5), rtol=0.05)


@pytest.mark.parametrize("border", BORDERS.values(), ids=BORDERS)
@pytest.mark.parametrize("is_nearest", [False, True])
@pytest.mark.parametrize("length", [1, 2, 9])
def test_no_coordinate_leads_out_of_the_margin(border, is_nearest, length):
    places = np.array([np.nan, np.inf, -np.inf, 1e300, -1e300, 1e9, -0.0, 0.5, length, -7.3])
    before, shares = np.empty(len(places), np.int32), np.empty(len(places), np.float32)
    samples = Samples(border, np.float32(0), is_nearest, np.empty(0, np.float32))
    locate(places, length, samples, 1, before, shares)
    assert before.min() >= 0
    assert before.max() <= length + 1


def test_absurd_strengths_are_refused():
    with pytest.raises(InvalidParameterError, match=r"'alpha_range' .* \[0, 1e\+?06\]|1000000"):
        ElasticTransform(1e300).transform(np.zeros((1, 4, 4, 1), np.uint8))
