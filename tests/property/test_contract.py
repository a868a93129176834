"""The contract: what every sampler promises, whatever the data.

Each test runs for every line of ``tests/instances.py``. The postconditions are numbered: 1 the
first rows are the input, 2 exact counts, 3 containers and dtypes, 4 reproducible, 5 synthetic rows
lie where the rule says. (6, other people's machinery, is tests/conformance.)
"""

import copy
import tempfile
from fractions import Fraction
from pathlib import Path

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal, assert_series_equal
from scipy import sparse
from sklearn.base import clone

import oversample.plan.interpolation
from oversample import CombinationPlan, Plan
from tests import naive
from tests.instances import QUICK_INSTANCES, names_of_classes
from tests.naming import naming


def those(**flags):
    """Parametrise over the instances that have all of the flags."""
    chosen = {
        name: instance
        for name, instance in QUICK_INSTANCES.items()
        if all(getattr(instance, flag) == value for flag, value in flags.items())
    }
    return pytest.mark.parametrize("instance", chosen.values(), ids=chosen.keys())


every_sampler = those()

# For what is done once, whatever the rule, by the class that all samplers share: of each family
# one, of labels that are mixed, of rows that are images or come from no row, and of a sampler
# inside another.
FAMILIES = ["SMOTE", "Mixup-soft", "ImageOverSampler", "CARTOverSampler", "SelectiveOverSampler"]


def named(names):
    """Parametrise over the instances of these names."""
    return pytest.mark.parametrize("instance", [QUICK_INSTANCES[name] for name in names], ids=names)


one_of_each_family = named(FAMILIES)
# For containers, layouts and what is carried along, which parameters of a rule have no part in.
one_of_each_class = named(names_of_classes())


def given(**strategies):
    """Draw examples; fewer than elsewhere, as every test is run for many samplers."""
    fewer = settings(max_examples=max(1, settings.default.max_examples // 3))
    return lambda test: fewer(hypothesis.given(**strategies)(test))


# -- data --------------------------------------------------------------------------------------

FLOATS = ["float16", "float32", "float64", "longdouble"]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
DTYPES = [*FLOATS, *INTEGERS, "bool", "datetime64[s]", "datetime64[ns]", "timedelta64[ms]"]

seeds = st.integers(0, 2**32 - 1)


@st.composite
def targets(draw, min_classes=2, max_classes=4):
    """Shuffled labels; every class has between 7 and 20 rows."""
    sizes = draw(st.lists(st.integers(7, 20), min_size=min_classes, max_size=max_classes))
    y = np.repeat(np.arange(len(sizes)), sizes)
    return np.random.default_rng(draw(seeds)).permutation(y)


def cells_of(dtype):
    """Every value of a dtype that can be computed with; small ranges, so that ties occur."""
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        width = min(64, 8 * dtype.itemsize)
        limit = 1000.0 if dtype.itemsize == 2 else 1e6
        return st.floats(-limit, limit, width=width) | st.sampled_from([-0.0, 0.5, 0.125])
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        return st.integers(int(limits.min), int(limits.max)) | st.integers(0, 3)
    if dtype.kind in "Mm":
        return st.integers(-(2**62), 2**62).map(lambda ticks: np.array(ticks).astype(dtype)[()])
    return st.booleans()


LAYOUTS = {
    "C": lambda X: np.array(X, order="C"),
    "F": lambda X: np.array(X, order="F"),
    "strided": lambda X: np.repeat(np.repeat(X, 2, axis=0), 3, axis=1)[::2, ::3],
    "reversed": lambda X: X[::-1].copy()[::-1],
}


def read_only(X):
    X = X.copy()
    X.flags.writeable = False
    return X


def memory_mapped(X):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "X.npy"
        np.save(path, X)
        return np.load(path, mmap_mode="r")


LAYOUTS["read-only"] = read_only
LAYOUTS["memmap"] = memory_mapped


@st.composite
def arrays(draw, dtypes=DTYPES):
    """A table of one dtype, and a target."""
    y = draw(targets())
    dtype = draw(st.sampled_from(dtypes))
    shape = (len(y), draw(st.integers(1, 4)))
    X = draw(hnp.arrays(dtype, shape, elements=cells_of(dtype)))
    return LAYOUTS[draw(st.sampled_from(sorted(LAYOUTS)))](X), y


def numeric_columns(rng, n):
    """One column of each kind that holds numbers."""
    ticks = rng.integers(0, 10**15, n)
    days = pd.Series(ticks.view("datetime64[ns]"))
    small = rng.integers(0, 9, n)
    columns = {dtype: pd.Series(rng.normal(size=n).astype(dtype)) for dtype in FLOATS[:3]}
    columns |= {dtype: pd.Series(small.astype(dtype)) for dtype in INTEGERS}
    columns |= {
        dtype: pd.Series(small).astype(dtype) for dtype in ("Int8", "UInt16", "Int64", "UInt64")
    }
    columns |= {
        dtype: pd.Series(rng.normal(size=n)).astype(dtype) for dtype in ("Float32", "Float64")
    }
    return columns | {
        "identifier": pd.Series(2**60 + rng.integers(0, 9, n)),
        "negative identifier": pd.Series(-(2**60) - rng.integers(0, 9, n), dtype="Int64"),
        "unsigned identifier": pd.Series(2**63 + rng.integers(0, 9, n).astype(np.uint64)),
        "constant": pd.Series(np.full(n, 0.1)),
        "instant": days,
        "second": days.dt.as_unit("s"),
        "zoned": days.dt.tz_localize("UTC").dt.tz_convert("Europe/Madrid"),
        "duration": pd.Series(ticks.view("timedelta64[ns]")),
        "sparse float": pd.Series(pd.arrays.SparseArray(small / 4, fill_value=0.0)),
        "sparse int": pd.Series(pd.arrays.SparseArray(small, fill_value=0)),
    }


def flag_columns(rng, n):
    flags = rng.random(n) < 0.3
    return {"bool": pd.Series(flags), "boolean": pd.Series(flags, dtype="boolean")}


def level_columns(rng, n):
    """One column of each kind that holds levels."""
    names = rng.choice(["u", "v", "w"], n)
    with_gaps = np.where(rng.random(n) < 0.2, None, names.astype(object))
    return flag_columns(rng, n) | {
        "str": pd.Series(names),
        "string": pd.Series(names, dtype="string"),
        "object": pd.Series(names, dtype=object),
        "string with gaps": pd.Series(with_gaps, dtype="string"),
        "object with gaps": pd.Series(with_gaps, dtype=object),
        "boolean with gaps": pd.Series(np.where(names == "u", None, names == "v"), dtype="boolean"),
        "several types": pd.Series(
            [{"u": 1, "v": "one", "w": 2.5}[name] for name in names], dtype=object
        ),
        "category": pd.Series(
            pd.Categorical(names, categories=["w", "unused", "v", "u"], ordered=True)
        ),
        "category with gaps": pd.Series(pd.Categorical(with_gaps)),
        "category of numbers": pd.Series(pd.Categorical(rng.integers(5, 8, n))),
    }


@st.composite
def frames(draw, *kinds):
    """A table with some of the columns of the given kinds, and a target."""
    y = draw(targets())
    rng = np.random.default_rng(draw(seeds))
    offered = {}
    for kind in kinds:
        offered |= kind(rng, len(y))
    names = draw(st.lists(st.sampled_from(sorted(offered)), min_size=1, max_size=6, unique=True))
    X = pd.DataFrame({name: offered[name] for name in names})
    X.index = pd.Index(rng.permutation(len(y)) * 10, name="id")
    X.attrs["source"] = {"device": 4}
    return X, y


def pixel_columns(rng, n):
    """The columns of numbers that are no dates."""
    columns = numeric_columns(rng, n)
    return {name: cells for name, cells in columns.items() if cells.dtype.kind not in "mM"}


def frames_for(instance):
    kinds = [pixel_columns if instance.pixels else numeric_columns, flag_columns]
    return frames(*kinds, level_columns) if instance.levels else frames(*kinds)


def resampled(instance, X, y, **parameters):
    assume((len(X[0]) if isinstance(X, list) else X.shape[1]) >= instance.min_columns)
    assume(not (instance.pixels and isinstance(X, np.ndarray) and X.dtype.kind in "mM"))
    return instance.resample(X, y, **parameters)


def numbers_in(instance, X):
    """The positions of the columns of an array that an instance takes as numbers."""
    return np.delete(np.arange(X.shape[1]), np.arange(X.shape[1])[instance.levels_at])


def range_rows(instance, y, label):
    """Which rows' range the whole numbers of a class's new rows stay in."""
    return y == label if instance.of_one_class else np.ones(len(y), dtype=bool)


def stays_inside(instance):
    """Whether new rows lie between rows of the class, so that no integer is cut to its range."""
    return instance.within_class and instance.reach[0] >= 0 and instance.reach[1] <= 1


all_in_the_plan = those(in_plan=True)


# -- 1 the first rows are the input, 3 containers, dtypes, names -------------------------------


def assert_same_bits(first, second):
    assert first.dtype == second.dtype
    assert_array_equal(first, second)
    if first.dtype.kind == "f":
        assert_array_equal(np.signbit(first), np.signbit(second))


@one_of_each_class
@given(problem=arrays())
def test_arrays_come_back_with_their_bits(instance, problem):
    X, y = problem
    before = np.array(X)
    _, X_new, y_new = resampled(instance, X, y)
    assert type(X_new) is np.ndarray
    assert_same_bits(np.asarray(X), before)
    assert y_new.dtype == y.dtype
    if instance.keeps_rows:
        assert_same_bits(X_new[: len(X)], before)
        assert_array_equal(y_new[: len(y)], y)
    assert not np.shares_memory(X_new, X)


@one_of_each_class
@given(data=st.data())
def test_frames_come_back_as_they_were(instance, data):
    X, y = data.draw(frames_for(instance))
    before, attrs = X.copy(deep=True), copy.deepcopy(X.attrs)
    _, X_new, _ = resampled(instance, X, y)
    if instance.keeps_rows:
        assert_frame_equal(X_new[: len(X)], before.reset_index(drop=True), check_exact=True)
    assert list(X_new.dtypes) == list(before.dtypes)
    assert X_new.attrs == attrs
    assert isinstance(X_new.index, pd.RangeIndex)
    assert_frame_equal(X, before, check_exact=True)


@those(missing=True)
@given(problem=arrays(FLOATS), seed=seeds)
def test_missing_cells_come_back_where_they_are_taken(instance, problem, seed):
    X, y = problem
    X = X.copy()
    X[np.random.default_rng(seed).random(X.shape) < 0.3] = np.nan
    _, X_new, _ = resampled(instance, X, y)
    assert_array_equal(X_new[: len(X)], X)
    _, frame, _ = resampled(instance, pd.DataFrame(X), y)
    assert_array_equal(frame.to_numpy(), X_new)


@those(missing=False)
def test_missing_cells_are_refused_elsewhere(instance):
    X, y = np.zeros((20, 2)), np.arange(20) % 2
    for bad in (np.nan, np.inf, -np.inf):
        X[7, 0] = bad
        tables = [X, pd.DataFrame(X), X.tolist()]
        for table in [*tables, sparse.csr_array(X)] if instance.sparse else tables:
            with (
                naming(bad=bad, container=type(table)),
                pytest.raises(ValueError, match=r"(?i)nan|infinity"),
            ):
                instance.make().fit_resample(table, y)


@those(sparse=True)
@given(
    problem=arrays(["float32", "float64", "int8", "uint8", "int64", "bool"]),
    container=st.sampled_from(
        [sparse.csr_array, sparse.csc_array, sparse.csr_matrix, sparse.csc_matrix]
    ),
)
def test_sparse_tables_come_back_as_they_were(instance, problem, container):
    X, y = problem
    assume(X.dtype != np.int64 or np.abs(X.astype(float)).max() < 2**52)
    table = container(X)
    before = table.copy()
    _, X_new, _ = resampled(instance, table, y)
    assert type(X_new) is container
    assert_same_bits(X_new.toarray()[: len(X)], np.array(X) + np.array(0, X.dtype))
    for part in ("data", "indices", "indptr"):
        assert_array_equal(getattr(table, part), getattr(before, part))


@one_of_each_class
@given(problem=arrays(["float64", "int64"]))
def test_lists_come_back_as_lists(instance, problem):
    X, y = problem[0].tolist(), problem[1].tolist()
    X_before, y_before = copy.deepcopy(X), list(y)
    _, X_new, y_new = resampled(instance, X, y)
    assert type(X_new) is type(y_new) is list
    assert all(type(row) is list and len(row) == len(X[0]) for row in X_new)
    assert {type(label) for label in y_new} == {int}
    assert X_before == X
    assert X_new[: len(X)] == X or not instance.keeps_rows
    assert y_new[: len(y)] == y == y_before
    _, dense, _ = resampled(instance, np.array(X), y)
    assert X_new == dense.tolist()


TARGETS = {
    "uint8": lambda y: y.astype(np.uint8),
    "negative": lambda y: y - 2,
    "large": lambda y: y + 2**60,
    "str": lambda y: np.array(list("wxyz"))[y],
    "object": lambda y: np.array(list("wxyz"), dtype=object)[y],
    "Series": lambda y: pd.Series(y, name="label", index=range(9, 9 + len(y))),
    "Int64": lambda y: pd.Series(y, name="label", dtype="Int64"),
    "string": lambda y: pd.Series(np.array(list("wxyz"))[y], dtype="string"),
    "category": lambda y: pd.Series(
        pd.Categorical(np.array(list("wxyz"))[y], categories=list("zyxwv"), ordered=True)
    ),
    "frame": lambda y: pd.DataFrame({"label": pd.Categorical(y)}),
    "one-hot": lambda y: np.eye(4, dtype=np.int8)[y],
    "one-hot frame": lambda y: pd.get_dummies(pd.Series(y)),
}


def check_target(instance, kind, y):
    """Resample with a kind of target, and with whole numbers."""
    X = np.random.default_rng(0).normal(size=(len(y), 2))
    target = TARGETS[kind](y)
    before = copy.deepcopy(target)
    _, X_new, y_new = resampled(instance, X, target)
    assert type(y_new) is type(target)
    _, plain_X, plain_y = resampled(instance, X, y)
    # The very same rows, and labels that mean the same.
    if kind != "category":
        assert_array_equal(X_new, plain_X)
    expected = TARGETS[kind](plain_y)
    if isinstance(target, pd.DataFrame):
        assert_frame_equal(y_new, expected.reset_index(drop=True))
        assert_frame_equal(target, before)
    elif isinstance(target, pd.Series):
        assert_series_equal(y_new, expected.reset_index(drop=True))
        assert_series_equal(target, before)
    else:
        assert_same_bits(y_new, expected)
        assert_same_bits(target, before)


@one_of_each_class
@given(y=targets(min_classes=3))
def test_targets_come_back_as_they_were(instance, y):
    check_target(instance, "string", y)


@one_of_each_family
@pytest.mark.parametrize("kind", TARGETS)
@given(y=targets(min_classes=3))
def test_every_kind_of_target_comes_back_as_it_was(instance, kind, y):
    check_target(instance, kind, y)


# -- 2 exact counts ----------------------------------------------------------------------------


@st.composite
def problems_with_strategies(draw):
    y = draw(targets())
    labels, counts = np.unique(y, return_counts=True)
    counts = dict(zip(labels.tolist(), counts.tolist(), strict=True))
    forms = [st.sampled_from(["auto", "minority", "not minority", "not majority", "all"])]
    if len(counts) == 2:
        forms.append(st.floats(0.05, 1.0))
    wanted = {label: st.integers(n, n + 25) | st.floats(0.05, 1.0) for label, n in counts.items()}
    dicts = st.fixed_dictionaries({}, optional=wanted)
    forms += [dicts, dicts.map(lambda strategy: lambda y: strategy)]
    return y, draw(st.one_of(forms))


@every_sampler
@given(problem=problems_with_strategies())
def test_counts_are_exact(instance, problem):
    y, strategy = problem
    n_new = naive.resolve(strategy, y.tolist())
    X = np.random.default_rng(0).normal(size=(len(y), 2))
    if n_new is None:
        with pytest.raises(ValueError, match="ratio"):
            resampled(instance, X, y, sampling_strategy=strategy)
        return
    sampler, X_new, y_new = resampled(instance, X, y, sampling_strategy=strategy)
    assert sampler.sampling_strategy_ == n_new
    expected = np.bincount(y)
    for label, n in n_new.items():
        expected[label] += n
    assert_array_equal(np.bincount(y_new), expected)
    assert len(X_new) == len(y_new)
    assert sampler.n_synthetic_ == len(sampler.plan_) == sum(n_new.values())
    assert list(sampler.class_counts_.items()) == list(enumerate(expected.tolist()))
    assert_array_equal(np.flatnonzero(sampler.synthetic_mask_), np.arange(len(y), len(y_new)))
    assert len(sampler.synthetic_mask_) == len(y_new)
    # Synthetic rows come class by class, and parents are of the class.
    assert_array_equal(y_new[len(y) :], np.sort(y_new[len(y) :]))
    if not instance.parents:
        assert (sampler.plan_.base == -1).all()
        return
    assert_array_equal(y[sampler.plan_.base], y_new[len(y) :])
    if instance.within_class:
        assert (y[sampler.plan_.parents()] == y_new[len(y) :, np.newaxis]).all()


@every_sampler
def test_fit_resolves_the_same_strategy(instance):
    X, y = np.random.default_rng(0).normal(size=(60, 2)), np.repeat([0, 1, 2], [30, 20, 10])
    fitted = instance.make().fit(X, y)
    assert fitted.sampling_strategy_ == {1: 10, 2: 20}
    assert not hasattr(fitted, "plan_")
    assert fitted.n_features_in_ == 2


# -- 4 reproducible ----------------------------------------------------------------------------

SEEDS = {
    "int": lambda: 7,
    "RandomState": lambda: np.random.RandomState(7),
    "Generator": lambda: np.random.default_rng(7),
    "SeedSequence": lambda: np.random.SeedSequence(7),
}


def check_layouts(instance, seed, problem, layouts):
    """Resample a table, and the same one in other layouts, with equal seeds."""
    X, y = problem
    _, expected, _ = resampled(instance, X, y, random_state=SEEDS[seed]())
    for layout in layouts:
        with naming(layout=layout):
            X_again = LAYOUTS[layout](X)
            _, X_new, _ = resampled(instance, X_again, y, random_state=SEEDS[seed]())
            assert_same_bits(X_new, expected)


@one_of_each_class
@given(problem=arrays())
def test_same_seed_same_rows_in_other_layouts(instance, problem):
    check_layouts(instance, "int", problem, ["F", "read-only"])


@one_of_each_family
@pytest.mark.parametrize("seed", SEEDS)
@given(problem=arrays())
def test_same_seed_same_rows_in_every_layout(instance, seed, problem):
    check_layouts(instance, seed, problem, LAYOUTS)


@those(seeded=True)
def test_other_seeds_give_other_rows(instance):
    X, y = np.random.default_rng(0).normal(size=(90, 2)), np.repeat([0, 1], [60, 30])
    results = [instance.resample(X, y, random_state=seed)[1] for seed in range(5)]
    for i in range(5):
        for j in range(i):
            assert not np.array_equal(results[i], results[j])


@every_sampler
def test_equal_seeds_of_every_kind_give_equal_rows(instance):
    X, y = np.random.default_rng(0).normal(size=(90, 2)), np.repeat([0, 1], [60, 30])
    for kind, seed in SEEDS.items():
        with naming(seed=kind):
            expected = instance.resample(X, y, random_state=seed())[1]
            assert_same_bits(instance.resample(X, y, random_state=seed())[1], expected)


@every_sampler
def test_threads_do_not_matter(instance):
    if "n_jobs" not in instance.make().get_params():
        return
    rng = np.random.default_rng(0)
    # So many rows of a class that it is scikit-learn's search that finds neighbours.
    X, y = rng.normal(size=(3500, 4)).round(1), np.repeat([0, 1], [1900, 1600])
    _, expected, _ = instance.resample(X, y, n_jobs=1)
    for n_jobs in (2, -1):
        assert_array_equal(instance.resample(X, y, n_jobs=n_jobs)[1], expected)


@every_sampler
@given(problem=arrays(["float32", "float64", "int16", "bool"]))
def test_numpy_and_the_kernel_give_the_same_bits(instance, problem):
    X, y = problem
    _, expected, _ = resampled(instance, X, y)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oversample._kernel_files, "_MIN_COMPILED_CELLS", 0)
        _, by_kernel, _ = resampled(instance, X, y)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("oversample._blocks.CELLS", 5)
        _, in_blocks, _ = resampled(instance, X, y)
    assert_same_bits(by_kernel, expected)
    assert_same_bits(in_blocks, expected)


@one_of_each_class
@given(problem=arrays(["float64", "float32", "int32"]))
def test_a_frame_of_one_dtype_gives_the_rows_of_the_array(instance, problem):
    X, y = problem
    _, expected, _ = resampled(instance, X, y)
    _, X_new, _ = resampled(instance, pd.DataFrame(X), y)
    assert_same_bits(X_new.to_numpy(), expected)


@those(sparse=True)
@given(problem=arrays(["float64", "float32", "int16", "uint8", "bool"]))
def test_sparse_gives_the_rows_of_dense(instance, problem):
    X, y = problem
    chosen = [
        value
        for name, value in instance.make().get_params().items()
        if name.endswith("categorical_features") and value is not None
    ]
    if chosen:
        assume(X.dtype != bool)  # levels to the one, numbers to the other
    _, expected, _ = resampled(instance, X, y)
    for container in (sparse.csr_array, sparse.csc_array):
        sparse_sampler, X_new, _ = resampled(instance, container(X), y)
        if sparse_sampler.plan_.noise is None:
            assert_array_equal(X_new.toarray(), expected)
        else:
            # Noise is scaled by a standard deviation, which may be summed in another order.
            atol = 1e-6 * np.abs(X).max() if X.dtype.kind == "f" else 0
            assert_allclose(X_new.toarray(), expected, rtol=1e-6, atol=atol)


@one_of_each_class
@given(problem=arrays(["float64"]))
def test_a_sampler_used_before_is_as_good_as_new(instance, problem):
    X, y = problem
    used = instance.make()
    _, expected, _ = resampled(instance, X, y)
    with instance.tolerance():
        used.fit_resample(np.random.default_rng(0).normal(size=(70, 5)), np.arange(70) % 10 == 0)
        assert_array_equal(used.fit_resample(X, y)[0], expected)
        assert_array_equal(clone(used).fit_resample(X, y)[0], expected)


# -- 5 synthetic rows lie where the rule says --------------------------------------------------


def mixed(plan, X):
    """What the plan makes of the rows of a table, in float64, before any noise."""
    if isinstance(plan, CombinationPlan):
        points = naive.combine(X, plan.parent, plan.weight)
    else:
        points = naive.interpolate(X, plan.base, plan.partner, plan.step)
    return np.array(points).reshape(len(plan), X.shape[1])


def rule(plan, X):
    """What the plan says, in float64: points between parents, and noise where there is some."""
    points = mixed(plan, X)
    return points if plan.noise is None else points + noise_of(plan, X)


def noise_of(plan, X):
    """What the plan adds, from the table as floats."""
    return plan.compute_noise(X if X.dtype == np.float32 else X.astype(np.float64))


@those(segments=True)
@given(problem=arrays(FLOATS))
def test_floats_lie_on_the_segments_of_the_plan(instance, problem):
    X, y = problem
    sampler, X_new, _ = resampled(instance, X, y)
    epsilon = np.finfo(X.dtype if X.dtype != np.longdouble else np.float64).eps
    numbers = numbers_in(instance, X)
    expected = rule(sampler.plan_, X[:, numbers])
    # A sum is as exact as the largest of its terms.
    plan = sampler.plan_
    noise = 0 if plan.noise is None else np.abs(noise_of(plan, X[:, numbers]))
    scale = 1 + np.abs(expected) + 2 * noise
    error = np.abs(X_new[len(X) :, numbers].astype(np.float64) - expected)
    assert (error <= 2 * epsilon * scale).all()
    if isinstance(plan, Plan):
        low, high = instance.reach
        assert ((plan.step >= low) & (plan.step <= high)).all()


@those(pixels=False)
@given(problem=arrays(INTEGERS))
def test_integers_are_rounded_into_the_range_of_their_class(instance, problem):
    X, y = problem
    sampler, X_new, y_new = resampled(instance, X, y)
    for label in np.unique(y):
        members = X[range_rows(instance, y, label)]
        new = X_new[len(X) :][y_new[len(X) :] == label]
        assert (new >= members.min(axis=0)).all()
        assert (new <= members.max(axis=0)).all()
    if X.dtype.itemsize < 8 and instance.segments:
        numbers = numbers_in(instance, X)
        expected = rule(sampler.plan_, X[:, numbers])
        for i, label in enumerate(y_new[len(X) :]):
            members = X[range_rows(instance, y, label)].astype(int)
            for j, value in zip(numbers, expected[i], strict=True):
                low, high = members[:, j].min(), members[:, j].max()
                assert X_new[len(X) + i, j] == naive.round_into_range(value, low, high)


@all_in_the_plan
@given(problem=arrays(["int64", "uint64"]))
def test_wide_integers_lie_between_their_parents(instance, problem):
    X, y = problem
    sampler, X_new, _ = resampled(instance, X, y)
    plan = sampler.plan_
    weights = plan.weight if isinstance(plan, CombinationPlan) else np.c_[1 - plan.step, plan.step]
    for new, parents, shares in zip(X_new[len(X) :], plan.parents(), weights, strict=True):
        for j, cell in enumerate(new):
            of_class = X[range_rows(instance, y, y[parents[0]]), j]
            start = int(X[parents[0], j])
            exact = start + sum(
                Fraction(share) * (int(X[row, j]) - start)
                for row, share in zip(parents[1:].tolist(), shares[1:].tolist(), strict=True)
            )
            exact = min(max(exact, int(of_class.min())), int(of_class.max()))
            # float64 resolves the distance from the column's minimum, at most 2**64.
            assert abs(int(cell) - exact) <= 2**13


def range_of(cells):
    """The smallest and largest cell, or None of a column that has no fixed range."""
    if isinstance(cells.dtype, pd.SparseDtype):
        cells = cells.sparse.to_dense()
    bounded = pd.api.types.is_integer_dtype(cells.dtype) or cells.dtype.kind in "mM"
    return (cells.min(), cells.max()) if bounded else None


@those(pixels=False)
@given(data=st.data())
def test_frames_hold_numbers_in_range_and_levels_of_the_class(instance, data):
    X, y = data.draw(frames_for(instance))
    _, X_new, y_new = resampled(instance, X, y)
    levels = level_columns(np.random.default_rng(0), 1)
    for label in np.unique(y_new[len(y) :]):
        for name in X:
            is_copied = name in levels and not instance.draws_levels
            members = X[name][y == label if is_copied else range_rows(instance, y, label)]
            new = X_new[name][len(X) :][y_new[len(X) :] == label]
            if name in levels:
                assert set(new.dropna()) <= set(members.dropna())
                assert members.isna().any() or not new.isna().any()
            elif range_of(members) is not None:
                assert range_of(members)[0] <= range_of(new)[0]
                assert range_of(new)[1] <= range_of(members)[1]


@those(votes=True)
@given(data=st.data())
def test_categories_have_most_votes_among_the_neighbours_of_the_base(instance, data):
    y = data.draw(targets())
    rng = np.random.default_rng(data.draw(seeds))
    numbers = rng.normal(size=(len(y), data.draw(st.integers(1, 3))))
    X = pd.DataFrame(numbers).add_prefix("x")
    for j in range(data.draw(st.integers(1, 3))):
        X[f"c{j}"] = pd.Categorical(rng.choice(["u", "v", "w"], len(y)))
    levels = [name for name in X if name.startswith("c")]
    codes = np.stack([X[name].cat.codes for name in levels], axis=1)
    sampler, X_new, y_new = resampled(instance, X, y)
    parameters = sampler.get_params()
    k = parameters["k_neighbors" if "k_neighbors" in parameters else "n_neighbors"]
    for label in np.unique(y_new[len(y) :]):
        rows = np.flatnonzero(y == label)
        spread = naive.median_spread(numbers[rows])
        nearest = naive.k_nearest(numbers[rows], k, codes[rows], spread)
        position = {row: i for i, row in enumerate(rows.tolist())}
        for i in np.flatnonzero(y_new[len(y) :] == label):
            neighbors = nearest[position[int(sampler.plan_.base[i])]]
            _, *partners = sampler.plan_.parents()[i].tolist()
            assert {position[partner] for partner in partners} <= {*neighbors}
            for name in levels:
                ballots = [X[name].iloc[rows[j]] for j in neighbors]
                assert X_new[name].iloc[len(y) + i] in naive.winners(ballots)


# -- provenance --------------------------------------------------------------------------------


# A plan knows no classes: where a result was cut to the range of its class, or where 64 bits are
# resolved no better than that range, a replay may differ.
NARROW = [*FLOATS, *(dtype for dtype in INTEGERS if "64" not in dtype)]


@all_in_the_plan
@given(problem=arrays(NARROW))
def test_replay_on_the_same_array_is_the_result(instance, problem):
    X, y = problem
    assume(stays_inside(instance) or X.dtype.kind == "f")
    sampler, X_new, _ = resampled(instance, X, y)
    replayed = sampler.plan_.replay(X)
    assert replayed.dtype == X_new.dtype
    assert_array_equal(replayed, X_new)


@all_in_the_plan
@given(problem=frames(numeric_columns))
def test_replay_on_the_same_frame_is_the_result(instance, problem):
    X, y = problem
    if not stays_inside(instance):
        X = X[[name for name in X if X[name].dtype.kind == "f"]]
        assume(X.shape[1])
    sampler, X_new, _ = resampled(instance, X, y)
    assert_frame_equal(sampler.plan_.replay(X), X_new, check_exact=True)


@those(parents=True)
@given(problem=arrays(["float64"]), seed=seeds)
def test_replay_carries_anything_along(instance, problem, seed):
    X, y = problem
    sampler, _, y_new = resampled(instance, X, y)
    plan = sampler.plan_
    assert_array_equal(plan.replay(y, how="base"), y_new)
    if instance.within_class and isinstance(plan, Plan):
        assert_array_equal(plan.replay(y, how="partner"), y_new)
    images = np.random.default_rng(seed).integers(0, 256, (len(y), 3, 2)).astype(np.uint8)
    replayed = plan.replay(images)
    expected = mixed(plan, images.reshape(len(y), -1))
    assert replayed.dtype == np.uint8
    flat = images.reshape(len(y), -1)
    # Outside the segment, as where a plan extrapolates, whole numbers stay in their range: as in
    # the result, that of the class.
    new_labels = y_new[len(y) :]
    for label in np.unique(new_labels):
        own = flat[range_rows(instance, y, label)]
        inside = np.clip(np.rint(expected), own.min(axis=0), own.max(axis=0))
        mine = new_labels == label
        assert_array_equal(replayed[len(y) :].reshape(-1, 6)[mine], inside[mine])


@those(parents=False)
@given(problem=arrays(["float64"]))
def test_nothing_is_carried_along_to_rows_without_parents(instance, problem):
    X, y = problem
    sampler, _, y_new = resampled(instance, X, y)
    assume(len(y_new) > len(y))
    for how in ("auto", "interpolate", "base", "partner"):
        with pytest.raises(ValueError, match="come from no rows of the input"):
            sampler.plan_.replay(X, how=how)
    with instance.tolerance(), pytest.raises(ValueError, match="belong to no group"):
        sampler.fit_resample(X, y, groups=y)


@one_of_each_class
@given(problem=arrays(["float64"]), seed=seeds)
def test_weights_are_carried_along_and_do_not_matter(instance, problem, seed):
    X, y = problem
    weights = np.random.default_rng(seed).random(len(y))
    sampler, expected, y_new = resampled(instance, X, y)
    with instance.tolerance():
        X_new, _ = sampler.fit_resample(X, y, sample_weight=weights)
    assert_array_equal(X_new, expected)
    plan = sampler.plan_
    assert_array_equal(sampler.sample_weight_[: len(y)], weights)
    if instance.parents:
        expected = mixed(plan, weights[:, np.newaxis])
    else:
        expected = [weights[y == label].mean() for label in y_new[len(y) :]]
    # Sums of several parents, or of a class, may be added up in another order.
    rtol = 1e-15 if isinstance(plan, Plan) else 1e-14
    assert_allclose(sampler.sample_weight_[len(y) :], np.ravel(expected), rtol=rtol)


# -- what is refused ---------------------------------------------------------------------------


@every_sampler
def test_wrong_shapes(instance):
    for n_labels in (0, 19, 21):
        with naming(n_labels=n_labels), pytest.raises(ValueError, match="inconsistent"):
            instance.make().fit_resample(np.zeros((20, 2)), np.arange(n_labels) % 2)
    with pytest.raises(ValueError, match="Expected 2D array"):
        instance.make().fit_resample(np.zeros(20), np.arange(20) % 2)


@those(levels=False)
def test_text_is_refused_by_name(instance):
    X = pd.DataFrame({"town": ["x", "y"] * 10, "age": np.arange(20.0)})
    with pytest.raises(ValueError, match="'town'"):
        instance.make().fit_resample(X, np.arange(20) % 2)


@every_sampler
def test_a_failed_call_leaves_parameters_and_data_alone(instance):
    X, y = np.random.default_rng(0).normal(size=(20, 2)), np.arange(20) % 2
    before = X.copy()
    sampler = instance.make().set_params(sampling_strategy={5: 100})
    parameters = sampler.get_params()
    with pytest.raises(ValueError, match="5"):
        sampler.fit_resample(X, y)
    assert sampler.get_params() == parameters
    assert_array_equal(X, before)
