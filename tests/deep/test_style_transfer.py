"""Style transfer: losses by plain loops, images by what they must not depend on."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier

from oversample._image_shape import ImageShape
from oversample._random import make_streams
from oversample.deep import StyleTransferOverSampler
from oversample.deep._features import FeatureNetwork, as_images, as_rows
from oversample.deep._style import StyleLoss, gram, style_distance, stylise, variation
from oversample.deep._torch import one_thread
from oversample.plan import Plan
from tests.instances import Instance
from tests.property import test_contract

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.deep

DIGITS, LABELS = load_digits(return_X_y=True)
FEW = np.r_[np.flatnonzero(LABELS == 3)[:60], np.flatnonzero(LABELS == 8)[:30]]
X, Y = DIGITS[FEW], LABELS[FEW]
RANDOM = np.random.default_rng(0)


def sampler(**settings):
    return StyleTransferOverSampler(
        (8, 8), **{"features": "random", "random_state": 0, "n_steps": 8} | settings
    )


def made(**settings):
    one = sampler(**settings)
    return one, one.fit_resample(X, Y)[0][len(X) :]


def tensor(*shape):
    return torch.tensor(RANDOM.normal(size=shape))


def test_gram_matrices_count_which_features_come_together():
    maps = tensor(2, 3, 4, 5)
    found = gram(maps).numpy()
    for n in range(2):
        for i in range(3):
            for j in range(3):
                expected = sum(
                    float(maps[n, i, r, c] * maps[n, j, r, c]) for r in range(4) for c in range(5)
                )
                assert found[n, i, j] == pytest.approx(expected / (3 * 20))
    assert np.linalg.eigvalsh(found).min() > -1e-12
    shuffled = maps.flatten(2)[:, :, torch.tensor(RANDOM.permutation(20))]
    np.testing.assert_allclose(gram(shuffled).numpy(), found)


def test_distances_of_style_and_steps_between_pixels_are_plain_sums():
    found, other = [tensor(2, 3, 4, 4), tensor(2, 2, 2, 2)], [tensor(2, 3, 3), tensor(2, 2, 2)]
    expected = [
        sum(
            ((gram(maps)[n] - matrix[n]) ** 2).sum() / 4
            for maps, matrix in zip(found, other, strict=True)
        )
        / 2
        for n in range(2)
    ]
    np.testing.assert_allclose(style_distance(found, other), expected)
    image = tensor(1, 1, 3, 4)
    pixels = image[0, 0].numpy()
    down = np.mean([abs(pixels[r + 1, c] - pixels[r, c]) for r in range(2) for c in range(4)])
    across = np.mean([abs(pixels[r, c + 1] - pixels[r, c]) for r in range(3) for c in range(3)])
    assert float(variation(image)) == pytest.approx(down + across)
    assert float(variation(tensor(1, 2, 1, 1)) + 0) == 0


@pytest.mark.parametrize("shape", [(8, 8, 1), (5, 9, 3), (3, 3, 1), (28, 20, 1)])
def test_a_network_sees_images_of_any_side(shape):
    network = FeatureNetwork(ImageShape(*shape), 4)
    parameters = torch.tensor(network.draw(make_streams(0).start()))
    assert len(parameters) == sum(network.sizes)
    rows = torch.tensor(RANDOM.uniform(size=(6, np.prod(shape))).astype(np.float32))
    images = as_images(torch, rows, network.image)
    assert torch.equal(as_rows(images), rows)
    maps = network.maps(torch, parameters, images)
    assert [one.shape[1] for one in maps] == [16, 32, 32]
    assert maps[-1][0].numel() == network.n_deepest
    assert network.logits(torch, parameters, images).shape == (6, 4)


def steps(content, style, weight=100.0, **settings):
    network = FeatureNetwork(ImageShape(8, 8, 1), 2)
    parameters = torch.tensor(network.draw(make_streams(1).start()))
    loss = StyleLoss(1.0, weight, 0.0)
    options = {"strength": 1.0, "n_steps": 20, "learning_rate": 0.05} | settings

    def maps_of(images):
        return network.maps(torch, parameters, images)

    with one_thread(torch):
        made = stylise(torch, maps_of, content, style, loss, **options)
    with torch.no_grad():
        wanted = [gram(maps) for maps in maps_of(style)]
        return made, [style_distance(maps_of(one), wanted) for one in (content, made)]


def some_images(rows):
    units = torch.tensor((DIGITS[rows] / 16).astype(np.float32))
    return as_images(torch, units, ImageShape(8, 8, 1))


def test_an_image_in_its_own_style_stays_as_it_is():
    content = some_images(range(5))
    assert torch.equal(steps(content, content.clone())[0], content)


def test_without_a_weight_of_style_the_content_stays():
    content, style = some_images(range(5)), some_images(range(5, 10))
    images = steps(content, style, weight=0.0, n_steps=5)[0]
    # But for the last bits of convolutions, which Adam makes visible.
    np.testing.assert_allclose(images, content, atol=0.03)
    assert float((steps(content, style, n_steps=5)[0] - content).abs().max()) > 0.1


def test_style_comes_nearer_by_the_share_that_is_asked_for():
    content, style = some_images(range(20)), some_images(range(20, 40))
    images, (before, after) = steps(content, style)
    assert bool((after <= before).all())
    assert float(images.min()) >= 0
    assert float(images.max()) <= 1
    half, (before, at_half) = steps(content, style, strength=0.5, n_steps=60)
    assert bool((at_half <= 0.5 * before).all())
    assert float((half - content).square().mean()) < float((images - content).square().mean())


def test_an_image_does_not_depend_on_those_beside_it():
    one, new = made()
    alone = one.plan_.take(np.array([7, 2])).make_rows(X)
    np.testing.assert_array_equal(alone, new[[7, 2]])
    many = one.plan_.take(np.tile(np.arange(len(new)), 5)).make_rows(X)
    np.testing.assert_array_equal(many, np.tile(new, (5, 1)))


@pytest.mark.parametrize("features", ["random", "trained"])
def test_new_images_have_the_class_of_both_their_parents(features):
    one, new = made(features=features, n_steps=40, max_steps=150)
    plan = one.plan_
    assert set(Y[plan.base]) == set(Y[plan.partner]) == {8}
    assert (plan.base != plan.partner).all()
    forest = RandomForestClassifier(random_state=0).fit(DIGITS, LABELS)
    assert (forest.predict(new) == 8).mean() >= 0.9
    assert bool(one.history_) == (features == "trained")
    if features == "trained":
        assert one.history_["loss"][-20:].mean() < 0.3 * one.history_["loss"][:5].mean()


def test_threads_of_torch_do_not_matter_and_are_restored():
    before = torch.get_num_threads()
    expected = made(features="trained", max_steps=3)[1]
    try:
        torch.set_num_threads(2)
        np.testing.assert_array_equal(made(features="trained", max_steps=3)[1], expected)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_features_of_the_user():
    seen = []

    def maps(images):
        seen.append(tuple(images.shape[1:]))
        return torch.nn.functional.avg_pool2d(images, 2)

    own, new = made(features=maps)
    assert set(seen) == {(1, 8, 8)}
    assert not np.array_equal(new, X[own.plan_.base])
    assert own.history_ == {}


def test_other_images_of_the_rows_get_the_same_content_and_style():
    one, new = made()
    longer = one.plan_.replay(X)
    np.testing.assert_array_equal(longer, np.concatenate([X, new]))
    stack = one.plan_.replay(X.reshape(-1, 8, 8))
    np.testing.assert_array_equal(stack[len(X) :].reshape(-1, 64), new)
    assert one.plan_.replay(X.tolist()) == longer.tolist()
    frame = pd.DataFrame(X).add_prefix("pixel")
    pd.testing.assert_frame_equal(
        one.plan_.replay(frame), pd.DataFrame(longer, columns=frame.columns)
    )
    bare = Plan(one.plan_.base, one.plan_.partner, one.plan_.step)
    weights = RANDOM.uniform(size=len(X))
    np.testing.assert_array_equal(one.plan_.replay(weights), bare.replay(weights, how="base"))
    interpolated = one.plan_.replay(weights, how="interpolate")
    np.testing.assert_array_equal(interpolated, bare.replay(weights, how="interpolate"))


def test_pixels_that_both_images_have_alike_stay():
    one, new = made(strength=1.0, n_steps=20)
    content, style = X[one.plan_.base], X[one.plan_.partner]
    alike = content == style
    np.testing.assert_array_equal(new[alike], content[alike])
    assert (new != content)[~alike].mean() > 0.5


def test_refusals_name_the_remedy():
    with pytest.raises(ValueError, match=r"class 8 has 1.*ImageOverSampler"):
        sampler(sampling_strategy={8: 5}).fit_resample(X[:61], Y[:61])
    with pytest.raises(ValueError, match="64 columns"):
        clone(sampler()).set_params(image_shape=(7, 7)).fit_resample(X, Y)


PIXELS = Instance(
    lambda: StyleTransferOverSampler((1, -1), random_state=0, features="random", n_steps=2),
    min_rows=2,
    sparse=False,
    segments=False,
    pixels=True,
    of_one_class=False,
    warns=UserWarning,
)
PROMISES = (
    "test_arrays_come_back_with_their_bits",
    "test_counts_are_exact",
    "test_equal_seeds_of_every_kind_give_equal_rows",
    "test_other_seeds_give_other_rows",
    "test_replay_on_the_same_array_is_the_result",
    "test_same_seed_same_rows_in_other_layouts",
    "test_weights_are_carried_along_and_do_not_matter",
)


@pytest.mark.parametrize("promise", PROMISES)
def test_promise(promise):
    with PIXELS.tolerance():
        getattr(test_contract, promise)(instance=PIXELS)
