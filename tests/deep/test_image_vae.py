"""What VAEOverSampler promises of images: the network, the contract, images of the class."""

import copy

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal

from oversample._image_shape import ImageShape
from oversample._random import make_streams
from oversample.deep import VAEOverSampler, _convolution
from oversample.deep._columns import Columns
from oversample.deep._image_autoencoder import ImageArchitecture
from oversample.deep._networks import Batch
from tests.deep.images_of_bars import bars, kind_of
from tests.deep.slowly import convolve_slowly, run_slowly
from tests.instances import Instance
from tests.property import test_contract

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.deep

LATENTS = ["posterior", "prior", "class_gaussian", "smote"]


def quick(**more):
    given = {"random_state": 0, "max_steps": 3, "width": 4, "latent_dim": 4, "batch_size": 16}
    return VAEOverSampler(**{"image_shape": (8, 8)} | given | more)


@pytest.fixture(scope="module")
def trained():
    X, y = bars()
    sampler = VAEOverSampler(
        image_shape=(8, 8),
        random_state=0,
        max_steps=250,
        width=16,
        sampling_strategy={0: 300, 1: 300, 2: 300},
    )
    X_resampled, y_resampled = sampler.fit_resample(X, y)
    return sampler, X, y, X_resampled[len(X) :], y_resampled[len(X) :]


# -- the network -------------------------------------------------------------------------------


def loss_slowly(shape, parameters, numbers, classes, noise, beta):
    """The loss of one image by plain loops: down, to a code, and up again."""
    channels, form = shape.image.channels, numbers.reshape(shape.image).transpose(2, 0, 1)
    pieces = np.split(parameters, np.cumsum(shape.sizes)[:-1])
    n_down, n_all = 2 * len(shape.pyramid.down), 2 * len(shape.convolutions)
    form = form[np.newaxis]
    for number, layer in enumerate(shape.pyramid.down):
        form = convolve_slowly(layer, *pieces[2 * number : 2 * number + 2], form).clip(0)
    widths = [shape.pyramid.n_smallest + shape.n_classes, *shape.hidden, 2 * shape.latent]
    layers = np.concatenate(pieces[n_all:])
    code, rest = run_slowly(np.array([*form.ravel(), *classes]), layers, widths)
    mean, log_variance = np.split(code, 2)
    drawn = mean + noise * np.exp(log_variance / 2)
    widths = [shape.latent + shape.n_classes, *shape.hidden[::-1], shape.pyramid.n_smallest]
    form, scales = run_slowly(np.array([*drawn, *classes]), rest, widths)
    form = form.reshape(1, -1, *shape.pyramid.smallest)
    for number, layer in enumerate(shape.pyramid.up):
        place = n_down + 2 * number
        form = convolve_slowly(layer, *pieces[place : place + 2], form.clip(0))
    assert form.shape == (1, channels, *shape.image[:2])
    error = (numbers - form[0].transpose(1, 2, 0).ravel()) / np.exp(scales)
    divergence = (mean**2 + np.exp(log_variance) - log_variance - 1).sum() / 2
    return (0.5 * error**2 + scales).sum() + beta * divergence


@pytest.mark.parametrize("image", [(8, 8, 1), (16, 16, 3)])
def test_the_loss_is_that_of_plain_loops(image):
    shape = ImageArchitecture(ImageShape(*image), 2, (5,), 3, 2)
    parameters = shape.draw(make_streams(0).start())
    assert len(parameters) == sum(shape.sizes)
    rng = np.random.default_rng(0)
    parameters[-shape.n_numbers :] = rng.normal(scale=0.3, size=shape.n_numbers)
    numbers = rng.normal(size=(4, shape.n_numbers)).astype(np.float32)
    classes, noise = np.eye(2, dtype=np.float32)[[0, 1, 1, 0]], rng.normal(size=(4, 3))
    nothing = torch.zeros(4, 0)
    batch = Batch(
        torch.tensor(numbers),
        torch.ones(4, shape.n_numbers),
        nothing,
        nothing.long(),
        torch.tensor(classes),
    )
    network = shape.network(torch, torch.tensor(parameters))
    found = network.losses(batch, torch.tensor(noise.astype(np.float32)), 0.7)
    slow = [
        loss_slowly(shape, parameters.astype(float), *row, 0.7)
        for row in zip(numbers, classes, noise, strict=True)
    ]
    assert_allclose(float(found["loss"]), np.mean(slow), rtol=1e-4)


def test_pixels_have_one_mean_and_one_deviation():
    X, _ = bars()
    columns = Columns.of_pixels(X)
    inputs = columns.encode(X, np.empty((len(X), 0), dtype=np.int32))
    assert_allclose([inputs.numbers.mean(), inputs.numbers.std()], [0, 1], atol=1e-5)
    assert_allclose(inputs.numbers, (X - X.mean()) / X.std(), atol=1e-5)
    assert inputs.measured.all()
    assert_allclose(columns.decode_numbers(inputs.numbers.astype(float)), X, atol=1e-5)
    assert columns.widths == (64, 0, ())


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
    lambda: VAEOverSampler(image_shape=(1, -1), random_state=0, max_steps=2, width=2),
    min_rows=5,
    sparse=False,
    segments=False,
    parents=False,
    warns=UserWarning,
)


@pytest.mark.parametrize("promise", PROMISES)
def test_promise(promise, monkeypatch):
    monkeypatch.setattr(VAEOverSampler, "_min_rows", 5)
    monkeypatch.setattr(_convolution, "SIDES", (1, 64))
    with INSTANCE.tolerance():
        getattr(test_contract, promise)(instance=INSTANCE)


def test_same_seed_same_bytes_whatever_threads_and_streams_are_set():
    X, y = bars()
    first = quick().fit_resample(X, y)[0]
    threads = torch.get_num_threads()
    before = torch.random.get_rng_state()
    try:
        for n_threads in (1, 2):
            torch.set_num_threads(n_threads)
            assert_array_equal(quick().fit_resample(X, y)[0], first)
            assert torch.get_num_threads() == n_threads
    finally:
        torch.set_num_threads(threads)
    assert torch.equal(before, torch.random.get_rng_state())
    assert not np.array_equal(first, quick(random_state=1).fit_resample(X, y)[0])


def test_frames_of_colour_images_of_odd_sides_come_back_as_they_were():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.integers(0, 256, size=(60, 9 * 20 * 3), dtype=np.uint8)).add_prefix("p")
    before, y = X.copy(), np.arange(60) % 3 == 0
    sampler = quick(image_shape=(9, -1, 3), categorical_features="auto")
    found = sampler.fit_resample(X, y)[0]
    assert_frame_equal(X, before)
    assert_frame_equal(found[:60], X)
    assert (found.dtypes == np.uint8).all()
    assert (sampler.plan_.base == -1).all()


# -- the interface -----------------------------------------------------------------------------


def test_refusals_name_the_remedy():
    X, y = bars()
    with pytest.raises(ValueError, match=r"image_shape=.7, 7. stands for rows of 7 x 7 = 49"):
        quick(image_shape=(7, 7)).fit(X, y)
    with pytest.raises(ValueError, match=r"8 to 64 pixels .* first, or leave image_shape out"):
        quick(image_shape=(4, 16)).fit(X, y)
    with pytest.raises(ValueError, match="'image_shape' parameter"):
        quick(image_shape=8).fit(X, y)
    frame = pd.DataFrame(X).astype({0: "category"})
    with pytest.raises(ValueError, match=r"every column is a pixel.*Leave image_shape out"):
        quick(categorical_features="auto").fit(frame, y)
    with pytest.raises(ValueError, match=r"column 0 is of category.* has to be a pixel"):
        quick().fit(frame, y)
    X[0, 0] = np.nan
    with pytest.raises(ValueError, match=r"column 0 has 1 missing.* no pixel may be missing"):
        quick().fit(X, y)
    with pytest.raises(ValueError, match="every column is a pixel"):
        quick(missing_values="propagate").fit(X, y)
    with pytest.raises(ValueError, match="class 1 has 7: at least 8 are needed"):
        quick().fit_resample(bars()[0], (np.arange(190) < 7).astype(int))


def test_a_callback_sees_each_step_and_rows_are_held_out_where_there_are_enough():
    sampler = quick(callback=lambda step, losses: step == 2)
    sampler.fit_resample(*bars())
    assert (sampler.n_steps_, sampler.stopped_by_) == (2, "callback")
    assert set(sampler.history_) == {"loss", "reconstruction", "divergence"}
    noise = np.random.default_rng(0).normal(size=(600, 64))
    large = quick(max_steps=700, hidden_layer_sizes=(), width=1, learning_rate=0.05)
    large.fit_resample(noise, np.arange(600) % 3 == 0)
    assert large.stopped_by_ == "no_change"


def test_rows_are_drawn_again_and_few_are_the_first_of_many(trained):
    sampler, *_ = trained
    many = sampler.sample(1, 600, random_state=0)
    assert_array_equal(sampler.sample(1, 9, random_state=0), many[:9])


# -- quality -----------------------------------------------------------------------------------


@pytest.mark.parametrize("latent", LATENTS)
def test_images_are_of_the_class_that_was_asked_for(trained, latent, tmp_path):
    sampler, X, y, new, labels = trained
    assert (kind_of(X) == y).mean() == 1.0
    if latent != "posterior":
        # The law of codes has no part in training.
        other = copy.copy(sampler).set_params(latent=latent)
        other.save(tmp_path / "network")
        other = VAEOverSampler.load(tmp_path / "network", X, y)
        new = np.concatenate([other.sample(label, 200, random_state=0) for label in range(3)])
        labels = np.repeat(np.arange(3), 200)
    for label in range(3):
        assert (kind_of(new[labels == label]) == label).mean() >= 0.95


def test_images_are_neither_copies_nor_all_alike(trained):
    sampler, X, y, new, labels = trained
    assert max(sampler.copy_share_.values()) < 0.01
    for label in range(3):
        own = X[y == label]
        spread = new[labels == label].std(axis=0).mean() / own.std(axis=0).mean()
        assert 0.4 < spread < 1.3
        assert (own.min(axis=0) <= new[labels == label]).all()
        assert (new[labels == label] <= own.max(axis=0)).all()
    rows = new[labels == 0].reshape(-1, 8, 8).mean(axis=2).argmax(axis=1)
    assert np.bincount(rows).max() < 0.8 * len(rows)
    assert_array_equal(new, new.round())


def test_no_grain_lies_on_new_images(trained):
    """An image is the mean of its law: the same code gives the same image."""
    sampler, _, _, _, _ = trained
    model = sampler.generators_[1]
    codes = np.zeros((2, 16))
    law = model.network.decode(codes, 1)
    assert_array_equal(law.means[0], law.means[1])
    assert (model.network.scales == 0).all()
