"""What DeepSMOTE promises: SMOTE in codes, decoded; the contract, its interface, its penalty."""

import doctest

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal
from scipy import sparse
from sklearn.utils.estimator_checks import estimator_checks_generator

from oversample import SMOTE
from oversample._random import make_streams
from oversample.deep import DeepSMOTE, deepsmote
from oversample.deep._autoencoder import Autoencoder, Rows, Shape
from oversample.deep._training import Training

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.deep


def quick(**more):
    return DeepSMOTE(**{"random_state": 0, "max_steps": 20, **more})


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


def mixed_sampler(**more):
    return quick(**{"categorical_features": "auto", **more})


# -- the rule ----------------------------------------------------------------------------------


def linear_network(weight):
    """A training that ends at once: codes are ``weight @ scores``, and decoding undoes it."""

    def fake(torch, start, losses_of, **options):
        width = len(weight)
        pieces = [weight, np.zeros(width), np.linalg.inv(weight), np.zeros(width)]
        parameters = np.concatenate([piece.ravel() for piece in pieces]).astype(np.float32)
        assert parameters.shape == tuple(start.shape)
        return Training(parameters, {"loss": np.zeros(1)}, "steps")

    return fake


def test_a_linear_autoencoder_gives_the_rows_of_smote_in_a_linear_map(monkeypatch):
    """Rows of SMOTE among linearly mapped rows, mapped back."""
    rng = np.random.default_rng(0)
    # Few values, so that the network sees standardised cells and not ranks.
    X, y = rng.integers(0, 9, size=(200, 3)).astype(float), np.arange(200) % 4 == 0
    weight = rng.normal(size=(3, 3)) + 2 * np.eye(3)
    monkeypatch.setattr(deepsmote, "train", linear_network(weight))
    sampler = quick(hidden_layer_sizes=(), latent_dim=3, grid="off")
    new = sampler.fit_resample(X, y)[0][200:]
    codes = ((X - X.mean(axis=0)) / X.std(axis=0)) @ weight.T
    smote = SMOTE(random_state=0)
    expected = smote.fit_resample(codes, y)[0][200:] @ np.linalg.inv(weight).T
    assert_array_equal(sampler.plan_.base, smote.plan_.base)
    assert_array_equal(sampler.plan_.step, smote.plan_.step)
    # Equal distances in codes are told apart by the last bits of float32.
    same = sampler.plan_.partner == smote.plan_.partner
    assert same.mean() > 0.9
    assert_allclose(new[same], (expected * X.std(axis=0) + X.mean(axis=0))[same], atol=1e-4)


def test_new_rows_are_decoded_points_between_codes_of_the_class():
    X, y = mixed()
    numbers = X[["size", "count", "spent"]]
    sampler = quick(grid="off")
    new = sampler.fit_resample(numbers, y)[0][150:]
    plan, codes = sampler.plan_, sampler.network_.transform(numbers)
    assert (y[plan.parents()] == "rare").all()
    between = codes[plan.base] + plan.step[:, None] * (codes[plan.partner] - codes[plan.base])
    expected = sampler.network_.inverse_transform(between)
    expected[:, 1] = expected[:, 1].round()
    assert_allclose(new, expected)
    of_class = np.flatnonzero(y == "rare")
    for base, partner in zip(plan.base, plan.partner, strict=True):
        distances = ((codes[of_class] - codes[base]) ** 2).sum(axis=1)
        assert partner in of_class[np.argsort(distances)[1:6]]


def test_losses_are_those_of_plain_loops():
    shape = Shape(2, 1, (4,), 3)
    parameters = shape.draw(make_streams(0).start())
    rng = np.random.default_rng(0)
    numbers, other = rng.normal(size=(2, 5, 2)).astype(np.float32)
    marks = (rng.random((5, 1)) < 0.5).astype(np.float32)
    measured = np.ones((5, 2), dtype=np.float32)
    measured[0, 1] = 0
    step = rng.random((5, 1)).astype(np.float32)
    weights = np.split(parameters, np.cumsum([12, 4, 12, 3, 12, 4, 12]))

    def run(row, pieces):
        hidden = np.maximum(pieces[0].reshape(4, -1) @ row + pieces[1], 0)
        return pieces[2].reshape(-1, 4) @ hidden + pieces[3]

    codes = [
        run(np.append(row, mark), weights[:4]) for row, mark in zip(numbers, marks, strict=True)
    ]
    others = [
        run(np.append(row, mark), weights[:4]) for row, mark in zip(other, marks, strict=True)
    ]
    error, distance = 0.0, 0.0
    for i in range(5):
        decoded = run(codes[i], weights[4:])
        for j in range(2):
            error += measured[i, j] * (decoded[j] - numbers[i, j]) ** 2
        p = 1 / (1 + np.exp(-decoded[2]))
        error -= np.log(p if marks[i, 0] else 1 - p)
        between = codes[i] + step[i] * (others[i] - codes[i])
        decoded = run(between, weights[4:])
        decoded[2] = 1 / (1 + np.exp(-decoded[2]))
        distance += ((run(decoded, weights[:4]) - between) ** 2).sum() / 5
    spread = np.var(codes, axis=0).sum()

    network = Autoencoder(torch, shape, torch.tensor(parameters))
    rows = Rows(*map(torch.tensor, (numbers, measured, marks)))
    found = network.encode(rows.numbers, rows.marks)
    assert_allclose(float(network.reconstruction(rows, found)), error / 10, rtol=1e-5)
    cycle = network.cycle(
        found, network.encode(torch.tensor(other), rows.marks), torch.tensor(step)
    )
    assert_allclose(float(cycle), distance / spread, rtol=1e-4)


def test_the_penalty_brings_back_the_codes_of_what_lies_between():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(120, 4)), np.arange(120) % 3 == 0

    def distance(penalty):
        sampler = quick(
            penalty=penalty,
            max_steps=100,
            hidden_layer_sizes=(16,),
            latent_dim=6,
            learning_rate=0.01,
        )
        sampler.fit_resample(X, y)
        encode, decode = sampler.network_.transform, sampler.network_.inverse_transform
        codes = encode(X[y])
        between = (codes + codes[::-1]) / 2
        return ((encode(decode(between)) - between) ** 2).sum(axis=1).mean() / codes.var(0).sum()

    assert distance("cycle") < 0.5 * distance("none")


def test_a_narrow_table_is_reconstructed():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 2)) @ rng.normal(size=(2, 6))
    y = np.arange(300) % 3 == 0
    sampler = quick(max_steps=200, latent_dim=2, hidden_layer_sizes=(32,), learning_rate=0.01)
    new = sampler.fit_resample(X, y)[0][300:]
    assert sampler.history_["reconstruction"][-1] < 0.05
    residual = new - new @ np.linalg.pinv(X) @ X
    assert residual.std() < 0.2 * X.std()


# -- the contract and the interface ------------------------------------------------------------


def test_results_begin_with_the_input_and_have_exact_counts_and_dtypes():
    X, y = mixed()
    sampler = mixed_sampler()
    X_resampled, y_resampled = sampler.fit_resample(X, y, groups=np.arange(150))
    assert_frame_equal(X_resampled[:150], X)
    assert dict(pd.Series(y_resampled).value_counts()) == {"rare": 100, "usual": 100}
    assert_array_equal(sampler.groups_[150:], sampler.plan_.base)
    new = X_resampled[150:]
    assert_allclose(new["spent"], new["spent"].round(2))
    for column in ("size", "count", "spent"):
        assert X[column].min() <= new[column].min() <= new[column].max() <= X[column].max()
    replayed = sampler.plan_.replay(y)
    assert_array_equal(replayed, y_resampled)


def test_same_seed_same_bytes_and_a_plan_is_what_would_be_made():
    X, y = mixed()
    first = mixed_sampler().fit_resample(X, y)[0]
    threads = torch.get_num_threads()
    torch.set_num_threads(threads + 1)
    before = torch.random.get_rng_state()
    try:
        again = mixed_sampler().fit_resample(X, y)[0]
        assert torch.get_num_threads() == threads + 1
    finally:
        torch.set_num_threads(threads)
    assert_frame_equal(first, again)
    assert torch.equal(before, torch.random.get_rng_state())
    sampler = mixed_sampler(random_state=np.random.SeedSequence(1), penalty="cycle")
    plan = sampler.plan(X, y)
    assert not hasattr(sampler, "plan_")
    sampler.fit_resample(X, y)
    assert_array_equal(plan.partner, sampler.plan_.partner)
    assert_array_equal(plan.step, sampler.plan_.step)


def test_small_classes_are_refused_or_warned_of():
    X = np.random.default_rng(0).normal(size=(60, 2))
    with pytest.raises(ValueError, match=r"class 1 has 7: at least 8 are .* k_neighbors=5\. Leave"):
        quick().fit_resample(X, (np.arange(60) < 7).astype(int))
    with pytest.raises(ValueError, match="class 1 has 20: at least 21 are needed"):
        quick(k_neighbors=20).fit_resample(X, (np.arange(60) < 20).astype(int))
    with pytest.warns(UserWarning, match=r"class 1 has 19 rows, .* of SMOTE"):
        quick().fit_resample(X, (np.arange(60) < 19).astype(int))
    with pytest.raises(ValueError, match="X has none: take SMOTEN"):
        mixed_sampler().fit_resample(mixed()[0][["colour"]], mixed()[1])
    with pytest.raises(TypeError, match="sparse data is not supported"):
        quick().fit_resample(sparse.csr_array(X), np.arange(60) % 3)


def test_a_callback_ends_training_and_rows_are_held_out_where_there_are_enough():
    X, y = mixed()
    sampler = quick(callback=lambda step, losses: step == 7, penalty="cycle")
    sampler.fit_resample(X[["size", "count"]], y)
    assert (sampler.n_steps_, sampler.stopped_by_) == (7, "callback")
    assert set(sampler.history_) == {"loss", "reconstruction", "penalty"}
    rng = np.random.default_rng(0)
    large = quick(max_steps=1000, hidden_layer_sizes=(), learning_rate=0.05)
    large.fit_resample(rng.normal(size=(600, 3)), np.arange(600) % 3 == 0)
    assert large.stopped_by_ == "no_change"


@pytest.mark.parametrize("penalty", ["none", "cycle"])
def test_rows_are_of_the_class_that_was_asked_for(penalty):
    """Three classes six standard deviations apart, by the classifier of the true law."""
    rng = np.random.default_rng(0)
    centres = np.array([[0, 0, 0, 0], [6, 0, 0, 0], [0, 6, 0, 0]])
    y = np.repeat([0, 1, 2], [400, 40, 40])
    X = rng.normal(size=(480, 4)) + centres[y]
    sampler = quick(max_steps=100, penalty=penalty)
    X_resampled, y_resampled = sampler.fit_resample(X, y)
    new, label = X_resampled[480:], y_resampled[480:]
    nearest = ((new[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    assert (nearest == label).mean() >= 0.95
    assert not (new[:, None] == X[None]).all(axis=2).any()


@pytest.mark.parametrize(
    ("estimator", "check"),
    [
        pytest.param(estimator, check, id=f"{check.func.__name__}-{number}")
        for number, (estimator, check) in enumerate(estimator_checks_generator(quick(max_steps=2)))
    ],
)
@pytest.mark.filterwarnings("ignore:DeepSMOTE. class .* from which a network:UserWarning")
def test_checks_of_scikit_learn(estimator, check):
    check(estimator)


def test_the_example_of_the_docstring_runs():
    source = DeepSMOTE.__doc__.replace("# doctest: +SKIP", "")
    example = doctest.DocTestParser().get_doctest(source, {}, "DeepSMOTE", None, None)
    assert doctest.DocTestRunner().run(example) == doctest.TestResults(0, 7)
