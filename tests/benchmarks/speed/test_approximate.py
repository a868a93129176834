"""The table of the approximate search."""

import numpy as np
import pytest

from benchmarks.speed import cli as speed_cli
from benchmarks.speed.approximate import (
    APPROXIMATE,
    CASES,
    EXACT,
    KINDS,
    Search,
    approximate_table,
    make_points,
    recalled,
    time_search,
)
from benchmarks.speed.cases import Case
from benchmarks.speed.table import shortfalls
from benchmarks.speed.timing import described, measurement, timed_rows


@pytest.mark.parametrize("kind", KINDS)
def test_points_are_what_they_are_said_to_be(kind):
    X = make_points(Search(kind, 4000, 20), 3)
    assert X.shape == (4000, 20)
    assert np.isfinite(X).all()
    np.testing.assert_array_equal(X, make_points(Search(kind, 4000, 20), 3))
    spectrum = np.linalg.eigvalsh(np.corrcoef(X.T))[::-1]
    neighboring = np.corrcoef(X[:, 3], X[:, 4])[0, 1]
    if kind == "correlated":
        assert neighboring == pytest.approx(0.9, abs=0.03)
        np.testing.assert_allclose(X.std(axis=0), 1.0, atol=0.1)
    elif kind == "factors":
        assert spectrum[:6].sum() > 0.9 * spectrum.sum()
    else:
        assert spectrum[0] < 10


def test_recall_is_the_share_found():
    true = np.array([[1, 2, 3], [4, 5, 6]])
    assert recalled(true, true) == 1.0
    assert recalled(np.array([[3, 1, 9], [7, 8, 9]]), true) == pytest.approx(2 / 6)


def test_a_search_makes_one_line():
    rows = time_search(Search("factors", 600, 20), 0, "quick")
    frame = speed_cli.with_provenance(rows, "gaussian", 0)
    (line,) = approximate_table(frame).to_dict("records")
    assert line["case"] == "factors 600 x 20"
    assert line["recall"] == "1.000"
    assert line["recall target"] == ">= 0.95: met"


def test_what_is_too_slow_or_misses_too_much_is_said():
    case = Case("kneighbors", 500, 20, 500)
    seconds = {EXACT: [4.0, 5.0, 6.0], APPROXIMATE: [2.0, 2.0, 2.0]}
    rows = timed_rows(case, "search", seconds)
    rows.append(described(case) | measurement("recall", 0.9, APPROXIMATE))
    frame = speed_cli.with_provenance([row | {"part": "approximate"} for row in rows], "x", 0)
    (line,) = approximate_table(frame).to_dict("records")
    assert line["target"] == ">= 5x: MISSED (2.50x)"
    assert line["recall target"] == ">= 0.95: MISSED (0.90)"
    assert len(shortfalls(frame)) == 2


def test_steps_follow_the_parts():
    names = [name for name, _ in speed_cli.plan_steps("full", ["time"], "gaussian", 0)]
    assert sum(name.startswith("approximate: ") for name in names) == len(CASES["full"])
    names = [name for name, _ in speed_cli.plan_steps("quick", ["memory"], "gaussian", 0)]
    assert not any(name.startswith("approximate: ") for name in names)
