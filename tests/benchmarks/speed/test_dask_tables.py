"""Tables of Dask: the table that is made, the figures, and the page that shows them."""

import numpy as np
import pandas as pd

from benchmarks.report.parts import replace_part
from benchmarks.speed import dask_tables as speed


def test_a_part_is_the_same_each_time_and_like_no_other(monkeypatch):
    monkeypatch.setattr(speed, "PART", 1_000)
    part = speed.make_part(3, 4)
    pd.testing.assert_frame_equal(part, speed.make_part(3, 4))
    assert part.dtypes.to_dict() == {f"x{j}": np.float32 for j in range(4)} | {"label": np.int8}
    assert part["label"].sum() == 10
    assert not part["x0"].isin(speed.make_part(4, 4)["x0"]).any()


def test_figures_measured_again_replace_earlier_ones():
    earlier = pd.DataFrame({"rows": [1, 3], "columns": 2, "seconds": [1.0, 2.0]})
    again = pd.DataFrame({"rows": [3, 2], "columns": 2, "seconds": [4.0, 5.0]})
    both = speed.join(earlier, again)
    assert both["rows"].tolist() == [1, 2, 3]
    assert both["seconds"].tolist() == [1.0, 5.0, 4.0]


def test_the_page_shows_the_stored_figures():
    table = pd.read_csv(speed.ROOT / speed.TABLE)
    page = (speed.ROOT / speed.PAGE).read_text("utf-8")
    assert replace_part(page, speed.page_part(table), speed.TABLE, speed.COMMAND) == page
