import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.speed import cli as speed_cli
from benchmarks.speed import mixing as speed_mixing
from benchmarks.speed.contenders import OURS, make_sampler
from benchmarks.speed.mixing import (
    NUMPY,
    mixing,
    mixing_memory,
    mixing_table,
    one_pass,
    time_mixing,
)
from benchmarks.speed.problems import make_problem
from benchmarks.speed.table import shortfalls


@pytest.mark.parametrize("sampler", ["Mixup", "MoEx", "CutMix"])
def test_a_case_adds_ten_times_its_minority(sampler):
    case = mixing(sampler, 50)
    problem = make_problem(case, "gaussian", 0)
    assert problem.X.shape == (600, 30)
    X_new, _ = make_sampler(OURS, case, problem, 0).fit_resample(*problem)
    assert len(X_new) == 600 + 500


def test_the_pass_makes_the_rows_of_mixup(monkeypatch):
    monkeypatch.setattr(speed_mixing, "_BLOCK_ROWS", 64)
    case = mixing("Mixup", 50)
    problem = make_problem(case, "gaussian", 0)
    sampler = make_sampler(OURS, case, problem, 0)
    expected, _ = sampler.fit_resample(*problem)
    plan = sampler.plan_
    assert_allclose(one_pass(problem, plan.base, plan.partner, 1 - plan.step), expected, atol=1e-12)


def test_times_and_memory_make_one_line():
    case = mixing("Mixup", 500)
    rows = time_mixing(case, "gaussian", 0, "quick")
    assert {row["contender"] for row in rows} == {OURS, NUMPY}
    rows += mixing_memory(case, "gaussian", 0)
    frame = speed_cli.with_provenance(rows, "gaussian", 0)
    (line,) = mixing_table(frame).to_dict("records")
    assert line["case"] == "Mixup 500 x 30 of 6,000"
    assert line["target"].startswith("<= 2x")
    assert float(line["ours / NumPy"]) > 0
    assert float(line["result MB"]) == pytest.approx(2.7, abs=0.1)


def values(sampler, ours, numpy, growth):
    case = mixing(sampler, 500)
    rows = speed_mixing.timed_rows(case, "fit_resample", {OURS: ours, NUMPY: numpy})
    for name, value in {"growth": growth, "result": 1e8}.items():
        rows.append(
            speed_mixing.described(case) | speed_mixing.measurement(f"bytes_{name}", value, OURS)
        )
    return [row | {"part": "mixing"} for row in rows]


def test_what_is_too_slow_or_too_large_is_said():
    frame = speed_cli.with_provenance(
        values("Mixup", [3.0, 2.0, 9.0], [1.0, 1.0, 1.0], 1.4e8)
        + values("CutMix", [9.0], [1.0], 9e8),
        "gaussian",
        0,
    )
    slow, free = mixing_table(frame).to_dict("records")
    assert slow["ours / NumPy"] == "3.00"
    assert slow["target"] == "<= 2x: MISSED (3.00x)"
    assert slow["memory target"] == "<= 0.25 above: MISSED (0.40 above)"
    assert free["target"] == free["memory target"] == "-"
    assert len(shortfalls(frame)) == 2
    good = speed_cli.with_provenance(values("Mixup", [1.0], [1.0], 1.1e8), "gaussian", 0)
    assert not shortfalls(good)


def test_one_part_alone():
    rows = values("Mixup", [1.0, 1.2], [1.0, 1.0], 1.1e8)
    times = [row for row in rows if row["measure"] == "fit_resample"]
    memory = [row for row in rows if row["measure"] != "fit_resample"]
    for some, missing in ((times, "result MB"), (memory, "ours ms")):
        (line,) = mixing_table(speed_cli.with_provenance(some, "gaussian", 0)).to_dict("records")
        assert line[missing] == "-"


def test_steps_follow_the_parts():
    names = [name for name, _ in speed_cli.plan_steps("quick", ["memory"], "gaussian", 0)]
    assert "memory: Mixup 20,000 x 30 of 240,000" in names
    assert "Mixup 20,000 x 30 of 240,000" not in names
    full = [name for name, _ in speed_cli.plan_steps("full", ["time"], "gaussian", 0)]
    assert sum("100,000 x 30 of 1,200,000" in name for name in full) == 3
    assert np.isnan(mixing("MoEx", 10).target)
