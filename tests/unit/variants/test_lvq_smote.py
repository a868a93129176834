"""LVQ-SMOTE: the surroundings of one centre beside another."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from oversample import LVQSMOTE, SMOTE
from oversample.exceptions import FallbackWarning
from oversample.variants.lvq_smote import most_alike
from tests import naive, naive_variants_b


def problem(n=30):
    rng = np.random.default_rng(0)
    X = np.r_[rng.normal(size=(n, 2)) * [1, 100], rng.normal(size=(3 * n, 2)) + 900]
    return X, np.repeat([1, 0], [n, 3 * n])


def test_pairs_are_those_of_the_slow_search():
    centres = np.random.default_rng(0).normal(size=(6, 3))
    pairs = most_alike(centres)
    for a in range(6):
        for b in range(6):
            if a != b:
                assert tuple(pairs[a, b]) == naive_variants_b.most_alike(centres, a, b)


def test_what_lies_beside_one_centre_is_put_beside_another():
    X, y = problem()
    sampler = LVQSMOTE(
        k_neighbors=3, codebook_size=5, scale="std", random_state=0, sampling_strategy={1: 1_500}
    )
    new = sampler.set_params(grid="off").fit_resample(X, y)[0][len(X) :]
    centres, unit = sampler.codebook_[1], X.std(axis=0)
    assert centres.shape == (5, 2)
    # In the units of the search.
    scaled, own = centres / unit, X[:30] / unit
    beside = [
        sorted(range(30), key=lambda i, c=c: (naive.squared_distance(own[i], c), i))[:3]
        for c in scaled
    ]
    expected = {
        (a, h, row)
        for a in range(5)
        for b in range(5)
        if a != b
        for h in naive_variants_b.most_alike(scaled, a, b)
        for row in beside[h]
    }
    seen = set()
    for row, point in zip(sampler.plan_.base, new, strict=True):
        shift = (point - X[row]) / unit
        ways = {(a, h): scaled[a] - scaled[h] for a in range(5) for h in range(5) if a != h}
        a, h = min(ways, key=lambda pair: np.abs(ways[pair] - shift).max())
        assert_allclose(ways[a, h], shift, atol=1e-9)
        seen.add((a, h, int(row)))
    assert seen == expected


def test_centres_are_means_of_clusters():
    """Those of tight clusters are known."""
    rng = np.random.default_rng(0)
    corners = np.array([[0, 0], [9, 0], [0, 9], [9, 9], [30, 30]])
    X = np.r_[np.repeat(corners, 6, axis=0) + rng.normal(size=(30, 2)) / 100, problem()[0][30:]]
    sampler = LVQSMOTE(codebook_size=5, random_state=0)
    sampler.fit_resample(X, problem()[1])
    found = sampler.codebook_[1]
    assert_allclose(found[np.lexsort(found.T)], corners[np.lexsort(corners.T)], atol=0.02)


def test_fewer_rows_than_centres():
    X, y = problem()
    X[:30] = X[np.arange(30) % 5]
    sampler = LVQSMOTE(random_state=0)
    sampler.fit_resample(X, y)
    assert len(sampler.codebook_[1]) == 5
    X[:30] = X[np.arange(30) % 3]
    with pytest.warns(FallbackWarning, match=r"LVQSMOTE: the codebook has 3.*plain SMOTE"):
        X_new, _ = sampler.fit_resample(X, y)
    assert_array_equal(X_new, SMOTE(random_state=0).fit_resample(X, y)[0])


def test_categories_are_voted_on_by_the_neighbors_of_the_moved_row():
    X, y = problem()
    codes = np.arange(len(X)) % 3
    sampler = LVQSMOTE(random_state=0, k_neighbors=3, categorical_features=[2])
    new = sampler.fit_resample(np.c_[X, codes], y)[0][len(X) :]
    spread = naive.median_spread(X[:30])
    nearest = naive.k_nearest(X[:30], 3, codes[:30, np.newaxis], spread)
    for base, code in zip(sampler.plan_.base, new[:, 2], strict=True):
        assert code in naive.winners([codes[j] for j in nearest[base]])
