import math
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from benchmarks.report.figures.axes import Scale, linear_ticks, log_ticks, spread
from benchmarks.report.figures.benefit import benefit_curve, net_benefit
from benchmarks.report.figures.cost import cost_curve, cost_curves
from benchmarks.report.figures.heat import heat_map
from benchmarks.report.figures.plane import plane
from benchmarks.report.figures.ranks import Ranking, rank_plot
from benchmarks.report.figures.reliability import pooled_curve, reliability
from benchmarks.report.figures.strip import strip_plot
from benchmarks.report.figures.svg import Drawing
from oversample.evaluation.metrics import calibration

PACKAGES = pd.Series({"none": "simple", "imblearn-a": "imblearn", "oversample-a": "ours"})


def parsed(drawing) -> ElementTree.Element:
    return ElementTree.fromstring(str(drawing))


def texts(drawing) -> list[str]:
    return [element.text for element in parsed(drawing).iter("text")]


def marks(drawing) -> list[str]:
    return [e.get("class") for e in parsed(drawing).iter() if "mark" in (e.get("class") or "")]


def test_what_is_written_is_escaped():
    drawing = Drawing(10, 10, "<a & b>")
    drawing.text((1, 2), "<script>", 'c"d')
    drawing.marker((1, 2), "ours", "5 < 6 & 'so'")
    root = parsed(drawing.markup())
    assert root.find("title").text == "<a & b>"
    assert root.find("text").text == "<script>"
    assert root.find("circle/title").text == "5 < 6 & 'so'"


def test_packages_differ_by_shape_and_not_by_colour_alone():
    drawing = Drawing(10, 10, "marks")
    for package in ("ours", "imblearn", "simple"):
        drawing.marker((5, 5), package)
    assert [element.tag for element in parsed(drawing.markup())][1:] == ["circle", "rect", "path"]


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0.71, 0.734), (-0.4, 0.02), (1, 24)])
def test_linear_ticks_enclose_the_range(low, high):
    ticks = linear_ticks(low, high, 330)
    assert ticks[0] <= low + 1e-9
    assert ticks[-1] >= high - 1e-9
    assert 3 <= len(ticks) <= 8
    assert ticks == sorted(set(ticks))


@pytest.mark.parametrize(("low", "high"), [(1, 1.3), (0.9, 60), (0.001, 5000), (3, 3.5)])
def test_log_ticks_enclose_the_range(low, high):
    ticks = log_ticks(low, high)
    assert ticks[0] <= low * 1.0001
    assert ticks[-1] >= high / 1.0001
    assert 2 <= len(ticks) <= 9


def test_scale_maps_ends_to_ends():
    scale = Scale([0.0, math.nan, 10.0], 100, 0)
    assert (scale(0.0), scale(10.0), scale(5.0)) == (100, 0, 50)
    log = Scale([1.0, 100.0], 0, 100, log=True)
    assert log(10.0) == pytest.approx(50)
    assert 0 <= Scale([3.0], 0, 100)(3.0) <= 100
    assert 0 <= Scale([3.0], 0, 100, log=True)(3.0) <= 100


@pytest.mark.parametrize("seed", range(20))
def test_spread_keeps_order_gap_and_room(seed):
    rng = np.random.default_rng(seed)
    places = list(rng.uniform(0, 100, size=rng.integers(1, 9)).round(rng.integers(-1, 2)))
    moved = spread(places, 10, 0, 100)
    order = np.argsort(places, kind="stable")
    assert (np.diff(np.array(moved)[order]) >= 10 - 1e-9).all()
    assert min(moved) >= -1e-9
    assert max(moved) <= 100 + 1e-9


def test_spread_leaves_alone_what_is_apart():
    assert spread([50.0, 10.0, 90.0], 10, 0, 100) == [50.0, 10.0, 90.0]
    assert spread([5.0, 5.0, 5.0], 10, 0, 12) == [0.0, 10.0, 20.0]  # no room for all: downwards


def test_plane_names_and_marks_every_arm():
    arms = pd.DataFrame({"recall": [0.4, 0.8, 0.8], "precision": [0.9, 0.5, 0.5]}, PACKAGES.index)
    arms["package"] = PACKAGES
    drawing = plane(arms, ("recall", "recall"), ("precision", "precision"), equal_f1=True)
    assert set(PACKAGES.index) <= set(texts(drawing))
    assert marks(drawing) == ["mark simple", "mark imblearn", "mark ours"]
    assert any(text.startswith("F1 0.") for text in texts(drawing))


def test_plane_of_one_arm():
    arms = pd.DataFrame({"package": ["ours"], "x": [1.0], "f1": [0.5]}, index=["oversample-a"])
    assert len(marks(plane(arms, ("x", "times"), ("f1", "F1"), log_x=True))) == 1


def test_rank_plot_has_a_bar_per_clique():
    ranks = pd.Series({"oversample-a": 1.2, "imblearn-a": 1.8, "none": 3.0})
    ranking = Ranking("recall", ranks, PACKAGES, [["oversample-a", "imblearn-a"]])
    drawing = rank_plot(ranking)
    names = [text for text in texts(drawing) if text in PACKAGES.index]
    assert names == ["oversample-a", "imblearn-a", "none"]
    bars = [e for e in parsed(drawing).iter("path") if e.get("class") == "clique"]
    assert [bar.find("title").text for bar in bars] == [
        "no difference found among oversample-a, imblearn-a"
    ]
    assert not [e for e in parsed(rank_plot(ranking._replace(cliques=[]))) if e.tag == "clique"]


def test_strip_has_a_line_per_family_and_skips_what_is_missing():
    differences = pd.DataFrame(
        {"imblearn-a": [0.1, np.nan], "oversample-a": [0.1, -0.2]}, index=["f1", "f2"]
    )
    drawing = strip_plot([("recall, difference", differences)], PACKAGES.drop("none"))
    dashes = [e for e in parsed(drawing).iter("path") if "dash" in (e.get("class") or "")]
    assert [dash.find("title").text for dash in dashes] == [
        "f1: +0.100",
        "f1: +0.100",
        "f2: -0.200",
    ]
    assert len(marks(drawing)) == 2


def test_strip_of_an_arm_without_any_result():
    differences = pd.DataFrame({"imblearn-a": [np.nan], "oversample-a": [0.1]}, index=["f1"])
    drawing = strip_plot([("recall, difference", differences)], PACKAGES.drop("none"))
    assert marks(drawing) == ["mark ours"]


def test_heat_map_shows_sign_strength_and_absence():
    differences = pd.DataFrame(
        {"imblearn-a": [0.6, np.nan], "oversample-a": [-0.1, 0.25], "none": [0.0, -0.004]},
        index=["d1", "d2"],
    )
    drawing = heat_map(differences, PACKAGES)
    fields = [(e.get("class"), e.get("fill-opacity")) for e in parsed(drawing).iter("rect")]
    assert fields[:2] == [("above", "0.85"), ("below", "0.17")]
    assert fields[3:5] == [("absent", None), ("above", "0.42")]
    assert [text for text in texts(drawing) if text[0] in "+−0"] == [
        "+.60",
        "−.10",
        "0",
        "+.25",
        "0",
    ]


def test_curves_are_pooled_with_equal_weight_of_families():
    rows = pd.DataFrame(
        {
            "family": ["big", "big", "small"],
            "bin_rows": [[50.0, 0.0, 50.0], [50.0, 0.0, 50.0], [1.0, 0.0, 1.0]],
            "bin_probability": [[5.0, 0.0, 45.0], [5.0, 0.0, 45.0], [0.1, 0.0, 0.9]],
            "bin_minority": [[0.0, 0.0, 50.0], [0.0, 0.0, 50.0], [1.0, 0.0, 0.0]],
        }
    )
    curve = pooled_curve(rows)
    assert curve["predicted"].tolist() == pytest.approx([0.1, 0.9])
    assert curve["observed"].tolist() == pytest.approx([0.5, 0.5])
    drawing = reliability({"none": curve, "oversample-a": curve}, PACKAGES)
    assert {"none", "oversample-a"} <= set(texts(drawing))
    assert len(marks(drawing)) == 4


def binned_tables():
    """Make labels and probabilities of two families, and their rows in a table of results."""
    rng = np.random.default_rng(0)
    tables = []
    for family in "ab":
        y = rng.random(200) < 0.1
        p = np.clip(rng.random(200) / 2 + 0.4 * y, 0, 1)
        tables.append((family, y, p, calibration(y, p)))
    return tables, pd.DataFrame([{"family": family} | bins for family, _, _, bins in tables])


def test_net_benefit_is_that_of_every_threshold_and_of_families_alike():
    tables, rows = binned_tables()
    curve = benefit_curve(rows)
    for t, benefit in curve.itertuples(index=False):
        expected = [
            (np.sum(y & (p >= t)) - np.sum(~y & (p >= t)) * t / (1 - t)) / y.sum()
            for _, y, p, _ in tables
        ]
        assert benefit == pytest.approx(np.mean(expected))
    drawing = net_benefit({"none": curve, "oversample-a": curve}, PACKAGES)
    assert drawing.count("from 0.1 on") == 2


def test_costs_are_those_of_the_best_threshold_for_each_share_of_misses():
    tables, rows = binned_tables()
    curve = cost_curve(rows)
    thresholds = [*np.arange(10) / 10, np.inf]
    for share, cost in curve.itertuples(index=False):
        expected = [
            min(share * np.mean(p[y] < t) + (1 - share) * np.mean(p[~y] >= t) for t in thresholds)
            for _, y, p, _ in tables
        ]
        assert cost == pytest.approx(np.mean(expected))
    assert curve["cost"].iloc[[0, -1]].tolist() == [0.0, 0.0]
    assert (curve["cost"] <= np.minimum(curve["share"], 1 - curve["share"]) + 1e-12).all()
    drawing = cost_curves({"none": curve, "oversample-a": curve}, PACKAGES)
    assert drawing.count("at a share of 0.5") == 2
