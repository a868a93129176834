"""Adversarial images: steps against a line in closed form, what they must not leave, labels."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier

from oversample._image_shape import ImageShape
from oversample._random import make_streams
from oversample.deep import ImageAdversarialOverSampler
from oversample.deep._classifier import ImageClassifier
from oversample.deep._features import FeatureNetwork
from tests.deep.lines import GREY, OF_GREY, SLOPES, line
from tests.instances import Instance
from tests.property import test_contract

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.deep

DIGITS, LABELS = load_digits(return_X_y=True)
FEW = np.r_[np.flatnonzero(LABELS == 3)[:60], np.flatnonzero(LABELS == 8)[:30]]
X, Y = DIGITS[FEW], LABELS[FEW]
RANDOM = np.random.default_rng(0)


def sampler(**settings):
    defaults = {"random_state": 0, "max_steps": 15}
    return ImageAdversarialOverSampler((8, 8), **defaults | settings)


def made(images=X, y=Y, **settings):
    one = sampler(**settings)
    return one, one.fit_resample(images, y)[0][len(images) :]


def length(steps, norm):
    return np.abs(steps).max(axis=1) if norm == "inf" else np.linalg.norm(steps, axis=1)


@pytest.mark.parametrize("attack", ["fgsm", "pgd"])
@pytest.mark.parametrize("norm", ["inf", "l2"])
def test_steps_against_a_line_have_a_closed_form(attack, norm):
    """From images of the second class by -eps sign(w), or along -w, to softplus(eps |w| - f)."""
    one, new = made(
        GREY, OF_GREY, surrogate=line(), attack=attack, norm=norm, epsilon=0.1, n_steps=40
    )
    base = GREY[one.plan_.base]
    dual = np.abs(SLOPES).sum() if norm == "inf" else np.linalg.norm(SLOPES)
    loss, _ = one.network_.loss_gradient(new, np.ones(len(new), dtype=int))
    assert_allclose(loss, np.logaddexp(0, 0.1 * dual - base @ SLOPES), rtol=0.03)
    if attack == "fgsm":
        way = np.sign(SLOPES) if norm == "inf" else SLOPES / np.linalg.norm(SLOPES)
        assert_allclose(new - base, np.tile(-0.1 * way, (len(new), 1)), atol=1e-7)
    assert one.history_ == {}


@pytest.mark.parametrize("dtype", ["float64", "float32", "uint8", "int64"])
@pytest.mark.parametrize("norm", ["inf", "l2"])
@pytest.mark.parametrize("attack", ["fgsm", "pgd"])
def test_neither_the_ball_nor_black_and_white_are_left(attack, norm, dtype):
    images = (X * 15).astype(dtype)
    one, new = made(images, attack=attack, norm=norm, epsilon=0.2, value_range=(0, 240))
    assert new.dtype == images.dtype
    steps = new.astype(float) - images[one.plan_.base]
    assert (length(steps, norm) <= 0.2 * 240 * (1 + 1e-6)).all()
    assert new.min() >= 0
    assert new.max() <= 240
    assert (length(steps, norm) > 0).mean() > 0.9
    assert_allclose(one.plan_.noise, steps, atol=1e-4)


def test_pixels_outside_of_the_range_do_not_move_further_outwards():
    images = GREY * 2 - 0.5  # from 0.1 to 0.9
    one, new = made(images, OF_GREY, value_range=(0.4, 0.6), surrogate=line(), epsilon=1.0)
    base = images[one.plan_.base]
    assert (new >= np.minimum(base, 0.4)).all()
    assert (new <= np.maximum(base, 0.6)).all()


def test_no_radius_is_a_copy():
    one, new = made(epsilon=0.0)
    assert_array_equal(new, X[one.plan_.base])
    assert_array_equal(one.plan_.copy_sources(), one.plan_.base)


def test_images_of_one_value_stay():
    new = made(np.full((90, 64), 3), Y, max_steps=2)[1]
    assert (new == 3).all()


def test_radii_are_drawn_between_two_numbers():
    one, new = made(attack="fgsm", epsilon=(0.02, 0.1), sampling_strategy={8: 330})
    farthest = length(new - X[one.plan_.base], "inf") / 16
    assert farthest.max() <= 0.1 + 1e-9
    assert farthest.max() > 0.095
    assert 0.05 < np.median(farthest) < 0.07


def test_a_step_that_ends_among_others_is_halved_or_given_up():
    rare, others = [[0.1], [0.6], [0.9]], [[0.03], [0.02], [0.01], [0.0], [0.599]]
    one = ImageAdversarialOverSampler(
        (1, 1),
        surrogate=line([1.0]),
        attack="fgsm",
        epsilon=0.2,
        value_range=(0, 1),
        sampling_strategy={1: 60},
        random_state=0,
    )
    with pytest.warns(UserWarning, match=r"class 1 has 3 rows.*ImageOverSampler"):
        X_new, _ = one.fit_resample(np.array(rare + others), [1] * 3 + [0] * 5)
    found = {base: X_new[8 + i, 0] for i, base in enumerate(one.plan_.base.tolist())}
    # 0 and 0.05 are nearest to images of the others, and so is all that is below 0.6 and near it.
    assert_allclose([found[0], found[1], found[2]], [0.075, 0.6, 0.7], atol=1e-6)


def test_images_are_harder_and_of_their_class():
    one, new = made(max_steps=150)
    plan = one.plan_
    assert set(Y[plan.base]) == {8}
    codes = np.ones(len(new), dtype=int)
    before, after = (
        one.network_.loss_gradient(images / 16, codes)[0] for images in (X[plan.base], new)
    )
    assert (after >= before - 1e-6).all()
    assert (after > 1.5 * before).mean() > 0.7
    forest = RandomForestClassifier(random_state=0).fit(DIGITS, LABELS)
    assert (forest.predict(new) == 8).mean() >= 0.9
    assert one.history_["loss"][-20:].mean() < 0.3 * one.history_["loss"][:5].mean()


def test_later_rounds_meet_a_network_that_knows_the_earlier_ones():
    settings = {"epsilon": 0.1, "attack": "fgsm", "max_steps": 120}
    first, new = made(**settings)
    third, _ = made(**settings, rounds=3)
    assert_array_equal(made(**settings, rounds=1)[1], new)
    assert {len(one.history_["loss"]) for one in (first, third)} == {120, 360}
    assert_array_equal(third.history_["loss"][:120], first.history_["loss"])
    codes = np.ones(len(new), dtype=int)
    at_first, at_third = (
        one.network_.loss_gradient(new / 16, codes)[0].mean() for one in (first, third)
    )
    assert at_third < 0.5 * at_first


def test_adversaries_of_held_out_images_are_not_trained_on():
    images, y = np.tile(X, (8, 1)), np.tile(Y, 8)  # 240 of the class, of which 24 are held out
    one = sampler(rounds=2, max_steps=2, attack="fgsm", sampling_strategy={8: 3240})
    seen = []
    attacked = one._attacked
    one._attacked = lambda context, base, *more: seen.append(base) or attacked(context, base, *more)
    one._prepare(one._make_problem(images, y))
    assert len(seen) == 1
    assert (y[seen[0]] == 8).all()
    assert len(np.unique(seen[0])) == 216


def classifier(shape=(5, 6, 3)):
    network = FeatureNetwork(ImageShape(*shape), 3)
    parameters = network.draw(make_streams(0).start())
    return ImageClassifier(network, parameters, None, "cpu", "a sampler")


def test_gradients_are_those_of_differences():
    one = classifier()
    images, codes = RANDOM.uniform(size=(4, 90)), np.array([0, 1, 2, 1])
    loss, gradient = one.loss_gradient(images, codes)
    scores = one.scores(images)
    total = np.log(np.exp(scores).sum(axis=1))
    assert_allclose(loss, total - scores[np.arange(4), codes], rtol=1e-5)
    way = RANDOM.normal(size=images.shape)
    ahead, behind = (one.loss_gradient(images + h * way, codes)[0] for h in (1e-3, -1e-3))
    assert_allclose((ahead - behind) / 2e-3, (gradient * way).sum(axis=1), rtol=0.05, atol=1e-3)


def test_an_image_does_not_depend_on_those_beside_it():
    one = classifier()
    images, codes = RANDOM.uniform(size=(150, 90)), np.arange(150) % 3
    loss, gradient = one.loss_gradient(images, codes)
    alone = one.loss_gradient(images[[140, 3]], codes[[140, 3]])
    assert_array_equal(alone[0], loss[[140, 3]])
    assert_array_equal(alone[1], gradient[[140, 3]])


def test_threads_of_torch_do_not_matter_and_are_restored():
    before = torch.get_num_threads()
    expected = made(max_steps=3)[1]
    try:
        torch.set_num_threads(2)
        assert_array_equal(made(max_steps=3)[1], expected)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_a_network_of_the_user_sees_images():
    seen = []

    def logits(images):
        seen.append(tuple(images.shape[1:]))
        return images.mean((2, 3))

    shape = (4, 4, 2)
    images = RANDOM.uniform(size=(60, 32))
    one = ImageAdversarialOverSampler(shape, surrogate=logits, random_state=0)
    new = one.fit_resample(images, OF_GREY)[0][60:].reshape(-1, *shape)
    assert set(seen) == {(2, 4, 4)}
    moved = new - images[one.plan_.base].reshape(-1, *shape)
    # The second class gets less of the second channel, more of the first.
    assert moved[..., 0].mean() > 0.02
    assert moved[..., 1].mean() < -0.02


def test_other_arrays_get_the_entries_of_base_rows():
    one, new = made()
    weights = RANDOM.uniform(size=len(X))
    assert_array_equal(one.plan_.replay(weights)[len(X) :], weights[one.plan_.base])
    assert_array_equal(one.plan_.replay(X)[len(X) :], X[one.plan_.base])
    assert_array_equal(one.plan_.take(np.array([5, 1])).make_rows(X), new[[5, 1]])


def test_refusals_name_the_remedy():
    with pytest.raises(ValueError, match=r"logits of 2 classes .*\(64, 64\)"):
        made(surrogate=lambda images: images.flatten(1))
    with pytest.raises(ValueError, match="64 columns"):
        clone(sampler()).set_params(image_shape=(7, 7)).fit_resample(X, Y)
    with pytest.raises(ValueError, match=r"rounds=2 trains .* Set rounds=1"):
        made(surrogate=line(), rounds=2)
    with pytest.raises(ValueError, match="'surrogate' parameter"):
        made(surrogate="trained")


PIXELS = Instance(
    lambda: ImageAdversarialOverSampler((1, -1), random_state=0, max_steps=2, n_steps=2),
    sparse=False,
    segments=False,
    noise=True,
    pixels=True,
    of_one_class=False,
    warns=UserWarning,
)
PROMISES = (
    "test_arrays_come_back_with_their_bits",
    "test_counts_are_exact",
    "test_equal_seeds_of_every_kind_give_equal_rows",
    "test_other_seeds_give_other_rows",
    "test_same_seed_same_rows_in_other_layouts",
    "test_replay_carries_anything_along",
    "test_weights_are_carried_along_and_do_not_matter",
)


@pytest.mark.parametrize("promise", PROMISES)
def test_promise(promise):
    with PIXELS.tolerance():
        getattr(test_contract, promise)(instance=PIXELS)
