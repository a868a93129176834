"""Parquet in and out, and to CSV and back."""

import datetime
import sys
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from oversample.__main__ import main

N = 10


@pytest.fixture
def table():
    day = datetime.date(2024, 1, 1)
    return pa.table(
        {
            "whole": pa.array([None, *range(1, N)], pa.int32()),
            "price": pa.array([Decimal(i) / 4 for i in range(N)], pa.decimal128(9, 2)),
            "day": pa.array([day + datetime.timedelta(days=i) for i in range(N)]),
            "town": pa.array(["Ulm", "Kiel"] * (N // 2)).dictionary_encode(),
            "name": pa.array([f"00{i}" for i in range(N)], pa.large_string()),
            "fraud": pa.array([i < 4 for i in range(N)]),
        }
    ).replace_schema_metadata({"source": "survey"})


def run(source, target, *options):
    told = ["--set", "k_neighbors=2", "--set", "missing_values=present", "--seed", "0"]
    return main(["resample", str(source), str(target), "--target", "fraud", *told, *options])


def test_types_and_old_rows_are_kept(table, tmp_path):
    source, target = tmp_path / "in.parquet", tmp_path / "out.pq"
    parquet.write_table(table, source)
    assert run(source, target, "--mark", "made", "--copy", "name") == 0
    result = parquet.read_table(target)
    assert result.column("made").to_pylist() == [False] * N + [True] * 2
    assert result.drop_columns("made").slice(0, N).equals(table)
    assert result.schema.metadata[b"source"] == b"survey"
    new = result.slice(N).to_pylist()
    assert {row["name"] for row in new} <= {"000", "001", "002", "003"}
    assert all(row["fraud"] for row in new)


def test_numbers_may_be_categories(table, tmp_path):
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    parquet.write_table(table.set_column(0, "whole", pa.array([5, 900] * 5, pa.int16())), source)
    assert run(source, target, "--categorical", "whole") == 0
    result = parquet.read_table(target)
    assert result.schema.field("whole").type == pa.int16()
    assert set(result["whole"].to_pylist()) == {5, 900}


def test_from_one_kind_to_the_other(table, tmp_path):
    paths = [tmp_path / name for name in ("in.parquet", "out.csv", "back.parquet")]
    parquet.write_table(table.drop_columns("whole"), paths[0])
    assert run(paths[0], paths[1], "--mark", "made") == 0
    text = pd.read_csv(paths[1], dtype=str)
    assert list(text["name"][:N]) == [f"00{i}" for i in range(N)]
    assert run(paths[1], paths[2], "--strategy", "all") == 0
    back = pd.read_parquet(paths[2])
    assert list(back["name"][:N]) == [f"00{i}" for i in range(N)]
    assert (back["day"].dt.normalize() == back["day"]).all()


def test_what_is_no_parquet_is_said(tmp_path, capsys):
    source = tmp_path / "in.parquet"
    source.write_text("a,b\n")
    assert run(source, tmp_path / "out.parquet") == 1
    assert "as parquet" in capsys.readouterr().err


def test_an_index_of_pandas_is_noted(table, tmp_path, capsys):
    source = tmp_path / "in.parquet"
    frame = table.drop_columns(["whole"]).to_pandas()
    frame.set_index(pd.Index([7, *range(1, N)])).to_parquet(source)
    assert run(source, tmp_path / "out.parquet") == 0
    assert "--copy __index_level_0__" in capsys.readouterr().err


def test_without_pyarrow_the_extra_is_named(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    source = tmp_path / "in.parquet"
    source.write_bytes(b"")
    assert run(source, tmp_path / "out.parquet") == 1
    assert "pip install 'oversample[parquet]'" in capsys.readouterr().err


def test_columns_of_one_name_are_refused(tmp_path, capsys):
    source = tmp_path / "in.parquet"
    parquet.write_table(pa.table([[1, 2], [3, 4], ["u", "v"]], names=["a", "a", "ill"]), source)
    assert run(source, tmp_path / "out.parquet") == 1
    assert "in.parquet has several columns of one name: 'a'" in capsys.readouterr().err
