"""Parquet in, parquet out: the same rows however the table is divided, and whatever happens."""

import json
import os
import resource
import signal
import subprocess
import sys
from contextlib import nullcontext
from textwrap import dedent

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from numpy.random import SeedSequence
from pyarrow import parquet
from sklearn.utils.fixes import parse_version

from oversample import (
    SMOTE,
    SMOTEENN,
    ImageOverSampler,
    Mixup,
    RandomOverSampler,
    RandomSMOTE,
    resample_parquet,
)
from oversample.distributed import parquet as driver
from oversample.distributed.counts import Counts
from oversample.distributed.filling import Filling
from oversample.distributed.rows import CollectedRows, collect, count_labels
from oversample.image import Rotate

# Until release 1.32 polars compares categories of several files in a cache alone.
STRINGS = pl.StringCache if parse_version(pl.__version__) < parse_version("1.32") else nullcontext

SAMPLER = SMOTE(random_state=SeedSequence(5), categorical_features="auto", k_neighbors=3)


def make_table(n_rows=300):
    rng = np.random.default_rng(0)
    return pa.table(
        {
            "x": pa.array(rng.normal(size=n_rows), pa.float32()),
            "label": rng.choice(["a", "b", "c"], n_rows, p=[0.1, 0.2, 0.7]),
            "n": pa.array(rng.integers(0, 50, n_rows), pa.int16()),
            "word": rng.choice(["red", "green", "blue", None], n_rows),
            "day": pa.array(rng.integers(0, 9999, n_rows).astype("datetime64[D]")),
        }
    )


def write(table, path, sizes):
    """Write a table in row groups of these sizes, each with a dictionary of its own."""
    kind = pa.dictionary(pa.int32(), pa.string())
    place = table.schema.get_field_index("word")
    schema = table.schema.set(place, pa.field("word", kind))
    with parquet.ParquetWriter(path, schema) as writer:
        start = 0
        for size in sizes:
            part = table.slice(start, size)
            words = part["word"].combine_chunks().dictionary_encode()
            writer.write_table(part.set_column(place, schema.field("word"), words))
            start += size
    assert start == len(table)
    return path


def in_memory(table, sampler, y, block_size):
    """Return the new rows as the core makes them of one partition; slow and plain."""
    counts = Counts.of([count_labels(table[y])])
    made = []
    for label, n_new in counts.to_make(sampler.sampling_strategy).items():
        rows = CollectedRows.join([collect(table, y, [label], 0)[label]])
        filling = Filling.prepare(sampler, rows.features(y), counts, label, n_new, block_size)
        blocks = [filling.make(filling.plan(block)) for block in range(filling.n_blocks)]
        made += [rows.to_arrow(block, y) for block in blocks]
    return pa.concat_tables(made).to_pylist()


def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.parquet")}


@pytest.mark.parametrize(
    "sampler",
    [
        SAMPLER,
        RandomOverSampler(random_state=1),
        RandomSMOTE(random_state=1, categorical_features="auto", grid="off"),
    ],
)
def test_rows_do_not_depend_on_row_groups(tmp_path, sampler):
    table = make_table()
    wanted = None
    for name, sizes in {"one": [300], "some": [1, 99, 150, 50], "many": [10] * 30}.items():
        source = write(table, tmp_path / f"{name}.parquet", sizes)
        written = resample_parquet(
            source, tmp_path / name, sampler=sampler, y="label", block_size=64
        )
        result = parquet.read_table(tmp_path / name)
        assert result.schema.types == parquet.read_schema(source).types
        rows = result.to_pylist()
        wanted = wanted or in_memory(parquet.read_table(source), sampler, "label", 64)
        assert rows[:300] == table.to_pylist()
        assert rows[300:] == wanted
        assert written.n_synthetic == len(wanted)
        counted = pd.Series([row["label"] for row in rows]).value_counts().to_dict()
        assert counted == written.class_counts
        assert len(set(written.class_counts.values())) == 1


@pytest.mark.parametrize(
    "sampler",
    [
        Mixup(random_state=1, pairs="same"),
        ImageOverSampler((2, 2), [Rotate((-90, 90))], random_state=1, value_range=(0, 50)),
    ],
)
def test_mixtures_and_images_are_made_in_blocks(tmp_path, sampler):
    rng = np.random.default_rng(0)
    pixels = {f"p{j}": pa.array(rng.integers(0, 50, 90), pa.uint8()) for j in range(4)}
    table = pa.table(pixels | {"label": np.arange(90) % 5 == 0})
    wanted = in_memory(table, sampler, "label", 20)
    for size in (90, 11):
        source = tmp_path / f"{size}.parquet"
        parquet.write_table(table, source, row_group_size=size)
        resample_parquet(source, tmp_path / str(size), sampler=sampler, y="label", block_size=20)
        assert parquet.read_table(tmp_path / str(size)).slice(90).to_pylist() == wanted
    assert len({tuple(row.values()) for row in wanted}) > 18


def test_every_type_comes_back(tmp_path):
    rng, n = np.random.default_rng(0), 120
    numbers = rng.integers(0, 99, n)
    levels = pa.DictionaryArray.from_arrays(
        pa.array(numbers % 3, pa.int8()), ["low", "middle", "high"], ordered=True
    )
    label = pa.DictionaryArray.from_arrays(pa.array(numbers % 5 // 4, pa.int8()), ["no", "yes"])
    kinds = [
        pa.timestamp("us", "Europe/Berlin"),
        pa.large_string(),
        pa.decimal128(21, 2),
        pa.bool_(),
    ]
    columns = {str(kind): pa.array(numbers).cast(kind, safe=False) for kind in kinds}
    columns["gaps"] = pa.array([None if i % 7 == 0 else int(v) for i, v in enumerate(numbers)])
    columns["half"] = pa.array(rng.normal(size=n).astype(np.float16))
    columns["far"] = pa.array(2**60 + numbers)
    columns |= {"levels": levels, "label": label}
    table = pa.table(columns)
    sampler = SMOTE(random_state=0, categorical_features="auto", missing_values="present")
    made = []
    for size in (n, 17):
        source = tmp_path / f"{size}.parquet"
        parquet.write_table(table, source, row_group_size=size)
        resample_parquet(source, tmp_path / str(size), sampler=sampler, y="label", block_size=20)
        result = parquet.read_table(tmp_path / str(size))
        assert result.schema.types == table.schema.types
        assert result.slice(0, n).to_pylist() == table.to_pylist()
        made.append(result.slice(n).to_pylist())
    assert made[0] == made[1]
    assert {row["label"] for row in made[0]} == {"yes"}


def test_more_categories_than_a_type_can_number_are_refused(tmp_path):
    kind = pa.dictionary(pa.int8(), pa.string())
    schema = pa.schema({"word": kind, "label": pa.int8()})
    with parquet.ParquetWriter(tmp_path / "t.parquet", schema) as writer:
        for start in (0, 100):
            words = pa.array([f"w{start + i}" for i in range(100)]).cast(kind)
            label = pa.array(np.arange(100) % 10 > 3).cast(pa.int8())
            writer.write_table(pa.table([words, label], schema=schema))
    sampler = RandomOverSampler(random_state=0, sampling_strategy={1: 500})
    with pytest.raises(ValueError, match="has more of them in all row groups"):
        resample_parquet(tmp_path / "t.parquet", tmp_path / "r", sampler=sampler, y="label")


def test_another_block_size_or_seed_gives_other_rows(tmp_path):
    source = write(make_table(), tmp_path / "t.parquet", [300])
    made = []
    for seed, size in [(5, 64), (5, 32), (6, 64)]:
        sampler = SMOTE(random_state=seed, categorical_features="auto")
        folder = tmp_path / f"{seed}-{size}"
        resample_parquet(source, folder, sampler=sampler, y="label", block_size=size)
        made.append(parquet.read_table(folder).to_pylist()[300:])
    assert made[0] != made[1]
    assert made[0] != made[2]


def test_new_rows_lie_between_the_rows_that_provenance_names(tmp_path):
    table = make_table()
    source = write(table, tmp_path / "t.parquet", [100, 120, 80])
    resample_parquet(
        source, tmp_path / "r", sampler=SAMPLER, y="label", block_size=50, provenance=True
    )
    origins = pd.read_parquet(tmp_path / "r" / "_provenance")
    assert len(pd.read_parquet(tmp_path / "r")) == 300 + len(origins)
    with STRINGS():
        assert len(pl.read_parquet(tmp_path / "r" / "*.parquet")) == 300 + len(origins)
    made = parquet.read_table(tmp_path / "r").slice(300).to_pandas()
    starts, old = np.array([0, 100, 220]), table.to_pandas()
    base = old.iloc[starts[origins["base_partition"]] + origins["base_row"]]
    partner = old.iloc[starts[origins["partner_partition"]] + origins["partner_row"]]
    assert (base["label"].to_numpy() == made["label"].to_numpy()).all()
    assert (origins["label"].to_numpy() == made["label"].to_numpy()).all()
    x = base["x"].to_numpy() + origins["step"] * (partner["x"].to_numpy() - base["x"].to_numpy())
    np.testing.assert_allclose(made["x"], x, rtol=1e-5, atol=1e-6)


def test_rose_takes_its_bandwidth_from_the_number_of_all_rows(tmp_path):
    table = make_table().select(["x", "n", "label"])
    parquet.write_table(table, tmp_path / "t.parquet", row_group_size=70)
    sampler = RandomOverSampler(random_state=0, shrinkage=1.0)
    resample_parquet(tmp_path / "t.parquet", tmp_path / "r", sampler=sampler, y="label")
    rows = parquet.read_table(tmp_path / "r").to_pandas()
    made = rows[300:].query("label == 'a'")
    own = rows[:300].query("label == 'a'")["x"]
    apart = np.abs(made["x"].to_numpy()[:, np.newaxis] - own.to_numpy()).min(axis=1)
    h = (4 / ((2 + 2) * 300)) ** (1 / (2 + 4))
    assert 0 < apart.max() < 5 * h * own.std()
    assert len(set(made["x"])) == len(made)


def test_a_folder_of_files_is_one_table(tmp_path):
    table, folder = make_table(), tmp_path / "parts"
    folder.mkdir()
    write(table.slice(0, 120), folder / "a.parquet", [60, 60])
    write(table.slice(120), folder / "b.parquet", [180])
    (folder / "_metadata").write_bytes(b"not a table")
    one = write(table, tmp_path / "one.parquet", [300])
    for source in (folder, one):
        resample_parquet(source, tmp_path / f"r-{source.stem}", sampler=SAMPLER, y="label")
    assert (
        parquet.read_table(tmp_path / "r-parts").to_pylist()
        == parquet.read_table(tmp_path / "r-one").to_pylist()
    )
    parquet.write_table(pa.table({"x": [1.0], "label": ["a"]}), folder / "c.parquet")
    with pytest.raises(ValueError, match="parquet are not parts of one table"):
        resample_parquet(folder, tmp_path / "r", sampler=SAMPLER, y="label")


KILLED = """
    import os, signal, sys
    from oversample import SMOTE, resample_parquet
    from oversample.distributed import folder, parquet

    parquet._PART_ROWS = 100
    left = int(sys.argv[3])

    def killing(rename):
        def renamed(a, b):
            global left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            rename(a, b)
        return renamed

    folder.os.replace, folder.os.rename = killing(os.replace), killing(os.rename)
    sampler = SMOTE(random_state=5, categorical_features="auto", k_neighbors=3)
    resample_parquet(
        sys.argv[1], sys.argv[2], sampler=sampler, y="label", block_size=50, provenance=True
    )
"""


def test_a_killed_process_is_gone_on_with(tmp_path, monkeypatch):
    monkeypatch.setattr(driver, "_PART_ROWS", 100)
    source = write(make_table(), tmp_path / "t.parquet", [50] * 6)
    call = {"sampler": SMOTE(random_state=5, categorical_features="auto", k_neighbors=3)}
    call |= {"y": "label", "block_size": 50, "provenance": True}
    resample_parquet(source, tmp_path / "whole", **call)
    whole, target = contents(tmp_path / "whole"), tmp_path / "target"
    unfinished = tmp_path / ".target.unfinished"
    # While the second part, and while the whole is put in its place.
    for renames, n_parts in ((3, 1), (len(whole), len(whole))):
        child = subprocess.run(
            [sys.executable, "-c", dedent(KILLED), str(source), str(target), str(renames)],
            check=False,
        )
        assert child.returncode == -signal.SIGKILL
        assert not target.exists()
        left = contents(unfinished / "parts")
        assert left.items() <= whole.items()
        assert len(left) == n_parts
    resample_parquet(source, target, **call)
    assert contents(target) == whole
    assert not unfinished.exists()


def test_another_call_does_not_go_on(tmp_path, monkeypatch):
    source = write(make_table(), tmp_path / "t.parquet", [300])

    def full(self):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(driver.UnfinishedFolder, "finish", full)
        with pytest.raises(OSError, match="No space left"):
            resample_parquet(source, tmp_path / "r", sampler=SAMPLER, y="label")
    other = SMOTE(random_state=6, categorical_features="auto")
    with pytest.raises(ValueError, match="with other values of sampler has left unfinished"):
        resample_parquet(source, tmp_path / "r", sampler=other, y="label")
    note = json.loads((tmp_path / ".r.unfinished" / "run.json").read_text())
    assert note["y"] == "label"
    resample_parquet(source, tmp_path / "r", sampler=SAMPLER, y="label")
    # A process that is killed after the last renaming leaves a note, which binds nothing.
    (tmp_path / ".s.unfinished").mkdir()
    (tmp_path / ".s.unfinished" / "run.json").write_text("{}")
    resample_parquet(source, tmp_path / "s", sampler=SAMPLER, y="label")
    assert contents(tmp_path / "s") == contents(tmp_path / "r")
    assert not (tmp_path / ".s.unfinished").exists()


def test_a_full_disk_leaves_whole_parts(tmp_path, monkeypatch):
    """Files may not grow beyond a limit, which is met like the end of a disk."""
    source = write(make_table(), tmp_path / "t.parquet", [300])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    try:
        with pytest.raises(OSError, match="the same call goes on after the last whole part"):
            resample_parquet(source, tmp_path / "r", sampler=SAMPLER, y="label")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not (tmp_path / "r").exists()
    assert os.listdir(tmp_path / ".r.unfinished" / "parts") == []
    assert resample_parquet(source, tmp_path / "r", sampler=SAMPLER, y="label").n_rows == 300


def replaced(name, values):
    table = make_table()
    return table.set_column(table.schema.get_field_index(name), name, values)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (replaced("label", pa.array(["a", None] * 150)), "150 rows have no label.*row group 0 of"),
        (replaced("label", pa.array(["a"] * 300)), "more than 1 class"),
        (replaced("label", pa.array(np.arange(300) / 7)), "is of type double, but labels are"),
        (replaced("label", pa.array(["a"] * 2 + ["b"] * 298)), "class 'a' has 2"),
        (replaced("x", pa.array([None, 1.0] * 150, pa.float32())), "missing.*x|x.*missing"),
        (
            make_table().rename_columns(["x", "klasse", "n", "word", "day"]),
            "no column of the table",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_written(tmp_path, table, message):
    parquet.write_table(table, tmp_path / "t.parquet")
    sampler = SMOTE(random_state=0, categorical_features="auto", sampling_strategy="all")
    with pytest.raises(ValueError, match=message):
        resample_parquet(tmp_path / "t.parquet", tmp_path / "r", sampler=sampler, y="label")
    assert os.listdir(tmp_path) == ["t.parquet"]


def test_where_a_result_cannot_be_put(tmp_path):
    source = write(make_table(), tmp_path / "t.parquet", [300])
    call = {"sampler": SAMPLER, "y": "label"}
    with pytest.raises(FileExistsError, match="exists already"):
        resample_parquet(source, source, **call)
    with pytest.raises(FileNotFoundError, match="There is no folder"):
        resample_parquet(source, tmp_path / "no" / "r", **call)
    with pytest.raises(FileNotFoundError, match="There is no parquet file"):
        resample_parquet(tmp_path / "none", tmp_path / "r", **call)
    with pytest.raises(ValueError, match="block_size"):
        resample_parquet(source, tmp_path / "r", block_size=0, **call)
    with pytest.raises(ValueError, match="SMOTEENN cannot work"):
        resample_parquet(source, tmp_path / "r", sampler=SMOTEENN(random_state=0), y="label")
    (tmp_path / "text.parquet").write_text("no table")
    with pytest.raises(ValueError, match="as parquet"):
        resample_parquet(tmp_path / "text.parquet", tmp_path / "r", **call)
    table = pd.DataFrame({"x": [1.0, 2.0], "label": [0, 1]}, index=[7, 5])
    table.to_parquet(tmp_path / "index.parquet")
    with pytest.raises(ValueError, match="is the index of a frame of pandas"):
        resample_parquet(tmp_path / "index.parquet", tmp_path / "r", **call)
    assert sorted(os.listdir(tmp_path)) == ["index.parquet", "t.parquet", "text.parquet"]


def test_a_table_in_balance_is_copied(tmp_path):
    table = pa.table({"x": np.arange(40.0), "label": np.arange(40) % 2 == 0})
    parquet.write_table(table, tmp_path / "t.parquet", row_group_size=7)
    written = resample_parquet(tmp_path / "t.parquet", tmp_path / "r", sampler=SAMPLER, y="label")
    assert written.class_counts == {False: 20, True: 20}
    assert parquet.read_table(tmp_path / "r").equals(table)


def test_without_pyarrow_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"pip install 'oversample\[parquet\]'"):
        resample_parquet(tmp_path / "in.parquet", tmp_path / "out", sampler=SAMPLER, y="label")
