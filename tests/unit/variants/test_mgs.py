"""MGS: the normal distribution of every neighbourhood, drawn without a matrix."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse

from oversample import MGS
from tests import naive_variants_b

N = 12


def problem(width=3):
    rng = np.random.default_rng(0)
    X = np.r_[rng.normal(size=(N, width)), rng.normal(size=(4 * N, width)) + 50]
    X[1] = X[0]  # two rows alike: none may take itself for the other
    return X, np.repeat([1, 0], [N, 4 * N])


def rows_of(sampler, X, y, n_new):
    sampler.set_params(random_state=0, grid="off", sampling_strategy={1: N + n_new})
    return sampler.fit_resample(X, y)[0][len(y) :]


def test_each_neighborhood_is_drawn_with_its_mean_and_covariance():
    """So it is not where a covariance is taken for its root, or a root for a vector."""
    X, y = problem()
    sampler = MGS(k_neighbors=4, bases="even")
    new = rows_of(sampler, X, y, N * 6_000)
    for i, (mean, covariance) in enumerate(naive_variants_b.neighborhoods(X[:N], 4)):
        drawn = new[sampler.plan_.base == i]
        assert_allclose(drawn.mean(axis=0), mean, atol=0.06)
        assert_allclose(np.cov(drawn.T), covariance, atol=0.07)


def test_the_covariance_is_that_within_and_between_neighborhoods():
    X, y = problem()
    new = rows_of(MGS(k_neighbors=4, covariance_scale=0.5, bases="even"), X, y, N * 4_000)
    means, within = zip(*naive_variants_b.neighborhoods(X[:N], 4), strict=True)
    expected = 0.5 * np.mean(within, axis=0) + np.cov(np.transpose(means), ddof=0)
    assert_allclose(np.cov(new.T), expected, atol=0.02)


def test_centred_at_the_row_deviations_are_from_it():
    X, y = problem()
    sampler = MGS(k_neighbors=4, centre="row", bases="even")
    new = rows_of(sampler, X, y, N * 6_000)
    for i, (mean, covariance) in enumerate(naive_variants_b.neighborhoods(X[:N], 4)):
        drawn = new[sampler.plan_.base == i]
        off = np.array(mean) - X[i]
        assert_allclose(drawn.mean(axis=0), X[i], atol=0.06)
        assert_allclose(np.cov(drawn.T), covariance + np.outer(off, off), atol=0.12)


def test_weights_sum_to_one_and_columns_that_repeat_others_repeat_them():
    """Nothing is added to a covariance of less than full rank."""
    X, y = problem()
    X[:, 2] = X[:, 0] - 2 * X[:, 1]
    sampler = MGS(k_neighbors=2)
    new = rows_of(sampler, X, y, 500)
    assert_allclose(sampler.plan_.weight.sum(axis=1), 1, rtol=1e-12)
    assert (sampler.plan_.weight < 0).any()
    assert_allclose(new[:, 2], new[:, 0] - 2 * new[:, 1], atol=1e-12)


def test_neighbors_are_one_more_than_columns_or_all_of_a_small_class():
    X, y = problem(width=3)
    sampler = MGS(random_state=0)
    assert sampler.fit_resample(X, y) is not None
    assert sampler.plan_.parents().shape[1] == 5
    assert sampler.nn_k_.n_neighbors == 5
    # Parameters are the user's.
    assert sampler.k_neighbors is None
    assert sampler.small_class == "raise"
    wide = np.random.default_rng(1).normal(size=(len(X), 20))
    assert sampler.plan(wide, y).parents().shape[1] == N
    with pytest.raises(ValueError, match="small_class='reduce_k'"):
        MGS(k_neighbors=21).fit_resample(wide, y)
    y[1:N] = 0
    with pytest.raises(ValueError, match="class 1 has 1"):
        MGS().fit_resample(wide, y)


def test_the_global_stream_is_left_alone():
    X, y = problem()
    state = np.random.get_state
    before = state()[1].copy()
    first = rows_of(MGS(), X, y, 20)
    assert_array_equal(state()[1], before)
    assert_array_equal(rows_of(MGS(), X, y, 20), first)


@pytest.mark.parametrize("container", [np.asarray, sparse.csr_array])
def test_clipped_rows_stay_in_the_range_of_their_class(container):
    X, y = problem()
    X[:N, 1] = 0.1  # constant in the class
    free = rows_of(MGS(k_neighbors=4), container(X), y, 800)
    clipped = rows_of(MGS(k_neighbors=4, clip=True), container(X), y, 800)
    if container is sparse.csr_array:
        free, clipped = free.toarray(), clipped.toarray()
    low, high = X[:N].min(axis=0) - 1e-9, X[:N].max(axis=0) + 1e-9
    leaves = ((free < low) | (free > high)).any(axis=1)
    assert 0 < leaves.mean() < 0.5
    assert ((clipped >= low) & (clipped <= high)).all()
    assert_array_equal(clipped[~leaves], free[~leaves])
    # The others end where they would have left it.
    ends = np.minimum(clipped - X[:N].min(axis=0), X[:N].max(axis=0) - clipped)[leaves]
    assert np.abs(ends[:, [0, 2]]).min(axis=1).max() < 1e-9
