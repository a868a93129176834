"""Mixing in times of a pass of NumPy: what is timed, what is stored, and the page that shows it."""

import pandas as pd

from benchmarks.report.parts import replace_part
from benchmarks.speed import beside, mixing
from benchmarks.speed import mixing_passes as speed


def test_a_sampler_is_timed_beside_the_pass_over_its_pairs(monkeypatch):
    passes = []
    monkeypatch.setattr(speed, "one_pass", lambda *arguments: passes.append(arguments) or [0.0])
    row = speed.measure(mixing.mixing("Mixup", 20), "fresh")
    problem, base, partner, weight = passes[0]
    assert len(problem.X) == 240
    assert len(base) == len(partner) == len(weight) == 200
    assert len(passes) == 1 + beside.ROUNDS
    assert (row["sampler"], row["state"]) == ("Mixup", "fresh")


def test_what_takes_longer_than_the_limit_is_named():
    states = list(speed.STATES)
    table = pd.DataFrame({"sampler": ["Mixup", "Mixup", "MoEx", "MoEx"], "state": states * 2})
    table["times"] = [1.5, 1.4, 2.5, 2.0]
    table["command"] = table["machine"] = table["versions"] = "some"
    part = speed.page_part(table)
    assert "| MoEx | 2.50 | 2.00 |" in part
    assert "Above 2.00: MoEx (fresh)." in part
    assert "Above 2.00: none." in speed.page_part(table[table["sampler"] == "Mixup"])


def test_the_page_shows_the_committed_table():
    command, name, page = speed.STORED
    table = pd.read_csv(beside.ROOT / name)
    text = (beside.ROOT / page).read_text(encoding="utf-8")
    assert replace_part(text, speed.page_part(table), name, command) == text
    shown = {(case.sampler, state) for case in mixing.CASES["full"] for state in speed.STATES}
    assert set(zip(table["sampler"], table["state"], strict=True)) == shown
