"""CSV in, CSV out: typed in a first pass, rows as those of parquet, lines as they were."""

import os
import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import csv, parquet

from oversample import ADASYN, SMOTE, resample_csv, resample_parquet
from oversample.distributed import csv as writer
from oversample.distributed import csv_source
from oversample.distributed import parquet as driver
from oversample.distributed.csv_source import CsvSource

SAMPLER = SMOTE(random_state=0, categorical_features="auto", k_neighbors=3)


def write(folder, n_rows=120):
    """Write a table whose identifiers have leading zeros, and one cell a line break in quotes."""
    rng = np.random.default_rng(0)
    states = np.where(np.arange(n_rows) % 6 == 0, "ill", "well")
    lines = ["id,age,paid,town,seen,state"]
    for i, state in enumerate(states):
        town = '"New\nUlm"' if i == 7 else rng.choice(["Ulm", "Kiel"])
        paid, day = round(rng.uniform(0, 9), 2), 1 + i % 28
        lines.append(f"{i:04d},{rng.integers(20, 90)},{paid},{town},2024-01-{day:02d},{state}")
    path = folder / "table.csv"
    path.write_text("\n".join(lines))
    return path


def test_pieces_without_rows_write_no_line(tmp_path):
    rows = pa.table({"town": ["Ulm", "Kiel"], "age": [1, 2]})
    pieces = pa.concat_tables([rows.slice(0, 0), rows, rows.slice(0, 0)])
    writer._write(tmp_path / "t.csv", [pieces, rows.slice(0, 0), rows], rows.schema, ",")
    lines = (tmp_path / "t.csv").read_text().splitlines()
    assert lines[1:] == ['"Ulm",1', '"Kiel",2'] * 2 or lines[1:] == ["Ulm,1", "Kiel,2"] * 2


def test_lines_come_back_and_new_rows_are_those_of_parquet(tmp_path, monkeypatch):
    # So small that types are read over several pieces.
    monkeypatch.setattr(csv_source, "_BLOCK", 700)
    source = write(tmp_path)
    call = {"sampler": SAMPLER, "y": "state", "block_size": 32}
    written = resample_csv(source, tmp_path / "r", **call)
    assert sorted(os.listdir(tmp_path)) == ["r", "table.csv"]
    assert sorted(os.listdir(tmp_path / "r")) == ["original-000000.csv", "synthetic-000000.csv"]
    assert (tmp_path / "r" / "original-000000.csv").read_bytes() == source.read_bytes()
    assert written.class_counts == {"ill": 100, "well": 100}
    types = {"id": pa.string(), "seen": pa.date32()}
    reading = {
        "parse_options": csv.ParseOptions(newlines_in_values=True),
        "convert_options": csv.ConvertOptions(column_types=types),
    }
    typed = csv.read_csv(source, **reading)
    parquet.write_table(typed, tmp_path / "t.parquet")
    resample_parquet(tmp_path / "t.parquet", tmp_path / "p", **call)
    wanted = parquet.read_table(tmp_path / "p").slice(120).to_pandas()
    # By Arrow: pandas before 3 is a last bit off.
    made = csv.read_csv(tmp_path / "r" / "synthetic-000000.csv", **reading).to_pandas()
    assert made.to_dict("list") == wanted.to_dict("list")
    assert made["id"].str.fullmatch("[0-9]{4}").all()


def test_types_are_what_all_cells_are_unless_they_are_stated(tmp_path):
    cells = {"w": ["1", "-20"], "n": ["1", "2.5e3"], "z": ["007", "12"], "d": ["2024-01-31", ""]}
    cells |= {"t": ["1", "x"], "p": ["89073", "1"]}
    pd.DataFrame(cells).to_csv(tmp_path / "t.csv", index=False, sep=";")
    source = CsvSource.open(tmp_path / "t.csv", ";", [""])
    found = source.schema({"p": "string"})
    kinds = ["int64", "double", "string", "date32[day]", "string", "string"]
    assert [str(kind) for kind in found.types] == kinds
    with pytest.raises(ValueError, match="column of the table"):
        source.schema({"postcode": "string"})


def test_a_folder_is_one_table_and_what_was_interrupted_is_gone_on_with(tmp_path, monkeypatch):
    source = write(tmp_path)
    lines = source.read_text().split("\n")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "a.csv").write_text("\n".join(lines[:50]) + "\n")
    (tmp_path / "parts" / "b.csv").write_text("\n".join([lines[0], *lines[50:]]))
    call = {"sampler": ADASYN(random_state=0, categorical_features="auto"), "y": "state"}
    call["types"] = {"age": "float64"}
    resample_csv(source, tmp_path / "one", **call)

    def full(self):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(driver.UnfinishedFolder, "finish", full)
        with pytest.raises(OSError, match="No space left"):
            resample_csv(tmp_path / "parts", tmp_path / "many", **call)
    assert (tmp_path / ".many.unfinished" / "typed.parquet").exists()
    with pytest.raises(ValueError, match="other values of types"):
        resample_csv(tmp_path / "parts", tmp_path / "many", **{**call, "types": None})
    resample_csv(tmp_path / "parts", tmp_path / "many", **call)
    made = "synthetic-000000.csv"
    assert (tmp_path / "many" / made).read_bytes() == (tmp_path / "one" / made).read_bytes()
    assert len(os.listdir(tmp_path / "many")) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b,y\n1,2,u\n1,v\n", "as CSV.*Expected 3 columns, got 2"),
        ("a,a,y\n1,2,u\n", "several columns of one name"),
        ("a,b,y\n1,2,u\n1,2,\n", "1 rows have no label"),
        ("a,b,y\n1,2,u\n1,2,v\n1,2,v\n", "needs more than k_neighbors=3"),
    ],
)
def test_what_cannot_be_done_leaves_nothing(tmp_path, text, message):
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(ValueError, match=message):
        resample_csv(tmp_path / "t.csv", tmp_path / "r", sampler=SAMPLER, y="y")
    assert os.listdir(tmp_path) == ["t.csv"]
    with pytest.raises(FileNotFoundError, match="There is no CSV"):
        resample_csv(tmp_path / "none", tmp_path / "r", sampler=SAMPLER, y="y")


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_another_separator_is_told_before_any_pass(tmp_path, monkeypatch, separator):
    source = write(tmp_path)
    source.write_text(source.read_text().replace(",", separator))
    call = {"sampler": SAMPLER, "y": "state"}
    with monkeypatch.context() as patch:
        patch.setattr(CsvSource, "_batches", None)
        message = f"table.csv has 1 column where ',' .* 'state'.* separator={separator!r}"
        with pytest.raises(ValueError, match=re.escape(message).replace(r"\.\*", ".*")):
            resample_csv(source, tmp_path / "r", **call)
    assert os.listdir(tmp_path) == ["table.csv"]
    resample_csv(source, tmp_path / "r", separator=None, **call)
    assert (tmp_path / "r" / "original-000000.csv").read_bytes() == source.read_bytes()
    made = pd.read_csv(tmp_path / "r" / "synthetic-000000.csv", sep=separator)
    assert list(made) == ["id", "age", "paid", "town", "seen", "state"]


def test_a_target_that_is_not_there_is_told_before_any_pass(tmp_path, monkeypatch):
    monkeypatch.setattr(CsvSource, "_batches", None)
    with pytest.raises(ValueError, match=r"no column of the table 'stat'.*Did you mean 'state'"):
        resample_csv(write(tmp_path), tmp_path / "r", sampler=SAMPLER, y="stat")
    assert os.listdir(tmp_path) == ["table.csv"]


@pytest.mark.parametrize("separator", ["", "::", 7])
def test_a_separator_is_one_character(tmp_path, separator):
    with pytest.raises(ValueError, match=r"'separator'.*resample_csv.*one character.* Got "):
        resample_csv(
            write(tmp_path), tmp_path / "r", sampler=SAMPLER, y="state", separator=separator
        )


@pytest.mark.parametrize(
    ("text", "encoding", "remedy"),
    [
        ("age,state\n1,ill\n2,well\n", "utf-16", "iconv -f utf-16 -t utf-8 t.csv"),
        ("age,state\n1,kränk\n2,well\n", "latin-1", "iconv -f latin1 -t utf-8 t.csv"),
        ("größe,state\n1,ill\n2,well\n", "latin-1", "iconv -f latin1 -t utf-8 t.csv"),
    ],
)
def test_another_encoding_is_told_with_the_way_to_utf_8(tmp_path, text, encoding, remedy):
    (tmp_path / "t.csv").write_text(text, encoding=encoding)
    with pytest.raises(ValueError, match=f"t.csv is not UTF-8.*{remedy}"):
        resample_csv(tmp_path / "t.csv", tmp_path / "r", sampler=SAMPLER, y="state")


@pytest.mark.parametrize(
    ("text", "message"),
    [("y\n1\n1\n2\n", "no column beside 'y'"), ("a,y\n", "The table has no rows")],
)
def test_a_table_without_columns_or_rows_is_told(tmp_path, text, message):
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(ValueError, match=message):
        resample_csv(tmp_path / "t.csv", tmp_path / "r", sampler=SAMPLER, y="y")
    assert os.listdir(tmp_path) == ["t.csv"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"missing": "NA"}, "'missing'.*resample_csv.*a list of texts.*Got 'NA'"),
        ({"missing": [None]}, "'missing'.*resample_csv.*a list of texts"),
        ({"types": ["id"]}, "'types'.*resample_csv.*a dict.*Got"),
        ({"types": {"id": "text"}}, "type of column 'id'.*'string'.*Got 'text'"),
        ({"types": {"id": str}}, "type of column 'id'.*'string'.*Got <class 'str'>"),
    ],
)
def test_how_csv_is_read_is_checked_before_any_pass(tmp_path, monkeypatch, call, message):
    monkeypatch.setattr(CsvSource, "_batches", None)
    with pytest.raises(ValueError, match=message):
        resample_csv(write(tmp_path), tmp_path / "r", sampler=SAMPLER, y="state", **call)
    assert os.listdir(tmp_path) == ["table.csv"]
