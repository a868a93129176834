import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from benchmarks import cli, run
from benchmarks.cells import Cell, blank_row
from benchmarks.results import tidy, write_atomically

ROOT = Path(__file__).parents[2]


def test_end_to_end(tmp_path):
    command = [sys.executable, "-m", "benchmarks.run", "--profile", "smoke", "--jobs", "2"]
    chosen = ["--datasets", "new_thyroid1,glass6", "--methods", "none,imblearn-smote"]
    chosen += ["--classifiers", "logistic-regression", "--out", str(tmp_path)]
    done = subprocess.run([*command, *chosen], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "20/20 cells, 0 failed" in done.stdout
    assert "imblearn-smote" in done.stdout
    assert str(tmp_path) in done.stdout.replace("\n", "")

    rows = pd.read_parquet(tmp_path / "results.parquet")
    assert len(rows) == 2 * 5 * 2
    assert set(rows["status"]) == {"ok"}
    assert set(rows["dataset"]) == {"new_thyroid1", "glass6"}
    assert (rows["version_oversample"] != "").all()
    summary = pd.read_csv(tmp_path / "summary.csv")
    assert summary["method"].tolist() == ["none", "imblearn-smote"]
    assert "# Benchmark" in (tmp_path / "summary.md").read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "results.parquet",
        "summary.csv",
        "summary.md",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--datasets", "abalone-9_18"], "unknown data set 'abalone-9_18' (nearest: abalone9-18"),
        (["--methods", "imblearn-smot"], "nearest: imblearn-smote"),
        (["--classifiers", "logistic"], "nearest: logistic-regression"),
        (["--jobs", "0"], "--jobs must not be 0"),
    ],
)
def test_unknown_names_are_usage_errors(arguments, message, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


def test_a_failed_cell_makes_the_exit_code_one(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(cli, "run_cells", lambda cells, *_, **__: [blank_row(c) for c in cells])
    assert cli.main(["--datasets", "ecoli3", "--out", str(tmp_path)]) == 1
    assert "70 failed" in capsys.readouterr().out
    assert set(pd.read_parquet(tmp_path / "results.parquet")["status"]) == {"failed"}


def test_list_names_everything(capsys):
    assert cli.main(["--list"]) == 0
    listed = capsys.readouterr().out
    for name in ("winequality-red-4", "imblearn-smote", "logistic-regression", "recall", "smoke"):
        assert name in listed


def test_missing_extra_gives_the_pip_line(monkeypatch, capsys):
    monkeypatch.setattr(run, "REQUIRED", ("rich", "no_such_module"))
    assert run.main() == 2
    message = capsys.readouterr().err
    assert "no_such_module" in message
    assert "rich" not in message
    assert 'pip install "oversample[bench]"' in message


def test_write_is_all_or_nothing(tmp_path):
    path = tmp_path / "new" / "file.txt"
    write_atomically(path, lambda target: target.write_text("first"))
    assert path.read_text() == "first"

    def half(target: Path) -> None:
        target.write_text("sec")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, half)
    assert path.read_text() == "first"
    assert [entry.name for entry in path.parent.iterdir()] == ["file.txt"]


def test_tidy_rows_carry_versions_and_machine():
    frame = tidy([blank_row(Cell("ecoli3", 0, 0, "logistic-regression", "none", 7))])
    assert frame["seed"].tolist() == [7]
    assert frame["version_imbalanced-learn"].str.match(r"\d+\.\d+").all()
    assert (frame["machine"] != "").all()
