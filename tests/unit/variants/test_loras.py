"""LoRAS: neighbourhoods, the law of weighted means, and the noise of shadows."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from oversample import LoRAS
from oversample.exceptions import InvalidParameterError
from tests import naive
from tests import naive_variants_a as naive_a


def table(n_class, width=3, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.repeat([0, 1], [200, n_class]))
    return rng.normal(size=(len(y), width)) * [1.0, 20.0, 0.1, 5.0][:width], y


def planned(X, y, n_new, **parameters):
    sampler = LoRAS(sampling_strategy={1: int((y == 1).sum()) + n_new}, grid="off", **parameters)
    X_new, _ = sampler.fit_resample(X, y)
    return X_new[len(X) :], sampler.plan_


@pytest.mark.parametrize(("n_class", "k", "size"), [(20, None, 5), (100, None, 30), (20, 3, 4)])
def test_all_rows_of_a_neighbourhood_are_drawn_and_no_other(n_class, k, size):
    X, y = table(n_class)
    _, plan = planned(X, y, 300 * n_class, k_neighbors=k, scale=None, random_state=0)
    rows = np.flatnonzero(y == 1)
    nearest = naive.k_nearest(X[rows].tolist(), size - 1)
    for i, row in enumerate(rows.tolist()):
        mine = plan.parent[plan.base == row]
        assert len(mine) == 300
        hood = {row, *(int(rows[j]) for j in nearest[i])}
        assert len(hood) == size
        assert {int(drawn) for drawn in mine[:, 1:].ravel()} == hood
        _, times = np.unique(mine[:, 1:], return_counts=True)
        assert_allclose(times / times.sum(), 1 / size, rtol=0.75)


@pytest.mark.parametrize("m", [2, 4, 9])
def test_covariance_of_weighted_means_of_shadows(m):
    X, y = table(25, seed=1)
    sigma, n_new = 0.4, 50_000
    new, plan = planned(X, y, n_new, k_neighbors=24, n_affine=m, sigma=sigma, random_state=0)
    own = X[y == 1]
    noise = np.diag((sigma * X.std(axis=0)) ** 2)
    # The neighbourhood is the class: parents are independent.
    expected = 2 / (m + 1) * (np.cov(own.T, bias=True) + noise)
    unit = np.sqrt(np.diag(expected))
    found = np.cov(new.T, bias=True)
    assert_allclose(found / np.outer(unit, unit), expected / np.outer(unit, unit), atol=0.03)
    assert_allclose(new.mean(axis=0) / unit, own.mean(axis=0) / unit, atol=0.02)
    assert_allclose(plan.weight.sum(axis=1), 1)
    assert (plan.weight[:, 0] == 0).all()


def test_the_noise_of_a_mean_is_that_of_the_mean_of_its_shadows():
    X, y = table(10)
    _, plan = planned(X, y, 20_000, n_affine=3, sigma=0.2, random_state=0)
    noise = plan.compute_noise(X) / X.std(axis=0)
    expected = [naive_a.noise_of_mean(weights, 0.2) for weights in plan.weight.tolist()]
    standard = noise / np.array(expected)[:, np.newaxis]
    assert_allclose(standard.std(axis=0), 1, atol=0.02)
    assert_allclose(np.corrcoef(standard.T), np.eye(3), atol=0.03)
    # A row of little noise among all has little in its own row, too.
    least = np.argsort(expected)[:5000]
    assert_allclose(standard[least].std(axis=0), 1, atol=0.05)


def test_without_noise_rows_are_weighted_means_of_rows():
    X, y = table(12)
    new, plan = planned(X, y, 90, sigma=0.0, random_state=0)
    assert plan.noise is None
    assert plan.parent.shape[1] == 1 + 3
    assert_allclose(new, naive.combine(X, plan.parent, plan.weight), rtol=1e-10)


def test_weights_of_all_neighbourhoods_are_drawn_for_themselves():
    X, y = table(30)
    _, plan = planned(X, y, 600, random_state=7)
    assert len(np.unique(plan.weight.round(12), axis=0)) == 600
    assert len(np.unique(plan.compute_noise(X).round(12), axis=0)) == 600
    assert set(np.bincount(plan.base)[y[: plan.base.max() + 1] == 1]) == {20}


def test_a_column_of_one_value_stays():
    X, y = table(15)
    X[:, 1] = 0.1
    for scale in ("std", None):
        new, _ = planned(X, y, 40, sigma=1.0, scale=scale, random_state=0)
        assert_allclose(new[:, 1], 0.1, rtol=1e-12)


def test_two_columns_at_least_are_combined():
    X, y = table(15, width=1)
    _, plan = planned(X, y, 40, random_state=0)
    assert plan.parent.shape[1] == 1 + 2


def test_noise_is_in_the_units_of_the_scale():
    X, y = table(15)
    spreads = {}
    for scale in (None, "std", "minmax"):
        _, plan = planned(X, y, 5000, scale=scale, sigma=0.1, n_affine=2, random_state=0)
        spreads[scale] = plan.compute_noise(X).std(axis=0)
    assert_allclose(spreads["std"] / spreads[None], X.std(axis=0), rtol=0.1)
    assert_allclose(spreads["minmax"] / spreads[None], np.ptp(X, axis=0), rtol=0.1)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"sigma": -0.1}, "'sigma' parameter of LoRAS"),
        ({"n_affine": 1}, "an int of at least 2 or None"),
        ({"k_neighbors": 0}, "an int of at least 1 or None"),
    ],
    ids=str,
)
def test_parameters_that_are_none_are_refused(parameters, words):
    with pytest.raises(InvalidParameterError, match=words):
        LoRAS(**parameters).fit_resample(*table(10))


def test_a_class_smaller_than_a_neighbourhood_is_refused_by_its_size():
    with pytest.raises(ValueError, match=r"more than k_neighbors=4 rows.*has 3"):
        LoRAS().fit_resample(*table(3))
    X_new, _ = LoRAS(small_class="reduce_k").fit_resample(*table(3))
    assert len(X_new) == 400
