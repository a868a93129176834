"""The autoencoder against plain loops, and against laws of which the best loss is known."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from oversample._random import make_streams
from oversample.deep import VAEOverSampler
from oversample.deep._networks import Architecture, Autoencoder, Batch
from tests.deep.slowly import run_slowly

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.deep

SHAPE = Architecture(3, 2, (3, 2), 2, (5, 4), 2)


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(7, 3)).astype(np.float32)
    measured = (rng.random((7, 3)) < 0.6).astype(np.float32)
    marks = (rng.random((7, 2)) < 0.4).astype(np.float32)
    levels = np.stack([rng.integers(3, size=7), rng.integers(2, size=7)], axis=1)
    classes = np.eye(2, dtype=np.float32)[rng.integers(2, size=7)]
    return numbers, measured, marks, levels, classes


def loss_slowly(parameters, numbers, measured, marks, levels, classes, noise, beta):
    """The loss of one row, in the words of the docstring."""
    one_hot = [*np.eye(3)[levels[0]], *np.eye(2)[levels[1]]]
    row = np.array([*numbers, *marks, *one_hot, *classes])
    code, rest = run_slowly(row, parameters, [12, 5, 4, 4])
    mean, log_variance = code[:2], code[2:]
    drawn = mean + noise * np.exp(log_variance / 2)
    output, scales = run_slowly(np.array([*drawn, *classes]), rest, [4, 4, 5, 10])
    loss = 0.0
    for j in range(3):
        if measured[j]:
            sd = np.exp(scales[j])
            loss += 0.5 * ((numbers[j] - output[j]) / sd) ** 2 + np.log(sd)
    for j in range(2):
        p = 1 / (1 + np.exp(-output[3 + j]))
        loss -= np.log(p if marks[j] else 1 - p)
    for logits, level in ((output[5:8], levels[0]), (output[8:10], levels[1])):
        loss -= logits[level] - np.log(np.exp(logits).sum())
    for m, v in zip(mean, np.exp(log_variance), strict=True):
        loss += beta * 0.5 * (m**2 + v - np.log(v) - 1)
    return loss


def test_the_loss_is_that_of_plain_loops(rows):
    parameters = SHAPE.draw(make_streams(0).start())
    parameters[-3:] = [0.3, -0.4, 0.1]
    assert len(parameters) == sum(SHAPE.sizes)
    noise = np.random.default_rng(1).normal(size=(7, 2)).astype(np.float32)
    network = Autoencoder(torch, SHAPE, torch.tensor(parameters))
    batch = Batch(*map(torch.tensor, rows))
    losses = network.losses(batch, torch.tensor(noise), 0.7)
    slow = [loss_slowly(parameters, *row, 0.7) for row in zip(*rows, noise, strict=True)]
    assert_allclose(float(losses["loss"]), np.mean(slow), rtol=1e-5)
    together = losses["reconstruction"] + 0.7 * losses["divergence"]
    assert_allclose(float(losses["loss"]), float(together), rtol=1e-6)


def test_numbers_that_are_not_measured_weigh_nothing(rows):
    parameters = torch.tensor(SHAPE.draw(make_streams(0).start()), requires_grad=True)
    numbers, _, marks, levels, classes = map(torch.tensor, rows)
    measured = torch.tensor([0.0, 1.0, 0.0]).repeat(7, 1)
    network = Autoencoder(torch, SHAPE, parameters)
    batch = Batch(numbers, measured, marks, levels, classes)
    loss = network.losses(batch, torch.zeros(7, 2), 1.0)["loss"]
    (gradient,) = torch.autograd.grad(loss, parameters)
    assert (gradient[-3:] != 0).tolist() == [False, True, False]


def last_loss(X, **parameters):
    """The mean loss of the last steps of a long training on two classes of one law."""
    sampler = VAEOverSampler(
        random_state=0,
        sampling_strategy={1: len(X)},
        max_steps=600,
        learning_rate=0.01,
        early_stopping=False,
        **parameters,
    )
    sampler.fit_resample(X, np.arange(len(X)) % 2)
    return sampler.history_["loss"][-300:].mean(), sampler


def test_independent_columns_cost_what_their_laws_do():
    X = np.random.default_rng(0).normal(size=(1000, 3))
    loss, _ = last_loss(X, hidden_layer_sizes=(), latent_dim=2)
    # The entropy of three standard normal columns, without the constant.
    assert_allclose(loss, 1.5, atol=0.03)


def test_a_linear_network_is_factor_analysis():
    """Without hidden layers the bound is tight: the loss is the entropy of the normal law."""
    X = np.random.default_rng(0).multivariate_normal([0, 0], [[1, 0.9], [0.9, 1]], size=1000)
    loss, sampler = last_loss(X, hidden_layer_sizes=(), latent_dim=1, latent="prior")
    assert_allclose(loss, 1 + 0.5 * np.log(1 - 0.9**2), atol=0.06)
    rows = sampler.sample(1, 4000, random_state=0)
    assert_allclose(np.corrcoef(rows.T)[0, 1], 0.9, atol=0.05)
