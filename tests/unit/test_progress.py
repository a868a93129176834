"""Bars: silent by default, right when shown, and without a trace in results."""

import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
import rich
from imblearn.pipeline import make_pipeline
from numpy.testing import assert_array_equal
from scipy import sparse
from sklearn.linear_model import LogisticRegression

import oversample
from oversample import SMOTE, SMOTEENN, SVMSMOTE, KMeansSMOTE, _progress
from oversample._progress import busy, track


class Bars:
    """What stands in for rich: it writes down what it is told."""

    def __init__(self):
        self.log, self.open = [], {}

    def add_task(self, what, total):
        task = len(self.log)
        self.log.append([what, total, 0])
        self.open[task] = what
        return task

    def advance(self, task):
        assert task in self.open
        self.log[task][2] += 1

    def remove_task(self, task):
        del self.open[task]


@pytest.fixture
def bars():
    shown = Bars()
    token = _progress._bars.set(shown)
    yield shown
    _progress._bars.reset(token)
    assert not shown.open


@pytest.fixture
def problem():
    rng = np.random.default_rng(0)
    return rng.normal(size=(300, 3)), np.repeat([0, 1, 2], [200, 60, 40])


def test_without_bars_the_parts_are_given_as_they_are():
    parts = [1, 2]
    assert track("work", parts) is parts
    with busy("work"):
        pass


def test_parts_are_counted(bars):
    assert list(track("work", range(3))) == [0, 1, 2]
    assert bars.log == [["work", 3, 3]]


def test_bars_go_when_work_fails(bars):
    parts = track("work", [1, 2])
    next(parts)
    with pytest.raises(KeyError):
        parts.throw(KeyError)
    with pytest.raises(KeyError), busy("work"):
        raise KeyError
    assert bars.log == [["work", 2, 0], ["work", None, 0]]


@pytest.mark.parametrize(
    ("sampler", "words"),
    [
        (SMOTE(random_state=0), {"filling classes", "searching neighbors"}),
        (SMOTE(random_state=0, missing_values="propagate"), {"searching neighbors"}),
        (SMOTEENN(random_state=0), {"filling classes", "cleaning"}),
        (KMeansSMOTE(random_state=0, kmeans_estimator=1), {"clustering"}),
        (SVMSMOTE(random_state=0), {"fitting the support vector machine"}),
    ],
)
def test_long_work_is_shown_and_changes_nothing(sampler, words, bars, problem):
    X, y = problem
    if getattr(sampler, "missing_values", "raise") != "raise":
        X[::7, 0] = np.nan
    shown, _ = sampler.fit_resample(X, y)
    assert words <= {what for what, _, _ in bars.log}
    assert all(total is None or done == total for _, total, done in bars.log)
    token = _progress._bars.set(None)
    silent, _ = sampler.fit_resample(X, y)
    _progress._bars.reset(token)
    assert_array_equal(shown, silent)


def test_classes_are_counted(bars, problem):
    SMOTE(random_state=0).fit_resample(*problem)
    assert bars.log[0] == ["filling classes", 2, 2]


def test_sparse_and_compiled_searches_are_shown(bars, problem):
    X, y = problem
    SMOTE(random_state=0).fit_resample(sparse.csr_array(X), y)
    assert ["searching neighbors", 1, 1] in bars.log
    bars.log.clear()
    X = np.random.default_rng(0).normal(size=(9000, 2))
    SMOTE(random_state=0, n_jobs=2).fit_resample(X, np.arange(9000) < 4200)
    assert max(total for what, total, _ in bars.log if what == "searching neighbors") > 1


def test_the_switch_holds_for_pipelines_and_is_nested(problem, capsys):
    model = make_pipeline(SMOTE(random_state=0), LogisticRegression())
    with oversample.progress():
        outer = _progress._bars.get()
        with oversample.progress():
            assert _progress._bars.get() is outer
        model.fit(*problem)
    assert _progress._bars.get() is None
    assert capsys.readouterr().out == ""


def test_calls_have_verbose(monkeypatch, problem):
    X, y = problem
    entered = []
    _ = oversample.resample, oversample.report  # both modules are loaded by now
    frame = pd.DataFrame(X).add_prefix("x").assign(label=y)
    for module in ("oversample._resample", "oversample.inspection.report"):
        real = sys.modules[module].progress
        monkeypatch.setattr(
            sys.modules[module], "progress", lambda real=real: entered.append(1) or real()
        )
    for verbose in (False, True):
        oversample.resample(frame, "label", random_state=0, verbose=verbose)
        oversample.report(SMOTE(random_state=0), X, y, verbose=verbose)
        assert len(entered) == 2 * verbose


def test_without_rich_the_remedy_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "rich.console", None)
    remedy = r"pip install 'oversample\[progress\]'"
    with pytest.raises(ImportError, match=remedy), oversample.progress():
        pass


def test_a_notebook_without_ipywidgets_is_told_once(monkeypatch, problem, capsys):
    rich.get_console()  # made before a notebook is feigned
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    monkeypatch.setattr(_progress, "find_spec", lambda name: None)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with oversample.progress():
            assert _progress._bars.get() is None
            SMOTE(random_state=0).fit_resample(*problem)
    (said,) = told
    assert "pip install ipywidgets" in str(said.message)
    assert said.filename == __file__
    assert capsys.readouterr() == ("", "")


def test_bars_are_drawn_on_standard_error():
    program = (
        "import numpy as np, oversample\n"
        "from oversample._progress import track\n"
        "with oversample.progress():\n"
        "    for part in track('counting sheep', range(3)): pass\n"
        "    for part in track('counting goats', range(2)):\n"
        "        oversample._progress._bars.get().refresh()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        text=True,
        env={"FORCE_COLOR": "1", "PATH": "", "COLUMNS": "80"},
    )
    assert run.stdout == ""
    assert "counting goats" in run.stderr
