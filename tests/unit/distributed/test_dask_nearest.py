"""Rules that look at rows of other classes, on Dask: as out of core, whatever happens."""

from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal
from pyarrow import parquet

from oversample import ADASYN, SMOTE, BorderlineSMOTE, resample_dask, resample_parquet
from tests.unit.distributed.tables import divided, parts_and_origins
from tests.unit.distributed.test_nearest import SAMPLERS, make_table

dask = pytest.importorskip("dask", reason="needs dask, which the extra of that name brings")
dd = pytest.importorskip("dask.dataframe")
da = pytest.importorskip("dask.array")

pytestmark = pytest.mark.dask

N_ROWS = 240


@pytest.fixture(autouse=True)
def _one_thread():
    with dask.config.set(scheduler="synchronous"):
        yield


def make_frame():
    return make_table(N_ROWS).to_pandas().astype({"label": "string[pyarrow]"})


def rows_of(frame):
    return pa.Table.from_pandas(frame, preserve_index=False).to_pylist()


@pytest.mark.parametrize("name", SAMPLERS)
def test_rows_are_those_of_the_driver_for_parquet(tmp_path, name):
    table, sampler = make_frame(), SAMPLERS[name]
    parquet.write_table(pa.Table.from_pandas(table), tmp_path / "t.parquet")
    call = {"sampler": sampler, "block_size": 60}
    resample_parquet(tmp_path / "t.parquet", tmp_path / "r", y="label", provenance=True, **call)
    wanted = parquet.read_table(tmp_path / "r").to_pylist()
    parents = pd.read_parquet(tmp_path / "r" / "_provenance")
    for sizes in ([240], [1, 99, 0, 100, 40], [30] * 8):
        more = resample_dask(divided(table, sizes), "label", **call)
        made, origins = parts_and_origins(more)
        assert rows_of(made) == wanted
        starts = np.cumsum(sizes) - sizes
        for parent in ("base", "partner"):
            row = starts[origins[f"{parent}_partition"]] + origins[f"{parent}_row"]
            assert row.tolist() == parents[f"{parent}_row"].tolist()
        assert (made.index[N_ROWS:] == table.index[parents["base_row"]]).all()


@pytest.mark.parametrize("size", [240, 50])
def test_labels_apart_and_arrays_give_the_same_rows(size):
    table = make_frame()[["x", "n", "label"]].astype({"n": np.float32})
    sampler = BorderlineSMOTE(random_state=0, m_neighbors=7, k_neighbors=3)
    frame = dd.from_pandas(table, npartitions=-(-240 // size))
    whole = resample_dask(frame, "label", sampler=sampler).X.compute()
    X, y, *_ = resample_dask(frame[["x", "n"]], frame["label"], sampler=sampler)
    assert_frame_equal(X.compute().assign(label=y.compute()), whole)
    rows = da.from_array(table[["x", "n"]].to_numpy(), chunks=size)
    labels = da.from_array(table["label"].to_numpy(dtype=str), chunks=90)
    X, y, *_ = dask.compute(*resample_dask(rows, labels, sampler=sampler)[:2])
    np.testing.assert_array_equal(X, whole[["x", "n"]])
    np.testing.assert_array_equal(y, whole["label"])


def test_labels_of_every_kind():
    table = make_frame()
    number = table["label"].map({"a": 3, "b": -1, "c": 7})
    sampler = SAMPLERS["adasyn"]
    wanted = None
    for labels in (number, number.astype("Int8"), number.astype("category")):
        more = resample_dask(
            divided(table.assign(label=labels), [90, 150]), "label", sampler=sampler
        )
        made = more.X.compute()
        assert made["label"].dtype == labels.dtype
        wanted = made["x"] if wanted is None else wanted
        assert made["x"].tolist() == wanted.tolist()
        assert made["label"].value_counts().to_dict() == more.class_counts


class Reader:
    """A table that notes which partitions are read, in which order."""

    def __init__(self, *parts):
        self.parts = parts
        self.reads = []
        self.frame = dd.from_map(self.read, range(len(parts)), meta=parts[0].iloc[:0])

    def __dask_tokenize__(self):
        # Readers of equal tables are not the same.
        return id(self)

    def read(self, i):
        self.reads.append(i)
        return self.parts[i]


def test_a_partition_is_read_when_it_is_searched_and_not_before():
    table = make_frame()
    reader = Reader(*(table[start : start + 60] for start in range(0, 240, 60)))
    counts = table["label"].value_counts().to_dict()
    more = resample_dask(
        reader.frame, "label", sampler=SAMPLERS["borderline-1"], class_counts=counts
    )
    assert not reader.reads
    dask.compute(*more.origins)
    # For the rows of the classes, to be searched, and for the rows that were found.
    rounds = [sorted(reader.reads[start : start + 4]) for start in range(0, 12, 4)]
    assert rounds == [[0, 1, 2, 3]] * 3
    assert len(reader.reads) == 12
    reader.reads.clear()
    more.X.compute()
    assert Counter(reader.reads) == dict.fromkeys(range(4), 4)


def test_the_graph_grows_with_partitions_not_with_their_square():
    sizes = []
    for n in (15, 30):
        frame = dd.from_pandas(make_frame(), npartitions=n)
        more = resample_dask(frame, "label", sampler=SAMPLERS["adasyn"])
        sizes.append(len(dict(more.origins[0].dask)))
    assert sizes[1] < 2.2 * sizes[0]


def test_what_does_not_fit_is_refused_before_it_is_tried():
    table = divided(make_frame(), [20] * 12)
    call = {"sampler": SMOTE(random_state=0, categorical_features="auto"), "memory_limit": 16_000}
    resample_dask(table, "label", **call)
    call["sampler"] = SAMPLERS["borderline-1"]
    with pytest.raises(MemoryError, match="with the 7 nearest of other classes to each"):
        resample_dask(table, "label", **call)


def test_labels_that_were_not_counted_are_named_when_they_are_met():
    table = make_frame()
    counts = table["label"].value_counts().to_dict()
    gone = table.assign(label=table["label"].where(table.index != 5))
    counts_of_rest = gone["label"].value_counts().to_dict()
    more = resample_dask(
        divided(gone, [240]),
        "label",
        sampler=ADASYN(random_state=0, categorical_features="auto"),
        class_counts=counts_of_rest,
    )
    with pytest.raises(ValueError, match="Partition 0 has 1 rows without a label"):
        more.X.compute()
    other = table.assign(label=table["label"].where(table["label"] != "c", "d"))
    more = resample_dask(
        divided(other, [240]),
        "label",
        sampler=ADASYN(random_state=0, categorical_features="auto"),
        class_counts=counts,
    )
    with pytest.raises(ValueError, match="rows of class d, of which none was counted"):
        more.X.compute()
