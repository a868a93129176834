"""Parquet files of any size: the table that is made, the figures, and the page that shows them."""

from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

from benchmarks.report.parts import replace_part
from benchmarks.speed import large_tables as speed


def test_a_table_is_written_in_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(speed, "GROUP", 300)
    speed.write_source(tmp_path / "t.parquet", 1_000, 10, 3)
    with parquet.ParquetFile(tmp_path / "t.parquet") as written:
        groups = [written.metadata.row_group(i).num_rows for i in range(written.num_row_groups)]
    assert groups == [300, 300, 300, 100]
    table = pd.read_parquet(tmp_path / "t.parquet")
    assert list(table.dtypes.astype(str)) == ["float32"] * 3 + ["int8"]
    assert table["label"].sum() == 10
    # Rare rows are elsewhere, and no two row groups are alike.
    assert table.loc[table["label"] == 1, "x0"].mean() > table.loc[table["label"] == 0, "x0"].mean()
    assert not table["x0"].duplicated().any()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peaks are read from Linux")
def test_a_table_is_measured_and_nothing_is_left(tmp_path):
    row = speed.measure(2_000, 20, 3, tmp_path)
    # 5 % of the 1,980 common rows are 99.
    assert (row["rows"], row["rare rows"], row["new rows"]) == (2_000, 20, 79)
    assert row["both MiB"] > row["peak MiB"] >= row["imports MiB"] > 0
    assert row["rows per second"] > 0
    assert list(tmp_path.iterdir()) == []


def test_figures_measured_again_replace_earlier_ones():
    earlier = pd.DataFrame({"rows": [1, 3], "columns": 2, "rare rows": 1, "seconds": [1.0, 2.0]})
    again = pd.DataFrame({"rows": [3, 2], "columns": 2, "rare rows": 1, "seconds": [4.0, 5.0]})
    both = speed.joined(earlier, again)
    assert both["rows"].tolist() == [1, 2, 3]
    assert both["seconds"].tolist() == [1.0, 5.0, 4.0]


def test_the_page_shows_the_stored_figures():
    table = pd.read_csv(speed.ROOT / speed.TABLE)
    page = (speed.ROOT / speed.PAGE).read_text("utf-8")
    assert replace_part(page, speed.page_part(table), speed.TABLE, speed.COMMAND) == page
