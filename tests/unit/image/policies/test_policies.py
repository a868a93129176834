"""Policies: what they choose, in which order, and that images are interpolated once."""

from itertools import permutations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import ndimage, stats

import oversample.image.policies.base
from oversample.exceptions import InvalidParameterError
from oversample.image import (
    Canvas,
    Compose,
    HorizontalFlip,
    Invert,
    OneOf,
    PiecewiseAffine,
    RandAugment,
    Rotate,
    Scale,
    SomeOf,
    Sometimes,
    Translate,
    TrivialAugment,
    VerticalFlip,
)
from oversample.image.draws import select
from oversample.image.policies.base import Policy
from tests.image_references import affine_by_hand, images_of, warped_by_scipy


def applied(policy, images, seed=0):
    """The result, and what was drawn."""
    draws = policy.sample(len(images), np.random.default_rng(seed))
    canvas = Canvas(*images.shape[1:], low=0.0, high=1.0)
    return policy.apply(images, draws, canvas), draws, canvas


@pytest.fixture
def count_samplings(count_images):
    """Count how often the images of a policy are interpolated."""
    return count_images(oversample.image.policies.base, "sample_images")


# -- chains ------------------------------------------------------------------------------------


def test_matrices_of_a_chain_are_multiplied(count_samplings):
    images = images_of(1)
    chain = Compose([Rotate(25), Translate(0.1, -0.2), Scale(1.3), HorizontalFlip()])
    new, *_ = applied(chain, images)
    height, width = images.shape[1:3]
    turn = affine_by_hand(1, 1, 25, 0, 0, 0, 0, height, width)
    shift = affine_by_hand(1, 1, 0, 0, 0, 0.1, -0.2, height, width)
    scale = affine_by_hand(1.3, 1.3, 0, 0, 0, 0, 0, height, width)
    flip = np.array([[-1, 0, width - 1], [0, 1, 0], [0, 0, 1]])
    expected = warped_by_scipy(images[0], flip @ scale @ shift @ turn)
    assert_allclose(new[0], expected, atol=1e-9)
    assert count_samplings == [1]


def test_what_is_moved_out_is_brought_back(count_samplings):
    images = images_of(3)
    there_and_back = Compose([Translate(40, -9, unit="px"), Translate(-40, 9, unit="px")])
    assert_array_equal(applied(there_and_back, images)[0], images)
    turned = Compose([Rotate(33), Rotate(-33)])
    assert_allclose(applied(turned, images)[0], images, atol=1e-9)
    assert count_samplings == [3, 3]


def test_a_field_is_sampled_together_with_the_matrices_before_it(count_samplings):
    images = images_of(1)
    turn, bend = Rotate(20, border_mode="edge"), PiecewiseAffine(0.05, border_mode="edge")
    new, draws, canvas = applied(Compose([turn, bend]), images)
    field = bend.displacements(draws["1"], canvas)[0]
    rows, columns = np.mgrid[: canvas.height, : canvas.width]
    places = np.stack([columns + field[..., 0], rows + field[..., 1], np.ones(rows.shape)])
    matrix = affine_by_hand(1, 1, 20, 0, 0, 0, 0, canvas.height, canvas.width)
    x, y, _ = np.tensordot(np.linalg.inv(matrix), places, axes=1)
    for channel in range(3):
        expected = ndimage.map_coordinates(images[0, ..., channel], [y, x], order=1, mode="nearest")
        assert_allclose(new[0, ..., channel], expected, atol=1e-9)
    assert count_samplings == [1]


@pytest.mark.parametrize(
    "parts",
    [
        [Rotate(20), Invert(), Rotate(-20)],
        [Rotate(20, border_mode="edge"), Translate(0.2, 0.1)],
        [PiecewiseAffine(0.05), Rotate(20)],
        [Invert(), Invert(), VerticalFlip()],
        [Rotate(20, fill=1), PiecewiseAffine(0.05, fill=0.5), Invert()],
    ],
    ids=str,
)
def test_what_cannot_be_multiplied_is_done_one_after_the_other(parts):
    images = images_of(4)
    new, draws, canvas = applied(Compose(parts), images)
    expected = images
    for number, part in enumerate(parts):
        expected = part.apply(expected, draws[f"{number}"], canvas)
    assert_allclose(new, expected, atol=1e-12)


def test_nested_policies_interpolate_once(count_samplings):
    nested = Compose(
        [
            Sometimes([Rotate()], 0.5),
            OneOf([Translate(), Scale(), HorizontalFlip()]),
            SomeOf([Rotate(10), Scale(1.1)], (0, 2)),
        ]
    )
    images = images_of(30)
    applied(nested, images)
    assert sum(count_samplings) <= 30
    assert len(count_samplings) == 1


def test_rows_that_wait_are_settled_before_pixels_change():
    """One image in two is inverted between two moves; the other is moved at once."""
    parts = [Rotate(15, fill=1), Sometimes([Invert()], 0.5), Rotate(15, fill=1)]
    images = images_of(20)
    new, draws, canvas = applied(Compose(parts), images)
    struck = draws["1"]["strikes"]
    assert 0 < struck.sum() < 20
    expected = applied(Compose([parts[0], parts[2]]), images)[0]
    assert_allclose(new[~struck], expected[~struck], atol=1e-12)
    once = parts[0].apply(images, draws["0"], canvas)
    expected = parts[2].apply(1 - once, draws["2"], canvas)
    assert_allclose(new[struck], expected[struck], atol=1e-12)


# -- choices -----------------------------------------------------------------------------------


def test_one_of_applies_the_chosen_one():
    parts = [Rotate(), Invert(), Translate()]
    images = images_of(30)
    new, draws, canvas = applied(OneOf(parts), images)
    for i, choice in enumerate(draws["choice"]):
        row = slice(i, i + 1)
        record = select(draws[f"{choice}"], row)
        assert_allclose(new[row], parts[choice].apply(images[row], record, canvas), atol=1e-12)


@pytest.mark.parametrize(
    ("weights", "shares"), [(None, [1, 1, 1]), ([1, 2, 0], [1, 2, 0]), ([5, 0, 1], [5, 0, 1])]
)
def test_one_of_has_its_frequencies(weights, shares):
    policy = OneOf([Invert(), Rotate(), Scale()], weights)
    counts = np.bincount(policy.sample(3000, np.random.default_rng(0))["choice"], minlength=3)
    expected = 3000 * np.array(shares) / np.sum(shares)
    assert (counts[expected == 0] == 0).all()
    assert stats.chisquare(counts[expected > 0], expected[expected > 0]).pvalue > 0.01


@pytest.mark.parametrize("p", [0.0, 0.3, 1.0])
def test_sometimes_has_its_frequency(p):
    strikes = Sometimes([Invert()], p).sample(3000, np.random.default_rng(0))["strikes"]
    assert stats.binomtest(int(strikes.sum()), 3000, p).pvalue > 0.01
    images = images_of(20)
    new, draws, _ = applied(Sometimes([Invert(), HorizontalFlip()], p), images)
    expected = np.where(draws["strikes"][:, None, None, None], 1 - images[:, :, ::-1], images)
    assert_array_equal(new, expected)


def test_some_of_takes_every_order_of_every_set():
    policy = SomeOf([Invert(), Rotate(), Scale(), HorizontalFlip()], 2)
    order = policy.sample(6000, np.random.default_rng(0))["order"]
    assert_array_equal(order[:, 2:], -1)
    pairs = [tuple(pair) for pair in order[:, :2].tolist()]
    counts = [pairs.count(pair) for pair in permutations(range(4), 2)]
    assert sum(counts) == 6000
    assert stats.chisquare(counts).pvalue > 0.01


def test_some_of_in_the_order_of_the_list():
    policy = SomeOf([Invert(), Rotate(), Scale()], (0, 3), random_order=False)
    order = policy.sample(900, np.random.default_rng(0))["order"]
    for line in order.tolist():
        chosen = [number for number in line if number >= 0]
        assert chosen == sorted(set(chosen))
    sizes = np.bincount((order >= 0).sum(axis=1), minlength=4)
    assert stats.chisquare(sizes).pvalue > 0.01


def test_some_of_applies_in_its_order():
    parts = [Translate(3, 0, unit="px", fill=1), Invert(), VerticalFlip()]
    images = images_of(40)
    new, draws, canvas = applied(SomeOf(parts, (0, 3)), images)
    for i, line in enumerate(draws["order"]):
        expected = images[i : i + 1]
        for number in line[line >= 0]:
            record = select(draws[f"{number}"], slice(i, i + 1))
            expected = parts[number].apply(expected, record, canvas)
        assert_allclose(new[i], expected[0], atol=1e-12)


def test_masks_go_where_the_images_go():
    """Labels painted into the images: nearest interpolation moves both alike."""
    parts = [
        Rotate(interpolation="nearest"),
        Sometimes([HorizontalFlip()]),
        OneOf([Translate(interpolation="nearest"), PiecewiseAffine(interpolation="nearest")]),
    ]
    policy = Compose(parts)
    labels = np.random.default_rng(0).integers(0, 5, (20, 11, 17, 1))
    moved, draws, canvas = applied(policy, labels.astype(np.float64))
    assert_array_equal(policy.apply_to_masks(labels, draws, canvas), moved)
    with_pixels = Compose([*parts, Invert()])
    draws = with_pixels.sample(20, np.random.default_rng(0))
    masks = with_pixels.apply_to_masks(labels, draws, canvas)
    assert_array_equal(masks, 1 - with_pixels.apply(labels.astype(np.float64), draws, canvas))


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (Compose([]), "'transforms' parameter of Compose must be a list of one image transform"),
        (Compose(Invert()), "'transforms' parameter of Compose"),
        (Compose([Invert]), "'transforms' parameter of Compose"),
        (OneOf([Invert()], [1, 2]), "1 transforms and 2 weights"),
        (OneOf([Invert()], [0]), "'weights' parameter of OneOf"),
        (SomeOf([Invert()], (0, 2)), r"'n_range' parameter of SomeOf, \(0, 2\), goes beyond the 1"),
        (SomeOf([Invert()], 1.0), "'n_range' parameter of SomeOf"),
        (Sometimes([Invert()], 1.5), "'p' parameter of Sometimes"),
        (Compose([Sometimes([Rotate((3, 1))])]), "'angle_range' parameter of Rotate"),
    ],
    ids=str,
)
def test_bad_policies_are_refused_by_name(policy, message):
    with pytest.raises(InvalidParameterError, match=message):
        policy.transform(np.zeros((1, 3, 3)))


def test_a_policy_asks_its_parts_about_the_canvas():
    class OnlySquares(Invert):
        def check_canvas(self, canvas):
            raise ValueError("no square")

    with pytest.raises(ValueError, match="no square"):
        Compose([OneOf([Rotate(), OnlySquares()])]).transform(np.zeros((1, 3, 4)))


def test_chunks_are_longer_where_images_go_different_ways(monkeypatch, count_images):
    monkeypatch.setattr("oversample.image.stack._CHUNK_VALUES", 3 * 16)
    lengths = count_images(Policy, "apply")
    images = np.zeros((100, 4, 4, 1), np.uint8)
    moves = [Rotate(), OneOf([Scale(), Invert()])]
    for policy, n_alternatives in (
        (Compose([Rotate(), Invert()]), 1),
        (OneOf(moves), 3),
        (SomeOf(moves), 3),
        (Sometimes(moves), 2),
        (RandAugment(), 23),
        (RandAugment(0), 1),
        (TrivialAugment(["rotate", "equalize"]), 3),
    ):
        lengths.clear()
        assert policy.n_alternatives == n_alternatives
        policy.transform(images, 0, n_jobs=1)
        assert max(lengths) == 3 * min(n_alternatives, 8)
