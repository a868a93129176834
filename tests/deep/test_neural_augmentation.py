"""Neural augmentation: SMOTE and Mixup without training, losses by plain loops, the contract."""

import doctest

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal
from scipy import sparse
from sklearn.utils.estimator_checks import estimator_checks_generator

from oversample import SMOTE, Mixup
from oversample._image_shape import ImageShape
from oversample._random import make_streams
from oversample.deep import NeuralAugmentation
from oversample.deep._augmentation import Batch, PairPools, Weights, losses, shortfall
from oversample.deep._augmenters import ImageNetworks, RowNetworks
from oversample.deep._corrector import Units
from oversample.deep._style import gram, style_distance
from oversample.plan import Plan
from tests.deep.images_of_bars import bars, kind_of
from tests.deep.slowly import convolve_slowly, run_slowly
from tests.instances import Instance
from tests.property import test_contract

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.deep


def quick(**more):
    return NeuralAugmentation(**{"random_state": 0, "max_steps": 20, **more})


def quick_images(**more):
    return quick(**{"image_shape": (8, 8), "width": 4, "max_steps": 5, **more})


def mixed(n=150, seed=0):
    """A table of floats, whole numbers, zeros among amounts and a category."""
    rng = np.random.default_rng(seed)
    y = np.where(np.arange(n) % 3 == 0, "rare", "usual")
    X = pd.DataFrame(
        {
            "size": rng.normal(size=n) + 3 * (y == "rare"),
            "count": rng.poisson(4, size=n),
            "spent": np.where(rng.random(n) < 0.5, 0.0, rng.exponential(10, n).round(2)),
            "colour": pd.Categorical(rng.choice(["red", "green", "blue"], n)),
        }
    )
    return X, y


# -- without training --------------------------------------------------------------------------


@pytest.mark.parametrize("grid", ["off", "auto"])
def test_an_untrained_network_makes_the_rows_of_smote(grid):
    X, y = mixed()
    own = quick(max_steps=0, categorical_features="auto", grid=grid)
    smote = SMOTE(categorical_features="auto", grid=grid, random_state=0)
    assert_frame_equal(own.fit_resample(X, y)[0], smote.fit_resample(X, y)[0])
    assert_array_equal(own.plan_.base, smote.plan_.base)
    assert_array_equal(own.plan_.partner, smote.plan_.partner)
    assert_array_equal(own.plan_.step, smote.plan_.step)
    assert (own.history_, own.n_steps_, own.stopped_by_) == ({}, 0, "steps")


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.uint8])
def test_an_untrained_network_makes_the_images_of_mixup(dtype):
    X, y = bars()
    X = X.astype(dtype)
    own = quick_images(max_steps=0, grid="off")
    mixup = Mixup(pairs="same", random_state=0, image_shape=(8, 8))
    assert_array_equal(own.fit_resample(X, y)[0], mixup.fit_resample(X, y)[0])
    assert_array_equal(own.plan_.partner, mixup.plan_.partner)
    assert_array_equal(own.plan_.step, mixup.plan_.step)


def test_training_changes_rows_and_not_the_plan():
    X, y = mixed()
    X = X.drop(columns="colour")
    trained, untrained = quick(grid="off"), quick(max_steps=0, grid="off")
    rows, plain = (one.fit_resample(X, y)[0][150:] for one in (trained, untrained))
    assert_array_equal(trained.plan_.step, untrained.plan_.step)
    assert (rows["size"] != plain["size"]).mean() > 0.9
    rare = X[y == "rare"]
    for column in X:
        assert rare[column].min() <= rows[column].min() <= rows[column].max() <= rare[column].max()


# -- the networks ------------------------------------------------------------------------------


def test_corrections_of_rows_are_those_of_plain_loops():
    shape = RowNetworks(3, 2, (5, 4))
    parameters = shape.draw(make_streams(0).start())
    assert (parameters[shape.n_own - 15 : shape.n_own] == 0).all()
    parameters[shape.n_own - 15 : shape.n_own] = np.random.default_rng(0).normal(size=15)
    rng = np.random.default_rng(1)
    rows, classes = rng.normal(size=(3, 6, 3)).astype(np.float32), np.eye(2)[[0, 1] * 3]
    given = [*map(torch.tensor, rows), torch.tensor(classes.astype(np.float32))]
    own, of_classifier = np.split(parameters, [shape.n_own])
    found = shape.correct(torch, torch.tensor(own), *given)
    logits = shape.logits(torch, torch.tensor(of_classifier), given[0])
    for i in range(6):
        row = np.concatenate([*rows[:, i], classes[i]])
        assert_allclose(found[i], run_slowly(row, own, [11, 5, 4, 3])[0], rtol=1e-4, atol=1e-5)
        expected, rest = run_slowly(rows[0, i], of_classifier, [3, 64, 64, 2])
        assert_allclose(logits[i], expected, rtol=1e-4, atol=1e-5)
        assert len(rest) == 0


def test_corrections_of_images_are_those_of_plain_loops():
    shape = ImageNetworks(ImageShape(5, 4, 3), 2, 2)
    rng = np.random.default_rng(0)
    start = shape.draw(make_streams(0).start())
    assert (start[:4] == 0).all()
    rows = rng.normal(size=(3, 2, 60)).astype(np.float32)
    given = [*map(torch.tensor, rows), torch.eye(2)]
    zeros = shape.correct(torch, torch.tensor(start[: shape.n_own]), *given)
    assert (zeros == 0).all()
    parameters = rng.normal(scale=0.3, size=shape.n_own).astype(np.float32)
    found = shape.correct(torch, torch.tensor(parameters), *given)
    pieces = np.split(parameters, np.cumsum(shape.own_sizes)[:-1])
    form = np.concatenate([part.reshape(2, 5, 4, 3).transpose(0, 3, 1, 2) for part in rows], axis=1)
    for number, layer in enumerate(shape.corrector):
        form = convolve_slowly(layer, *pieces[1 + 2 * number : 3 + 2 * number], form)
        if number == 0:
            form = form + pieces[0].reshape(2, 2)[:, :, np.newaxis, np.newaxis]
        if number < 4:
            form = form.clip(0)
    assert_allclose(found, form.transpose(0, 2, 3, 1).reshape(2, -1), rtol=1e-4, atol=1e-4)


def some_batch(n_numbers, seed=0):
    rng = np.random.default_rng(seed)
    real, first, second, third = rng.uniform(size=(4, 6, n_numbers))
    told, classes = np.array([0, 1, 1, 0, 1, 0]), np.array([0, 0, 0, 1, 1, 1])
    low, high = np.full((6, n_numbers), 0.2), np.full((6, n_numbers), 0.7)
    mixture = first + 0.3 * (second - first)
    parts = [real, told, first, second, third, mixture, classes, low, high]
    return Batch(*(torch.tensor(part) for part in parts))


@pytest.mark.parametrize("augmentation", ["content", "none"])
def test_losses_are_those_of_plain_loops(augmentation):
    shape, batch = RowNetworks(3, 2, (4,)), some_batch(3)
    parameters = torch.tensor(shape.draw(make_streams(0).start()).astype(float))
    parameters += 0.1 * torch.tensor(np.random.default_rng(1).normal(size=len(parameters)))
    weights = Weights(0.5, 2.0, 3.0)
    found = losses(torch, shape, parameters, batch, augmentation, weights)
    own, of_classifier = parameters.split([shape.n_own, len(parameters) - shape.n_own])
    one_hot = torch.eye(2).double()[batch.classes]
    pair = (batch.first, batch.second, batch.mixture)
    made = (batch.mixture + shape.correct(torch, own, *pair, one_hot)).clip(0.2, 0.7)
    entropy = 0.0
    for rows, classes in ((batch.real, batch.real_classes), (made, batch.classes)):
        shares = shape.logits(torch, of_classifier, rows).softmax(dim=1)
        entropy -= sum(float(shares[i, classes[i]].log()) for i in range(6)) / 12
    distance = float(((made - batch.third) ** 2).mean()) if augmentation == "content" else 0.0
    apart = [0.0, 0.0]
    for i, j in ((0, 1), (1, 2), (3, 4), (4, 5)):
        for number, rows in enumerate((made, batch.mixture)):
            apart[number] += float((rows[i] - rows[j]).abs().mean())
    diversity = max(0.0, 1 - apart[0] / apart[1])
    assert_allclose(float(found["classification"]), entropy)
    assert_allclose(float(found["augmentation"]), distance)
    assert_allclose(float(found["diversity"]), diversity)
    assert diversity > 0
    assert_allclose(float(found["loss"]), 0.5 * entropy + 2 * distance + 3 * diversity)


def test_the_style_is_that_of_what_the_classifier_sees():
    shape, batch = ImageNetworks(ImageShape(8, 8, 1), 2, 2), some_batch(64)
    batch = Batch(*(part.float() if part.is_floating_point() else part for part in batch))
    parameters = torch.tensor(shape.draw(make_streams(0).start())).requires_grad_(True)
    found = losses(torch, shape, parameters, batch, "style", Weights(0.0, 1.0, 0.0))
    made = batch.mixture.clip(0.2, 0.7)
    of_classifier = parameters[shape.n_own :]
    maps = [shape.maps(torch, of_classifier, rows) for rows in (made, batch.third)]
    expected = style_distance(maps[0], [gram(one) for one in maps[1]]).mean()
    assert_allclose(float(found["augmentation"].detach()), float(expected.detach()), rtol=1e-5)
    (gradient,) = torch.autograd.grad(found["loss"], parameters)
    # The corrector alone brings styles nearer; what sees them is as it is.
    assert (gradient[shape.n_own :] == 0).all()
    assert (gradient[: shape.n_own] != 0).any()


def test_rows_that_are_as_far_apart_as_mixtures_cost_nothing():
    real = torch.tensor(np.random.default_rng(0).normal(size=(8, 3)))
    classes = torch.tensor([0] * 4 + [1] * 4)
    assert float(shortfall(real + 5, real, classes)) == pytest.approx(0)
    assert float(shortfall(2 * real, real, classes)) == 0
    assert float(shortfall(0.25 * real, real, classes)) == pytest.approx(0.75)
    assert np.isfinite(float(shortfall(real, real * 0, classes)))


def test_pairs_are_drawn_by_the_law_of_new_rows():
    rows = [np.arange(10, 20), np.arange(30, 34)]
    rng = make_streams(np.random.SeedSequence(0)).start()
    drawn = PairPools(rows, None).draw(4000, rng)
    groups = [part >= 30 for part in drawn[:3]]
    assert all(np.array_equal(group, groups[0]) for group in groups)
    assert (np.diff(groups[0].astype(int)) >= 0).all()
    assert 0.45 < groups[0].mean() < 0.55
    assert (drawn.first != drawn.second).all()
    assert set(drawn.second) == {*rows[0], *rows[1]} == set(drawn.third)
    assert 0.49 < drawn.step.max() <= 0.5
    partners = [block[(np.arange(len(block))[:, None] + [1, 2]) % len(block)] for block in rows]
    near = PairPools(rows, partners).draw(500, rng)
    assert near.step.max() > 0.9
    step = (near.second - near.first) % np.where(near.first >= 30, 4, 10)
    assert set(step) == {1, 2}


def test_units_are_deviations_of_columns_or_shares_of_the_way_to_white():
    rng = np.random.default_rng(0)
    numbers, codes = np.c_[rng.normal(3, 5, size=(30, 2)), np.ones(30)], np.arange(30) % 2
    units = Units.of(numbers, codes, False)
    expected = (numbers[:, :2] - numbers[:, :2].mean(axis=0)) / numbers[:, :2].std(axis=0)
    assert_allclose(units.encode(numbers)[:, :2], expected, atol=1e-5)
    assert (units.encode(numbers)[:, 2] == 0).all()
    assert_array_equal(units.high[1], numbers[codes == 1].max(axis=0))
    assert_array_equal(units.low[0], numbers[codes == 0].min(axis=0))
    seen = Units.of(numbers, codes, True).encode(numbers)
    assert (seen.min(), seen.max()) == (0, 1)
    assert_allclose(seen, (numbers - numbers.min()) / np.ptp(numbers), atol=1e-6)


# -- the contract and the interface ------------------------------------------------------------


def test_results_begin_with_the_input_and_have_exact_counts_and_dtypes():
    X, y = mixed()
    before = X.copy(deep=True)
    sampler = quick(categorical_features="auto")
    X_resampled, y_resampled = sampler.fit_resample(X, y, groups=np.arange(150))
    assert_frame_equal(X, before)
    assert_frame_equal(X_resampled[:150], X)
    assert dict(pd.Series(y_resampled).value_counts()) == {"rare": 100, "usual": 100}
    assert_array_equal(sampler.groups_[150:], sampler.plan_.base)
    assert (y[sampler.plan_.parents()] == "rare").all()
    assert_allclose(X_resampled["spent"], X_resampled["spent"].round(2))


@pytest.mark.parametrize("make", [quick, quick_images])
def test_same_seed_same_bytes_whatever_threads_and_streams_are_set(make):
    X, y = bars()
    first = make().fit_resample(X, y)[0]
    threads, before = torch.get_num_threads(), torch.random.get_rng_state()
    try:
        for n_threads in (1, 2):
            torch.set_num_threads(n_threads)
            assert_array_equal(make().fit_resample(X, y)[0], first)
            assert torch.get_num_threads() == n_threads
    finally:
        torch.set_num_threads(threads)
    assert torch.equal(before, torch.random.get_rng_state())
    plan = make(random_state=np.random.SeedSequence(1)).plan(X, y)
    sampler = make(random_state=np.random.SeedSequence(1))
    sampler.fit_resample(X, y)
    assert_array_equal(plan.make_rows(X), sampler.plan_.make_rows(X))
    alone = plan.take(np.array([7, 2])).make_rows(X)
    assert_array_equal(alone, plan.make_rows(X)[[7, 2]])


def test_refusals_name_the_remedy():
    X, y = mixed()
    numbers = np.random.default_rng(0).normal(size=(60, 2))
    with pytest.raises(ValueError, match=r"class 1 has 7: at least 8 are .* k_neighbors=5\. Leave"):
        quick().fit_resample(numbers, (np.arange(60) < 7).astype(int))
    with pytest.raises(ValueError, match="class 1 has 20: at least 21 are needed"):
        quick(k_neighbors=20).fit_resample(numbers, (np.arange(60) < 20).astype(int))
    with pytest.warns(UserWarning, match=r"class 1 has 19 rows, .* of SMOTE"):
        quick().fit_resample(numbers, (np.arange(60) < 19).astype(int))
    with pytest.raises(ValueError, match="X has none: take SMOTEN"):
        quick(categorical_features="auto").fit(X[["colour"]], y)
    with pytest.raises(TypeError, match="sparse data is not supported"):
        quick().fit(sparse.csr_array(numbers), np.arange(60) % 3)
    with pytest.raises(
        ValueError, match=r"augmentation='style' compares images\. Pass image_shape"
    ):
        quick(augmentation="style").fit(numbers, np.arange(60) % 3)
    with pytest.raises(ValueError, match="7 x 7 = 49 pixels"):
        quick_images(image_shape=(7, 7)).fit(*bars())
    with pytest.raises(ValueError, match=r"every column is a pixel.*Leave image_shape out"):
        quick_images(image_shape=(2, 2), categorical_features="auto").fit(X, y)
    with pytest.raises(ValueError, match=r"is of category.* Every column has to be a pixel"):
        quick_images(image_shape=(2, 2)).fit(X, y)


def test_a_callback_sees_each_step_and_may_end_training():
    sampler = quick(callback=lambda step, losses: step == 7)
    sampler.fit_resample(*bars())
    assert (sampler.n_steps_, sampler.stopped_by_) == (7, "callback")
    assert set(sampler.history_) == {"loss", "classification", "augmentation", "diversity"}


def test_cells_that_both_rows_have_alike_stay():
    X, y = bars()
    X[:, :8] = np.tile([0.0, 5.0, 0.0, 7.0], 2)
    sampler = quick_images(grid="off", max_steps=30)
    new = sampler.fit_resample(X, y)[0][len(X) :]
    base, partner = X[sampler.plan_.base], X[sampler.plan_.partner]
    alike = base == partner
    assert alike[:, :8].all()
    assert_array_equal(new[alike], base[alike])
    between = base + sampler.plan_.step[:, np.newaxis] * (partner - base)
    assert (new != between)[~alike].mean() > 0.5


def test_other_images_of_the_rows_are_mixed_and_corrected_too():
    X, y = bars()
    sampler = quick_images(grid="off")
    X_resampled, _ = sampler.fit_resample(X, y)
    plan = sampler.plan_
    assert_array_equal(plan.replay(X), X_resampled)
    assert_array_equal(plan.replay(X.reshape(-1, 8, 8)), X_resampled.reshape(-1, 8, 8))
    bare = Plan(plan.base, plan.partner, plan.step)
    weights = np.random.default_rng(0).uniform(size=len(X))
    assert_array_equal(plan.replay(weights), bare.replay(weights))
    assert_array_equal(plan.replay(X, how="base"), bare.replay(X, how="base"))
    assert_array_equal(plan.replay(X[:, :5]), bare.replay(X[:, :5]))
    table = quick(grid="off")
    table.fit_resample(X, y)
    bare = Plan(table.plan_.base, table.plan_.partner, table.plan_.step)
    assert_array_equal(table.plan_.replay(X), bare.replay(X))


ROWS = Instance(
    lambda: NeuralAugmentation(random_state=0, max_steps=2, k_neighbors=4, grid="off"),
    min_rows=5,
    sparse=False,
    segments=False,
    warns=UserWarning,
)
PIXELS = ROWS._replace(
    make=lambda: NeuralAugmentation(
        image_shape=(1, -1), random_state=0, max_steps=2, k_neighbors=4, grid="off"
    )
)
PROMISES = (
    "test_arrays_come_back_with_their_bits",
    "test_counts_are_exact",
    "test_equal_seeds_of_every_kind_give_equal_rows",
    "test_frames_come_back_as_they_were",
    "test_integers_are_rounded_into_the_range_of_their_class",
    "test_other_seeds_give_other_rows",
    "test_replay_carries_anything_along",
    "test_same_seed_same_rows_in_other_layouts",
    "test_weights_are_carried_along_and_do_not_matter",
)


@pytest.mark.parametrize("promise", PROMISES)
@pytest.mark.parametrize("instance", [ROWS, PIXELS], ids=["rows", "pixels"])
def test_promise(promise, instance, monkeypatch):
    monkeypatch.setattr(NeuralAugmentation, "_min_rows", 5)
    with instance.tolerance():
        getattr(test_contract, promise)(instance=instance)


@pytest.mark.parametrize(
    ("estimator", "check"),
    [
        pytest.param(estimator, check, id=f"{check.func.__name__}-{number}")
        for number, (estimator, check) in enumerate(estimator_checks_generator(quick(max_steps=2)))
    ],
)
@pytest.mark.filterwarnings("ignore:NeuralAugmentation. class .* from which a network:UserWarning")
def test_checks_of_scikit_learn(estimator, check):
    check(estimator)


def test_the_example_of_the_docstring_runs():
    source = NeuralAugmentation.__doc__.replace("# doctest: +SKIP", "")
    example = doctest.DocTestParser().get_doctest(source, {}, "NeuralAugmentation", None, None)
    assert doctest.DocTestRunner().run(example) == doctest.TestResults(0, 10)


# -- quality -----------------------------------------------------------------------------------


@pytest.mark.parametrize("augmentation", ["content", "none"])
def test_rows_are_of_the_class_that_was_asked_for(augmentation):
    """Three classes six standard deviations apart, by the classifier of the true law."""
    rng = np.random.default_rng(0)
    centres = np.array([[0, 0, 0, 0], [6, 0, 0, 0], [0, 6, 0, 0]])
    y = np.repeat([0, 1, 2], [400, 40, 40])
    X = rng.normal(size=(480, 4)) + centres[y]
    sampler = quick(max_steps=150, augmentation=augmentation)
    X_resampled, y_resampled = sampler.fit_resample(X, y)
    new, label = X_resampled[480:], y_resampled[480:]
    nearest = ((new[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    assert (nearest == label).mean() >= 0.95
    assert not (new[:, None] == X[None]).all(axis=2).any()


@pytest.mark.parametrize("augmentation", ["content", "style", "none"])
def test_images_are_of_the_class_that_was_asked_for_and_not_all_alike(augmentation):
    X, y = bars()
    sampler = quick_images(augmentation=augmentation, max_steps=70, width=8)
    X_resampled, y_resampled = sampler.fit_resample(X, y)
    new, labels = X_resampled[len(X) :], y_resampled[len(X) :]
    for label in (1, 2):
        own = new[labels == label]
        assert (kind_of(own) == label).mean() >= 0.95
        assert own.std(axis=0).mean() > 0.5 * X[y == label].std(axis=0).mean()


def test_without_the_term_of_diversity_rows_move_to_the_middle_of_their_class():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(300, 3)), np.arange(300) % 3 == 0
    spreads = [
        quick(max_steps=250, augmentation_weight=1.0, diversity_weight=weight, grid="off")
        .fit_resample(X, y)[0][300:]
        .std(axis=0)
        .mean()
        for weight in (0.0, 2.0)
    ]
    assert spreads[0] < 0.6 < 0.7 < spreads[1]
