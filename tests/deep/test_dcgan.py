"""What DCGANOverSampler promises: the contract, its interface, and images of the class."""

import doctest
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal

from oversample._image_shape import ImageShape
from oversample._random import make_streams
from oversample.deep import DCGANOverSampler, _convolution, dcgan
from oversample.deep._image_adversaries import ImageAdversaries, generate, judge, losses
from oversample.image import HorizontalFlip
from tests.deep.images_of_bars import bars, kind_of
from tests.instances import Instance
from tests.property import test_contract

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.deep


def quick(**more):
    given = {"random_state": 0, "max_steps": 3, "width": 4, "latent_dim": 4, "batch_size": 16}
    return DCGANOverSampler((8, 8), **given | more)


@pytest.fixture(scope="module")
def trained():
    X, y = bars()
    sampler = DCGANOverSampler(
        (8, 8), random_state=0, max_steps=400, width=16, sampling_strategy={1: 300, 2: 300, 0: 300}
    )
    X_resampled, y_resampled = sampler.fit_resample(X, y)
    return sampler, X, y, X_resampled[len(X) :], y_resampled[len(X) :]


# -- the network -------------------------------------------------------------------------------


def test_each_loss_reaches_its_own_parameters():
    shape = ImageAdversaries(ImageShape(8, 6, 3), 2, 3, 2)
    rng = np.random.default_rng(0)
    parameters = torch.tensor(shape.draw(make_streams(0).start()).astype(float)).requires_grad_(
        True
    )
    sizes = [sum(shape.generator_sizes), sum(shape.critic_sizes)]
    assert len(parameters) == sum(sizes)
    real = torch.tensor(rng.uniform(-1, 1, size=(6, 144)))
    classes, noise = torch.eye(2).double()[[0, 1] * 3], torch.tensor(rng.normal(size=(6, 3)))
    found = losses(torch, shape, parameters, real, classes, noise, lambda images: images)
    (gradient,) = torch.autograd.grad(found["loss"], parameters)

    of_generator, of_critic = parameters.split(sizes)
    made = generate(torch, shape, of_generator, noise, classes)
    images = [shape.pyramid.images_of(torch, rows) for rows in (real, made)]
    real_is, made_is = (
        judge(torch, shape, of_critic, image, classes).sigmoid() for image in images
    )
    for_critic = -real_is.log().mean() - (1 - made_is).log().mean()
    for_generator = -made_is.log().mean()
    for i in range(6):
        other = generate(torch, shape, of_generator, noise[[i - 1]], classes[[i]])
        ratio = (made[i] - other).abs().mean() / (noise[i] - noise[i - 1]).abs().mean()
        for_generator = for_generator + 0.1 / (ratio + 0.01) / 6
    assert_allclose(found["critic"].item(), for_critic.item())
    assert_allclose(found["generator"].item(), for_generator.item())
    expected = [
        torch.autograd.grad(loss, parameters, retain_graph=True)[0].split(sizes)[number]
        for number, loss in enumerate([for_generator, for_critic])
    ]
    assert_allclose(gradient, torch.cat(expected), atol=1e-12)


def test_an_image_does_not_depend_on_those_beside_it():
    shape = ImageAdversaries(ImageShape(9, 8, 1), 2, 3, 2)
    parameters = torch.tensor(shape.draw(make_streams(0).start()))[: sum(shape.generator_sizes)]
    noise, classes = torch.randn(5, 3, generator=torch.Generator()), torch.eye(2)[[0, 1, 1, 0, 1]]
    together = generate(torch, shape, parameters, noise, classes)
    assert together.shape == (5, 72)
    assert_allclose(
        generate(torch, shape, parameters, noise[3:], classes[3:]), together[3:], atol=1e-6
    )


# -- the contract ------------------------------------------------------------------------------

PROMISES = (
    "test_arrays_come_back_with_their_bits",
    "test_counts_are_exact",
    "test_equal_seeds_of_every_kind_give_equal_rows",
    "test_integers_are_rounded_into_the_range_of_their_class",
    "test_nothing_is_carried_along_to_rows_without_parents",
    "test_other_seeds_give_other_rows",
    "test_weights_are_carried_along_and_do_not_matter",
)
INSTANCE = Instance(
    lambda: DCGANOverSampler((1, -1), random_state=0, max_steps=2, width=2, value_range=(-9, 9)),
    min_rows=5,
    sparse=False,
    segments=False,
    parents=False,
    warns=UserWarning,
)


@pytest.mark.parametrize("promise", PROMISES)
def test_promise(promise, monkeypatch):
    monkeypatch.setattr(DCGANOverSampler, "_min_rows", 5)
    monkeypatch.setattr(_convolution, "SIDES", (1, 64))
    with INSTANCE.tolerance():
        getattr(test_contract, promise)(instance=INSTANCE)


def test_same_seed_same_bytes_whatever_threads_and_streams_are_set():
    X, y = bars()
    first = quick(augment=HorizontalFlip()).fit_resample(X, y)[0]
    threads = torch.get_num_threads()
    torch.set_num_threads(threads + 1)
    torch.manual_seed(1)
    before = torch.random.get_rng_state()
    try:
        again = quick(augment=HorizontalFlip()).fit_resample(X, y)[0]
        assert torch.get_num_threads() == threads + 1
    finally:
        torch.set_num_threads(threads)
    assert_array_equal(first, again)
    assert torch.equal(before, torch.random.get_rng_state())
    assert not np.array_equal(first, quick().fit_resample(X, y)[0])


def test_frames_of_colour_images_of_odd_sides_come_back_as_they_were():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.integers(0, 256, size=(60, 9 * 10 * 3), dtype=np.uint8)).add_prefix("p")
    before, y = X.copy(), np.arange(60) % 3 == 0
    sampler = DCGANOverSampler((9, 10, 3), random_state=0, max_steps=2, width=2)
    found = sampler.fit_resample(X, y)[0]
    assert_frame_equal(X, before)
    assert_frame_equal(found[:60], X)
    assert (found.dtypes == np.uint8).all()
    assert (sampler.plan_.base == -1).all()


# -- the interface -----------------------------------------------------------------------------


def test_small_classes_are_refused_or_warned_of():
    X, _ = bars((60, 0, 0))
    with pytest.raises(ValueError, match="class 1 has 7: at least 8 are needed"):
        quick().fit_resample(X, (np.arange(60) < 7).astype(int))
    with pytest.warns(UserWarning, match=r"class 1 has 19 rows, .* of SMOTE"):
        quick().fit_resample(X, (np.arange(60) < 19).astype(int))


def test_a_callback_sees_each_step_and_may_end_training():
    seen = []

    def watch(step, told):
        seen.append(step)
        return step == 2

    sampler = quick(callback=watch)
    sampler.fit_resample(*bars())
    assert (seen, sampler.n_steps_, sampler.stopped_by_) == ([1, 2], 2, "callback")
    assert set(sampler.history_) == {"generator", "critic"}


def test_rows_are_drawn_again_and_few_are_the_first_of_many(trained):
    sampler, *_ = trained
    many = sampler.sample(2, 600, random_state=5)
    assert_array_equal(sampler.sample(2, 7, random_state=5), many[:7])


def test_columns_that_are_no_pixels_are_refused_without_parameters_of_tables():
    X, y = bars()
    frame = pd.DataFrame(X).astype({0: "category"})
    with pytest.raises(ValueError, match=r"column 0 is of category.* has to be a pixel"):
        DCGANOverSampler((8, 8)).fit(frame, y)


def test_the_example_of_the_docstring_runs():
    source = DCGANOverSampler.__doc__.replace("# doctest: +SKIP", "")
    example = doctest.DocTestParser().get_doctest(source, {}, "DCGANOverSampler", None, None)
    assert doctest.DocTestRunner().run(example) == doctest.TestResults(0, 8)


# -- quality -----------------------------------------------------------------------------------


def test_images_are_of_the_class_that_was_asked_for(trained):
    _, X, y, new, labels = trained
    assert (kind_of(X) == y).mean() == 1.0
    for label in range(3):
        assert (kind_of(new[labels == label]) == label).mean() >= 0.95


def test_images_are_neither_copies_nor_all_alike(trained):
    sampler, X, y, new, labels = trained
    assert max(sampler.copy_share_.values()) < 0.01
    for label in range(3):
        spread = new[labels == label].std(axis=0).mean() / X[y == label].std(axis=0).mean()
        assert 0.4 < spread < 1.3
    # A bright row may lie at three places: it does not always lie at the same.
    rows = new[labels == 0].reshape(-1, 8, 8).mean(axis=2).argmax(axis=1)
    assert np.bincount(rows).max() < 0.8 * len(rows)
    assert_array_equal(new, new.round())


def test_real_images_alone_are_augmented_and_both_are_disturbed(monkeypatch):
    X, y = bars()
    seen = []

    def watch(torch, shape, parameters, real, classes, noise, disturb):
        seen.append((real.numpy(), disturb))
        return losses(torch, shape, parameters, real, classes, noise, disturb)

    monkeypatch.setattr(dcgan, "losses", watch)
    quick(max_steps=1, augment=[HorizontalFlip()], differentiable=["cutout"]).fit_resample(X, y)
    quick(max_steps=1, differentiable=[]).fit_resample(X, y)
    (flipped, disturb), (plain, nothing) = seen
    assert_allclose(flipped.reshape(-1, 8, 8)[:, :, ::-1].reshape(plain.shape), plain, atol=1e-6)
    assert {tuple(row) for row in plain} <= {tuple(row) for row in (X / 8 - 1).astype(np.float32)}
    images = torch.ones(32, 1, 8, 8)
    assert torch.equal(nothing(images), images)
    kept = disturb(images).mean(dim=(1, 2, 3))
    assert ((kept >= 0.75) & (kept < 1)).all()


def test_augmented_images_may_leave_the_range_of_the_class():
    X, y = bars()
    X[y == 1, 0] = 3
    made = quick(value_range=(0, 16)).fit_resample(X, y)[0][len(X) :]
    assert (made[:80, 0] == 3).all()
    model = quick(augment=HorizontalFlip(), value_range=(0, 16))
    model.fit_resample(X, y)
    assert model.generators_[1].draw(50, make_streams(0).start())[0].rows[:, 0].std() > 0


def test_the_guide_runs_as_it_is_printed():
    """Fewer steps aside: the guide's take some ten seconds, and all its names are its own."""
    guide = Path(__file__).parents[2] / "docs" / "guide" / "generators.md"
    blocks = re.findall(r"```python\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)
    (printed,) = [block for block in blocks if "DCGANOverSampler" in block]
    short, n_replaced = re.subn(r"max_steps=\d+", "max_steps=2", printed)
    assert n_replaced == 1
    names = {"__name__": "guide"}
    exec(compile(short, "guide", "exec"), names)
    assert names["y_resampled"].mean() == 0.5
