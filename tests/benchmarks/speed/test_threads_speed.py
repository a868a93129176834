"""Searches with many threads: what is timed, the stored table, and the page that shows it."""

import pandas as pd

from benchmarks.report.parts import replace_part
from benchmarks.speed import beside
from benchmarks.speed import threads as speed


def test_each_number_of_threads_is_timed_in_turns(monkeypatch):
    asked = []
    monkeypatch.setattr(speed, "kneighbors", lambda X, k, n_jobs: asked.append((X.shape, n_jobs)))
    rows = speed.measure(7, 2)
    assert asked == [((7, 2), n_jobs) for n_jobs in speed.JOBS] * (1 + speed.ROUNDS)
    assert [row["n_jobs"] for row in rows] == list(speed.JOBS)
    assert all(0 <= row["seconds"] < 1 for row in rows)


def test_gains_and_costs_are_ratios_to_one_thread():
    table = pd.DataFrame({"rows": 10, "features": 3, "n_jobs": speed.JOBS, "seconds": 0.5})
    table["cpu_seconds"] = [1.0] * 7 + [1.5]
    table.loc[0, "seconds"] = 1.0
    table["command"] = table["machine"] = table["versions"] = "some"
    part = speed.page_part(table)
    assert "two threads are 2.00 times as fast as one" in part
    assert "128 take 1.50 times its processor time" in part
    assert "| 128 | 500 | 1,500 |" in part


def test_the_page_shows_the_committed_table():
    command, name, page = speed.STORED
    table = pd.read_csv(beside.ROOT / name)
    text = (beside.ROOT / page).read_text(encoding="utf-8")
    assert replace_part(text, speed.page_part(table), name, command) == text
    assert set(table["n_jobs"]) == set(speed.JOBS)
