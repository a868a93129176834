"""Tables past this machine on paper: the arithmetic, and the page."""

import pytest

from benchmarks.report.parts import replace_part
from benchmarks.speed import plans as speed

RATE = {
    "seconds to pass on a row": 1e-6,
    "seconds to make a new row": 2e-6,
    "pairs of rows a second": 1e9,
    "bytes of a row in a file": 100,
    "bytes of memory for a rare row": 800,
    "bytes of a rare row with its neighbors": 300,
    "pairs of row and center a second": 1e9,
    "tasks of a partition or block": 4,
    "seconds to build a task": 1e-4,
    "seconds to schedule a task": 1e-3,
}


def test_a_plan_is_arithmetic():
    plan = speed.plan(speed.Size(1_000_000_000, 10_000_000, 100), RATE)
    # (1e9 x 1e-6 + 4e7 x 2e-6) / 100.
    assert plan["pass on and make"] == "11 s"
    # (3e9 + 4e7) x 100 / 100.
    assert plan["read and written by each"] == "3 GB"
    # 4 x (1,000 + 610.4), and 1.1 ms for each.
    assert plan["tasks"] == "6,441"
    assert plan["build and schedule"] == "7.1 s"
    assert plan["memory of one worker"] == "8 GB"
    # 1e14 pairs.
    assert plan["search, by one"] == "28 h"
    assert plan["by all"] == "17 min"
    assert plan["class sent to all"] == "300 GB"
    assert (plan["cells"], plan["shuffled"]) == ("153", "1 GB")
    # 1e7 x (153 + 65,536) / 1e9 / 100.
    assert plan["search in cells, by all"] == "6.6 s"


def test_limits_are_of_memory_and_of_time():
    first, *_, last = speed.limits(RATE)
    # 2**28 / 800, and the root of 3,600e9.
    assert (first["by memory"], first["by time, today"]) == ("340,000", "1,900,000")
    assert first["by time, searched by all"] == "1,900,000"
    assert last["by time, searched by all"] == "60,000,000"


@pytest.mark.dask
def test_tasks_are_counted():
    pytest.importorskip("dask.dataframe")
    few, more = (speed._building(n)["tasks of a partition or block"] for n in (20, 40))
    assert few == pytest.approx(more, rel=0.1)


def test_the_page_shows_the_stored_figures():
    page = (speed.ROOT / speed.PAGE).read_text("utf-8")
    assert replace_part(page, speed.stored_part(), speed.TABLE, speed.COMMAND) == page
