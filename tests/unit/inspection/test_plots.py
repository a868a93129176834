"""Pictures hold what they say, are readable without colour, and need no matplotlib until drawn."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from matplotlib import pyplot as plt
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import load_digits

import oversample
from oversample import SMOTE, SMOTEENN, RandomOverSampler, plots
from oversample.exceptions import InvalidParameterError
from oversample.plots import (
    ClassCountDisplay,
    ColumnDisplay,
    ImageGridDisplay,
    ProjectionDisplay,
)

API = Path(__file__).parents[3] / "docs" / "api.md"
N = 120


@pytest.fixture(autouse=True)
def drawn():
    """Draw whatever a test has made, so that nothing is left to fail on the screen."""
    yield
    for number in plt.get_fignums():
        plt.figure(number).canvas.draw()
    plt.close("all")


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(0)
    y = np.where(np.arange(N) < 20, "rare", "usual")
    X = pd.DataFrame(
        {
            "amount": rng.gamma(2, 50, N),
            "items": rng.poisson(3, N),
            "country": pd.Categorical(rng.choice(["de", "fr"], N)),
            "at": pd.date_range("2026-01-01", periods=N, freq="h", tz="Europe/Berlin"),
        }
    )
    return X, y


@pytest.fixture(scope="module")
def mixed(table):
    sampler = SMOTE(random_state=0, categorical_features="auto", scale="std")
    return oversample.report(sampler, *table)


@pytest.fixture(scope="module")
def numeric():
    X = np.random.default_rng(0).normal(size=(N, 4))
    return oversample.report(SMOTE(random_state=0), X, np.arange(N) < 20)


# -- class counts ------------------------------------------------------------------------------


def test_bars_have_the_counts(mixed):
    display = ClassCountDisplay.from_report(mixed)
    widths = [[bar.get_width() for bar in bars] for bars in display.ax_.containers]
    assert widths == [[20, 100], [80, 0]]
    assert all(bar.get_hatch() for bar in display.ax_.containers[1])
    assert not any(bar.get_hatch() for bar in display.ax_.containers[0])
    words = [text.get_text().strip() for text in display.ax_.texts]
    assert words == ["20 + 80", "100"]
    assert [label.get_text() for label in display.ax_.get_yticklabels()] == ["rare", "usual"]


def test_removed_rows_are_marked(numeric):
    X = np.random.default_rng(0).normal(size=(N, 2))
    report = oversample.report(SMOTEENN(random_state=0), X, np.arange(N) < 20)
    (lines,) = ClassCountDisplay.from_report(report).ax_.collections
    assert [line[0, 0] for line in lines.get_segments()] == [100, 20]
    assert not ClassCountDisplay.from_report(numeric).ax_.collections


def test_axes_of_the_user_are_used(mixed):
    _, (first, second) = plt.subplots(1, 2)
    assert ClassCountDisplay.from_report(mixed, ax=first).ax_ is first
    display = ProjectionDisplay.from_report(mixed, ax=second)
    assert display.ax_ is second
    assert display.figure_ is first.figure
    assert len(plt.get_fignums()) == 1


# -- projection --------------------------------------------------------------------------------


def test_synthetic_points_lie_on_the_drawn_segments(numeric):
    display = ProjectionDisplay.from_report(numeric)
    plan = numeric.sampler.plan_
    base, partner = display.points[plan.base], display.points[plan.partner]
    expected = base + plan.step[:, np.newaxis] * (partner - base)
    assert_allclose(display.points[N:], expected, atol=1e-12)
    (lines,) = [c for c in display.ax_.collections if hasattr(c, "get_segments")]
    assert_allclose(lines.get_segments(), np.stack([base, partner], axis=1))


def test_the_axes_are_those_of_the_original_rows(numeric):
    points = ProjectionDisplay.from_report(numeric).points[:N]
    assert_allclose(points.mean(axis=0), 0, atol=1e-12)
    assert abs(np.corrcoef(points.T)[0, 1]) < 1e-9
    assert points[:, 0].var() >= points[:, 1].var()


def test_groups_differ_by_marker_and_filling(mixed):
    display = ProjectionDisplay.from_report(mixed)
    clouds = {c.get_label(): c for c in display.ax_.collections if c.get_label()[0] != "_"}
    assert set(clouds) == {"usual, original", "rare, original", "rare, synthetic"}
    shapes = {name: cloud.get_paths()[0].vertices.shape for name, cloud in clouds.items()}
    assert shapes["usual, original"] != shapes["rare, original"] == shapes["rare, synthetic"]
    assert len(clouds["rare, synthetic"].get_facecolor()) == 0
    assert [len(clouds[name].get_offsets()) for name in clouds] == [100, 20, 80]


def test_forty_classes_look_different_and_are_told_in_whole_lines():
    """matplotlib warns of a legend that leaves no room for the axes."""
    rng = np.random.default_rng(0)
    names = [f"a class with a name that is rather long, {i}" for i in range(40)]
    y = np.repeat(names, [6] + [4] * 39)
    X = rng.normal(size=(len(y), 2))
    report = oversample.report(RandomOverSampler(random_state=0, shrinkage=1.0), X, y)
    display = ProjectionDisplay.from_report(report)
    display.figure_.canvas.draw()
    clouds = [c for c in display.ax_.collections if c.get_label().endswith("original")]
    looks = {(c.get_paths()[0].vertices.tobytes(), *c.get_facecolor().ravel()) for c in clouds}
    assert len(looks) == len(clouds) == 40
    assert len({c.get_label() for c in clouds}) == 40
    inside = display.figure_.bbox
    legend = display.ax_.get_legend().get_window_extent()
    assert inside.x0 <= legend.x0 < legend.x1 <= inside.x1
    assert inside.y0 <= legend.y0 < legend.y1 <= inside.y1


def test_large_tables_are_drawn_in_part(numeric):
    display = ProjectionDisplay.from_report(numeric, max_rows=7, max_segments=0)
    assert [len(c.get_offsets()) for c in display.ax_.collections] == [7, 7, 7]
    display = ProjectionDisplay.from_report(numeric, max_segments=5)
    assert len(display.ax_.collections[0].get_segments()) == 5


def test_one_column_and_constant_columns(table):
    for X in (np.arange(N)[:, np.newaxis] * 1.0, np.ones((N, 3))):
        report = oversample.report(RandomOverSampler(random_state=0), X, table[1])
        display = ProjectionDisplay.from_report(report)
        assert np.isfinite(display.points).all()
        assert_array_equal(display.points[:, 1], 0)


# -- columns -----------------------------------------------------------------------------------


def test_histograms_have_an_area_of_one_each(mixed):
    display = ColumnDisplay.from_report(mixed, columns=["amount"])
    areas = []
    for patch in display.axes_[0].patches:
        x, y = patch.get_xy().T
        areas.append(abs(np.trapezoid(y, x)))
    assert_allclose(areas[:2], 1, rtol=1e-9)
    assert [bool(patch.get_hatch()) for patch in display.axes_[0].patches] == [False, True, False]


def test_levels_have_their_shares(mixed, table):
    display = ColumnDisplay.from_report(mixed, columns=["country"])
    bars = [[bar.get_height() for bar in bars] for bars in display.axes_[0].containers]
    country = mixed.X_resampled["country"]
    for heights, rows in zip(bars, (slice(0, 20), slice(N, None)), strict=True):
        assert_allclose(heights, country[rows].value_counts(normalize=True)[["de", "fr"]])
    words = [label.get_text() for label in display.axes_[0].get_xticklabels()]
    assert words == ["de", "fr"]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_times_have_dates_at_their_axis(library, table):
    X, y = table
    X = X if library == "pandas" else pl.from_pandas(X)
    sampler = SMOTE(random_state=0, categorical_features="auto", scale="std")
    display = ColumnDisplay.from_report(oversample.report(sampler, X, y), columns=["at"])
    words = [label.get_text() for label in display.axes_[0].get_xticklabels()]
    assert words == ["2026-01-01", "2026-01-01"]


def test_times_of_an_array_have_dates_and_durations_at_their_axis(table):
    instants = table[0]["at"].dt.tz_localize(None).to_numpy().reshape(-1, 1)
    for cells, expected in (
        (instants, ["2026-01-01", "2026-01-01"]),
        (instants - instants[0], ["0 s", "0 days 19:00:00"]),
    ):
        report = oversample.report(SMOTE(random_state=0), cells, table[1])
        (ax,) = ColumnDisplay.from_report(report).axes_
        assert [label.get_text() for label in ax.get_xticklabels()] == expected


def test_by_default_the_columns_that_changed_most(mixed):
    X = np.random.default_rng(0).normal(size=(N, 20))
    report = oversample.report(SMOTE(random_state=0), X, np.arange(N) < 20)
    names = [ax.get_title() for ax in ColumnDisplay.from_report(report).axes_]
    most = report.columns.nlargest(6, "distance")["column"]
    assert names == [str(name) for name in most]
    assert len(ColumnDisplay.from_report(mixed).axes_) == 4


def test_columns_without_cells(table):
    X = np.full((N, 1), np.nan)
    report = oversample.report(RandomOverSampler(random_state=0), X, table[1])
    display = ColumnDisplay.from_report(report)
    assert display.axes_[0].texts[0].get_text() == "no cells"


def test_levels_beyond_a_dozen_are_left_out(table):
    X = pd.DataFrame({"code": pd.Categorical([f"c{i % 40}" for i in range(N)])})
    report = oversample.report(RandomOverSampler(random_state=0), X, table[1])
    ax = ColumnDisplay.from_report(report).axes_[0]
    assert len(ax.containers[0]) == 12
    assert ax.get_title() == "code (top 12 of 20)"
    assert ax.get_ylabel() == "share"


def test_long_names_are_shown_apart_and_inside(table):
    """One panel has little room for its legend, and its title is shortened."""
    X = pd.DataFrame(
        {"the name of a column " * 4: pd.Categorical([f"town {i % 9}" for i in range(N)])}
    )
    report = oversample.report(RandomOverSampler(random_state=0), X, table[1])
    display = ColumnDisplay.from_report(report)
    display.figure_.canvas.draw()
    (ax,), inside = display.axes_, display.figure_.bbox
    for part in (ax.title, *display.figure_.legends):
        extent = part.get_window_extent()
        assert inside.x0 <= extent.x0 < extent.x1 <= inside.x1
    turned = [label.get_rotation() for label in ax.get_xticklabels()]
    assert turned == [60] * 9


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"columns": ["town"]}, "no column 'town'"),
        ({"label": "usual"}, "'usual' has no synthetic rows. Those that have: ['rare']"),
        ({"label": "else"}, "'else' has no synthetic rows"),
    ],
)
def test_columns_and_classes_that_are_not_there(mixed, arguments, words):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        ColumnDisplay.from_report(mixed, **arguments)
    assert words in str(caught.value)


def test_a_report_without_synthetic_rows_has_no_columns_to_compare():
    X, y = np.random.default_rng(0).normal(size=(40, 2)), np.arange(40) % 2
    balanced = oversample.report(SMOTE(random_state=0), X, y)
    with pytest.raises(ValueError, match=r"no synthetic rows.*sampling_strategy"):
        ColumnDisplay.from_report(balanced)
    one_class = oversample.report(RandomOverSampler(random_state=0), X, np.arange(40) < 10)
    with pytest.raises(ValueError, match=r"Class False has no .* have: \[True\]"):
        ColumnDisplay.from_report(one_class, label=np.False_)


# -- images ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def digits():
    X, y = load_digits(return_X_y=True)
    kept = (y < 2) | ((y == 3) & (np.arange(len(y)) % 5 == 0))
    sampler = SMOTE(sampling_strategy={3: 60}, random_state=0)
    return oversample.report(sampler, X[kept], y[kept])


def test_images_stand_beside_their_parents(digits):
    display = ImageGridDisplay.from_report(digits, image_shape=(8, 8), n_images=5)
    plan = digits.sampler.plan_
    n_old = digits.seen.n_old
    assert display.axes_.shape == (5, 3)
    first = [ax.images[0].get_array() for ax in display.axes_[0]]
    X = digits.X_resampled.reshape(-1, 8, 8)
    expected = [X[plan.base[0]], X[n_old], X[plan.partner[0]]]
    assert_array_equal(first, expected)
    assert display.titles == ["3"] * 5
    assert {ax.images[0].get_clim() for ax in display.axes_.ravel()} == {
        (display.images.min(), display.images.max())
    }


@pytest.mark.parametrize("shape", [(4, 4, 4), (4, 8, 2), (3, 7, 3)])
def test_images_with_channels(shape):
    X = np.random.default_rng(0).random((N, int(np.prod(shape))))
    report = oversample.report(SMOTE(random_state=0), X, np.arange(N) < 20)
    display = ImageGridDisplay.from_report(report, image_shape=shape, n_images=2)
    assert display.axes_[0, 0].images[0].get_array().shape[:2] == shape[:2]


def test_copies_have_no_partner(digits):
    report = oversample.report(
        RandomOverSampler(random_state=0), digits.X_resampled[:300], digits.y_resampled[:300]
    )
    display = ImageGridDisplay.from_report(report, image_shape=(8, 8))
    assert display.axes_.shape == (6, 2)


@pytest.mark.parametrize("shape", [None, (8, 9), (64,), (8, 8, 2)])
def test_shapes_that_are_no_image(digits, shape):
    with pytest.raises(ValueError, match="image_shape"):
        ImageGridDisplay.from_report(digits, image_shape=shape)


def test_no_images(numeric):
    report = oversample.report(SMOTE(sampling_strategy={}), np.ones((N, 4)), np.arange(N) < 20)
    with pytest.raises(ValueError, match="made no images"):
        ImageGridDisplay.from_report(report, image_shape=(2, 2))


# -- matplotlib --------------------------------------------------------------------------------


def test_without_matplotlib_the_remedy_is_told(mixed, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    for display in (ClassCountDisplay, ColumnDisplay, ProjectionDisplay):
        with pytest.raises(ImportError, match=r"pip install 'oversample\[plots\]'"):
            display.from_report(mixed)


@pytest.mark.parametrize("name", plots.__all__)
def test_every_display_is_documented(name):
    assert f"oversample.plots.{name}`" in API.read_text()


@pytest.mark.parametrize(
    "draw",
    [
        ClassCountDisplay.from_report,
        ProjectionDisplay.from_report,
        ColumnDisplay.from_report,
        ImageGridDisplay.from_report,
        plots.ComparisonDisplay.from_comparison,
    ],
)
def test_what_is_no_report_is_not_drawn(draw, numeric):
    for wrong in (SMOTE(), np.zeros((3, 2)), None):
        with pytest.raises(TypeError, match=r"pass oversample\.(report|compare)\(.* Got "):
            draw(wrong)
    if "Comparison" in repr(draw):
        with pytest.raises(TypeError, match=r"pass oversample\.compare"):
            draw(numeric)


@pytest.mark.parametrize(
    ("draw", "call", "name"),
    [
        (ProjectionDisplay.from_report, {"max_rows": -1}, "'max_rows'.*ProjectionDisplay.*Got -1"),
        (ProjectionDisplay.from_report, {"max_segments": 0.5}, "'max_segments'.*Got 0.5"),
        (ColumnDisplay.from_report, {"columns": "amount"}, "'columns'.*list.*Got 'amount'"),
        (ImageGridDisplay.from_report, {"n_images": 0}, "'n_images'.*ImageGridDisplay.*Got 0"),
    ],
)
def test_wrong_parameters_of_pictures_are_named(draw, call, name, numeric):
    with pytest.raises(InvalidParameterError, match=name):
        draw(numeric, **call)
