"""What TabularGANOverSampler promises: its losses and packs, the contract, rows of the class."""

import doctest

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal
from sklearn.utils.estimator_checks import estimator_checks_generator

from oversample._random import make_streams
from oversample.deep import TabularGANOverSampler
from oversample.deep._adversaries import (
    Adversaries,
    Chance,
    Critic,
    CriticShape,
    Generator,
    GeneratorShape,
    energy_distance,
)

torch = pytest.importorskip("torch")
pytestmark = [
    pytest.mark.deep,
    pytest.mark.filterwarnings("ignore:TabularGANOverSampler. class .* from which:UserWarning"),
]


def quick(**more):
    return TabularGANOverSampler(**{"random_state": 0, "max_steps": 10, **more})


def mixed(n=300, seed=0):
    """A table of floats, zeros among amounts, gaps and two kinds of categories."""
    rng = np.random.default_rng(seed)
    y = np.where(np.arange(n) % 3 == 0, "rare", "usual")
    rare = y == "rare"
    X = pd.DataFrame(
        {
            "size": rng.normal(size=n) + 3 * rare,
            "spent": np.where(rng.random(n) < 0.7, 0.0, rng.exponential(10, n).round(2)),
            "heard": np.where(rng.random(n) < np.where(rare, 0.4, 0.1), np.nan, rng.normal(size=n)),
            "colour": pd.Categorical(rng.choice(["red", "green", "blue"], n, p=[0.6, 0.3, 0.1])),
            "member": rng.random(n) < 0.3,
        }
    )
    return X, y


def mixed_sampler(**more):
    return quick(**{"categorical_features": "auto", "missing_values": "propagate", **more})


# -- the networks against plain loops ----------------------------------------------------------

SHAPE = GeneratorShape(2, 1, (3,), 2, (5, 4), 3)
CRITIC = CriticShape(6, 2, 2, (4,))
PAIR = Adversaries(SHAPE, CRITIC, 10.0)
MARKED = np.array([[0.0, 1.0]], dtype=np.float32)


def layers_of(parameters, layers):
    """The weights and offsets of layers."""
    for fan_in, out in layers:
        yield parameters[: fan_in * out].reshape(out, fan_in), parameters[fan_in * out :][:out]
        parameters = parameters[fan_in * out + out :]


def row_slowly(parameters, noise, one_hot, chance):
    """A row of the generator, in the words of the docstring."""
    row = np.empty(0)
    for weight, offset in layers_of(parameters, SHAPE.layers):
        row = weight @ np.concatenate([np.maximum(row, 0), noise, one_hot]) + offset
    mark = 1 / (1 + np.exp(-(row[2] + np.log(chance[0] / (1 - chance[0]))) / 0.2))
    powers = np.exp((row[3:] - np.log(-np.log(chance[1:]))) / 0.2)
    return np.array([row[0], row[1] * (1 - mark), mark, *(powers / powers.sum())])


def verdict_slowly(parameters, pack, one_hot):
    row = np.concatenate([*pack, one_hot])
    layers = list(layers_of(parameters, CRITIC.layers))
    for number, (weight, offset) in enumerate(layers):
        row = weight @ row + offset
        if number < len(layers) - 1:
            row = np.where(row > 0, row, 0.2 * row)
    return row @ one_hot


@pytest.fixture(scope="module")
def step():
    """Parameters, three packs of two rows, their classes, and the chance of a step."""
    rng = np.random.default_rng(0)
    parameters = PAIR.draw(make_streams(0).start()) * 3
    real, noise = rng.normal(size=(6, 6)), rng.normal(size=(6, 3))
    uniform, share = rng.uniform(0.1, 0.9, (6, 4)), rng.random((3, 1))
    classes = np.eye(2)[[0, 1, 1]]
    return parameters, *(a.astype(np.float32) for a in (real, classes, noise, uniform, share))


def test_losses_of_packs_are_those_of_plain_loops(step):
    parameters, real, classes, noise, uniform, share = step
    tensors = [torch.tensor(array) for array in (real, classes)]
    chance = Chance(*map(torch.tensor, (noise, uniform, share)))
    losses = PAIR.losses(torch, torch.tensor(parameters), *tensors, chance, torch.tensor(MARKED))
    losses = {name: loss.detach() for name, loss in losses.items()}
    of_generator, of_critic = np.split(parameters, [PAIR.sizes[0]])
    assert sum(PAIR.sizes) == len(parameters)
    made = [row_slowly(of_generator, noise[i], classes[i // 2], uniform[i]) for i in range(6)]
    real_told = [verdict_slowly(of_critic, real[2 * i : 2 * i + 2], classes[i]) for i in range(3)]
    fake_told = [verdict_slowly(of_critic, made[2 * i : 2 * i + 2], classes[i]) for i in range(3)]
    assert_allclose(float(losses["generator"]), -np.mean(fake_told), rtol=1e-4)
    distance = np.mean(fake_told) - np.mean(real_told)
    assert_allclose(
        float(losses["critic"]), distance + 10 * float(losses["penalty"]), rtol=1e-4, atol=1e-5
    )


def test_each_network_gets_the_gradient_of_its_own_loss(step):
    parameters, real, classes, noise, uniform, share = step
    vector = torch.tensor(parameters, requires_grad=True)
    tensors = [torch.tensor(array) for array in (real, classes)]
    chance = Chance(*map(torch.tensor, (noise, uniform, share)))
    losses = PAIR.losses(torch, vector, *tensors, chance, torch.tensor(MARKED))
    n = PAIR.sizes[0]
    (both,) = torch.autograd.grad(losses["loss"], vector, retain_graph=True)
    (own,) = torch.autograd.grad(losses["generator"], vector, retain_graph=True)
    (critics,) = torch.autograd.grad(losses["critic"], vector)
    assert torch.equal(both[:n], own[:n])
    assert torch.equal(both[n:], critics[n:])
    assert not own[n:].any()
    assert not critics[:n].any()


def test_the_penalty_of_a_linear_critic_is_that_of_its_weights():
    shape = CriticShape(3, 2, 2, ())
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(2, 8)).astype(np.float32)
    parameters = torch.tensor(np.concatenate([weights.ravel(), [5.0, 6.0]]), dtype=torch.float32)
    critic = Critic(torch, shape, parameters)
    real, fake = (torch.tensor(rng.normal(size=(4, 6)).astype(np.float32)) for _ in range(2))
    classes = torch.eye(2)[[0, 1, 1, 1]]
    penalty = critic.penalty(real, fake, classes, torch.full((4, 1), 0.3))
    slopes = np.linalg.norm(weights[:, :6], axis=1)[[0, 1, 1, 1]]
    assert_allclose(float(penalty), ((slopes - 1) ** 2).mean(), rtol=1e-5)


def test_relaxed_levels_and_marks_have_the_probabilities_of_their_logits():
    shape = GeneratorShape(2, 1, (3,), 2, (), 1)
    parameters = torch.zeros(sum(a * b + b for a, b in shape.layers))
    shares = np.array([0.2, 0.5, 0.3])
    parameters[-4:] = torch.tensor([np.log(0.7 / 0.3), *np.log(shares)])
    uniform = torch.tensor(np.random.default_rng(0).uniform(size=(20000, 4)).astype(np.float32))
    nothing = torch.zeros(20000, 1), torch.zeros(20000, 2)
    rows = Generator(torch, shape, parameters).rows(*nothing, uniform, torch.tensor(MARKED))
    assert_allclose((rows[:, 2] > 0.5).double().mean(), 0.7, atol=0.01)
    assert_allclose(np.bincount(rows[:, 3:].argmax(dim=1)) / 20000, shares, atol=0.01)


def test_the_energy_distance_of_plain_loops():
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(4, 2)), rng.normal(size=(3, 2))

    def mean(left, right):
        return np.mean([np.linalg.norm(a - b) for a in left for b in right])

    expected = 2 * mean(first, second) - mean(first, first) - mean(second, second)
    found = energy_distance(torch, torch.tensor(first), torch.tensor(second))
    assert_allclose(float(found), expected)


# -- the contract and the interface ------------------------------------------------------------


def test_results_begin_with_the_input_and_have_exact_counts_and_dtypes():
    X, y = mixed()
    sampler = mixed_sampler()
    X_resampled, y_resampled = sampler.fit_resample(X, y)
    assert_frame_equal(X_resampled[:300], X)
    assert dict(pd.Series(y_resampled).value_counts()) == {"rare": 200, "usual": 200}
    assert (sampler.plan_.base == -1).all()
    assert set(sampler.history_) == {"generator", "critic", "penalty"}
    assert sampler.n_steps_ == len(sampler.history_["critic"]) == 10
    assert (
        not mixed_sampler(missing_values="present")
        .fit_resample(X, y)[0][300:]
        .isna()
        .any(axis=None)
    )


def test_same_seed_same_bytes_and_few_rows_are_the_first_of_many():
    X, y = mixed()
    first = mixed_sampler().fit_resample(X, y)[0]
    threads = torch.get_num_threads()
    torch.set_num_threads(threads + 1)
    before = torch.random.get_rng_state()
    try:
        sampler = mixed_sampler()
        again = sampler.fit_resample(X, y)[0]
    finally:
        torch.set_num_threads(threads)
    assert_frame_equal(first, again)
    assert torch.equal(before, torch.random.get_rng_state())
    many = sampler.sample("rare", 600, random_state=1)
    assert_frame_equal(sampler.sample("rare", 7, random_state=1), many[:7])


@pytest.mark.filterwarnings("default:TabularGANOverSampler. class .* from which:UserWarning")
def test_small_classes_are_refused_or_warned_of():
    X = np.random.default_rng(0).normal(size=(500, 2))
    with pytest.raises(ValueError, match="class 1 has 7: at least 8 are needed"):
        quick().fit_resample(X, (np.arange(500) < 7).astype(int))
    with pytest.warns(UserWarning, match=r"class 1 has 199 rows, .* of VAEOverSampler and SMOTE"):
        quick().fit_resample(X, (np.arange(500) < 199).astype(int))


def test_packs_fit_small_classes_and_batches():
    X = np.random.default_rng(0).normal(size=(300, 2))

    def pac(n_rare, **parameters):
        sampler = quick(max_steps=1, **parameters)
        sampler.fit_resample(X, (np.arange(300) < n_rare).astype(int))
        return sampler.pac_

    assert [pac(8), pac(20), pac(32), pac(100)] == [2, 5, 8, 8]
    assert [pac(100, batch_size=5), pac(100, pac=1), pac(100, pac=20)] == [5, 1, 20]


def test_training_ends_where_made_rows_come_no_nearer_to_held_out_ones():
    X, y = np.random.default_rng(0).normal(size=(600, 2)), np.arange(600) % 3 == 0
    still = {"hidden_layer_sizes": (), "batch_size": 16, "learning_rate": 1e-9}
    sampler = quick(max_steps=1000, **still)
    sampler.fit_resample(X, y)
    # The first look after half of the steps, and three without progress.
    assert (sampler.stopped_by_, sampler.n_steps_) == ("no_change", 900)


@pytest.mark.parametrize(
    ("estimator", "check"),
    [
        pytest.param(estimator, check, id=f"{check.func.__name__}-{number}")
        for number, (estimator, check) in enumerate(estimator_checks_generator(quick(max_steps=2)))
    ],
)
def test_checks_of_scikit_learn(estimator, check):
    check(estimator)


def test_the_example_of_the_docstring_runs():
    source = TabularGANOverSampler.__doc__.replace("# doctest: +SKIP", "")
    example = doctest.DocTestParser().get_doctest(source, {}, "TabularGANOverSampler", None, None)
    assert doctest.DocTestRunner().run(example) == doctest.TestResults(0, 6)


# -- quality -----------------------------------------------------------------------------------


def test_rows_are_of_the_class_that_was_asked_for():
    """Three classes six standard deviations apart, by the classifier of the true law."""
    rng = np.random.default_rng(0)
    centres = np.array([[0, 0, 0, 0], [6, 0, 0, 0], [0, 6, 0, 0]])
    y = np.repeat([0, 1, 2], [400, 40, 40])
    X = rng.normal(size=(480, 4)) + centres[y]
    sampler = quick(max_steps=150, learning_rate=0.001, sampling_strategy={0: 900, 1: 500, 2: 500})
    X_resampled, y_resampled = sampler.fit_resample(X, y)
    new, label = X_resampled[480:], y_resampled[480:]
    nearest = ((new[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    for number in range(3):
        assert (nearest[label == number] == number).mean() >= 0.95
    assert sampler.copy_share_ == {0: 0.0, 1: 0.0, 2: 0.0}


def test_margins_of_a_mixed_table_follow_the_class():
    X, y = mixed(600)
    small = {"hidden_layer_sizes": (64, 64), "batch_size": 64, "learning_rate": 0.002}
    sampler = mixed_sampler(max_steps=400, **small)
    sampler.fit_resample(X, y)
    new = sampler.sample("rare", 1800, random_state=0)
    real = X[y == "rare"]
    assert abs((new["spent"] == 0).mean() - (real["spent"] == 0).mean()) < 0.2
    assert abs(new["heard"].isna().mean() - real["heard"].isna().mean()) < 0.2
    assert_allclose(new["spent"], new["spent"].round(2))
    assert abs(new["size"].mean() - real["size"].mean()) < 0.5
    for column in ("size", "spent", "heard"):
        assert new[column].min() >= real[column].min()
        assert new[column].max() <= real[column].max()
    for column in ("colour", "member"):
        shares = [frame[column].value_counts(normalize=True) for frame in (real, new)]
        assert shares[0].sub(shares[1], fill_value=0).abs().sum() / 2 < 0.25
    assert_array_equal(new.dtypes, X.dtypes)
