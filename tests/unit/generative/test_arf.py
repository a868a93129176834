"""Adversarial random forests: leaves, donors, what is lost."""

import numpy as np
from numpy.testing import assert_array_equal

from oversample import ARFOverSampler
from oversample.generative.arf import Partition, draw_donors
from oversample.generative.features import features_of
from tests import naive_generators as naive
from tests.unit.generative.test_copula import drawn

RNG = np.random.default_rng(0)


def test_leaves_of_too_few_rows_are_those_of_their_parents(monkeypatch):
    trees, partition_of = [], Partition.of

    def note(estimator, features, fewest):
        trees.append(estimator.tree_)
        return partition_of(estimator, features, fewest)

    monkeypatch.setattr(Partition, "of", note)
    sampler = ARFOverSampler(random_state=0, n_estimators=4, n_rounds=0)
    drawn(sampler, RNG.normal(size=(60, 3)))
    model = sampler.generators_[1]
    features = features_of(model.cells)
    n_merged = 0
    for tree, partition in zip(trees, model.partitions, strict=True):
        for i in range(60):
            expected = naive.rows_of_home(tree, features.tolist(), i, 5)
            node = partition.home[i]
            own = partition.order[partition.starts[node] : partition.ends[node]]
            assert sorted(own.tolist()) == expected
            n_merged += naive.leaf(tree, features[i]) != node
    assert n_merged > 0


def test_all_donors_of_a_row_are_in_one_leaf():
    sampler = ARFOverSampler(random_state=0, n_estimators=1)
    drawn(sampler, RNG.normal(size=(60, 3)))
    (partition,) = sampler.generators_[1].partitions
    leaves = {
        frozenset(partition.order[partition.starts[node] : partition.ends[node]].tolist())
        for node in set(partition.home.tolist())
    }
    for row in sampler.plan_.donors.tolist():
        assert any(set(row) <= leaf for leaf in leaves)


def test_some_dependence_is_kept_and_some_is_lost():
    """As documented: a strong correlation comes out weaker, and rounds do not cure that."""
    X = RNG.normal(size=(500, 4))
    X[:, 1] = 0.9 * X[:, 0] + 0.43 * RNG.normal(size=500)
    for n_rounds in (0, 2):
        new = drawn(ARFOverSampler(random_state=0, n_rounds=n_rounds, n_estimators=10), X)
        assert 0.4 < np.corrcoef(new[:, 0], new[:, 1])[0, 1] < 0.85


def test_gaps_come_along_or_are_filled():
    X = RNG.normal(size=(60, 3))
    X[RNG.random(60) < 0.4, 1] = np.nan
    X[:, 2] = np.nan
    gone = np.isnan(X[:, 1]).mean()
    new = drawn(ARFOverSampler(random_state=0, missing_values="propagate"), X, 900)
    assert abs(np.isnan(new[:, 1]).mean() - gone) < 0.1
    new = drawn(ARFOverSampler(random_state=0, missing_values="present"), X)
    assert_array_equal(np.isnan(new).all(axis=0), [False, False, True])
    assert np.isfinite(new[:, :2]).all()


def test_a_row_whose_leaf_misses_a_column_has_it_from_elsewhere():
    sampler = ARFOverSampler(random_state=0, n_estimators=3)
    drawn(sampler, RNG.normal(size=(40, 2)))
    partitions = sampler.generators_[1].partitions
    gone = np.zeros((40, 2), dtype=bool)
    gone[1:, 0] = True
    rng = np.random.RandomState(0)

    class Plain:
        uniform = staticmethod(lambda n: rng.random_sample(n))

    donors = draw_donors(partitions, gone, False, 50, Plain())
    assert (donors[:, 0] == 0).all()
    assert len(set(donors[:, 1].tolist())) > 5
