"""Mixed tables: categories, whole numbers, flags, instants, missing cells."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from pandas.testing import assert_frame_equal, assert_series_equal

from oversample import BalancedMixup, CutMix, Mixup, MoEx, Remix, SamplePairing

MIXERS = {
    "Mixup": lambda **p: Mixup(labels="soft", **p),
    "Remix": lambda **p: Remix(**p),
    "BalancedMixup": lambda **p: BalancedMixup(0.5, **p),
    "SamplePairing": lambda **p: SamplePairing(**p),
    "MoEx": lambda **p: MoEx(lam=0.7, **p),
}
SAMPLERS = {**MIXERS, "CutMix": lambda **p: CutMix(**p)}
every_mixer = pytest.mark.parametrize("make", MIXERS.values(), ids=MIXERS)
every = pytest.mark.parametrize("make", SAMPLERS.values(), ids=SAMPLERS)


def frame_of(n, seed=0):
    rng = np.random.default_rng(seed)
    day = pd.Timestamp("2024-02-28")
    X = pd.DataFrame(
        {
            "float": rng.normal(size=n),
            "float32": rng.normal(size=n).astype(np.float32),
            "int64": rng.integers(-(10**6), 10**6, size=n),
            "uint8": rng.integers(0, 256, size=n).astype(np.uint8),
            "int8": rng.integers(-128, 128, size=n).astype(np.int8),
            "wide": rng.integers(2**63 - 10**6, 2**63 - 1, size=n),
            "unsigned": rng.integers(2**64 - 10**6, 2**64 - 1, size=n, dtype=np.uint64),
            "flag": rng.integers(2, size=n).astype(bool),
            "nullable": pd.array(rng.integers(-5, 50, size=n), dtype="Int32"),
            "maybe": pd.array(rng.integers(2, size=n).astype(bool), dtype="boolean"),
            "Float64": pd.array(rng.normal(size=n), dtype="Float64"),
            "when": day + pd.to_timedelta(rng.integers(0, 10**9, size=n), unit="s"),
            "there": pd.Series(day + pd.to_timedelta(rng.integers(0, 10**9, n), "s"))
            .dt.tz_localize("UTC")
            .dt.tz_convert("America/New_York"),
            "took": pd.to_timedelta(rng.integers(0, 10**6, size=n), unit="ms"),
            "town": np.array(["x", "y", "z"])[rng.integers(3, size=n)],
            "grade": pd.Categorical.from_codes(rng.integers(3, size=n), ["c", "a", "b"], True),
        },
    )
    return X.set_index(np.arange(n) + 5), np.arange(n) % 6 == 0


@every
@pytest.mark.parametrize("labels", ["hard", "split", "soft"])
def test_dtypes_are_kept_and_cells_are_in_range(make, labels):
    X, y = frame_of(120)
    sampler = make(categorical_features=["town", "grade"], random_state=0)
    if labels != "hard":
        sampler.set_params(labels=labels)
    X_new, _ = sampler.fit_resample(X, y)
    assert_series_equal(X_new.dtypes, X.dtypes)
    assert_frame_equal(X_new[:120].set_axis(X.index), X)
    for name in X.columns.drop(["town", "grade"]):
        if X[name].dtype.kind != "f" and not isinstance(X[name].dtype, pd.Float64Dtype):
            assert X[name].min() <= X_new[name].min()
            assert X_new[name].max() <= X[name].max()
    assert set(X_new["town"]) <= {"x", "y", "z"}


@pytest.mark.parametrize("labels", ["hard", "soft"])
def test_whole_numbers_are_the_nearest_to_the_mixture(labels):
    X, y = frame_of(120)
    sampler = Mixup(labels=labels, categorical_features=["town", "grade"], random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    plan = sampler.plan_
    for name in ("int64", "uint8", "int8", "wide", "unsigned", "nullable"):
        cells = [int(cell) for cell in X[name]]
        for i, (base, partner, step) in enumerate(
            zip(plan.base, plan.partner, plan.step, strict=True)
        ):
            # Python's integers overflow nowhere.
            exact = (cells[partner] - cells[base]) * step
            assert abs(int(X_new[name].iloc[120 + i]) - cells[base] - exact) <= 0.5 + 1e-6
    for name in ("flag", "maybe"):
        nearer = np.where(plan.step > 0.5, plan.partner, plan.base)
        assert_array_equal(X_new[name][120:].astype(bool), X[name].iloc[nearer].astype(bool))
    seconds = X["when"].astype("datetime64[ns]").astype(np.int64).to_numpy() / 1e9
    made = X_new["when"][120:].astype("datetime64[ns]").astype(np.int64).to_numpy() / 1e9
    expected = seconds[plan.base] + plan.step * (seconds[plan.partner] - seconds[plan.base])
    assert_allclose(made, expected, atol=1)


@every_mixer
def test_categories_are_the_bases(make):
    X, y = frame_of(120)
    sampler = make(categorical_features=["town", "grade", "flag"], random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    for name in ("town", "grade", "flag"):
        assert_array_equal(X_new[name][120:], X[name].iloc[sampler.plan_.base])


@every_mixer
def test_mixed_categories_are_the_partners_as_often_as_the_weights_say(make):
    rng = np.random.default_rng(0)
    n = 60
    X = pd.DataFrame(rng.normal(size=(n, 3)), columns=list("abc"))
    # The category says which row it comes from.
    X["row"] = [f"row {i}" for i in range(n)]
    X["again"] = X["row"]
    y = np.arange(n) % 6 == 0
    sampler = make(
        categorical_features=["row", "again"],
        categories="mixed",
        random_state=0,
        sampling_strategy={True: 20_010},
    )
    X_new, _ = sampler.fit_resample(X, y)
    plan = sampler.plan_
    names = X["row"].to_numpy()
    came = {}
    for name in ("row", "again"):
        cells = X_new[name][n:].to_numpy()
        is_partner = cells == names[plan.partner]
        assert (is_partner | (cells == names[plan.base])).all()
        came[name] = is_partner[plan.partner != plan.base]
    step = plan.step[plan.partner != plan.base]
    for is_partner in came.values():
        sure = (step == 0) | (step == 1)
        assert_array_equal(is_partner[sure], step[sure] == 1)
        for low in np.arange(0, 1, 0.2):
            inside = (step >= low) & (step < low + 0.2)
            if inside.sum() > 500:
                assert abs(is_partner[inside].mean() - step[inside].mean()) < 0.05
    # Two columns are two draws.
    agree = (came["row"] == came["again"]).mean()
    assert abs(agree - (step**2 + (1 - step) ** 2).mean()) < 0.02


@pytest.mark.parametrize("rule", ["present", "propagate"])
@pytest.mark.parametrize("make", [MIXERS["Mixup"], MIXERS["Remix"], MIXERS["SamplePairing"]])
def test_missing_cells(make, rule):
    X, y = frame_of(200)
    rng = np.random.default_rng(1)
    names = ["float", "nullable", "maybe", "when", "Float64"]
    for name in names:
        X.loc[X.index[rng.random(200) < 0.3], name] = None
    sampler = make(categorical_features=["town", "grade"], missing_values=rule, random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    assert_series_equal(X_new.dtypes, X.dtypes)
    plan = sampler.plan_
    for name in names:
        gone = X[name].isna().to_numpy()
        own, other = gone[plan.base], gone[plan.partner]
        expected = own & other if rule == "present" else own | other
        assert_array_equal(X_new[name][200:].isna(), expected)
        if rule == "present":
            alone = own & ~other
            found = X_new[name][200:][alone]
            assert alone.any()
            assert_array_equal(found, X[name].iloc[plan.partner[alone]])


@every_mixer
def test_missing_categories_are_categories(make):
    X, y = frame_of(120)
    X.loc[X.index[::4], "town"] = None
    sampler = make(categorical_features=["town", "grade"], random_state=0)
    X_new, _ = sampler.fit_resample(X, y)
    expected = X["town"].isna().to_numpy()[sampler.plan_.base]
    assert_array_equal(X_new["town"][120:].isna(), expected)


@every
def test_numbers_at_the_edge_of_their_dtype_do_not_overflow(make):
    n = 60
    y = np.arange(n) % 6 == 0
    for dtype in ("int8", "uint8", "int64", "uint64", "float16"):
        info = np.finfo(dtype) if dtype == "float16" else np.iinfo(dtype)
        edges = np.array([info.min // 2 if dtype == "float16" else info.min, info.max], dtype)
        rng = np.random.default_rng(0)
        X = edges[rng.integers(2, size=(n, 4))]
        sampler = make(random_state=0)
        X_new, _ = sampler.fit_resample(X, y)
        assert X_new.dtype == dtype
        assert np.isfinite(X_new.astype(float)).all()
        assert_array_equal(X_new[:n], X)


def test_columns_whose_range_overflows_are_refused():
    X, y = np.array([[1e308], [-1e308]] * 10), [0, 0, 0, 1] * 5
    with pytest.raises(ValueError, match="Column 0 has values whose difference"):
        Mixup().fit_resample(X, y)
