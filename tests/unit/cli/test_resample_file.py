"""python -m oversample resample: what it writes, refuses, and says."""

import os
import subprocess
import sys
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import oversample
from oversample.__main__ import main
from oversample._cli import arguments, output, resample_file
from oversample._strategy import StrategyName

from .tables import FEW, HEADER, ROWS, TEXT


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "in.csv"
    path.write_bytes(TEXT.encode())
    return path


@pytest.fixture
def target(tmp_path):
    return tmp_path / "out.csv"


def resample(source, target, *options):
    return main(["resample", str(source), str(target), "--target", "fraud", *FEW, *options])


def test_the_output_begins_with_the_input_byte_for_byte(source, target, capsys):
    assert resample(source, target, "--copy", "id") == 0
    written = target.read_bytes().decode()
    assert written.startswith(TEXT)
    assert source.read_bytes().decode() == TEXT
    new = written.removeprefix(TEXT).splitlines()
    assert len(new) == 2
    for line in new:
        identifier, age, town, seen, amount, fraud = line.split(",")
        assert identifier in ("0001", "0002", "0003")
        assert 23 <= int(age) <= 35
        assert town in ("Ulm", "Kiel")
        assert "2024-01-03" <= seen <= "2024-02-03"
        assert 1.5 <= float(amount) <= 3.1
        assert fraud == "yes"
    assert "10 rows, 2 of them synthetic" in capsys.readouterr().out


def test_its_rows_are_those_of_the_function(source, target):
    columns = ["age", "town", "amount", "fraud"]
    frame = pd.read_csv(source)[columns]
    source.write_text(frame.to_csv(index=False))
    assert resample(source, target, "--mark", "made") == 0
    expected = oversample.resample(frame, "fraud", k_neighbors=2, random_state=0, synthetic="made")
    assert_frame_equal(pd.read_csv(target), expected)


def test_the_mark_is_a_cell_at_the_end_of_each_line(source, target):
    assert resample(source, target, "--mark", "made") == 0
    written = target.read_text()
    old = "\n".join([f"{HEADER},made", *[f"{row},false" for row in ROWS]]) + "\n"
    assert written.startswith(old)
    assert all(line.endswith(",true") for line in written.removeprefix(old).splitlines())


@pytest.mark.parametrize("method", ["smote-enn", "smote-tomek", "ccr", "ipf"])
def test_a_method_that_cleans_tells_what_became_of_the_input(method, tmp_path, target, capsys):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(40, 2)).round(3), columns=["a", "b"])
    frame["fraud"] = np.where(np.arange(40) < 10, 1, 0)
    source = tmp_path / "in.csv"
    frame.to_csv(source, index=False)
    told = ["--target", "fraud", "--method", method, "--seed", "0"]
    assert main(["resample", str(source), str(target), *told, "--mark", "made"]) == 0
    expected = oversample.resample(frame, "fraud", method, random_state=0, synthetic="made")
    assert_frame_equal(pd.read_csv(target), expected)
    real = expected[~expected["made"]]
    n_moved = 0
    if method == "ccr":
        n_moved = int((real[["a", "b"]] != frame[["a", "b"]]).any(axis=1).sum())
        assert n_moved
    n_left_out = 40 - len(real)
    parts = [(n_moved, "moved"), (n_left_out, "left out")]
    said = " and ".join(f"{n} row{'s' * (n > 1)} {what}" for n, what in parts if n)
    assert said
    n_made = int(expected["made"].sum())
    printed = f"{len(expected)} rows, {n_made} of them synthetic; of the input, {said}\n"
    assert capsys.readouterr().out.endswith(printed)
    assert main(["resample", str(source), *told, "--dry-run"]) == 0
    assert " then " in capsys.readouterr().out.splitlines()[-1]


def test_strategies(source, target):
    def counts(*options):
        told = [str(source), str(target), "--target", "fraud", *FEW, "--force"]
        assert main(["resample", *told, *options]) == 0
        return pd.read_csv(target)["fraud"].value_counts().to_dict()

    assert counts("--ratio", "0.8") == {"no": 5, "yes": 4}
    assert counts("--strategy", "minority") == {"no": 5, "yes": 5}
    assert counts("--rows", "yes=7", "--rows", "no=6") == {"no": 6, "yes": 7}
    assert counts("--rows", "yes=0.8") == {"no": 5, "yes": 4}


def test_samplers_inside_of_others_are_named_too(source, target):
    told = ["--method", "SelectiveOverSampler", "--set", "sampler=smote", "--set"]
    told += ["sampler__k_neighbors=2", "--set", "k_neighbors=2", "--seed", "0"]
    assert main(["resample", str(source), str(target), "--target", "fraud", *told]) == 0
    assert len(pd.read_csv(target)) == 10


def test_a_dry_run_counts_and_writes_nothing(source, target, capsys):
    assert resample(source, target, "--dry-run") == 0
    assert not target.exists()
    assert "yes" in (printed := capsys.readouterr().out)
    assert [line.split() for line in printed.splitlines()[:3]] == [
        ["class", "rows", "new", "then"],
        ["no", "5", "0", "5"],
        ["yes", "3", "2", "5"],
    ]
    assert main(["resample", str(source), "--target", "fraud", *FEW, "--dry-run"]) == 0


def test_a_report_goes_with_it(source, target, tmp_path, capsys):
    page = tmp_path / "report.html"
    assert resample(source, target, "--report", str(page)) == 0
    assert page.read_text().startswith("<!doctype html>")
    with_report = target.read_text()
    assert resample(source, target, "--force", "--report", "-") == 0
    assert "2 of the 10 rows of the result are synthetic" in capsys.readouterr().out
    assert target.read_text() == with_report


def refused(capsys, source, target, *options, status=1):
    before = target.read_bytes() if target.exists() else None
    assert resample(source, target, *options) == status
    said = capsys.readouterr().err
    assert "error: " in said
    assert "Traceback" not in said
    assert (target.read_bytes() if target.exists() else None) == before
    assert [path.name for path in source.parent.iterdir() if "part" in path.name] == []
    return said


def test_nothing_is_overwritten_without_force(source, target, capsys):
    target.write_text("mine")
    assert "--force" in refused(capsys, source, target)
    assert resample(source, target, "--force") == 0
    assert target.read_text().startswith(HEADER)


def test_the_input_is_never_the_output(source, capsys):
    assert "is the input" in refused(capsys, source, source, "--force")


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["--method", "smoot"], 2, "Did you mean 'SMOTE'"),
        (["--set", "neighbors=3"], 2, "Did you mean 'k_neighbors'"),
        (["--set", "k_neighbors=-1"], 2, "'k_neighbors' parameter of SMOTE"),
        (["--set", "random_state=3"], 2, "told twice"),
        (["--rows", "maybe=9"], 1, "There are: 'no', 'yes'"),
        (["--ratio", "0.1"], 1, "ratio"),
        (["--ratio", "0"], 2, "Got 0.0"),
        (["--copy", "town", "--copy", "twn"], 1, "Did you mean 'town'"),
        (["--categorical", "twn"], 1, "Did you mean 'town'"),
        (["--mark", "town"], 1, "'town' already"),
        (["--set", "k_neighbors=4"], 1, "small_class='reduce_k'"),
        (["--target", "fruad"], 1, "Did you mean 'fraud'"),
    ],
)
def test_what_cannot_be_done_is_said(source, target, capsys, options, status, words):
    assert words in refused(capsys, source, target, *options, status=status)


def test_wrong_counts_are_wrong_usage(source, target, capsys):
    with pytest.raises(SystemExit, match="2"):
        resample(source, target, "--rows", "yes=many")
    assert "'yes=many' is not a label" in capsys.readouterr().err


def test_columns_to_look_at_are_noted(source, target, capsys):
    rows = "".join(f"{1000 + i},{i * 7 % 5},{int(i < 8)}\n" for i in range(40))
    source.write_text(f"number,b,fraud\n{rows}")
    assert resample(source, target) == 0
    said = capsys.readouterr().err
    assert "'number' looks like a row identifier" in said
    assert "--copy COLUMN" in said
    assert resample(source, target, "--copy", "number", "--force") == 0
    assert capsys.readouterr().err == ""


def test_labels_that_a_file_cannot_hold_are_refused(source, target, capsys):
    told = ["--target", "fraud", "--method", "mixup", "--set", "labels=soft"]
    assert main(["resample", str(source), str(target), *told]) == 2
    assert "Set labels='hard'" in capsys.readouterr().err


def test_files_that_are_not_there(source, target, tmp_path, capsys):
    assert main(["resample", str(tmp_path / "no.csv"), str(target), "--target", "fraud"]) == 1
    assert "No such file" in capsys.readouterr().err
    assert "no folder" in refused(capsys, source, tmp_path / "no" / "out.csv")
    assert "endings" in refused(capsys, source, tmp_path / "out.xlsx", status=2)
    assert main(["resample", str(source), "--target", "fraud"]) == 2
    assert "--dry-run" in capsys.readouterr().err


def test_a_failed_write_leaves_nothing(source, target, capsys, monkeypatch):
    def broken(temporary, path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output.os, "replace", broken)
    target.write_text("mine")
    assert "No space left" in refused(capsys, source, target, "--force")


def test_an_interruption_leaves_whole_files(source, target, tmp_path, capsys, monkeypatch):
    def interrupted(report, path):
        path.write_text("a part")
        raise KeyboardInterrupt

    monkeypatch.setattr(resample_file, "write_report", interrupted)
    assert resample(source, target, "--report", str(tmp_path / "report.html")) == 130
    assert "whole" in capsys.readouterr().err
    assert target.read_text().startswith(TEXT)
    assert sorted(tmp_path.iterdir()) == [source, target]


def test_help_teaches_and_loads_nothing_heavy():
    program = (
        "import sys; from oversample.__main__ import main\n"
        "try: main(['resample', '--help'])\n"
        "except SystemExit: print(sorted({'pandas', 'numpy', 'sklearn'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ
    )
    *printed, loaded = run.stdout.splitlines()
    assert loaded == "[]"
    for word in ("--dry-run", "--mark", "--copy", "examples:", "exit status", "--set k_neighbors"):
        assert word in "\n".join(printed)


def test_warnings_come_as_a_line(source, target, capsys):
    far = "".join(f"{1000 + i},{i % 3},no\n" for i in range(12))
    near = "".join(f"{i},{i % 3},yes\n" for i in range(7))
    source.write_text(f"a,b,fraud\n{far}{near}")
    assert resample(source, target, "--method", "borderline-smote") == 0
    assert "warning: " in (said := capsys.readouterr().err)
    assert ".py" not in said


def test_every_strategy_that_has_a_name_may_be_given():
    assert sorted(arguments._STRATEGIES) == sorted(get_args(StrategyName))
