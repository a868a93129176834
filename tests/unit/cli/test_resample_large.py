"""python -m oversample resample --out-of-core: folders, exit statuses, and what it says."""

import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet

from oversample import SMOTE, resample_parquet
from oversample.__main__ import main
from oversample.distributed import cells


@pytest.fixture
def frame():
    rng = np.random.default_rng(0)
    state = np.where(np.arange(90) % 5 == 0, "ill", "well")
    return pd.DataFrame({"age": rng.integers(20, 90, 90), "paid": rng.random(90), "state": state})


def resample(*told):
    return main(["resample", *map(str, told), "--target", "state", "--seed", "0", "--out-of-core"])


def test_a_folder_of_parquet_goes_into_a_folder(tmp_path, frame, capsys):
    (tmp_path / "in").mkdir()
    frame[:40].to_parquet(tmp_path / "in" / "a.parquet", index=False)
    frame[40:].to_parquet(tmp_path / "in" / "b.parquet", index=False)
    assert resample(tmp_path / "in", tmp_path / "out", "--rows", "ill=0.5") == 0
    assert "out: 108 rows, 18 of them synthetic" in capsys.readouterr().out
    sampler = SMOTE(random_state=0, sampling_strategy={"ill": 0.5}, categorical_features="auto")
    resample_parquet(tmp_path / "in", tmp_path / "same", sampler=sampler, y="state")
    made = parquet.read_table(tmp_path / "out")
    assert made.equals(parquet.read_table(tmp_path / "same"))
    assert len(made) == 108


def test_csv_goes_into_csv_and_a_dry_run_writes_nothing(tmp_path, frame, capsys):
    source = tmp_path / "in.csv"
    frame.to_csv(source, index=False, sep=";")
    told = ("--categorical", "age", "--method", "adasyn")
    assert resample(source, "--dry-run", *told) == 0
    assert capsys.readouterr().out.splitlines() == [
        "class  rows  new  then",
        "ill      18   54    72",
        "well     72    0    72",
    ]
    assert resample(source, tmp_path / "out", *told) == 0
    assert "144 rows, 54 of them synthetic" in capsys.readouterr().out
    first = tmp_path / "out" / "original-000000.csv"
    assert first.read_bytes() == source.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out"]


def test_a_separator_that_is_told_is_the_one(tmp_path, frame, capsys):
    frame.to_csv(tmp_path / "in.tsv", index=False, sep="\t")
    assert resample(tmp_path / "in.tsv", "--dry-run", "--sep", "tab") == 0
    assert "ill      18   54    72" in capsys.readouterr().out
    assert resample(tmp_path / "in.tsv", tmp_path / "out", "--sep", ",") == 1
    assert "pass separator='\\t', or --separator" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in.tsv"]


def test_neighbors_are_searched_in_cells_where_that_is_told(tmp_path, frame, monkeypatch, capsys):
    monkeypatch.setattr(cells, "CELL_ROWS", 9)
    frame.to_parquet(tmp_path / "in.parquet", index=False)
    assert resample(tmp_path / "in.parquet", tmp_path / "out", "--exact", "no") == 0
    assert "are searched in 2 cells, for exact=False" in capsys.readouterr().err
    for told in ([], ["--exact", "auto"], ["--exact", "yes"]):
        target = tmp_path / "".join(["exact", *told])
        assert resample(tmp_path / "in.parquet", target, *told) == 0
        made = parquet.read_table(target)
        assert not made.equals(parquet.read_table(tmp_path / "out"))
    assert main(["resample", "in.csv", "out.csv", "--target", "state", "--exact", "no"]) == 2


@pytest.mark.parametrize(
    ("told", "status", "message"),
    [
        (["--mark", "made"], 2, "--mark does not go with --out-of-core"),
        (["--method", "svmsmote"], 1, "fits a support vector machine to all rows"),
        (["--rows", "dead=9"], 1, "No row has the label 'dead'"),
        (["--set", "k_neighbors=50"], 1, "needs more than k_neighbors=50"),
        (["--categorical", "age"], 2, "for CSV only"),
    ],
)
def test_what_cannot_be_done_is_told_with_a_status(tmp_path, frame, capsys, told, status, message):
    frame.to_parquet(tmp_path / "in.parquet", index=False)
    assert resample(tmp_path / "in.parquet", tmp_path / "out", *told) == status
    assert pd.Series([capsys.readouterr().err]).str.contains(message).all()
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]


def test_inputs_and_seeds_that_are_missing(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert resample(tmp_path / "empty", tmp_path / "out") == 1
    assert "neither *.csv nor *.parquet" in capsys.readouterr().err
    assert resample(tmp_path / "none.parquet", tmp_path / "out") == 1
    assert "There is no parquet file" in capsys.readouterr().err
    told = ["resample", "in.csv", "out", "--target", "state", "--out-of-core"]
    assert main(told) == 2
    assert "needs a --seed" in capsys.readouterr().err
