"""Frames of every library: the same rows out of each, and every dtype as it was."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import sklearn
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_array_equal
from pandas.testing import assert_frame_equal, assert_series_equal
from polars.testing import assert_frame_equal as assert_polars_equal
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import oversample
from oversample import SMOTE, SMOTENC, Plan, RandomOverSampler
from tests import naive
from tests.instances import INSTANCES

N, N_RARE = 60, 15


def cells():
    """One column of each kind that all frame libraries have, as plain NumPy."""
    rng = np.random.default_rng(0)
    return {
        "float": rng.normal(size=N),
        "single": rng.normal(size=N).astype(np.float32),
        "int8": rng.integers(-9, 9, N).astype(np.int8),
        "uint8": rng.integers(0, 255, N).astype(np.uint8),
        "identifier": 2**60 + rng.integers(0, 99, N),
        "unsigned": 2**63 + rng.integers(0, 99, N).astype(np.uint64),
        "flag": rng.random(N) < 0.3,
        "instant": rng.integers(0, 10**15, N).view("datetime64[us]"),
        "duration": rng.integers(0, 10**9, N).view("timedelta64[ms]"),
        "town": rng.choice(["Ulm", "Aachen", "Kiel"], N),
        "grade": rng.choice(["b", "a", "c"], N),
    }


def as_numpy_backed():
    frame = pd.DataFrame(cells())
    return frame.assign(grade=pd.Categorical(frame["grade"]))


def as_nullable():
    frame = as_numpy_backed()
    plain = [name for name in frame if name != "grade"]
    return frame.assign(**frame[plain].convert_dtypes().to_dict("series"))


def as_arrow_backed():
    frame = pd.DataFrame(cells()).convert_dtypes(dtype_backend="pyarrow")
    grade = pd.ArrowDtype(pa.dictionary(pa.int8(), pa.string()))
    return frame.assign(grade=frame["grade"].astype(grade))


def as_polars():
    return pl.DataFrame(cells()).with_columns(pl.col("grade").cast(pl.Categorical))


FRAMES = [as_numpy_backed, as_nullable, as_arrow_backed, as_polars]


def labels():
    return np.where(np.arange(N) < N_RARE, "rare", "usual")


def smote(**parameters):
    return SMOTE(random_state=0, categorical_features="auto", **parameters)


def plain(frame):
    """All cells of a frame as Python objects, whatever the library."""
    columns = {name: frame[name].to_list() for name in cells()}
    columns["instant"] = [pd.Timestamp(cell) for cell in columns["instant"]]
    columns["duration"] = [pd.Timedelta(cell) for cell in columns["duration"]]
    return columns


@pytest.mark.parametrize("make", FRAMES)
def test_the_same_code_gives_the_same_values(make):
    expected, expected_y = smote().fit_resample(as_numpy_backed(), labels())
    X_new, y_new = smote().fit_resample(make(), labels())
    assert plain(X_new) == plain(expected)
    assert_array_equal(y_new, expected_y)


@pytest.mark.parametrize("name", [name for name, i in INSTANCES.items() if i.levels])
def test_every_sampler_gives_the_same_values(name):
    instance = INSTANCES[name]
    _, expected, _ = instance.resample(as_numpy_backed(), labels())
    for make in FRAMES[1:]:
        _, X_new, _ = instance.resample(make(), labels())
        assert plain(X_new) == plain(expected)


@pytest.mark.parametrize("name", [name for name, i in INSTANCES.items() if not i.levels])
def test_samplers_of_numbers_give_the_same_values(name):
    instance = INSTANCES[name]
    names = ["float", "single", "uint8", "int8"]
    _, expected, _ = instance.resample(as_numpy_backed()[names], labels())
    for make in FRAMES[1:]:
        _, X_new, _ = instance.resample(make()[names], labels())
        assert_array_equal(X_new.to_numpy().astype(float), expected.to_numpy().astype(float))


# -- pandas backed by Arrow --------------------------------------------------------------------


ARROW_KINDS = {
    "zoned": (pa.timestamp("us", "Europe/Madrid"), pa.int64()),
    "seconds": (pa.timestamp("s"), pa.int64()),
    "day": (pa.date32(), pa.int32()),
    "milliseconds day": (pa.date64(), None),
    "time": (pa.time64("us"), pa.int64()),
    "short time": (pa.time32("s"), pa.int32()),
    "duration": (pa.duration("ns"), pa.int64()),
}


def arrow_column(name, ticks):
    kind, width = ARROW_KINDS[name]
    if width is None:
        return pd.arrays.ArrowExtensionArray(
            pa.array(ticks, pa.int32()).cast(pa.date32()).cast(kind)
        )
    return pd.arrays.ArrowExtensionArray(pa.array(ticks, width).cast(kind))


@pytest.mark.parametrize("name", ARROW_KINDS)
def test_arrow_ticks_are_interpolated_as_whole_numbers(name):
    ticks = np.random.default_rng(0).integers(0, 9000, N)
    X = pd.DataFrame({"t": arrow_column(name, ticks.tolist())})
    X_new, _ = smote().fit_resample(X, labels())
    expected, _ = smote().fit_resample(pd.DataFrame({"t": ticks}), labels())
    assert X_new["t"].dtype == X["t"].dtype
    expected = pd.Series(arrow_column(name, expected["t"].tolist()), name="t")
    assert_series_equal(X_new["t"], expected)


@pytest.mark.parametrize("name", ARROW_KINDS)
def test_arrow_gaps(name):
    ticks = [None if i % 4 == 0 else 100 + i for i in range(N)]
    X = pd.DataFrame({"t": arrow_column(name, ticks), "x": np.arange(float(N))})
    with pytest.raises(ValueError, match="column 't' has 15 missing"):
        smote().fit_resample(X, labels())
    X_new, _ = smote(missing_values="propagate").fit_resample(X, labels())
    assert X_new["t"].dtype == X["t"].dtype
    assert X_new["t"][N:].isna().any()
    assert_frame_equal(X_new[:N], X)


def test_arrow_dictionaries_and_binary_text_are_categories():
    kinds = [pa.dictionary(pa.int32(), pa.string()), pa.binary(), pa.large_binary()]
    X = pd.DataFrame({"x": np.arange(float(N))})
    for i, kind in enumerate(kinds):
        text = ["a", "b", None] * 20 if i == 0 else [b"a", b"b", None] * 20
        X[f"c{i}"] = pd.array(text, dtype=pd.ArrowDtype(kind))
    X_new, _ = smote().fit_resample(X, labels())
    assert list(X_new.dtypes) == list(X.dtypes)
    assert set(X_new["c0"][N:].dropna()) <= {"a", "b"}
    with pytest.raises(ValueError, match="'c0', 'c1', 'c2'"):
        SMOTE().fit_resample(X, labels())


@pytest.mark.parametrize("kind", [pa.list_(pa.int64()), pa.null()])
def test_arrow_types_without_arithmetic_are_refused_by_name(kind):
    cells = [[1]] * N if pa.types.is_list(kind) else [None] * N
    X = pd.DataFrame({"thing": pd.arrays.ArrowExtensionArray(pa.array(cells, kind))})
    with pytest.raises((ValueError, TypeError), match="'thing'"):
        SMOTE(missing_values="present").fit_resample(X, labels())


# -- decimals ----------------------------------------------------------------------------------


def amounts():
    cents = np.random.default_rng(0).integers(-10_000, 10_000, N)
    return [Decimal(int(c)).scaleb(-2) for c in cents]


DECIMALS = {
    "objects": lambda cells: pd.DataFrame({"d": pd.Series(cells, dtype=object)}),
    "Arrow": lambda cells: pd.DataFrame(
        {"d": pd.array(cells, dtype=pd.ArrowDtype(pa.decimal128(12, 2)))}
    ),
    "polars": lambda cells: pl.DataFrame({"d": pl.Series(cells, dtype=pl.Decimal(12, 2))}),
    "array": lambda cells: np.array(cells, dtype=object)[:, np.newaxis],
}


def only_column(table):
    return table[:, 0].tolist() if isinstance(table, np.ndarray) else table["d"].to_list()


@pytest.mark.parametrize("kind", DECIMALS)
def test_decimals_keep_their_digits(kind):
    sampler = SMOTE(random_state=0)
    X = DECIMALS[kind](amounts())
    X_new, _ = sampler.fit_resample(X, labels())
    new = only_column(X_new)
    assert new[:N] == amounts()
    plan = sampler.plan_
    exact = naive.interpolate([[a] for a in amounts()], plan.base, plan.partner, plan.step)
    expected = [Decimal(value).quantize(Decimal("0.01")) for (value,) in exact]
    assert new[N:] == expected
    assert all(cell.as_tuple().exponent == -2 for cell in new)


@pytest.mark.parametrize("kind", DECIMALS)
def test_decimals_with_gaps(kind):
    cells = [None if i % 5 == 0 else a for i, a in enumerate(amounts())]
    X = DECIMALS[kind](cells)
    with pytest.raises(ValueError, match="12 missing"):
        SMOTE().fit_resample(X, labels())
    X_new, _ = SMOTE(random_state=0, missing_values="propagate").fit_resample(X, labels())
    new = [None if pd.isna(cell) else cell for cell in only_column(X_new)]
    assert new[:N] == cells
    assert None in new[N:]
    present = [a for a in cells[:N_RARE] if a is not None]
    assert all(min(present) <= cell <= max(present) for cell in new[N:] if cell is not None)


def test_copies_of_long_decimals_are_copies():
    long = [Decimal(10**30 + i).scaleb(-10) for i in range(N)]
    new = Plan.copies(np.arange(5)).replay(pd.Series(long, dtype=object))
    assert new[N:].tolist() == long[:5]


@pytest.mark.parametrize(
    ("cells", "error", "words"),
    [
        ([Decimal(1), 2.5] * 30, TypeError, "Decimals beside float"),
        ([Decimal("Infinity"), *[Decimal(1)] * 59], ValueError, "infinity"),
        ([Decimal("1e400"), *[Decimal(1)] * 59], ValueError, "infinity"),
    ],
)
def test_decimals_that_are_refused(cells, error, words):
    with pytest.raises(error, match=words) as caught:
        SMOTE().fit_resample(pd.DataFrame({"d": pd.Series(cells, dtype=object)}), labels())
    assert "'d'" in str(caught.value)


# -- polars ------------------------------------------------------------------------------------


def all_of_polars():
    rng = np.random.default_rng(0)
    ticks = rng.integers(0, 10**15, N)
    integers = [pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64]
    columns = {str(kind): pl.Series(rng.integers(0, 99, N)).cast(kind) for kind in integers}
    return pl.DataFrame(
        {
            **columns,
            "Int128": pl.Series(rng.integers(0, 9, N)).cast(pl.Int128),
            "Float32": rng.normal(size=N).astype(np.float32),
            "Float64": rng.normal(size=N),
            "Boolean": rng.random(N) < 0.4,
            "Date": pl.Series(rng.integers(0, 9999, N)).cast(pl.Int32).cast(pl.Date),
            "Time": pl.Series(ticks % 86_400_000_000_000).cast(pl.Time),
            "zoned": pl.Series(ticks).cast(pl.Datetime("us", "Europe/Berlin")),
            "ns": pl.Series(ticks).cast(pl.Datetime("ns")),
            "Duration": pl.Series(ticks).cast(pl.Duration("us")),
            "Decimal": pl.Series(amounts(), dtype=pl.Decimal(9, 2)),
            "String": rng.choice(["p", "q"], N),
            "Categorical": pl.Series(rng.choice(["p", "q"], N), dtype=pl.Categorical),
            "Enum": pl.Series(rng.choice(["q", "p"], N), dtype=pl.Enum(["q", "unused", "p"])),
            "Binary": [b"p", b"q"] * (N // 2),
        }
    )


def with_gaps(frame, share):
    rng = np.random.default_rng(1)
    return frame.with_columns(
        pl.when(pl.Series(rng.random(N) < share)).then(None).otherwise(pl.col(name)).alias(name)
        for name in frame.columns
    )


@pytest.mark.parametrize("missing_values", ["propagate", "present"])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_polars_dtypes_are_kept(share, missing_values):
    X = with_gaps(all_of_polars(), share)
    before = X.clone()
    X_new, _ = smote(missing_values=missing_values).fit_resample(X, labels())
    assert X_new.schema == X.schema
    assert_polars_equal(X_new.head(N), before, check_exact=True)
    assert_polars_equal(X, before)
    rare, new = X.head(N_RARE), X_new.slice(N)
    for name in X.columns:
        kind = X.schema[name]
        possible, made = rare[name].drop_nulls(), new[name].drop_nulls()
        if len(made) and (kind.is_numeric() or kind.is_temporal()):
            # As ticks, since Python's times and dates end at microseconds.
            possible, made = possible.to_physical(), made.to_physical()
            assert ((made >= possible.min()) & (made <= possible.max())).all()
        else:
            assert set(made.to_list()) <= set(possible.to_list())
        if share == 0.0:
            assert len(made) == len(new)
        if share == 1.0:
            assert not len(made)


def test_a_gap_of_polars_is_null_where_the_column_has_nulls_and_else_nan():
    x = np.where(np.arange(N) % 2, np.nan, np.arange(N))
    X = pl.DataFrame({"nan": x, "null": pl.Series(x).fill_nan(None), "x": np.arange(float(N))})
    new, _ = smote(missing_values="propagate").fit_resample(X, labels())
    assert new["nan"].null_count() == 0
    assert new["nan"][N:].is_nan().any()
    assert new["null"].is_nan().sum() == 0
    assert new["null"][N:].null_count() > 0
    with pytest.raises(ValueError, match="column 'nan' has 30 missing"):
        smote().fit_resample(X, labels())


TARGETS = {
    "String": lambda y: pl.Series("label", y),
    "Categorical": lambda y: pl.Series("label", y, dtype=pl.Categorical),
    "Enum": lambda y: pl.Series("label", y, dtype=pl.Enum(["usual", "rare"])),
    "Boolean": lambda y: pl.Series("label", y == "rare"),
    "UInt8": lambda y: pl.Series("label", y == "rare").cast(pl.UInt8),
    "Date": lambda y: pl.Series("label", y == "rare").cast(pl.Int32).cast(pl.Date),
    "frame": lambda y: pl.DataFrame({"label": y}),
    "one-hot": lambda y: pl.DataFrame({"label": y}).to_dummies(),
}


@pytest.mark.parametrize("kind", TARGETS)
def test_polars_targets_come_back_as_they_were(kind):
    X, y = cells()["float"][:, np.newaxis], TARGETS[kind](labels())
    X_new, y_new = SMOTE(random_state=0).fit_resample(X, y)
    expected_X, expected_y = SMOTE(random_state=0).fit_resample(X, labels())
    assert type(y_new) is type(y)
    expected = TARGETS[kind](expected_y)
    assert y_new.equals(expected)
    assert (y_new.dtype if isinstance(y, pl.Series) else y_new.schema) == (
        y.dtype if isinstance(y, pl.Series) else y.schema
    )
    assert_array_equal(X_new, expected_X)


def test_missing_labels_of_polars_are_counted():
    y = pl.Series([None if i % 10 == 0 else "ab"[i < 20] for i in range(N)])
    with pytest.raises(ValueError, match="6 of 60 rows have no label"):
        SMOTE().fit_resample(np.zeros((N, 1)), y)


def test_names_and_categorical_features_of_polars():
    X = as_polars()
    sampler = SMOTE(random_state=0, categorical_features=["town", "grade"])
    new, _ = sampler.fit_resample(X, labels())
    assert list(sampler.feature_names_in_) == X.columns
    by_position, _ = SMOTE(random_state=0, categorical_features=[9, 10]).fit_resample(X, labels())
    assert_polars_equal(new, by_position)
    with pytest.raises(ValueError, match="'city'"):
        SMOTE(categorical_features=["city"]).fit_resample(X, labels())
    with pytest.raises(ValueError, match="columns 'town', 'grade' are of category"):
        SMOTE().fit_resample(X, labels())


def test_smotenc_of_polars_has_the_encoder_of_pandas():
    ours = SMOTENC("auto", random_state=0)
    X_new, _ = ours.fit_resample(as_polars(), labels())
    theirs = SMOTENC("auto", random_state=0)
    expected, _ = theirs.fit_resample(as_numpy_backed(), labels())
    assert plain(X_new) == plain(expected)
    for a, b in zip(
        ours.categorical_encoder_.categories_,
        theirs.categorical_encoder_.categories_,
        strict=True,
    ):
        assert a.tolist() == b.tolist()


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (pl.Series([[1]] * N), "List"),
        (pl.Series([{"a": 1}] * N), "Struct"),
        (pl.Series([2**100] * N, dtype=pl.Int128), "64 bits"),
        (pl.Series([np.inf, *[0.0] * 59]), "infinity"),
        (pl.Series([None, *range(59)]), "1 missing"),
    ],
)
def test_polars_columns_that_are_refused(column, words):
    with pytest.raises(ValueError, match=words) as caught:
        SMOTE().fit_resample(pl.DataFrame({"thing": column}), labels())
    assert "'thing'" in str(caught.value)


def test_nested_columns_of_polars_are_no_categories():
    X = pl.DataFrame({"thing": [[1]] * N, "x": np.arange(float(N))})
    with pytest.raises(TypeError, match="'thing' holds objects that cannot be compared"):
        SMOTE(categorical_features=["thing"]).fit_resample(X, labels())
    new, _ = RandomOverSampler(random_state=0).fit_resample(X, labels())
    assert new.schema == X.schema


def test_objects_in_polars():
    X = pl.DataFrame(
        {
            "number": pl.Series([1, 2.5] * (N // 2), dtype=pl.Object),
            "mixed": pl.Series([1, "a", None] * (N // 3), dtype=pl.Object),
        }
    )
    new, _ = SMOTE(random_state=0, categorical_features=["mixed"]).fit_resample(X, labels())
    assert new.schema == X.schema
    assert all(1 <= cell <= 2.5 for cell in new["number"])
    assert set(new["mixed"]) <= {1, "a", None}


@pytest.mark.parametrize("empty", [pl.DataFrame(), pl.DataFrame({"a": []})])
def test_empty_polars_frames(empty):
    with pytest.raises(ValueError, match=r"0 (sample|feature)\(s\)"):
        SMOTE().fit_resample(empty, labels()[: empty.height])


def test_plans_replay_on_polars():
    sampler = smote()
    X_new, _ = sampler.fit_resample(all_of_polars(), labels())
    numeric = [name for name in X_new.columns if X_new.schema[name].is_float()]
    replayed = sampler.plan_.replay(all_of_polars()[numeric])
    assert_polars_equal(replayed, X_new[numeric], check_exact=True)
    weights = pl.Series("w", np.arange(float(N)))
    carried = sampler.plan_.replay(weights)
    assert (carried.name, carried.dtype, len(carried)) == ("w", pl.Float64, len(X_new))
    assert_array_equal(carried.to_numpy(), sampler.plan_.replay(weights.to_numpy()))
    groups = pl.Series("g", [f"person {i % 7}" for i in range(N)])
    assert sampler.plan_.replay(groups)[N] == groups[int(sampler.plan_.base[0])]
    assert len(sampler.plan_.replay(groups, how="partner")) == len(X_new)
    sampler.fit_resample(all_of_polars(), labels(), sample_weight=weights)
    assert_array_equal(sampler.sample_weight_, carried.to_numpy())


@pytest.mark.skipif(
    not hasattr(pl.DataFrame, "__dataframe__")
    and tuple(map(int, sklearn.__version__.split(".")[:2])) < (1, 9),
    reason="scikit-learn before 1.9 does not find columns of polars 2",
)
def test_a_pipeline_on_polars():
    X, y = as_polars(), pl.Series(labels())
    encode = make_column_transformer(
        (StandardScaler(), ["float", "int8", "uint8"]), (OneHotEncoder(), ["town", "grade"])
    )
    frames = []
    for table in (X, as_numpy_backed()):
        pipeline = make_pipeline(smote(), clone(encode), LogisticRegression()).fit(table, y)
        frames.append(pipeline.predict_proba(table))
        after = make_pipeline(clone(encode), SMOTE(random_state=0), LogisticRegression())
        assert cross_val_score(after, table, y, cv=3).mean() > 0.5
    assert_array_equal(*frames)
    encode.set_output(transform="polars")
    encode.set_params(onehotencoder__sparse_output=False)
    table = encode.fit_transform(X)
    new, new_y = SMOTE(random_state=0).fit_resample(table, y)
    assert type(new) is pl.DataFrame
    assert new.schema == table.schema
    assert new_y.dtype == y.dtype


def test_a_lazy_frame_is_told_to_collect():
    X = as_polars().lazy()
    for call in (
        lambda: smote().fit_resample(X, labels()),
        lambda: RandomOverSampler().fit_resample(X, labels()),
        lambda: Plan.copies(np.array([0])).replay(X),
    ):
        with pytest.raises(TypeError, match=r"polars LazyFrame.*collect\(\)"):
            call()


@pytest.mark.parametrize("data", [pa.table({"a": [1.0] * N}), pa.array([0, 1] * (N // 2))])
def test_arrow_itself_is_told_to_become_polars(data):
    X, y = (data, labels()) if hasattr(data, "columns") else (np.zeros((N, 1)), data)
    with pytest.raises(TypeError, match=r"pyarrow.*polars\.from_arrow.*to_pandas\(\)"):
        SMOTE().fit_resample(X, y)


def test_dates_stay_in_the_zone_of_polars():
    at = pl.datetime_range(
        dt.datetime(2026, 3, 28), dt.datetime(2026, 3, 30, 11), "1h", time_zone="Europe/Berlin",
        eager=True,
    )[:N]  # fmt: skip
    y = np.arange(len(at)) < N_RARE
    new, _ = SMOTE(random_state=0).fit_resample(pl.DataFrame({"at": at}), y)
    assert new["at"].dtype == at.dtype
    assert new["at"][len(at) :].is_between(at[0], at[N_RARE - 1]).all()


class Map(pd.DataFrame):
    """A frame that knows more than its cells, as those of geopandas do."""

    _metadata = ["projection"]  # noqa: RUF012 - pandas' own name for it

    @property
    def _constructor(self):
        return Map


@pytest.mark.parametrize("name", ["RandomOverSampler", "SMOTE", "SMOTETomek", "Mixup"])
def test_what_a_subclass_knows_is_kept(name):
    X = Map(np.random.default_rng(0).normal(size=(N, 2)), columns=["x", "y"])
    X.projection = "EPSG:25830"
    new, _ = getattr(oversample, name)(random_state=0).fit_resample(X, labels())
    assert type(new) is Map
    assert new.projection == "EPSG:25830"
