"""Two contracts of randomness behind one object."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import oversample
from oversample._random import make_streams


def draws(stream):
    return [
        stream.integers(1000, 8),
        stream.uniform(8),
        stream.uniform(8, -1.0, 2.0),
        stream.normal((2, 4)),
        stream.permutation(8),
    ]


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(draws(first), draws(second), strict=True))


def test_an_int_restarts_the_stream():
    streams = make_streams(3)
    assert same(streams.start(), streams.start())


def test_a_random_state_goes_on():
    streams = make_streams(np.random.RandomState(3))
    assert not same(streams.start(), streams.start())


def test_an_int_and_a_random_state_begin_alike():
    assert same(make_streams(3).start(), make_streams(np.random.RandomState(3)).start())


def test_none_follows_the_global_seed():
    # The global state is what random_state=None stands for.
    np.random.seed(3)  # noqa: NPY002
    first = draws(make_streams(None).start())
    np.random.seed(3)  # noqa: NPY002
    for a, b in zip(first, draws(make_streams(None).start()), strict=True):
        assert_array_equal(a, b)


@pytest.mark.parametrize(
    "seed", [np.random.SeedSequence(3), np.random.default_rng(3)], ids=["SeedSequence", "Generator"]
)
def test_modern_streams_are_independent(seed):
    streams = make_streams(seed)
    assert not same(streams.start(), streams.start())


def test_a_seed_sequence_is_a_value():
    seed = np.random.SeedSequence(3)
    assert same(make_streams(seed).start(), make_streams(seed).start())
    assert seed.n_children_spawned == 0


def test_a_generator_goes_on():
    seed = np.random.default_rng(3)
    assert not same(make_streams(seed).start(), make_streams(seed).start())


def test_equal_generators_give_equal_streams():
    first, second = (make_streams(np.random.default_rng(3)) for _ in range(2))
    assert same(first.start(), second.start())
    assert same(first.start(), second.start())


@pytest.mark.parametrize("seed", [3, np.random.default_rng(3)], ids=["legacy", "modern"])
def test_draws_have_the_types_and_ranges_that_plans_need(seed):
    integers, unit, wide, normal, order = draws(make_streams(seed).start())
    assert integers.dtype == np.intp
    assert set(integers) <= set(range(1000))
    assert ((unit >= 0) & (unit < 1)).all()
    assert ((wide >= -1) & (wide < 2)).all()
    assert wide.min() < 0 or wide.max() > 1
    assert normal.shape == (2, 4)
    assert sorted(order) == list(range(8))


def test_without_a_seed_a_copied_process_makes_the_same_rows():
    X, y = np.random.default_rng(0).normal(size=(60, 3)), np.arange(60) < 12
    seeds = np.random.SeedSequence(0).spawn(2)
    state = np.random.get_state()  # noqa: NPY002 - what a fork copies
    made = []
    for seed in seeds:
        np.random.set_state(state)  # noqa: NPY002
        batch = next(iter(oversample.BalancedBatches(y, 8)))
        unseeded = oversample.SMOTE().fit_resample(X, y)[0]
        made.append((batch, unseeded, oversample.SMOTE(random_state=seed).fit_resample(X, y)[0]))
    np.random.set_state(state)  # noqa: NPY002
    assert_array_equal(made[0][0], made[1][0])
    assert_array_equal(made[0][1], made[1][1])
    assert not np.array_equal(made[0][2], made[1][2])


@pytest.mark.parametrize("seed", [3, np.random.SeedSequence(3)], ids=["legacy", "modern"])
def test_numbers_of_the_unit_interval_are_those_of_uniform(seed):
    stream = make_streams(seed).start()
    source = stream.copy()
    source = getattr(source, "_state", None) or source._generator
    assert_array_equal(stream.uniform(1000), source.uniform(0.0, 1.0, 1000))
    # And what is drawn next is the same.
    assert_array_equal(stream.normal((9,)), source.standard_normal(9))


@pytest.mark.parametrize("seed", [3, np.random.SeedSequence(3)], ids=repr)
def test_a_fast_stream_follows_from_the_seed(seed):
    first, second = (make_streams(seed).start().fast() for _ in range(2))
    assert same(first, second)
    assert not same(make_streams(4).start().fast(), make_streams(3).start().fast())


def test_a_random_state_goes_on_where_it_seeds_a_fast_stream():
    stream = make_streams(np.random.RandomState(3)).start()
    assert not same(stream.fast(), stream.fast())
