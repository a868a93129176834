"""python -m oversample resample --dask: the rows of --out-of-core, by the workers of a cluster."""

import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet

from oversample.__main__ import main

distributed = pytest.importorskip("distributed", reason="needs dask, which the extra brings")

pytestmark = pytest.mark.dask


@pytest.fixture
def source(tmp_path):
    rng = np.random.default_rng(0)
    state = np.where(np.arange(90) % 5 == 0, "ill", "well")
    frame = pd.DataFrame({"age": rng.integers(20, 90, 90), "state": state, "x": rng.random(90)})
    folder = tmp_path / "in"
    folder.mkdir()
    for i in range(3):
        frame[i * 30 : i * 30 + 30].to_parquet(folder / f"{i}.parquet", index=False)
    return folder


def resample(*told):
    return main(["resample", *map(str, told), "--target", "state", "--seed", "0"])


def test_workers_of_a_scheduler_write_the_rows_of_one_machine(tmp_path, source, capsys):
    # Workers in this process take no time to start.
    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0"}
    with distributed.LocalCluster(processes=False, protocol="tcp", **settings) as cluster:
        told = ("--rows", "ill=0.5", "--dask", cluster.scheduler_address)
        assert resample(source, tmp_path / "out", *told) == 0
        assert "out: 108 rows, 18 of them synthetic" in capsys.readouterr().out
        assert resample(source, tmp_path / "out", *told) == 1
        assert "exists already" in capsys.readouterr().err
    assert resample(source, tmp_path / "same", "--rows", "ill=0.5", "--out-of-core") == 0
    made, same = (parquet.read_table(tmp_path / name) for name in ("out", "same"))
    assert made.to_pylist() == same.to_pylist()
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("told", "status", "message"),
    [
        (["--out-of-core"], 2, "--dask does not go with --out-of-core"),
        (["--mark", "made"], 2, "--mark does not go with --dask"),
        (["--categorical", "age"], 2, "--categorical goes with --dask for CSV only"),
        (["--method", "smoteenn"], 1, "SMOTEENN cannot work"),
    ],
)
def test_what_cannot_be_done_is_told_with_a_status(source, capsys, told, status, message):
    assert resample(source, source.parent / "out", "--dask", "here", *told) == status
    assert message in capsys.readouterr().err


def test_csv_and_schedulers_that_are_not_there(tmp_path, source, capsys, monkeypatch):
    (tmp_path / "t.csv").write_text("x,state\n1,ill\n")
    assert resample(tmp_path / "t.csv", tmp_path / "out", "--dask", "here") == 2
    assert "--dask goes with parquet only" in capsys.readouterr().err
    for address in ("tcp://127.0.0.1:1", "nonsense"):
        monkeypatch.setattr(distributed, "Client", unreachable)
        assert resample(source, tmp_path / "out", "--dask", address) == 1
        assert "There is no scheduler of Dask at" in capsys.readouterr().err


def unreachable(**told):
    raise OSError(f"Timed out trying to connect to {told['address']}")
