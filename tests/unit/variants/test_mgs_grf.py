"""MGS-GRF: the numbers of MGS, and the categories of one donor."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from sklearn.ensemble import RandomForestClassifier

from oversample import MGS, MGSGRF
from oversample._random import make_streams
from oversample.variants.mgs_grf import draw_from_leaves
from tests import naive, naive_variants_b

N = 20


def problem():
    """Two categories that go together in every row, and with the first number."""
    rng = np.random.default_rng(0)
    numbers = np.r_[rng.normal(size=(N, 2)), rng.normal(size=(3 * N, 2)) + 50]
    kind = np.where(numbers[:, 0] > np.median(numbers[:N, 0]), "u", "v")
    twin = np.where(kind == "u", "U", "V").astype(object)
    rare = np.where(np.arange(4 * N) % 5 == 0, "r", "s")
    X = pd.DataFrame(numbers, columns=["a", "b"]).assign(kind=kind, twin=twin, rare=rare)
    return X, np.repeat([1, 0], [N, 3 * N])


def test_donors_come_with_the_weights_of_the_forest():
    rng = np.random.default_rng(0)
    own, codes = rng.normal(size=(12, 2)), rng.integers(0, 3, (12, 2))
    forest = RandomForestClassifier(7, random_state=0, max_leaf_nodes=4).fit(own, codes)
    points = np.array([[0.0, 0.5], [2.0, -9.0]])
    draws = 20_000
    donors = draw_from_leaves(
        make_streams(0).start(), forest, own, np.repeat(points, draws, axis=0)
    ).reshape(2, draws)
    for drawn, leaves in zip(donors, forest.apply(points), strict=True):
        expected = naive_variants_b.forest_weights(leaves, forest.apply(own))
        assert sum(expected) == pytest.approx(1)
        assert np.bincount(drawn, minlength=12) / draws == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("donors", ["forest", "1-nn", "5-nn"])
def test_no_combination_comes_up_that_no_row_has(donors):
    X, y = problem()
    sampler = MGSGRF(random_state=0, donors=donors, n_estimators=10, sampling_strategy={1: 500})
    new = sampler.fit_resample(X, y)[0][len(X) :]
    levels = ["kind", "twin", "rare"]
    seen = set(map(tuple, X[:N][levels].to_numpy()))
    assert set(map(tuple, new[levels].to_numpy())) == seen
    # And they go with the numbers.
    side = np.where(new["a"] > X["a"][:N].median(), "u", "v")
    assert (new["kind"] == side).mean() > 0.8


@pytest.mark.parametrize(("donors", "k"), [("1-nn", 1), ("5-nn", 5)])
def test_near_donors_are_those_of_the_slow_search(donors, k):
    X, y = problem()
    X["row"] = [f"row {i}" for i in range(len(X))]
    sampler = MGSGRF(random_state=0, donors=donors, grid="off")
    new = sampler.fit_resample(X, y)[0][len(X) :]
    own = X[["a", "b"]].to_numpy()[:N]
    found = set()
    for point, row in zip(new[["a", "b"]].to_numpy(), new["row"], strict=True):
        distances = [naive.squared_distance(point, other) for other in own]
        ranks = np.argsort(distances).tolist()
        found.add(ranks.index(int(row.split()[1])))
    assert found == set(range(k))


def test_numbers_are_those_of_mgs():
    X, y = problem()
    numbers = X[["a", "b"]]
    expected = MGS(random_state=0).fit_resample(numbers, y)[0]
    got = MGSGRF(random_state=0, n_estimators=2).fit_resample(X, y)[0]
    assert_array_equal(got[["a", "b"]], expected)
    # Without categories there is no forest.
    assert_array_equal(MGSGRF(random_state=0).fit_resample(numbers, y)[0], expected)


def test_without_numbers_donors_are_drawn():
    X, y = problem()
    sampler = MGSGRF(random_state=0, sampling_strategy={1: 500})
    new = sampler.fit_resample(X[["kind", "twin"]], y)[0][len(X) :]
    assert set(map(tuple, new.to_numpy())) == {("u", "U"), ("v", "V")}
    assert 0.35 < (new["kind"] == "u").mean() < 0.65
