"""M2m: steps in closed form, seeds in the shares of the rule, what is accepted, what is copied."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import load_digits

from oversample._image_shape import ImageShape
from oversample._random import make_streams
from oversample.deep import M2m
from oversample.deep._classifier import ImageClassifier
from oversample.deep._features import FeatureNetwork
from oversample.deep._moved import Images
from oversample.deep._moving_sampler import Movable
from oversample.deep.m2m import Networks
from oversample.exceptions import FallbackWarning
from oversample.image.canvas import Canvas
from tests.deep.lines import GREY, OF_GREY, SLOPES, line
from tests.instances import Instance
from tests.property import test_contract

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.deep

DIGITS, LABELS = load_digits(return_X_y=True)
FEW = np.r_[np.flatnonzero(LABELS == 3)[:80], np.flatnonzero(LABELS == 8)[:30]]
X, Y = DIGITS[FEW], LABELS[FEW]
NO_PARAMETERS = np.empty(0, dtype=np.float32)


def sampler(**settings):
    defaults = {"random_state": 0, "max_steps": 100, "beta": 0.9}
    return M2m((8, 8), **defaults | settings)


def made(**settings):
    one = sampler(**settings)
    return one, one.fit_resample(X, Y)[0][len(X) :]


def movable(pulls, holds):
    shape = FeatureNetwork(ImageShape(8, 8, 1), 2)
    networks = [ImageClassifier(shape, NO_PARAMETERS, own, "cpu", "M2m") for own in (pulls, holds)]
    return Movable(Images.of(GREY, OF_GREY, Canvas(8, 8, 1, 0.0, 1.0)), Networks(*networks))


def descent(pulls, holds, **settings):
    one = sampler(start_radius=0.0, n_steps=5, step_size=0.02, **settings)
    seeds = np.flatnonzero(OF_GREY == 0)
    return one._descent(movable(pulls, holds), seeds, 1, make_streams(0).start())


def test_steps_go_down_the_loss_of_the_class_and_the_logit_of_the_other():
    way = SLOPES / np.linalg.norm(SLOPES)
    found = descent(line(), line(np.zeros(64)))
    assert_allclose(found, np.tile(0.1 * way, (len(found), 1)), atol=1e-6)
    other = np.roll(SLOPES, 1)

    def first_logit(images):
        return line(other)(images).flip(1)

    # The loss of a network that is sure of nothing has no slope: the logit of the old class alone.
    found = descent(line(np.zeros(64)), first_logit)
    assert_allclose(
        found, np.tile(-0.1 * other / np.linalg.norm(other), (len(found), 1)), atol=1e-6
    )
    assert not descent(line(np.zeros(64)), first_logit, avoidance=0.0).any()


def test_steps_start_at_random_and_stay_between_black_and_white():
    one = sampler(start_radius=0.5, n_steps=0)
    both = movable(line(), line())
    seeds = np.arange(40)
    steps = one._descent(both, seeds, 1, make_streams(0).start())
    assert_allclose(np.linalg.norm(steps, axis=1), 0.5, atol=1e-9)
    far = sampler(start_radius=5.0, step_size=3.0)._descent(both, seeds, 1, make_streams(0).start())
    ends = GREY[seeds] + far
    assert ends.min() >= -1e-12
    assert ends.max() <= 1 + 1e-12
    assert ((ends < 1e-9) | (ends > 1 - 1e-9)).mean() > 0.5


def test_seeds_come_from_larger_classes_in_the_shares_of_the_rule():
    counts = np.array([30, 5, 12, 5])
    codes = np.repeat(np.arange(4), counts)
    n = 100_000
    served, seeds = sampler()._seeds(counts, codes, 1, n, make_streams(0).start())
    shares = 1 - 0.9 ** np.array([25, 0, 7, 0])
    # Drawn in proportion to the share, then kept with the share as a probability.
    expected = shares**2 / shares.sum()
    found = np.bincount(codes[seeds], minlength=4) / n
    assert_allclose(found, expected, atol=4 * (0.25 / n) ** 0.5)
    assert len(np.unique(seeds)) == 42
    assert len(np.unique(served)) == len(served) == len(seeds)
    assert sampler()._seeds(counts, codes, 0, n, make_streams(0).start())[0].size == 0


def test_accepted_images_are_of_the_class_for_the_network():
    one, new = made()
    plan = one.plan_
    accepted = Y[plan.base] == 3
    assert one.accepted_ == {8: accepted.mean()}
    assert 0.1 < accepted.mean() < 1
    assert_array_equal(new[~accepted], X[plan.base[~accepted]])
    assert (new[accepted] != X[plan.base[accepted]]).any(axis=1).all()
    assert new.min() >= 0
    assert new.max() <= 16
    assert set(one.history_) == {"loss", "second_loss"}
    everything, _ = made(confidence=0.0)
    assert everything.accepted_[8] == pytest.approx(1 - 0.9**50, abs=0.05)


def test_where_nothing_is_accepted_rows_are_copies_and_a_warning_tells():
    with pytest.warns(FallbackWarning, match="class 8, which is filled with copies"):
        one, new = made(confidence=1.0, n_steps=1, max_steps=5)
    assert one.accepted_ == {8: 0.0}
    assert_array_equal(new, X[one.plan_.base])
    assert set(Y[one.plan_.base]) == {8}
    with pytest.warns(FallbackWarning, match="class 3, which"):
        sampler(sampling_strategy={3: 90}, max_steps=2).fit_resample(X, Y)


def test_counts_are_exact_and_the_first_rows_the_input():
    one = sampler(sampling_strategy={3: 85, 8: 47}, max_steps=2, confidence=0.2)
    with pytest.warns(FallbackWarning, match="class 3"):
        X_new, y_new = one.fit_resample(X, Y)
    assert_array_equal(X_new[: len(X)], X)
    assert_array_equal(y_new[: len(X)], Y)
    assert {label: int((y_new == label).sum()) for label in (3, 8)} == {3: 85, 8: 47}
    assert one.plan_.counts == {3: 5, 8: 17}


def test_whole_numbers_take_whole_steps():
    one = sampler(value_range=(0, 255), max_steps=20, confidence=0.5)
    images = (X * 15).astype(np.uint8)
    new = one.fit_resample(images, Y)[0][len(X) :]
    assert new.dtype == np.uint8
    assert_array_equal(new - images[one.plan_.base].astype(float), one.plan_.noise)


def test_threads_of_torch_do_not_matter_and_are_restored():
    before = torch.get_num_threads()
    expected = made(max_steps=3, confidence=0.5)[1]
    try:
        torch.set_num_threads(2)
        assert_array_equal(made(max_steps=3, confidence=0.5)[1], expected)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


PIXELS = Instance(
    lambda: M2m((1, -1), random_state=0, beta=0.5, confidence=0.2, max_steps=2, n_steps=2),
    sparse=False,
    segments=False,
    noise=True,
    pixels=True,
    of_one_class=False,
    within_class=False,
    warns=UserWarning,
)
# That of counts needs bases of the class, which this rule leaves.
PROMISES = (
    "test_arrays_come_back_with_their_bits",
    "test_equal_seeds_of_every_kind_give_equal_rows",
    "test_other_seeds_give_other_rows",
    "test_same_seed_same_rows_in_other_layouts",
    "test_weights_are_carried_along_and_do_not_matter",
)


@pytest.mark.parametrize("promise", PROMISES)
def test_promise(promise):
    with PIXELS.tolerance():
        getattr(test_contract, promise)(instance=PIXELS)
