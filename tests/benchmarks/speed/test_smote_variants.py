"""The comparison with smote-variants: pairs, the stored table, and the page that shows it."""

import importlib
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import oversample
from benchmarks.report.parts import replace_part
from benchmarks.speed import beside
from benchmarks.speed import smote_variants as speed


class Doubling:
    """Stands for a sampler of the other package: it copies the table, whatever is asked for."""

    def __init__(self, random_state):
        self.random_state = random_state

    def sample(self, X, y):
        return np.vstack([X, X]), np.concatenate([y, y])


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setitem(sys.modules, "smote_variants", SimpleNamespace(CCR=Doubling))
    monkeypatch.setattr(speed, "N_MINORITY", 20)
    monkeypatch.setattr(speed, "N_ROWS", 60)
    monkeypatch.setattr(beside, "ROUNDS", 1)


def test_a_pair_is_timed_and_its_rows_are_counted(small):
    row = speed.measure(speed.Pair("CCR", "CCR"))
    assert (row["asked"], row["made"], row["peer_made"]) == (20, 20, 60)
    assert row["seconds"] > 0
    assert row["ratio"] == pytest.approx(row["peer_seconds"] / row["seconds"], abs=0.1, rel=0.5)


def test_a_long_call_is_not_repeated(monkeypatch):
    monkeypatch.setattr(beside, "LONG", 0.0)
    calls = []
    times = beside.seconds_of([lambda: calls.append("a") or 1, lambda: calls.append("b") or 2])
    assert calls == ["a", "b"]
    assert [n for _, n in times] == [1, 2]


def test_it_says_how_to_get_the_other_package(capsys, monkeypatch):
    def gone(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(speed, "version", gone)
    with pytest.raises(SystemExit):
        speed.main([])
    assert "See --help for an environment" in capsys.readouterr().err


def test_ours_are_public():
    for pair in speed.PAIRS:
        if pair.name in oversample.__all__:
            getattr(oversample, pair.name)(**pair.ours)


def test_the_guide_shows_the_committed_table():
    command, name, page = speed.STORED
    table = pd.read_csv(beside.ROOT / name)
    text = (beside.ROOT / page).read_text(encoding="utf-8")
    assert replace_part(text, speed.page_part(table), name, command) == text
    assert table["command"].eq(command).all()
    assert (table["seconds"] > 0).all()
    # Rows are as many as asked for, but where a filter removes some.
    assert (table["made"] == table["asked"])[table["sampler"] != "IPF"].all()
