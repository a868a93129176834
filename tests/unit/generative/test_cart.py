"""Sequential trees: order, donors, gaps, what is copied."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from oversample import CARTOverSampler
from oversample.exceptions import InvalidParameterError
from tests import naive_generators as naive
from tests.unit.generative.test_copula import beside_others, drawn

RNG = np.random.default_rng(0)


def mixed(n=60):
    frame = pd.DataFrame(RNG.normal(size=(n, 3)), columns=["a", "b", "c"]).round(1)
    frame["d"] = np.where(frame["a"] > 0, "u", RNG.choice(["v", "w"], n))
    return frame, np.repeat([1, 0], [n // 3, n - n // 3])


def test_each_cell_is_of_a_row_in_the_leaf_that_the_new_row_falls_into():
    X, y = mixed()
    sampler = CARTOverSampler(random_state=0, categorical_features="auto", max_predictors=2)
    new = sampler.fit_resample(X, y)[0][len(X) :].reset_index(drop=True)
    plan, chain = sampler.plan_, sampler.generators_[1]
    for j, name in enumerate(["a", "b", "c"]):
        assert_array_equal(new[name], X[name].to_numpy()[plan.donors[:, j]])
    assert_array_equal(new["d"], X["d"].to_numpy()[plan.level_donors[:, 0]])
    donors = np.hstack([plan.donors, plan.level_donors])
    of_class = X[y == 1]
    seen = [naive.places(of_class[name]) for name in ["a", "b", "c"]]
    counts = of_class["d"].value_counts()
    seen.append(
        [sorted(counts.index, key=lambda v: (-counts[v], v)).index(v) for v in of_class["d"]]
    )
    known = []
    for link in chain.links:
        assert set(link.predictors.tolist()) <= set(known)
        assert len(link.predictors) == min(len(known), 2)
        if link.tree is not None:
            for row in donors.tolist():
                own = [seen[j][row[j]] for j in link.predictors]
                theirs = [seen[j][row[link.column]] for j in link.predictors]
                tree = link.tree.tree_
                assert naive.leaf(tree, own) == naive.leaf(tree, theirs)
        known.append(link.column)
    assert sorted(known) == [0, 1, 2, 3]


def test_the_columns_that_others_depend_on_come_first():
    X = RNG.normal(size=(80, 4))
    X[:, 1] = X[:, 3] + 0.3 * RNG.normal(size=80)
    X[:, 2] = X[:, 3] + 0.3 * RNG.normal(size=80)
    sampler = CARTOverSampler(random_state=0)
    drawn(sampler, X)
    assert [link.column for link in sampler.generators_[1].links][::3] == [3, 0]


def test_dependences_of_any_form_are_kept():
    X = RNG.normal(size=(500, 10))
    X[:, 1] = 0.9 * X[:, 0] + 0.43 * RNG.normal(size=500)
    X[:, 3] = X[:, 2] ** 2 + 0.2 * RNG.normal(size=500)
    new = drawn(CARTOverSampler(random_state=0), X)
    assert np.corrcoef(new[:, 0], new[:, 1])[0, 1] > 0.75
    assert np.corrcoef(new[:, 2] ** 2, new[:, 3])[0, 1] > 0.75


def test_leaves_are_large_enough_and_smaller_in_small_classes():
    for n_rows, expected in ((40, 5), (16, 4), (7, 3)):
        sampler = CARTOverSampler(random_state=0)
        drawn(sampler, RNG.normal(size=(n_rows, 3)))
        for link in sampler.generators_[1].links:
            leaves = link.sizes[link.sizes > 0]
            assert leaves.min() >= expected
            assert leaves.sum() == n_rows
    with pytest.raises(InvalidParameterError, match="an int of at least 3"):
        CARTOverSampler(min_samples_leaf=2).fit_resample(*beside_others(RNG.normal(size=(9, 2))))


def test_gaps_come_along_or_are_filled():
    X = RNG.normal(size=(60, 2))
    # The gaps of a column depend on the other one.
    X[X[:, 0] > 0.5, 1] = np.nan
    gone = np.isnan(X[:, 1]).mean()
    new = drawn(CARTOverSampler(random_state=0, missing_values="propagate"), X, 900)
    assert abs(np.isnan(new[:, 1]).mean() - gone) < 0.1
    new = drawn(CARTOverSampler(random_state=0, missing_values="present"), X, 900)
    assert np.isfinite(new).all()
    X[:, 1] = np.nan
    for missing_values in ("present", "propagate"):
        new = drawn(CARTOverSampler(random_state=0, missing_values=missing_values), X)
        assert np.isnan(new).all(axis=0).tolist() == [False, True]


def test_one_column_is_copied_and_the_share_of_copies_is_told():
    sampler = CARTOverSampler(random_state=0)
    drawn(sampler, RNG.normal(size=(20, 1)))
    assert sampler.copy_share_ == {1: 1.0}
    assert (sampler.plan_.whole_copies() >= 0).all()
    drawn(sampler, RNG.normal(size=(60, 8)))
    whole = (sampler.plan_.whole_copies() >= 0).mean()
    assert sampler.copy_share_ == {1: whole}
    assert whole < 0.01
