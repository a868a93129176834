import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from benchmarks.catalog.classifiers import CLASSIFIERS
from benchmarks.catalog.methods import METHODS
from benchmarks.protocol.cells import plan_cells
from benchmarks.protocol.method import Method
from benchmarks.protocol.results import COST, PROVENANCE, tidy
from benchmarks.running.progress import show
from benchmarks.running.runner import missing_cells, run_and_store
from benchmarks.running.store import Store, StoreError
from tests.benchmarks import tiny
from tests.benchmarks.tiny import TINY

ROOT = Path(__file__).parents[3]
DEADLY = Method("deadly", f"{tiny.__name__}:DeadlySampler")
BROKEN = Method("broken", f"{tiny.__name__}:BrokenSampler")
SLOW = Method("slow", f"{tiny.__name__}:SlowSampler")
MEASURED_ANEW = {column.name for column in (*COST, *PROVENANCE)}


def plan(*methods, classifiers=("logistic-regression",), n_repeats=1):
    return plan_cells([TINY], methods, CLASSIFIERS.select(classifiers), n_repeats, seed=0)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "records")


def statuses(cells, store):
    return [store.read(cell.key)["status"] for cell in cells]


def test_a_second_start_does_only_what_is_missing(store):
    cells = plan(METHODS["none"], METHODS["imblearn-smote"])
    assert len(list(run_and_store(cells, store, jobs=1))) == 10
    assert list(missing_cells(cells, store, retry_failed=True)) == []
    store.path(cells[3].key).unlink()
    store.path(cells[7].key).write_text("half")
    assert list(missing_cells(cells, store, retry_failed=False)) == [cells[3], cells[7]]
    assert store.damaged == [store.path(cells[7].key)]


def test_failed_cells_are_run_again_on_demand_only(store):
    cells = plan(BROKEN, METHODS["none"])
    list(run_and_store(cells, store, jobs=1))
    assert statuses(cells, store) == ["failed", "ok"] * 5
    assert list(missing_cells(cells, store, retry_failed=False)) == []
    assert list(missing_cells(cells, store, retry_failed=True)) == cells[::2]


def test_a_new_method_changes_nobodys_numbers(tmp_path):
    alone, together = Store(tmp_path / "alone"), Store(tmp_path / "together")
    cells = plan(METHODS["none"])
    list(run_and_store(cells, alone, jobs=1))
    list(run_and_store(plan(METHODS["imblearn-smote"], METHODS["none"]), together, jobs=2))
    for cell in cells:
        first, second = alone.read(cell.key), together.read(cell.key)
        assert {name: first[name] for name in first if name not in MEASURED_ANEW} == {
            name: second[name] for name in second if name not in MEASURED_ANEW
        }


def test_only_the_cell_that_kills_its_process_is_lost(store):
    cells = plan(METHODS["none"], DEADLY, METHODS["class-weight"])
    cells = [cell for cell in cells if cell.method is not DEADLY or cell.fold == 1]
    outcomes = list(run_and_store(cells, store, jobs=2))
    assert sorted(row["key"] for row in outcomes) == sorted(cell.key for cell in cells)
    assert statuses(cells, store) == ["ok"] * 3 + ["failed"] + ["ok"] * 7
    assert "TerminatedWorkerError" in store.read(cells[3].key)["reason"]


def test_a_full_disk_stops_the_run(store, monkeypatch):
    store.folder.parent.mkdir(exist_ok=True)
    store.folder.write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="cannot write to"):
        list(run_and_store(plan(METHODS["none"]), store, jobs=1))


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_tells_how_many_are_done_and_failed(terminal, store, tmp_path):
    cells = plan(METHODS["none"], BROKEN)
    with (tmp_path / "out").open("w+") as file:
        console = Console(file=file, force_terminal=terminal, width=100)
        rows = list(show(run_and_store(cells, store, jobs=1), len(cells), console))
        file.seek(0)
        shown = file.read()
    assert len(rows) == 10
    assert "5 failed" in shown
    assert "10/10" in shown


# A run of fifteen cells of the slow sampler, each of which leaves a line in a file when it is done.
RUN = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from tests.benchmarks.running.test_runner import SLOW, plan
from benchmarks.running.runner import missing_cells, run_and_store
from benchmarks.running.store import Store
cells = plan(SLOW, n_repeats=3)
store = Store(Path(sys.argv[1]))
list(run_and_store(list(missing_cells(cells, store, False)), store, jobs=2))
"""


def start(folder: Path, log: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder)],
        env=os.environ | {"TINY_LOG": str(log)},
        stderr=subprocess.DEVNULL,
    )


def n_records(folder: Path) -> int:
    return len(list(folder.rglob("*.json")))


def final_table(folder: Path):
    cells = plan(SLOW, n_repeats=3)
    rows = Store(folder).read_all(cell.key for cell in cells)
    return tidy([rows[cell.key] for cell in cells]).drop(columns=sorted(MEASURED_ANEW))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_and_started_again_gives_the_same_table_and_no_cell_twice(tmp_path, monkeypatch):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    monkeypatch.setenv("TINY_LOG", str(tmp_path / "log-whole"))
    list(run_and_store(plan(SLOW, n_repeats=3), Store(whole), jobs=1))

    first = start(broken, tmp_path / "log-first")
    deadline = time.monotonic() + 60
    while n_records(broken) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=60)
    time.sleep(1.0)  # the orphans notice, and die
    stored = {path: path.stat().st_mtime_ns for path in broken.rglob("*.json")}
    time.sleep(0.5)
    assert n_records(broken) == len(stored)
    assert 3 <= len(stored) < 15

    monkeypatch.setenv("TINY_LOG", str(tmp_path / "log-second"))
    cells, store = plan(SLOW, n_repeats=3), Store(broken)
    list(run_and_store(list(missing_cells(cells, store, False)), store, jobs=1))
    assert n_records(broken) == 15
    assert {path: path.stat().st_mtime_ns for path in stored} == stored  # none was made anew
    rehearsals = 1  # one per process
    n_run = len((tmp_path / "log-second").read_text().splitlines())
    assert n_run <= 15 - len(stored) + rehearsals

    pd.testing.assert_frame_equal(final_table(broken), final_table(whole))
