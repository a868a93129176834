"""Dask in, Dask out: lazy, and the same rows however the table is divided and whatever happens."""

import doctest
import sys
from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from numpy.random import SeedSequence
from pandas.testing import assert_frame_equal, assert_series_equal
from pyarrow import parquet

from oversample import (
    SMOTE,
    SMOTEENN,
    RandomOverSampler,
    RandomSMOTE,
    resample_dask,
    resample_parquet,
)
from tests.unit.distributed.tables import divided

dask = pytest.importorskip("dask", reason="needs dask, which the extra of that name brings")
dd = pytest.importorskip("dask.dataframe")
da = pytest.importorskip("dask.array")

pytestmark = pytest.mark.dask

SAMPLER = SMOTE(random_state=SeedSequence(5), categorical_features="auto", k_neighbors=3)


@pytest.fixture(autouse=True)
def _one_thread():
    with dask.config.set(scheduler="synchronous"):
        yield


def make_table(n_rows=300):
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "x": rng.normal(size=n_rows).astype(np.float32),
            "label": rng.choice(["a", "b", "c"], n_rows, p=[0.1, 0.2, 0.7]),
            "n": rng.integers(0, 50, n_rows).astype(np.int16),
            "word": rng.choice(["red", "green", "blue", None], n_rows),
            "flag": rng.random(n_rows) < 0.5,
            "day": rng.integers(0, 9999, n_rows).astype("datetime64[us]"),
        }
    )
    # What Dask makes of text.
    return table.astype({"label": "string[pyarrow]", "word": "string[pyarrow]"})


@pytest.mark.parametrize(
    "sampler",
    [
        SAMPLER,
        RandomOverSampler(random_state=1),
        RandomSMOTE(random_state=1, categorical_features="auto", grid="off"),
    ],
)
def test_rows_depend_neither_on_partitions_nor_on_the_driver(tmp_path, sampler):
    table = make_table()
    parquet.write_table(pa.Table.from_pandas(table), tmp_path / "t.parquet")
    call = {"sampler": sampler, "block_size": 64}
    written = resample_parquet(tmp_path / "t.parquet", tmp_path / "r", y="label", **call)
    wanted = parquet.read_table(tmp_path / "r").to_pylist()
    for sizes in ([300], [1, 99, 0, 150, 50], [30] * 10):
        more = resample_dask(divided(table, sizes), "label", **call)
        made = more.X.compute(scheduler="threads")
        assert_frame_equal(made.iloc[:300], table)
        assert (made.dtypes == table.dtypes).all()
        rows = pa.Table.from_pandas(made, preserve_index=False)
        assert rows.to_pylist() == wanted
        assert (more.n_rows, more.n_synthetic) == (300, len(made) - 300)
        assert more.class_counts == written.class_counts == made["label"].value_counts().to_dict()
    read = dd.read_parquet(tmp_path / "t.parquet")
    made = resample_dask(read, "label", **call).X.compute()
    assert pa.Table.from_pandas(made, preserve_index=False).to_pylist() == wanted


def test_originals_come_first_partition_by_partition():
    table, sizes = make_table(), [100, 120, 80]
    frame = divided(table, sizes)
    more = resample_dask(frame, "label", sampler=SAMPLER, block_size=100).X
    # 176 rows of class a, 142 of b.
    assert more.npartitions == 3 + 2 + 2
    assert more.divisions == (None,) * 8
    for i in range(3):
        assert_frame_equal(more.partitions[i].compute(), frame.partitions[i].compute())


def test_labels_apart_and_arrays_give_the_same_rows():
    table = make_table()[["x", "n", "label"]].astype({"n": np.float32})
    frame = dd.from_pandas(table, npartitions=4)
    sampler = SMOTE(random_state=0)
    whole = resample_dask(frame, "label", sampler=sampler, block_size=64).X.compute()
    X, y, *_ = resample_dask(frame[["x", "n"]], frame["label"], sampler=sampler, block_size=64)
    X, y = dask.compute(X, y)
    assert_frame_equal(X, whole[["x", "n"]])
    assert_series_equal(y, whole["label"])
    for chunks in (300, (40, 1)):
        rows = da.from_array(table[["x", "n"]].to_numpy(), chunks=chunks)
        labels = da.from_array(table["label"].to_numpy(dtype=str), chunks=90)
        more = resample_dask(rows, labels, sampler=sampler, block_size=64)
        assert more.X.shape == (300 + more.n_synthetic, 2)
        assert (more.X.dtype, more.y.dtype) == (np.float32, labels.dtype)
        X, y = dask.compute(more.X, more.y)
        np.testing.assert_array_equal(X, whole[["x", "n"]])
        np.testing.assert_array_equal(y, whole["label"])
        assert X.dtype == np.float32
    # What is filtered has blocks of unknown sizes.
    kept = labels.rechunk(40) != "c"
    more = resample_dask(rows.rechunk((40, 2))[kept], labels.rechunk(40)[kept], sampler=sampler)
    assert len(more.X.compute()) == sum(more.class_counts.values())


class Reader:
    """A table that notes which partitions, and which of their columns, are read."""

    def __init__(self, *parts):
        self.parts = parts
        self.reads = Counter()
        self.frame = dd.from_map(self.read, range(len(parts)), meta=parts[0].iloc[:0])

    def __dask_tokenize__(self):
        # Readers of equal tables are not the same.
        return id(self)

    def partitions(self):
        """Return how often each partition was read, whichever columns."""
        return Counter(i for i, _ in self.reads.elements())

    def read(self, i, columns=None):
        self.reads[i, None if columns is None else tuple(columns)] += 1
        return self.parts[i] if columns is None else self.parts[i][columns]


def test_labels_are_read_once_and_all_else_when_it_is_computed():
    table = make_table()
    counts = table["label"].value_counts().to_dict()
    parts = table[:100], table[100:200], table[200:]
    counted, known = Reader(*parts), Reader(*parts)
    first = resample_dask(counted.frame, "label", sampler=SAMPLER, block_size=100)
    assert counted.reads == Counter({(i, ("label",)): 1 for i in range(3)})
    second = resample_dask(
        known.frame, "label", sampler=SAMPLER, block_size=100, class_counts=counts
    )
    assert not known.reads
    assert first.X.npartitions == second.X.npartitions == 3 + 2 + 2
    rows = [more.X.compute() for more in (first, second)]
    assert_frame_equal(*rows)
    # For the rows of the classes, and to be passed on.
    assert known.partitions() == {0: 2, 1: 2, 2: 2}


def test_blocks_of_arrays_are_not_held_until_all_are_read():
    reads = Counter()

    def read(block_info):
        reads[block_info[None]["chunk-location"][0]] += 1
        return np.random.default_rng(0).normal(size=(100, 2))

    rows = da.map_blocks(read, chunks=((100,) * 3, (2,)), meta=np.empty((0, 2)))
    labels = da.from_array(np.arange(300) % 10 // 9, chunks=100)
    more = resample_dask(rows, labels, sampler=SMOTE(random_state=0))
    assert not reads
    assert more.X.compute().shape == (540, 2)
    assert reads == {0: 2, 1: 2, 2: 2}


def test_partitions_without_rows_of_a_filled_class_are_passed_on_only():
    table = make_table().sort_values("label", ignore_index=True)
    reader = Reader(table[:100], table[100:200], table[200:])
    more = resample_dask(reader.frame, "label", sampler=SAMPLER)
    reader.reads.clear()
    made = more.X.compute()
    assert set(made["label"].value_counts()) == {table["label"].value_counts()["c"]}
    assert reader.partitions() == {0: 2, 1: 1, 2: 1}


def test_partitions_that_disagree():
    """Categories known to each partition alone, whole numbers beside floats, text of two kinds."""
    table = make_table()
    meta = table.astype({"word": "category", "n": np.float64}).iloc[:0]
    frame = dd.from_map(
        lambda i: table.iloc[i * 60 : i * 60 + 60].astype(
            {"word": "category", "n": np.float64 if i % 2 else np.int16}
        ),
        range(5),
        meta=meta,
    )
    frame["word"] = frame["word"].cat.as_unknown()
    made = resample_dask(frame, "label", sampler=SAMPLER).X.compute()
    whole = resample_dask(
        dd.from_pandas(table.astype({"n": np.float64}), npartitions=1), "label", sampler=SAMPLER
    ).X.compute()
    assert made.dtypes["word"] == "category"
    assert made.dtypes["n"] == np.float64
    assert_frame_equal(made.astype({"word": whole["word"].dtype}), whole)

    fractions = table.assign(n=table["n"] + 0.5)
    lying = dd.from_map(lambda i: fractions[i * 60 : i * 60 + 60], range(5), meta=table.iloc[:0])
    with pytest.raises(ValueError, match=r"'n' of partition \d is float64, .* are no int16"):
        resample_dask(lying, "label", sampler=SAMPLER).X.compute()
    lacking = dd.from_map(
        lambda i: table[i * 60 : i * 60 + 60].drop(columns="flag"), range(5), meta=table.iloc[:0]
    )
    with pytest.raises(ValueError, match=r"lacks or adds \['flag'\]"):
        resample_dask(lacking, "label", sampler=SAMPLER).X.compute()


@pytest.mark.parametrize("dtype", ["str", "string[python]", "string[pyarrow]", object])
@pytest.mark.parametrize("gap", [None, np.nan])
def test_text_that_is_missing_is_missing_as_in_the_frame(dtype, gap):
    """Dask makes ``string[pyarrow]`` of text where it reads it, unless it is told not to."""
    word = pd.Series(["red", gap, "green", gap] * 10, dtype=object).astype(dtype)
    table = pd.DataFrame({"word": word, "label": [1] * 4 + [0] * 36})
    for converts in (True, False):
        with dask.config.set({"dataframe.convert-string": converts}):
            frame = dd.from_pandas(table, npartitions=2)
        made = resample_dask(frame, "label", sampler=RandomOverSampler(random_state=0)).X
        assert made.dtypes["word"] == frame.dtypes["word"]
        old, new = frame.compute()["word"], made.compute()["word"]
        assert_series_equal(new[:40], old)
        if not converts:
            assert new.dtype == table["word"].dtype
        kinds = {repr(cell) for cell in new if pd.isna(cell)}
        assert kinds == {repr(cell) for cell in old if pd.isna(cell)}


def test_labels_of_every_kind():
    table = make_table()
    number = table["label"].map({"a": 3, "b": -1, "c": 7})
    for labels in (
        number,
        number.astype("Int8"),
        number == 3,
        table["label"].astype("category"),
        table["label"].astype(object),
    ):
        with dask.config.set({"dataframe.convert-string": False}):
            frame = dd.from_pandas(table.assign(label=labels), npartitions=3)
        more = resample_dask(frame, "label", sampler=SAMPLER)
        made = more.X.compute()
        assert made["label"].dtype == labels.dtype
        assert made["label"].value_counts().to_dict() == more.class_counts
        assert len(set(more.class_counts.values())) == 1


def test_a_new_row_has_the_index_of_its_base_and_lies_between_its_parents():
    table = make_table().set_index(pd.date_range("2000", periods=300, name="when"))
    frame = divided(table, [100, 120, 80])
    more = resample_dask(frame, "label", sampler=SAMPLER, block_size=50)
    parts = dask.compute(*more.X.to_delayed(), *more.origins)
    made, origins = pd.concat(parts[: more.X.npartitions]), pd.concat(parts[more.X.npartitions :])
    assert made.index.dtype == table.index.dtype
    assert made.index.name == "when"
    made = made.iloc[300:]
    starts = np.array([0, 100, 220])
    base = table.iloc[starts[origins["base_partition"]] + origins["base_row"]]
    partner = table.iloc[starts[origins["partner_partition"]] + origins["partner_row"]]
    assert (made.index == base.index).all()
    assert (made["label"].to_numpy() == base["label"].to_numpy()).all()
    assert (made["label"].to_numpy() == partner["label"].to_numpy()).all()
    x = base["x"].to_numpy() + origins["step"] * (partner["x"].to_numpy() - base["x"].to_numpy())
    np.testing.assert_allclose(made["x"], x, rtol=1e-5, atol=1e-6)


def test_nothing_is_scattered_or_bound_to_workers():
    more = resample_dask(divided(make_table(), [150, 150]), "label", sampler=SAMPLER)
    for collection in (more.X, *more.origins):
        layers = getattr(collection.__dask_graph__(), "layers", {})
        assert not any(layer.annotations for layer in layers.values())
        assert "Future" not in {type(task).__name__ for task in dict(collection.dask).values()}


def test_a_table_in_balance_stays_as_it_is():
    frame = divided(pd.DataFrame({"x": np.arange(40.0), "label": np.arange(40) % 2}), [30, 10])
    more = resample_dask(frame, "label", sampler=SAMPLER)
    assert more.X is frame
    assert (more.n_synthetic, more.origins) == (0, [])


def test_small_files_are_partitions_of_their_own(tmp_path):
    """Dask joins files of which few columns are read: labels would be in other partitions."""
    table = make_table()
    for i in range(6):
        table[i * 50 : i * 50 + 50].to_parquet(tmp_path / f"{i}.parquet")
    frame = dd.read_parquet(tmp_path)
    assert frame["label"].optimize().npartitions < frame.npartitions == 6
    apart = dd.read_parquet(tmp_path, columns=["label"])["label"]
    few = frame[["x", "word"]]
    for given, y in [(frame, "label"), (frame.drop(columns="label"), frame["label"]), (few, apart)]:
        more = resample_dask(given, y, sampler=SAMPLER)
        assert_frame_equal(more.X.compute()[:300], given.compute())
        origins = pd.concat(dask.compute(*more.origins))
        assert set(origins["base_partition"]) == set(range(6))
        base = origins["base_partition"] * 50 + origins["base_row"]
        assert (table["label"].iloc[base].to_numpy() == origins["label"].to_numpy()).all()


def series_of(table):
    return dd.from_pandas(table, npartitions=2)["label"]


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        (lambda t: (t, "label"), TypeError, "X is a pandas DataFrame, which is no dask"),
        (lambda t: (divided(t, [300]), "klasse"), ValueError, "no column of the table 'klasse'"),
        (lambda t: (divided(t, [300]), "x"), ValueError, "is of dtype float32, but labels are"),
        (lambda t: (divided(t, [300]), t["label"]), TypeError, "y is a pandas Series, but X is"),
        (lambda t: (divided(t, [300]), series_of(t)), ValueError, "X has 1 partitions and y has 2"),
        (
            lambda t: (da.zeros((300, 2), chunks=100), da.zeros(299, dtype=int, chunks=100)),
            ValueError,
            "X has 300 rows in 3 blocks, and y 299 in 3",
        ),
        (lambda t: (da.zeros((9, 2)), np.zeros(9)), TypeError, "of 2 dimensions and numpy ndarray"),
        (
            lambda t: (divided(t.assign(label=t["label"].where(t["n"] > 9)), [150, 150]), "label"),
            ValueError,
            r"\d+ rows have no label, the first of them in partition 0",
        ),
        (
            lambda t: (divided(t.assign(label=np.arange(300) // 298), [300]), "label"),
            ValueError,
            "class 1 has 2",
        ),
        (
            lambda t: (divided(t.assign(label="a"), [300]), "label"),
            ValueError,
            "more than 1 class",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_at_once(arguments, kind, message):
    with pytest.raises(kind, match=message):
        resample_dask(*arguments(make_table()), sampler=SAMPLER)


def test_samplers_that_read_more_are_refused_by_name():
    frame = divided(make_table(), [300])
    with pytest.raises(ValueError, match="SMOTEENN cannot work"):
        resample_dask(frame, "label", sampler=SMOTEENN(random_state=0))
    with pytest.raises(ValueError, match="block_size"):
        resample_dask(frame, "label", sampler=SAMPLER, block_size=0)


def test_what_cells_say_is_raised_when_they_are_computed():
    table = make_table()
    table.loc[table["label"] == "a", "x"] = np.nan
    more = resample_dask(divided(table, [300]), "label", sampler=SAMPLER)
    with pytest.raises(ValueError, match=r"missing|NaN"):
        more.X.compute()
    counts = {"a": 9, "b": 60, "c": 200}
    table = make_table()
    more = resample_dask(divided(table, [300]), "label", sampler=SAMPLER, class_counts=counts)
    with pytest.raises(ValueError, match=r"rows of class '[ab]', and (9|60) were counted"):
        more.X.compute()


def test_what_is_too_large_is_named():
    call = {"sampler": SAMPLER, "memory_limit": 5_000}
    with pytest.raises(MemoryError, match=r"Partition 1 has 280 rows, .*X\.repartition\("):
        resample_dask(divided(make_table(), [20, 280]), "label", **call)
    with pytest.raises(MemoryError, match=r"Class 'a' has \d+ rows, .* search neighbors"):
        resample_dask(divided(make_table(), [20] * 15), "label", **call)


@pytest.mark.parametrize(("doing", "number"), [("count_labels", 0), ("getitem", 2)])
def test_a_partition_that_workers_die_of_is_named(monkeypatch, doing, number):
    distributed = pytest.importorskip("distributed")

    def killed(self):
        keys = [key for key in self.dask if doing in str(key) and (number == 0 or number in key)]
        raise distributed.KilledWorker(keys[0], "tcp://worker", 3)

    monkeypatch.setattr(dask.base.DaskMethodsMixin, "compute", killed)
    frame = divided(make_table(), [100, 100, 100])
    with pytest.raises(MemoryError, match=rf"Partition {number} cannot be read: 4 workers died"):
        resample_dask(frame, "label", sampler=SAMPLER)


def test_without_dask_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "dask.dataframe", None)
    with pytest.raises(ImportError, match=r"pip install 'oversample\[dask\]'"):
        resample_dask(None, "label", sampler=SAMPLER)


def test_lazy_tables_are_pointed_here():
    with pytest.raises(TypeError, match=r"oversample\.resample_dask"):
        SMOTE().fit_resample(dd.from_pandas(make_table(), npartitions=2), [0, 1] * 150)


def test_the_example_of_the_docstring_runs():
    source = resample_dask.__doc__.replace("# doctest: +SKIP", "")
    example = doctest.DocTestParser().get_doctest(source, {}, "resample_dask", None, None)
    assert doctest.DocTestRunner().run(example) == doctest.TestResults(0, 8)
