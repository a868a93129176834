"""Strange classes, tables and parameters, for every line of the instance table."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal

from oversample import SMOTE, CombinationPlan
from tests import naive
from tests.instances import INSTANCES, QUICK_INSTANCES
from tests.naming import naming


def those(keep=lambda instance: True, instances=QUICK_INSTANCES):
    chosen = {name: instance for name, instance in instances.items() if keep(instance)}
    return pytest.mark.parametrize("instance", chosen.values(), ids=chosen.keys())


def is_named(instance, *names):
    return type(instance.make()).__name__ in names


def has(parameter):
    return those(lambda instance: parameter in instance.make().get_params())


every_sampler = those()


def problem(*sizes, width=3, seed=0):
    y = np.repeat(np.arange(len(sizes)), sizes)
    return np.random.default_rng(seed).normal(size=(len(y), width)), y


def shares_of(plan):
    """How much of each parent is in each new row, but for what the others leave to the first."""
    return plan.weight if isinstance(plan, CombinationPlan) else plan.step


def assert_balanced(y_new, X_new):
    assert len(set(np.bincount(y_new).tolist())) == 1
    assert len(X_new) == len(y_new)


@those(instances=INSTANCES)
def test_classes_of_few_rows(instance):
    for n_rows in (1, 2, 5, 6, 7):
        with naming(n_rows=n_rows):
            X, y = problem(20, n_rows, 15)
            if n_rows >= instance.min_rows:
                _, X_new, y_new = instance.resample(X, y)
                assert_balanced(y_new, X_new)
                continue
            with pytest.raises(ValueError, match=f"class 1 has {n_rows}") as error:
                instance.resample(X, y)
            # Where samplers are nested, the inner one speaks.
            if not hasattr(instance.make(), "sampler"):
                assert type(instance.make()).__name__ in str(error.value)


POLICIES = ["reduce_k", "duplicate"]


@has("small_class")
def test_policies_of_small_classes(instance):
    for policy, n_rows in product(POLICIES, [1, 2, 3]):
        with naming(policy=policy, n_rows=n_rows):
            X, y = problem(20, n_rows, 15)
            sampler, X_new, y_new = instance.resample(X, y, small_class=policy)
            assert_balanced(y_new, X_new)
            if n_rows < instance.min_rows and (policy == "duplicate" or n_rows == 1):
                mine = y_new[len(y) :] == 1
                assert_array_equal(X_new[len(y) :][mine], X[sampler.plan_.base[mine]])
                assert set(sampler.plan_.base[mine]) <= set(np.flatnonzero(y == 1))


@has("small_class")
def test_policies_where_all_classes_are_small(instance):
    X, y = problem(9, 2, 3)
    for policy in POLICIES:
        with naming(policy=policy):
            _, X_new, y_new = instance.resample(X, y, small_class=policy)
            assert_balanced(y_new, X_new)


@those(lambda instance: not instance.pixels)
def test_all_rows_alike(instance):
    X, y = problem(20, 9)
    X[:] = 0.1
    _, X_new, y_new = instance.resample(X, y)
    assert_balanced(y_new, X_new)
    assert_allclose(X_new, 0.1, rtol=1e-12)


@those(lambda instance: instance.segments)
def test_duplicates_and_a_constant_column(instance):
    X, y = problem(20, 9)
    X = X[np.arange(29) // 3 * 3]
    X[:, -1] = 7.0
    sampler, X_new, y_new = instance.resample(X, y)
    assert_balanced(y_new, X_new)
    assert np.isfinite(X_new).all()
    stays_in_column = not instance.pixels and "Geometric" not in repr(instance.make())
    if isinstance(sampler.plan_, CombinationPlan) or is_named(instance, "PolynomialFit"):
        # Weights sum to one, and curves are fitted, but for rounding.
        assert_allclose(X_new[:, -1], 7.0, rtol=1e-14)
    elif instance.reach[0] >= 0 and stays_in_column:
        assert (X_new[:, -1] == 7.0).all()


@those(lambda instance: instance.min_columns == 1)
def test_one_column(instance):
    X, y = problem(20, 9, width=1)
    sampler, X_new, y_new = instance.resample(X, y)
    assert_balanced(y_new, X_new)
    assert X_new.shape[1] == sampler.n_features_in_ == 1


@every_sampler
def test_nothing_to_add(instance):
    X, y = problem(9, 9)
    for parameters in ({}, {"sampling_strategy": {0: 9, 1: 9}}, {"sampling_strategy": {}}):
        sampler, X_new, y_new = instance.resample(X, y, **parameters)
        assert_array_equal(X_new, X)
        assert_array_equal(y_new, y)
        assert sampler.n_synthetic_ == len(sampler.plan_) == 0


# scikit-learn's trees, which choose the rows of one sampler, compute in single precision.
# MWMOTE cuts off what is nearer than a distance of its own.
@those(
    lambda instance: (
        getattr(instance.make(), "criterion", "") != "classifier"
        and not is_named(instance, "MWMOTE")
    )
)
def test_no_scale_is_too_large_or_too_small(instance):
    """1e-100 to 1e100. Powers of two, so that the same rows are found to the bit."""
    X, y = problem(30, 12, 9)
    plain, X_plain, _ = instance.resample(X, y)
    for exponent in (-333, -40, 40, 333):
        with naming(exponent=exponent):
            sampler, X_new, y_new = instance.resample(X * 2.0**exponent, y)
            assert_balanced(y_new, X_new)
            assert np.isfinite(X_new).all()
            if not instance.parents:
                assert_allclose(X_new, X_plain * 2.0**exponent, rtol=1e-9)
                continue
            assert_array_equal(sampler.plan_.parents(), plain.plan_.parents())
            assert_array_equal(shares_of(sampler.plan_), shares_of(plain.plan_))


@every_sampler
def test_a_label_that_is_not_there_is_named(instance):
    X, y = problem(20, 9)
    for label in (5, "rare"):
        with pytest.raises(ValueError, match=f"{label!r} target class .* not present"):
            instance.resample(X, y, sampling_strategy={label: 30})


# -- seeds -------------------------------------------------------------------------------------

MODERN = {"Generator": np.random.default_rng, "SeedSequence": np.random.SeedSequence}


@every_sampler
def test_equal_modern_seeds_give_equal_plans_and_classes_draw_apart(instance):
    X, y = problem(40, 12, 12)
    X[y == 2] = X[y == 1]
    X += y[:, np.newaxis] * 1e-3
    for kind, make_seed in MODERN.items():
        with naming(seed=kind):
            plan, again = [
                instance.resample(X, y, random_state=make_seed(3))[0].plan_ for _ in range(2)
            ]
            if not instance.parents:
                first, second = plan.make_rows(X), again.make_rows(X)
                assert_array_equal(first, second)
                assert not np.allclose(first[:28], first[28:], atol=1e-2)
                continue
            assert_array_equal(plan.parents(), again.parents())
            assert_array_equal(shares_of(plan), shares_of(again))
            first, second = plan.base[:28] - 40, plan.base[28:] - 52
            # Where bases are dealt by the rows' surroundings, equal classes have equal ones.
            are_dealt = is_named(instance, "ADASYN", "CCR", "RBCCR")
            assert are_dealt or not np.array_equal(first, second)
            is_lattice = is_named(instance, "PolynomialFit")
            if not instance.segments or is_lattice or instance.reach[0] == instance.reach[1]:
                continue  # steps are not drawn, or are shares of whole columns
            # Copies, of steps 0 and 1, aside.
            shares = shares_of(plan)
            first, second = shares[:28].ravel().tolist(), shares[28:].ravel().tolist()
            assert set(first) & set(second) <= {0.0, 1.0}


# -- units of the neighbour search -------------------------------------------------------------

UNITS = {
    "std": lambda X: X.std(axis=0),
    "minmax": lambda X: X.max(axis=0) - X.min(axis=0),
    "robust": lambda X: (np.quantile(X, 0.75, axis=0) - np.quantile(X, 0.25, axis=0)) / 1.349,
}


# A selection has a scale of its own for its criterion, beside that of its sampler's search.
@those(lambda i: "scale" in i.make().get_params() and not hasattr(i.make(), "criterion"))
def test_scale_finds_the_rows_of_scaled_data_in_original_units(instance):
    X, y = problem(40, 15, 12)
    X = X * [1.0, 500.0, 1e-3] + [0.0, 1e4, 5.0]
    X[:, list(range(3))[instance.levels_at]] = np.round(X[:, list(range(3))[instance.levels_at]])
    plain, *_ = instance.resample(X, y, scale=None)
    for scale, measure in UNITS.items():
        with naming(scale=scale):
            unit = measure(X)
            unit[list(range(3))[instance.levels_at]] = 1.0
            scaled, X_scaled, _ = instance.resample(X / unit, y, scale=None)
            sampler, X_new, _ = instance.resample(X, y, scale=scale)
            assert_array_equal(sampler.plan_.parents(), scaled.plan_.parents())
            # Levels of a few rows, and curves through all, are the same in any units.
            if not is_named(instance, "PolynomialFit", "ProWSyn", "ProWRAS"):
                assert not np.array_equal(sampler.plan_.parents(), plain.plan_.parents())
            assert_allclose(X_new, X_scaled * unit, rtol=1e-3, atol=1e-9)


# -- missing cells -----------------------------------------------------------------------------


def with_gaps(*sizes, seed=0):
    X, y = problem(*sizes, seed=seed)
    gaps = np.random.default_rng(seed + 1).random(X.shape) < 0.2
    X[gaps] = np.nan
    return X, y


def nan_squared(a, b):
    both = ~np.isnan(a) & ~np.isnan(b)
    if not both.any():
        return np.inf
    return len(a) / both.sum() * ((a[both] - b[both]) ** 2).sum()


def test_neighbours_are_nearest_by_the_cells_that_both_rows_have():
    X, y = with_gaps(40, 15)
    X[0] = np.nan
    for policy in ("present", "propagate"):
        sampler = SMOTE(random_state=0, missing_values=policy, sampling_strategy={1: 1000})
        sampler.fit_resample(X, y)
        members = X[y == 1]
        for base, partner in set(zip(sampler.plan_.base, sampler.plan_.partner, strict=True)):
            distances = [nan_squared(X[base], row) for row in members]
            distances[base - 40] = np.inf
            assert nan_squared(X[base], X[partner]) <= np.sort(distances)[4] + 1e-12


@those(lambda instance: "missing_values" in instance.make().get_params() and instance.segments)
@pytest.mark.parametrize("policy", ["present", "propagate"])
def test_cells_of_missing_parents(instance, policy):
    X, y = with_gaps(40, 15, 12)
    if instance.levels_at != slice(0):
        X[:, instance.levels_at] = 1.0
    sampler, X_new, y_new = instance.resample(X, y, missing_values=policy)
    assert_balanced(y_new, X_new)
    plan, new = sampler.plan_, X_new[len(y) :]
    if isinstance(plan, CombinationPlan):
        is_used = (plan.weight != 0)[:, :, np.newaxis]
        missing = np.isnan(X[plan.parent])
        some, every = (missing & is_used).any(axis=1), (missing | ~is_used).all(axis=1)
        assert_array_equal(np.isnan(new), some if policy == "propagate" else every)
        made = naive.combine(X, plan.parent, plan.weight, fill_missing=policy == "present")
        made = np.array(made) + plan.compute_noise(X)
        assert_allclose(new, made, rtol=1e-12, atol=1e-12)
        return
    base, partner = X[plan.base], X[plan.partner]
    if policy == "propagate":
        assert_array_equal(np.isnan(new), np.isnan(base) | np.isnan(partner))
    else:
        assert_array_equal(np.isnan(new), np.isnan(base) & np.isnan(partner))
        for mine, other in ((base, partner), (partner, base)):
            only = ~np.isnan(mine) & np.isnan(other)
            assert only.any()
            assert_array_equal(new[only], mine[only])
    both = ~np.isnan(base) & ~np.isnan(partner)
    expected = np.array(naive.interpolate(X, plan.base, plan.partner, plan.step))
    assert_allclose(new[both], expected[both], rtol=1e-12, atol=1e-12)


@has("missing_values")
@pytest.mark.parametrize("policy", ["present", "propagate"])
def test_nullable_columns_with_gaps_keep_their_dtype(instance, policy):
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [40, 15])
    ticks = pd.Series(rng.integers(0, 10**15, 55).view("datetime64[ns]"))
    columns = {
        "float": pd.Series(rng.normal(size=55)),
        "whole": pd.Series(rng.integers(0, 9, 55)),
        "Int64": pd.Series(rng.integers(0, 9, 55), dtype="Int64"),
        "wide": pd.Series(2**60 + rng.integers(0, 9, 55), dtype="Int64"),
        "boolean": pd.Series(rng.random(55) < 0.4, dtype="boolean"),
        "Float32": pd.Series(rng.normal(size=55), dtype="Float32"),
        "instant": ticks,
        "zoned": ticks.dt.tz_localize("UTC").dt.tz_convert("Europe/Madrid"),
    }
    X = pd.DataFrame(columns)
    for name in X.columns[2:]:
        X.loc[rng.random(55) < 0.2, name] = None
    before = X.copy(deep=True)
    _, X_new, _ = instance.resample(X, y, missing_values=policy)
    assert_frame_equal(X_new[:55], before)
    assert_frame_equal(X, before)
    assert list(X_new.dtypes) == list(before.dtypes)
    for name in ("Int64", "wide", "instant", "zoned"):
        members = X[name][(y == 1) | (not instance.of_one_class)].dropna()
        new = X_new[name][55:].dropna()
        # One of few parents, or of many, may miss every cell.
        may_miss = is_named(instance, "MWMOTE", "NRAS", "SimplicialSMOTE", "DistanceSMOTE")
        if len(new) or not (may_miss and policy == "propagate"):
            assert members.min() <= new.min() <= new.max() <= members.max()


@has("missing_values")
def test_a_column_without_a_value_in_the_class_or_at_all(instance):
    # Samplers that look for no neighbours have no units to choose.
    has_scale = "scale" in instance.make().get_params()
    units = [{"scale": name} for name in (None, *UNITS)] if has_scale else [{}]
    gone = [slice(40, None), slice(None)]
    for policy, unit, rows in product(["present", "propagate"], units, gone):
        with naming(policy=policy, unit=unit, rows=rows):
            X, y = problem(40, 15)
            X[rows, 2] = np.nan
            _, X_new, y_new = instance.resample(X, y, missing_values=policy, **unit)
            assert_balanced(y_new, X_new)
            # Partners of another class may have what the class has not.
            assert np.isnan(X_new[55:, 2]).all() or not instance.within_class


# -- mixed tables ------------------------------------------------------------------------------


@has("categorical_features")
@pytest.mark.parametrize("missing_values", ["raise", "present", "propagate"])
def test_mixed_tables_with_missing_categories(instance, missing_values):
    rng = np.random.default_rng(0)
    y = rng.permutation(np.repeat([0, 1, 2], [50, 25, 15]))
    names = rng.choice(["u", "v", "w"], 90).astype(object)
    names[::7] = None
    X = pd.DataFrame(
        {
            "number": rng.normal(size=90) + y,
            "category": pd.Categorical(names),
            "string": pd.Series(names, dtype="string"),
            "object": names,
            "flag": pd.Series(names == "u", dtype="boolean").where(names != "w"),
            "whole": rng.integers(0, 9, 90),
        }
    )
    parameters = {"categorical_features": ["category", "string", "object", "flag"]}
    if "missing_values" in instance.make().get_params():
        parameters["missing_values"] = missing_values
        if missing_values != "raise":
            X.loc[::5, "number"] = np.nan
    _, X_new, y_new = instance.resample(X, y, **parameters)
    assert_balanced(y_new, X_new)
    if instance.keeps_rows:
        assert_frame_equal(X_new[:90], X)
    for label in (1, 2):
        for name in parameters["categorical_features"]:
            members = X[name][y == label]
            new = X_new[name][90:][y_new[90:] == label]
            assert set(new.dropna()) <= set(members.dropna())


@has("categorical_features")
def test_tables_of_categories_only(instance):
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.choice(list("uvw"), (60, 3))).astype("category")
    y = np.repeat([0, 1], [40, 20])
    if instance.min_columns > 1:
        with pytest.raises(ValueError, match="numerical"):
            instance.resample(X, y, categorical_features="auto")
        return
    _, X_new, y_new = instance.resample(X, y, categorical_features="auto")
    assert_balanced(y_new, X_new)
    assert list(X_new.dtypes) == list(X.dtypes)
