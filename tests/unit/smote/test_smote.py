"""SMOTE: the rule, its parameters, and small and strange classes."""

import pickle

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal
from sklearn.neighbors import NearestNeighbors

from oversample import SMOTE
from tests import naive


def problem(n_minority=12, n_majority=40, width=3, seed=0):
    X = np.random.default_rng(seed).normal(size=(n_minority + n_majority, width))
    return X, np.where(np.arange(len(X)) < n_minority, "rare", "usual")


def fitted(X, y, **parameters):
    sampler = SMOTE(**{"random_state": 0, **parameters})
    new, _ = sampler.fit_resample(X, y)
    return sampler, new


def test_partners_are_nearest_neighbours():
    X, y = problem()
    sampler, _ = fitted(X, y, k_neighbors=3, sampling_strategy={"rare": 500})
    nearest = naive.k_nearest(X[:12], 3)
    pairs = set(zip(sampler.plan_.base.tolist(), sampler.plan_.partner.tolist(), strict=True))
    assert pairs == {(i, j) for i in range(12) for j in nearest[i]}


def test_pairs_are_equally_likely_and_steps_uniform():
    X, y = problem()
    sampler, _ = fitted(X, y, k_neighbors=2, sampling_strategy={"rare": 24_012})
    drawn = np.unique(
        np.stack([sampler.plan_.base, sampler.plan_.partner]), axis=1, return_counts=True
    )[1]
    assert len(drawn) == 24
    assert (np.abs(drawn - 1000) < 150).all()
    assert (np.abs(np.histogram(sampler.plan_.step, 10, (0, 1))[0] - 2400) < 250).all()


def test_other_classes_are_no_partners():
    X, y = problem()
    X[12:] = X[np.arange(40) % 12] + 1e-9
    sampler, _ = fitted(X, y)
    assert sampler.plan_.partner.max() < 12


def test_attributes():
    X, y = problem()
    sampler, _ = fitted(X, y)
    assert sampler.sampling_strategy_ == {"rare": 28}
    assert sampler.n_synthetic_ == len(sampler.plan_) == 28
    assert sampler.synthetic_mask_.tolist() == [False] * 52 + [True] * 28
    assert sampler.n_features_in_ == 3
    assert not hasattr(sampler, "feature_names_in_")
    sampler.fit_resample(pd.DataFrame(X, columns=list("abc")), y)
    assert sampler.feature_names_in_.tolist() == ["a", "b", "c"]


def test_equal_classes_share_draws_with_an_int_but_not_with_a_generator():
    X = np.random.default_rng(0).normal(size=(60, 2))
    y = np.repeat([0, 1, 2], [30, 15, 15])
    sampler, _ = fitted(X, y, random_state=0)
    assert_array_equal(sampler.plan_.step[:15], sampler.plan_.step[15:])
    sampler, _ = fitted(X, y, random_state=np.random.default_rng(0))
    assert set(sampler.plan_.step[:15]).isdisjoint(sampler.plan_.step[15:])


def test_weights_are_interpolated():
    X, y = problem()
    weights = np.arange(52.0)
    sampler = SMOTE(random_state=0)
    sampler.fit_resample(X, y, sample_weight=weights)
    plan = sampler.plan_
    assert_array_equal(sampler.sample_weight_[:52], weights)
    assert_array_equal(
        sampler.sample_weight_[52:], plan.base + plan.step * (plan.partner - plan.base)
    )
    with pytest.raises(ValueError, match="sample_weight must be one number for each"):
        sampler.fit_resample(X, y, sample_weight=weights[:-1])


def test_missing_weights_are_called_weights():
    X, y = problem()
    with pytest.raises(ValueError, match="weight"):
        SMOTE().fit_resample(X, y, sample_weight=np.full(52, np.nan))


# -- small classes -----------------------------------------------------------------------------


@pytest.mark.parametrize("n_rows", [1, 2, 5])
def test_a_small_class_is_named_with_its_remedies(n_rows):
    with pytest.raises(ValueError, match="class 'rare'") as error:
        fitted(*problem(n_rows))
    for word in ("SMOTE", "k_neighbors=5", f"has {n_rows}", "'reduce_k'", "'duplicate'"):
        assert word in str(error.value)
    assert ("k_neighbors to at most" in str(error.value)) == (n_rows > 1)


def test_a_remedy_remedies():
    X, y = problem(5)
    assert len(fitted(X, y, k_neighbors=4)[1]) == 80
    with pytest.raises(ValueError, match="at most 4"):
        fitted(X, y)


def test_just_enough_rows():
    sampler, _ = fitted(*problem(6))
    assert set(sampler.plan_.base) | set(sampler.plan_.partner) == set(range(6))
    assert (sampler.plan_.base != sampler.plan_.partner).all()


def test_a_small_class_that_is_not_filled_does_not_matter():
    X = np.random.default_rng(0).normal(size=(42, 2))
    y = np.repeat([0, 1, 2], [30, 10, 2])
    assert np.bincount(SMOTE(sampling_strategy={1: 30}).fit_resample(X, y)[1])[2] == 2
    assert np.bincount(SMOTE(sampling_strategy={1: 30, 2: 2}).fit_resample(X, y)[1])[2] == 2


@pytest.mark.parametrize("small_class", ["reduce_k", "duplicate"])
def test_one_row_is_copied(small_class):
    X, y = problem(1)
    _, new = fitted(X, y, small_class=small_class)
    assert_array_equal(new[41:], np.repeat(X[:1], 39, axis=0))


def test_reduce_k_uses_the_neighbours_that_there_are():
    X, y = problem(3)
    reduced, _ = fitted(X, y, small_class="reduce_k", k_neighbors=5)
    explicit, _ = fitted(X, y, k_neighbors=2)
    assert_array_equal(reduced.plan_.partner, explicit.plan_.partner)
    assert_array_equal(reduced.plan_.step, explicit.plan_.step)


def test_duplicate_copies_whole_rows_with_their_categories():
    X, y = problem(3)
    X = pd.DataFrame(X).add_prefix("x")
    X["c"] = pd.Categorical([str(i) for i in range(len(X))])
    sampler, new = fitted(X, y, small_class="duplicate", categorical_features="auto")
    assert set(sampler.plan_.base) == {0, 1, 2}
    copies = X.take(sampler.plan_.base).reset_index(drop=True)
    pd.testing.assert_frame_equal(new[43:].reset_index(drop=True), copies)


@pytest.mark.parametrize("small_class", ["reduce_k", "duplicate"])
def test_small_class_policies_do_not_touch_other_classes(small_class):
    X, y = problem()
    assert_array_equal(fitted(X, y)[1], fitted(X, y, small_class=small_class)[1])


# -- strange data ------------------------------------------------------------------------------


def test_all_rows_alike():
    X = np.full((52, 3), 0.1)
    sampler, new = fitted(X, problem()[1])
    assert (new == 0.1).all()
    assert (sampler.plan_.base != sampler.plan_.partner).all()


@pytest.mark.parametrize("exponent", [-900, -600, -300, 300, 600, 900])
def test_scale_does_not_matter(exponent):
    """Multiplying by a power of two multiplies the result, to the bit."""
    X, y = problem()
    plain, new = fitted(X, y)
    scaled, new_scaled = fitted(X * 2.0**exponent, y)
    assert_array_equal(scaled.plan_.partner, plain.plan_.partner)
    assert_array_equal(new_scaled, new * 2.0**exponent)


def test_differences_beyond_the_largest_float():
    X, y = problem()
    X = np.sign(X) * 1.5e308
    with pytest.raises(ValueError, match="Column 0 has values whose difference is beyond"):
        fitted(X, y)


def test_nothing_to_add():
    X, y = problem(40)
    sampler, new = fitted(X, y)
    assert_array_equal(new, X)
    assert sampler.sampling_strategy_ == {"rare": 0} or sampler.sampling_strategy_ == {"usual": 0}
    assert sampler.n_synthetic_ == len(sampler.plan_) == 0
    assert not sampler.synthetic_mask_.any()
    assert_array_equal(sampler.plan_.replay(X), X)


@pytest.mark.parametrize("as_dtype", [np.int8, np.float16, bool, "datetime64[s]"])
def test_nothing_to_add_to_any_dtype(as_dtype):
    X = np.arange(40).reshape(20, 2).astype(as_dtype)
    _, new = fitted(X, np.arange(20) % 2)
    assert new.dtype == X.dtype
    assert_array_equal(new, X)


def test_one_class():
    with pytest.raises(ValueError, match="more than 1 class"):
        fitted(np.zeros((9, 1)), np.zeros(9, dtype=int))


# -- categories --------------------------------------------------------------------------------


def mixed_problem(n_categorical=2, seed=0):
    rng = np.random.default_rng(seed)
    X = pd.DataFrame(rng.normal(size=(60, 2)), columns=["a", "b"])
    for j in range(n_categorical):
        X[f"c{j}"] = pd.Categorical(rng.choice(list("uvwx"), 60))
    return X, np.arange(60) < 20


def test_neighbours_of_mixed_tables_and_their_votes():
    X, y = mixed_problem()
    sampler, new = fitted(X, y, categorical_features="auto", sampling_strategy={True: 2000})
    numbers = X[["a", "b"]].to_numpy()[:20]
    codes = np.stack([X[c].cat.codes for c in ("c0", "c1")], axis=1)[:20]
    nearest = naive.k_nearest(numbers, 5, codes, naive.median_spread(numbers))
    plan = sampler.plan_
    assert set(zip(plan.base.tolist(), plan.partner.tolist(), strict=True)) == {
        (i, j) for i in range(20) for j in nearest[i]
    }
    for column in ("c0", "c1"):
        seen = {}
        for base, level in zip(plan.base, new[column][60:], strict=True):
            allowed = naive.winners([X[column][j] for j in nearest[base]])
            assert level in allowed
            seen.setdefault(base, (allowed, set()))[1].add(level)
        # Ties are broken at random: somewhere, more than one of the tied levels has won.
        assert any(len(won) > 1 for allowed, won in seen.values() if len(allowed) > 1)


def test_only_categories():
    X, y = mixed_problem()
    X = X[["c0", "c1"]]
    _, new = fitted(X, y, categorical_features="auto")
    assert list(new.dtypes) == list(X.dtypes)
    assert len(new) == 80


def test_the_names_of_levels_do_not_matter():
    """Distances compare levels, votes count them: renaming them renames the result."""
    X, y = mixed_problem()
    renamed = X.assign(c0=X["c0"].cat.rename_categories({"u": "A", "v": "B", "w": "C", "x": "D"}))
    _, new = fitted(X, y, categorical_features="auto")
    _, new_renamed = fitted(renamed, y, categorical_features="auto")
    back = new_renamed["c0"].cat.rename_categories({"A": "u", "B": "v", "C": "w", "D": "x"})
    pd.testing.assert_series_equal(back, new["c0"])


def test_categories_count_where_numbers_are_constant():
    X = pd.DataFrame({"a": 1.0, "c": list("uv") * 30})
    _, new = fitted(X, np.arange(60) < 20, categorical_features="auto")
    assert len(new) == 80
    assert (new["a"] == 1.0).all()


# -- a search of one's own ---------------------------------------------------------------------


def test_an_object_counts_the_row_itself():
    X, y = problem()
    theirs, _ = fitted(X, y, k_neighbors=NearestNeighbors(n_neighbors=4))
    ours, _ = fitted(X, y, k_neighbors=3)
    assert_array_equal(theirs.plan_.partner, ours.plan_.partner)


def test_an_object_stays_as_it_was():
    search = NearestNeighbors(n_neighbors=4)
    sampler, _ = fitted(*problem(), k_neighbors=search)
    assert not hasattr(search, "n_samples_fit_")
    assert sampler.k_neighbors is search


def test_an_object_s_metric_is_used():
    X, y = problem(20, width=6)
    manhattan, _ = fitted(X, y, k_neighbors=NearestNeighbors(n_neighbors=4, metric="manhattan"))
    euclidean, _ = fitted(X, y, k_neighbors=3)
    assert not np.array_equal(manhattan.plan_.partner, euclidean.plan_.partner)


def test_an_object_among_duplicates_never_finds_the_row_itself():
    X = np.zeros((52, 2))
    sampler, _ = fitted(X, problem()[1], k_neighbors=NearestNeighbors(n_neighbors=4))
    assert (sampler.plan_.base != sampler.plan_.partner).all()


# -- memory ------------------------------------------------------------------------------------


@pytest.mark.parametrize("k_neighbors", [5, NearestNeighbors(n_neighbors=6)], ids=repr)
def test_a_pickle_holds_no_rows(k_neighbors):
    X, y = problem()
    sampler, _ = fitted(X, y, k_neighbors=k_neighbors)
    stored = pickle.dumps(sampler)
    assert not any(X[i, j].tobytes() in stored for i in range(12) for j in range(3))
