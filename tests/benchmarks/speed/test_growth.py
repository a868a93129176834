"""How the cost of large tables grows: what is measured, what is fitted, and the page."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.report.parts import replace_part
from benchmarks.speed import growth as speed


def test_one_size_grows_at_a_time():
    sizes = pd.DataFrame(speed.all_sizes(), columns=speed.SIZES)
    assert not sizes.duplicated().any()
    base = pd.Series(speed.BASE)
    assert ((sizes != base).sum(axis=1) <= 1).all()
    for over, grown in speed.GROWING.items():
        assert speed.alone(sizes, over)[over].tolist() == sorted(grown)


def test_powers_are_fitted_to_medians(tmp_path):
    table = pd.DataFrame(speed.all_sizes() * 3, columns=speed.SIZES).assign(columns=2, machine="m")
    table["turn"] = np.repeat([0, 1, 2], len(table) // 3)
    table[speed.SEARCH] = table["rare rows"] ** 2.0
    table[speed.ALL] = table["rows"] * table["new rows"] ** 0.5 * table["rare rows"] ** 0.25
    table.loc[table["turn"] == 2, speed.ALL] *= 99
    assert speed.exponent(table, "rows", speed.ALL) == pytest.approx(1)
    assert speed.exponent(table, "new rows", speed.ALL) == pytest.approx(0.5)
    said = speed.page_part(table)
    assert "as the power 1.00 of the rows, 0.25 of the rare rows and 0.50 of the new rows" in said
    assert "the search alone as the power 2.00 of the rare rows" in said
    speed.write_plot(table, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 1_000


def test_a_table_is_measured_and_only_its_source_is_left(tmp_path):
    row = speed.measure((2_000, 20, 30), 1, tmp_path)
    assert [row[size] for size in speed.SIZES] == [2_000, 20, 30]
    assert row[speed.ALL] >= row[speed.SEARCH] >= 0
    assert [path.name for path in tmp_path.iterdir()] == ["2000-20.parquet"]


def test_the_page_shows_the_stored_figures():
    table = pd.read_csv(speed.ROOT / speed.TABLE)
    page = (speed.ROOT / speed.PAGE).read_text("utf-8")
    assert replace_part(page, speed.page_part(table), speed.TABLE, speed.COMMAND) == page
