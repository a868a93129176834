"""Partners of any class on Dask: the rows of the driver for parquet, whatever happens."""

from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal
from pyarrow import parquet

from oversample import Mixup, resample_dask, resample_parquet
from oversample.distributed import dask_partners
from tests.unit.distributed.tables import divided, parts_and_origins
from tests.unit.distributed.test_partners import SAMPLERS, make_table

dask = pytest.importorskip("dask", reason="needs dask, which the extra of that name brings")
dd = pytest.importorskip("dask.dataframe")
da = pytest.importorskip("dask.array")

pytestmark = pytest.mark.dask


@pytest.fixture(autouse=True)
def _one_thread():
    with dask.config.set(scheduler="synchronous"):
        yield


def make_frame():
    return make_table().to_pandas().astype({"label": "string[pyarrow]"})


@pytest.mark.parametrize("name", SAMPLERS)
def test_rows_are_those_of_the_driver_for_parquet(tmp_path, monkeypatch, name):
    monkeypatch.setattr(dask_partners, "RUN_ROWS", 64)
    table = make_frame()
    parquet.write_table(pa.Table.from_pandas(table), tmp_path / "t.parquet")
    call = {"sampler": SAMPLERS[name], "block_size": 30}
    resample_parquet(tmp_path / "t.parquet", tmp_path / "r", y="label", provenance=True, **call)
    wanted = parquet.read_table(tmp_path / "r").to_pylist()
    parents = pd.read_parquet(tmp_path / "r" / "_provenance")
    for sizes in ([240], [1, 99, 0, 100, 40]):
        more = resample_dask(divided(table, sizes), "label", **call)
        made, origins = parts_and_origins(more)
        assert pa.Table.from_pandas(made, preserve_index=False).to_pylist() == wanted
        starts = np.cumsum(sizes) - sizes
        for parent in ("base", "partner"):
            row = starts[origins[f"{parent}_partition"]] + origins[f"{parent}_row"]
            assert row.tolist() == parents[f"{parent}_row"].tolist()
        assert (made.index[240:] == table.index[parents["base_row"]]).all()


def test_labels_apart_and_arrays_give_the_same_rows():
    table = make_frame()[["x", "n", "label"]].astype({"n": np.float32})
    sampler = Mixup(random_state=0)
    frame = dd.from_pandas(table, npartitions=5)
    whole = resample_dask(frame, "label", sampler=sampler).X.compute()
    X, y, *_ = resample_dask(frame[["x", "n"]], frame["label"], sampler=sampler)
    assert_frame_equal(X.compute().assign(label=y.compute()), whole)
    rows = da.from_array(table[["x", "n"]].to_numpy(), chunks=50)
    labels = da.from_array(table["label"].to_numpy(dtype=str), chunks=90)
    X, y, *_ = dask.compute(*resample_dask(rows, labels, sampler=sampler)[:2])
    np.testing.assert_array_equal(X, whole[["x", "n"]])
    np.testing.assert_array_equal(y, whole["label"])


def test_nothing_is_computed_where_counts_are_given():
    table, reads = make_frame(), Counter()

    def read(i):
        reads[i] += 1
        return table[i * 80 : i * 80 + 80]

    counts = table["label"].value_counts().to_dict()
    frame = dd.from_map(read, range(3), meta=table.iloc[:0])
    more = resample_dask(frame, "label", sampler=SAMPLERS["any"], class_counts=counts)
    assert not reads
    wanted = resample_dask(divided(table, [240]), "label", sampler=SAMPLERS["any"]).X.compute()
    assert_frame_equal(more.X.compute(), wanted)
    more = resample_dask(frame, "label", sampler=SAMPLERS["any"], class_counts=counts | {"c": 999})
    with pytest.raises(ValueError, match="240 rows, of other classes than were counted"):
        more.X.compute()
