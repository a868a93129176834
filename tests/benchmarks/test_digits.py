"""The benchmark of rare digits: what it counts and what it says."""

import numpy as np
import pandas as pd
import pytest

from benchmarks import digits


def test_a_digit_is_made_as_rare_as_asked_for():
    y = np.arange(1000) % 10 == 3
    rows = digits.make_rare(y, 0.05, np.random.default_rng(0))
    assert (~y[rows]).sum() == 900
    assert y[rows].mean() == pytest.approx(0.05, abs=0.001)
    assert len(np.unique(rows)) == len(rows)
    assert y[digits.make_rare(y, 0.001, np.random.default_rng(0))].sum() == 6


def test_precision_is_that_of_a_rare_digit():
    y = np.repeat([True, False], [100, 900])
    found = y.copy()
    found[:20] = False  # recall 0.8
    found[100:109] = True  # one false alarm in a hundred
    scores = digits.score(y, found, 0.01)
    assert scores["recall"] == pytest.approx(0.8)
    assert scores["precision"] == pytest.approx(0.008 / (0.008 + 0.0099))
    assert digits.score(y, np.zeros(1000, bool), 0.01) == {"recall": 0, "precision": 0, "F1": 0}


def test_the_summary_has_mean_and_spread():
    keys = {"data": "digits", "share": 0.01, "classifier": "c", "method": "m"}
    cells = pd.DataFrame([keys | {"recall": r, "precision": 0.5, "F1": 0.25} for r in (0.2, 0.4)])
    summary = digits.summarise(cells)
    assert summary["recall"].tolist() == ["0.300 ± 0.141"]
    page = "\n".join(digits.tables(summary))
    assert "### digits, 1% rare, c" in page
    assert "| m | 0.300 ± 0.141 | 0.500 ± 0.000 | 0.250 ± 0.000 |" in page


def test_all_methods_run_on_one_split(monkeypatch):
    few = digits.load_small()
    monkeypatch.setitem(
        digits.DATA, "digits", lambda: digits.DigitImages(few.X[:400], few.y[:400], few.shape)
    )
    monkeypatch.setattr(digits, "LEARNERS", {"SVM (RBF)": digits.LEARNERS["SVM (RBF)"]})
    rows = digits.run_cell("digits", 3, 0.05, 0, 0)
    assert [row["method"] for row in rows] == list(digits.METHODS)
    assert all(0 <= row["recall"] <= 1 for row in rows)
    again = digits.run_cell("digits", 3, 0.05, 0, 0)
    assert rows == again
