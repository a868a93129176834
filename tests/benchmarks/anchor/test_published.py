"""What is said of published figures is what is in the committed table."""

import pandas as pd

from benchmarks.anchor.__main__ import COMMAND, ROOT
from benchmarks.anchor.douzas import ARMS, LEARNERS, MEASURES, PUBLISHED
from benchmarks.anchor.published import BASELINES, PAGE, baselines_part
from benchmarks.report.published import replace_part


def test_the_page_shows_the_committed_table():
    part = baselines_part(pd.read_csv(ROOT / BASELINES))
    text = (ROOT / PAGE).read_text("utf-8")
    assert replace_part(text, part, BASELINES, f"{COMMAND} page") == text
    assert "from split to split" not in part  # of one split


def test_the_committed_baselines_are_whole_and_hold_the_published_figures():
    table = pd.read_csv(ROOT / BASELINES)
    assert len(table) == len(ARMS) * len(LEARNERS) * len(MEASURES)
    published = PUBLISHED.melt(["learner", "arm"], list(MEASURES), "measure", "published")
    pd.testing.assert_frame_equal(table[list(published)], published)
    inside = (table["ours"] - table["published"]).abs() <= table["tolerance"]
    assert table["is_inside"].equals(inside)
    # As the page says, no sampler takes part in what is outside.
    assert set(table.loc[~inside, "arm"]) == {"none"}
