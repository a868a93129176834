import os
import warnings
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE
from rich.console import Console

import benchmarks.cells as cells_module
import benchmarks.runner as runner_module
from benchmarks.cells import N_FOLDS, Cell, cell_seed, plan_cells, read_table, run_cell, split
from benchmarks.datasets import DATASETS, Dataset, Table
from benchmarks.learners import LEARNERS
from benchmarks.methods import METHODS, Method
from benchmarks.metrics import METRICS
from benchmarks.pipeline import preprocessing
from benchmarks.runner import run_cells

CELL = Cell("tiny", repeat=0, fold=0, learner="logistic-regression", method="none", seed=0)


def tiny_table(n_minority: int = 15) -> Table:
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [60, n_minority])
    X = pd.DataFrame({"number": rng.normal(size=len(y)) + y, "gaps": np.arange(len(y)) % 7.0})
    X.loc[::9, "gaps"] = np.nan
    X["letter"] = pd.Categorical(rng.choice(list("abc"), size=len(y)))
    X.loc[4, "letter"] = np.nan
    return Table(X, y)


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    """Register a tiny data set, and let nothing that a test registers survive it."""
    for registry in (DATASETS, METHODS):
        for name, entry in list(registry.items()):
            monkeypatch.setitem(registry, name, entry)
    monkeypatch.setitem(DATASETS, "tiny", Dataset("tiny", "tiny-family", tiny_table))
    monkeypatch.setattr(cells_module, "_warm", set())
    read_table.cache_clear()
    yield
    read_table.cache_clear()


@pytest.fixture
def register(monkeypatch):
    def register(method: Method) -> Cell:
        monkeypatch.setitem(METHODS, method.name, method)
        return Cell("tiny", 0, 0, "logistic-regression", method.name, 0)

    return register


@pytest.mark.parametrize("method", ["none", "none-threshold", "class-weight", "imblearn-smote"])
@pytest.mark.parametrize("learner", LEARNERS)
def test_a_cell_gives_a_complete_row(learner, method):
    row = run_cell(Cell("tiny", 0, 1, learner, method, 0))
    assert (row["status"], row["reason"]) == ("ok", "")
    assert row["family"] == "tiny-family"
    assert (row["n_rows"], row["n_features"], row["n_nominal"]) == (75, 3, 1)
    assert row["imbalance_ratio"] == 4
    assert all(0 <= row[name] <= 1 for name in METRICS)
    assert row["seconds_fit"] > 0
    assert row["seconds_predict"] > 0
    if method == "imblearn-smote":
        assert row["n_resampled"] == 2 * 48
        assert row["seconds_fit_resample"] > 0
    else:
        assert np.isnan(row["seconds_fit_resample"])


def test_same_cell_same_numbers():
    cell = Cell("tiny", 0, 1, "hist-gradient-boosting", "imblearn-smote", 0)
    first, second = run_cell(cell), run_cell(cell)
    assert [first[name] for name in METRICS] == [second[name] for name in METRICS]


def test_all_arms_share_splits_and_seeds():
    table = tiny_table()
    cells = plan_cells(["tiny"], list(METHODS), list(LEARNERS), n_repeats=2, seed=3)
    assert len(cells) == len(set(cells)) == 2 * N_FOLDS * len(METHODS) * len(LEARNERS)
    for repeat in range(2):
        tests = []
        for fold in range(N_FOLDS):
            arms = [cell for cell in cells if (cell.repeat, cell.fold) == (repeat, fold)]
            assert len({cell_seed(cell) for cell in arms}) == 1
            assert len({tuple(split(table, cell)[1]) for cell in arms}) == 1
            train, test = split(table, arms[0])
            assert set(train) | set(test) == set(range(75))
            assert not set(train) & set(test)
            tests.extend(test)
        assert sorted(tests) == list(range(75))
    assert len({cell_seed(cell) for cell in cells}) == 2 * N_FOLDS


def test_splits_differ_between_repeats_and_seeds():
    table = tiny_table()
    cells = [Cell("tiny", repeat, 0, "x", "y", seed) for repeat in (0, 1) for seed in (0, 1)]
    assert len({tuple(split(table, cell)[1]) for cell in cells}) == 4


class SpySampler(SMOTE):
    """SMOTE that keeps what it was given."""

    seen: list[tuple[np.ndarray, np.ndarray]] = []  # noqa: RUF012

    def fit_resample(self, X, y):
        self.seen.append((X.copy(), y.copy()))
        return super().fit_resample(X, y)


def test_sampler_sees_the_preprocessed_training_rows_only(register):
    SpySampler.seen.clear()
    cell = register(Method("spy", lambda seed: SpySampler(random_state=seed)))
    assert run_cell(cell)["status"] == "ok"
    X, y = tiny_table()
    train, test = split(Table(X, y), cell)
    assert len(SpySampler.seen) == 2  # the rehearsal and the timed call
    expected = preprocessing(X).fit_transform(X.iloc[train])
    for seen_X, seen_y in SpySampler.seen:
        np.testing.assert_array_equal(seen_X, expected)
        np.testing.assert_array_equal(seen_y, y[train])

    X.loc[X.index[test], "number"] = 1e9  # test rows cannot have reached the scaler
    np.testing.assert_array_equal(preprocessing(X).fit_transform(X.iloc[train]), expected)


def test_tuned_threshold_resamples_inside_the_inner_folds(register):
    SpySampler.seen.clear()
    method = Method("spy", lambda seed: SpySampler(random_state=seed), tune_threshold=True)
    row = run_cell(register(method))
    assert row["status"] == "ok"
    sizes = [len(y) for _, y in SpySampler.seen]
    assert sizes == [60, 60] + [48] * 5  # rehearsal, final fit, inner folds
    assert row["n_resampled"] == 96


def test_warm_up_happens_once_per_method_and_data_set(register):
    SpySampler.seen.clear()
    cell = register(Method("spy", lambda seed: SpySampler(random_state=seed)))
    assert run_cell(cell)["seconds_warm_up"] > 0
    assert np.isnan(run_cell(cell)["seconds_warm_up"])
    assert len(SpySampler.seen) == 3


def test_a_crash_is_a_failed_row_and_the_others_go_on(register):
    class Broken:
        def fit_resample(self, X, y):
            raise ArithmeticError("out of\n numbers")

    register(Method("broken", lambda seed: Broken()))
    cells = plan_cells(["tiny"], ["broken", "none"], ["logistic-regression"], 1, 0)
    rows = run_cells(cells, jobs=1, console=Console(), progress=False)
    assert [row["method"] for row in rows] == ["broken", "none"] * N_FOLDS
    assert [row["status"] for row in rows] == ["failed", "ok"] * N_FOLDS
    assert rows[0]["reason"] == "ArithmeticError: out of numbers"


def test_a_method_that_cannot_be_built_and_a_table_that_cannot_be_read(register, monkeypatch):
    def no_sampler(seed):
        raise ImportError("no module named torch")

    row = run_cell(register(Method("absent", no_sampler)))
    assert (row["status"], row["reason"]) == ("failed", "ImportError: no module named torch")

    def no_table():
        raise OSError("disk")

    monkeypatch.setitem(DATASETS, "tiny", Dataset("tiny", "tiny-family", no_table))
    read_table.cache_clear()
    assert run_cell(CELL)["reason"] == "OSError: disk"


def test_a_refused_table_is_a_skipped_row(monkeypatch):
    monkeypatch.setitem(DATASETS, "tiny", Dataset("tiny", "t", lambda: tiny_table(n_minority=6)))
    row = run_cell(Cell("tiny", 0, 0, "logistic-regression", "imblearn-smote", 0))
    assert row["status"] == "skipped"
    assert row["reason"].startswith("needs 6 minority rows, the training fold has ")
    assert np.isnan(row["recall"])


def test_warnings_are_stored(register):
    class Talkative(SMOTE):
        def fit_resample(self, X, y):
            warnings.warn("a word", UserWarning, stacklevel=2)
            return super().fit_resample(X, y)

    row = run_cell(register(Method("talkative", lambda seed: Talkative(random_state=seed))))
    assert (row["status"], row["warnings"]) == ("ok", "UserWarning: a word")


@pytest.mark.parametrize("error", [RuntimeError("a worker died"), KeyboardInterrupt()])
def test_cells_without_a_result_are_stored_as_failed(monkeypatch, error):
    def two_rows(cells, jobs):
        yield run_cell(cells[1])
        yield run_cell(cells[0])
        raise error

    monkeypatch.setattr(runner_module, "finished_rows", two_rows)
    cells = plan_cells(["tiny"], ["none"], ["logistic-regression"], 1, 0)
    rows = run_cells(cells, jobs=2, console=Console(), progress=False)
    assert [row["fold"] for row in rows] == [0, 1, 2, 3, 4]
    assert [row["status"] for row in rows] == ["ok", "ok", "failed", "failed", "failed"]
    assert rows[2]["reason"].startswith(type(error).__name__)


def test_only_the_cell_that_kills_its_process_is_lost(monkeypatch):
    cells = plan_cells(["ecoli3"], ["none"], ["logistic-regression"], n_repeats=4, seed=0)
    deadly = cells[2]

    def run_or_die(cell):
        if cell == deadly:
            os._exit(1)
        return {**asdict(cell), "status": "ok"}

    monkeypatch.setattr(runner_module, "run_cell", run_or_die)
    rows = run_cells(cells, jobs=2, console=Console(), progress=False)
    failed = [row for row in rows if row["status"] != "ok"]
    assert len(rows) == 20
    assert [row["fold"] for row in failed] == [2]
    assert "TerminatedWorkerError" in failed[0]["reason"]


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_tells_how_many_failed(terminal, tmp_path):
    cells = plan_cells(["tiny"], ["none"], ["logistic-regression"], 1, 0)
    with (tmp_path / "out").open("w+") as file:
        console = Console(file=file, force_terminal=terminal, width=100)
        rows = run_cells(cells, jobs=1, console=console, progress=True)
        file.seek(0)
        shown = file.read()
    assert len(rows) == 5
    assert "0 failed" in shown
    assert "5/5" in shown
