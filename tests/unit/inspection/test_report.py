"""The report: its figures against slow and obvious ones, and both of its forms."""

import re
import warnings
from datetime import date, time, timedelta
from html import escape
from html.parser import HTMLParser

import imblearn.over_sampling as peer
import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse
from sklearn.decomposition import PCA

import oversample
from oversample import (
    ADASYN,
    SMOTE,
    SMOTEENN,
    BorderlineSMOTE,
    Mixup,
    RandomOverSampler,
    SelectiveOverSampler,
)
from oversample.exceptions import FallbackWarning
from oversample.inspection.view import _number, moment
from tests import naive
from tests.instances import INSTANCES

N, N_RARE = 120, 20


@pytest.fixture
def problem():
    rng = np.random.default_rng(0)
    y = np.where(np.arange(N) < N_RARE, "rare", "usual")
    return rng.normal(size=(N, 2)) + (y == "rare")[:, np.newaxis], y


@pytest.fixture
def visits():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "amount": rng.gamma(2, 50, N),
            "identifier": 2**60 + rng.integers(0, 99, N),
            "country": pd.Categorical(rng.choice(["de", "fr"], N)),
            "at": pd.date_range("2026-01-01", periods=N, freq="h", tz="Europe/Berlin", unit="us"),
            "vip": rng.random(N) < 0.3,
        }
    )
    return frame, pd.Series(np.where(np.arange(N) < N_RARE, "rare", "usual"), name="label")


def test_the_result_is_that_of_the_sampler(problem):
    sampler = SMOTE(random_state=0)
    report = oversample.report(sampler, *problem)
    X_new, y_new = SMOTE(random_state=0).fit_resample(*problem)
    assert_array_equal(report.X_resampled, X_new)
    assert_array_equal(report.y_resampled, y_new)
    assert not hasattr(sampler, "plan_")
    assert report.sampler.n_synthetic_ == 80


def test_counts(problem):
    classes = oversample.report(SMOTE(random_state=0), *problem).classes
    names = ["before", "after", "synthetic", "removed", "synthetic_share"]
    assert classes.loc["rare", names].tolist() == [20, 100, 80, 0, 0.8]
    assert classes.loc["usual", names].tolist() == [100, 100, 0, 0, 0.0]


def test_counts_after_cleaning(problem):
    report = oversample.report(SMOTEENN(random_state=0), *problem)
    for label, row in report.classes.iterrows():
        assert row["after"] == (report.y_resampled == label).sum()
        assert row["after"] == row["before"] + row["synthetic"] - row["removed"]
    assert report.classes["removed"].sum() > 0
    plan, kept = report.sampler.plan_, report.sampler.kept_indices_
    bases = plan.base[kept[report.sampler.synthetic_mask_] - N]
    assert report.classes.loc["rare", "bases"] == len(set(bases.tolist())) / N_RARE


def test_origins(problem):
    report = oversample.report(BorderlineSMOTE(random_state=0, kind="borderline-2"), *problem)
    plan = report.sampler.plan_
    uses = pd.Series(plan.base).value_counts()
    row = report.classes.loc["rare"]
    assert row["bases"] == len(uses) / N_RARE
    assert row["most_from_one"] == uses.max()
    assert row["foreign_partners"] == np.mean([problem[1][p] != "rare" for p in plan.partner])
    assert 0 < row["foreign_partners"] < 1


def test_neighbourhood(problem):
    X, y = problem
    report = oversample.report(SMOTE(random_state=0), X, y)
    rare = [row for row, label in zip(X, y, strict=True) if label == "rare"]

    def among_others(row, skip):
        distances = sorted(
            (naive.squared_distance(row, other), j) for j, other in enumerate(X) if j != skip
        )
        return sum(y[j] != "rare" for _, j in distances[:5]) >= 3

    before = np.mean([among_others(row, i) for i, row in enumerate(rare)])
    after = np.mean([among_others(row, None) for row in report.X_resampled[N:]])
    row = report.classes.loc["rare"]
    assert row["among_others_before"] == before
    assert row["among_others"] == after
    assert before > 0
    assert after > 0
    usual = np.median(
        [np.sqrt(min(naive.squared_distance(a, b) for b in rare if b is not a)) for a in rare]
    )
    near = [
        np.sqrt(min(naive.squared_distance(new, old) for old in X)) < 0.1 * usual
        for new in report.X_resampled[N:]
    ]
    assert row["near_copies"] == sum(near) > 0


def test_duplicates_are_of_originals_or_of_each_other(problem):
    X, y = problem
    report = oversample.report(RandomOverSampler(random_state=0), X, y)
    assert report.classes.loc["rare", ["duplicates", "near_copies"]].tolist() == [80, 80]
    assert oversample.report(SMOTE(random_state=0), X, y).classes["duplicates"].sum() == 0
    whole = np.rint(X * 2) + 0.0
    report = oversample.report(SMOTE(random_state=0, k_neighbors=2), whole.astype(int), y)
    seen = {tuple(row) for row in whole.astype(int).tolist()}
    expected = 0
    for row in report.X_resampled[N:].tolist():
        expected += tuple(row) in seen
        seen.add(tuple(row))
    assert report.classes["duplicates"].sum() == expected > 0


def test_drift_of_numbers(problem):
    X, y = problem
    report = oversample.report(SMOTE(random_state=0), X, y)
    for j, row in report.columns.iterrows():
        old, new = X[y == "rare", j], report.X_resampled[N:, j]
        assert (row["class"], row["column"], row["kind"]) == ("rare", j, "number")
        figures = row[["mean_original", "mean_synthetic", "spread_original", "spread_synthetic"]]
        assert_allclose(figures.tolist(), [old.mean(), new.mean(), old.std(), new.std()])
        assert_allclose(row["shift"], (new.mean() - old.mean()) / old.std())
        steps = np.concatenate([old, new])
        gap = max(abs((old <= at).mean() - (new <= at).mean()) for at in steps)
        assert_allclose(row["distance"], gap)


def test_drift_of_other_columns(visits):
    X, y = visits
    report = oversample.report(SMOTE(random_state=0, categorical_features="auto"), X, y)
    drift = report.columns.set_index("column")
    assert drift["kind"].to_dict() == {
        "amount": "number",
        "identifier": "number",
        "country": "category",
        "at": "time",
        "vip": "category",
    }
    shares = [
        report.X_resampled["country"][rows].value_counts(normalize=True)
        for rows in (slice(0, N_RARE), slice(N, None))
    ]
    assert_allclose(drift.loc["country", "distance"], abs(shares[0]["de"] - shares[1]["de"]))
    assert_allclose(drift.loc["identifier", "mean_original"], 2.0**60, rtol=1e-12)
    at = report.X_resampled["at"].astype("int64").to_numpy().astype(float)
    shift = (at[N:].mean() - at[:N_RARE].mean()) / at[:N_RARE].std()
    assert_allclose(drift.loc["at", "shift"], shift, rtol=1e-6)
    cells = {"original": X["at"][:N_RARE], "synthetic": report.X_resampled["at"][N:]}
    for of, instants in cells.items():
        assert drift.loc["at", f"min_{of}"] == instants.min()
        assert drift.loc["at", f"max_{of}"] == instants.max()
        gap = abs(drift.loc["at", f"mean_{of}"] - instants.mean())
        assert gap <= pd.Timedelta(1, instants.dt.unit)
    assert drift.loc["at", ["spread_original", "spread_synthetic"]].isna().all()
    assert drift.loc["country", "mean_original":"shift"].isna().all()
    amounts = report.X_resampled["amount"][N:]
    assert drift.loc["amount", "min_synthetic"] == amounts.min()
    assert drift.loc["amount", "max_synthetic"] == amounts.max()


@pytest.mark.parametrize(
    "convert",
    [
        pd.Series.to_frame,
        lambda column: column.to_numpy().reshape(-1, 1),
        lambda column: column.dt.as_unit("ns").astype(object).to_frame(),
        lambda column: pl.DataFrame({"0": pl.Series(column)}),
        lambda column: column.convert_dtypes(dtype_backend="pyarrow").to_frame(),
    ],
    ids=["pandas", "numpy", "objects", "polars", "arrow"],
)
@pytest.mark.parametrize("origin", ["instants", "durations"])
def test_times_of_any_container_have_means_and_limits(convert, origin):
    ticks = pd.Series(np.random.default_rng(0).integers(0, 10**12, N)).astype("m8[us]")
    times = ticks if origin == "durations" else pd.Timestamp("2026-01-01") + ticks
    report = oversample.report(SMOTE(random_state=0), convert(times), np.arange(N) < N_RARE)
    (row,) = report.columns.to_dict("records")
    old = times[:N_RARE]
    assert (row["min_original"], row["max_original"]) == (old.min(), old.max())
    assert abs(row["mean_original"] - old.mean()) <= pd.Timedelta(1, "us")
    assert row["min_original"] <= row["min_synthetic"] < row["mean_synthetic"]
    section = str(report).split("Dates and durations:\n")[1].splitlines()
    assert section[0].split() == ["class", "column", "rows", "smallest", "mean", "largest"]
    assert [line.split()[2] for line in section[1:]] == ["original", "synthetic"]
    assert moment(row["max_original"]) in section[1]
    assert f"<td>{moment(row['mean_synthetic'])}</td>" in report._repr_html_()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (pd.Timestamp("2026-01-02 03:04:05.678", tz="Europe/Berlin"), "2026-01-02 03:04:05"),
        (pd.Timestamp("2026-01-02"), "2026-01-02"),
        (date(2026, 1, 2), "2026-01-02"),
        (time(3, 4, 5, 678), "03:04:05"),
        (pd.Timedelta("5 days"), "5 days"),
        (timedelta(days=-1, seconds=3), "-1 days +00:00:03"),
        (timedelta(microseconds=1234), "0.00123 s"),
        (np.timedelta64(5, "M"), "5 months"),
        (pd.NaT, "-"),
    ],
)
def test_times_are_written_to_the_second(cell, text):
    assert moment(cell) == text


def test_polars_and_pandas_have_the_same_report(visits):
    X, y = visits
    sampler = SMOTE(random_state=0, categorical_features="auto", scale="std")
    first = oversample.report(sampler, X, y)
    second = oversample.report(sampler, pl.from_pandas(X), pl.Series(y))
    pd.testing.assert_frame_equal(first.classes, second.classes)
    pd.testing.assert_frame_equal(first.columns, second.columns)


@pytest.mark.parametrize("name", INSTANCES)
def test_every_sampler_has_a_report(name, problem):
    X, y = np.round(problem[0]), problem[1]
    report = oversample.report(INSTANCES[name].make(), X, y)
    assert report.classes["synthetic"].sum() == 80
    assert report.classes.loc["rare", "among_others"] >= 0
    assert len(report.columns) == 2
    assert str(report)


def test_categories_are_those_of_the_sampler(problem):
    X, y = np.rint(problem[0]), problem[1]
    for sampler in (SMOTE(categorical_features=[1]), Mixup(categorical_features=[1])):
        report = oversample.report(sampler, X, y)
        assert report.columns["kind"].tolist() == ["number", "category"]


def test_rows_of_an_encoder(problem):
    X = np.hstack([problem[0], problem[0] ** 2])
    for output, width in (("input", 4), ("features", 3)):
        sampler = SMOTE(encoder=PCA(3), output=output, random_state=0)
        report = oversample.report(sampler, pd.DataFrame(X).add_prefix("x"), problem[1])
        assert len(report.columns) == width
        assert report.classes["synthetic"].sum() == 80


def test_lists_missing_cells_and_constant_columns(problem):
    X, y = problem
    gaps = np.where(np.random.default_rng(0).random(X.shape) < 0.2, np.nan, X)
    report = oversample.report(SMOTE(random_state=0, missing_values="propagate"), gaps, y)
    old = gaps[:N_RARE, 0]
    assert_allclose(report.columns["mean_original"][0], np.nanmean(old))
    rows = [[1.0, *row] for row in X.tolist()]
    report = oversample.report(SMOTE(random_state=0), rows, y.tolist())
    assert report.columns.loc[0, ["shift", "distance"]].tolist() == [0.0, 0.0]
    missing = np.full((N, 1), np.nan)
    report = oversample.report(RandomOverSampler(random_state=0), missing, y)
    assert report.columns["distance"].isna().all()
    assert "-" in str(report)


def test_warnings_are_told_and_not_given(problem):
    X, y = problem
    X = X + 100 * (y == "rare")[:, np.newaxis]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = oversample.report(ADASYN(random_state=0), X, y)
    assert len(report.warnings) == 1
    assert "plain SMOTE" in report.warnings[0]
    assert "plain SMOTE" in str(report).replace("\n  ", " ")
    with pytest.warns(FallbackWarning):
        ADASYN(random_state=0).fit_resample(X, y)


def test_columns_that_are_not_what_they_look_like_are_named(visits):
    X, y = visits
    sampler = SMOTE(random_state=0, categorical_features="auto")
    plain = oversample.report(sampler, X, y)
    assert plain.concerns == ()
    assert "Columns to look at" not in str(plain)
    report = oversample.report(sampler, X.assign(row=np.arange(N)), y)
    (concern,) = report.concerns
    assert concern.startswith("Column 'row' looks like a row identifier: 120 whole numbers from 0")
    assert concern in " ".join(str(report).split())
    assert escape(concern) in report._repr_html_()


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    ("grid_of", "words"),
    [
        (np.rint, "whole numbers"),
        (lambda cells: np.round(cells, 2), "numbers of at most 2 decimals"),
        (lambda cells: np.sqrt(2) * np.rint(cells), "different numbers"),
        (lambda cells: np.where(np.arange(N) % 3 > 0, np.pi, cells), "1 numbers again and again"),
    ],
)
def test_columns_whose_grid_new_rows_left_are_named(dtype, grid_of, words):
    rng = np.random.default_rng(0)
    amount = rng.gamma(2, 50, N)
    visits = grid_of(rng.normal(size=N) * 3)
    X = pd.DataFrame({"amount": amount, "visits": visits, "one": 0.1}).astype(dtype)
    y = np.where(np.arange(N) < N_RARE, "rare", "usual")
    report = oversample.report(SMOTE(random_state=0, grid="off"), X, y)
    (concern,) = report.concerns
    for part in ("Column 'visits' holds", words, "80 new cells", "grid='auto'"):
        assert part in concern
    assert concern in " ".join(str(report).split())
    assert oversample.report(SMOTE(random_state=0, grid="auto"), X, y).concerns == ()
    (of_array,) = oversample.report(SMOTE(random_state=0), X.to_numpy(), y).concerns
    assert of_array == concern.replace("'visits'", "1")


def test_a_grid_needs_cells():
    X = np.random.default_rng(0).normal(size=(19, 1))
    y = np.arange(19) < 6
    assert oversample.report(SMOTE(random_state=0), X, y).concerns == ()
    # Twenty values, none of them twice, are a sample of any.
    X = np.random.default_rng(0).normal(size=(20, 1))
    assert oversample.report(SMOTE(random_state=0), X, np.arange(20) < 6).concerns == ()
    assert oversample.report(SMOTE(random_state=0), np.rint(9 * X), np.arange(20) < 6).concerns


def test_nothing_made(problem):
    report = oversample.report(SMOTE(sampling_strategy={}), *problem)
    assert report.classes["synthetic"].sum() == 0
    assert len(report.columns) == 0
    assert "0 of the 120 rows" in str(report)
    assert report._repr_html_()


def test_large_classes_are_looked_at_in_part(monkeypatch, problem):
    monkeypatch.setattr("oversample.inspection.figures._EXAMINED", 10)
    report = oversample.report(RandomOverSampler(random_state=0), *problem)
    assert report.classes.loc["rare", "near_copies"] == 80


def test_what_is_refused(problem):
    X, y = problem
    with pytest.raises(TypeError, match=r"X\.toarray\(\)"):
        oversample.report(SMOTE(), sparse.csr_array(X), y)
    with pytest.raises(TypeError, match="synthetic_mask_"):
        oversample.report(peer.SMOTE(), X, y)
    with pytest.raises(ValueError, match="'classes' or 'columns'"):
        oversample.report(SMOTE(), X, y).to_frame("rows")


def test_frames_are_copies(problem):
    report = oversample.report(SMOTE(random_state=0), *problem)
    frame = report.to_frame()
    frame["before"] = 0
    assert report.classes["before"].sum() == N
    assert report.to_frame("columns").equals(report.columns)


# -- both forms --------------------------------------------------------------------------------


def test_text_has_aligned_lines_of_little_width(visits):
    sampler = SMOTE(random_state=0, categorical_features="auto")
    text = str(oversample.report(sampler, *visits))
    assert text.isascii()
    assert max(map(len, text.splitlines()[1:])) <= 100
    assert "80 of the 200 rows of the result are synthetic (40 %)" in text
    heads = [line for line in text.splitlines() if line.lstrip().startswith("class ")]
    assert len(heads) == 5
    for name in visits[0]:
        assert re.search(rf"rare +{name} ", text)
    assert repr(oversample.report(sampler, *visits)) == text


def test_wide_tables_show_what_changed_most():
    X = np.random.default_rng(0).normal(size=(N, 40))
    y = np.arange(N) < N_RARE
    report = oversample.report(SMOTE(random_state=0), X, y)
    assert "The 30 that changed least are in .columns." in " ".join(str(report).split())
    narrow = oversample.report(SMOTE(random_state=0), X[:, :11], y)
    assert "The one that changed least is in .columns." in " ".join(str(narrow).split())
    most = report.columns["distance"].idxmax()
    section = str(report).split("How columns changed")[1].splitlines()
    assert section[2].split()[1] == str(most)
    assert len(report.columns) == 40


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1730.4, "1,730"),
        (-12345.6, "-12,346"),
        (999.6, "1,000"),
        (999.4, "999"),
        (0.01234, "0.0123"),
        (0.0, "0"),
        (1464000.0, "1,464,000"),
        (2.0**60, "1.153e+18"),
        (np.nan, "-"),
    ],
)
def test_numbers_are_written_as_in_a_table(value, text):
    assert _number(value) == text


class Outline(HTMLParser):
    """Which tags are open, and the text."""

    def __init__(self):
        super().__init__()
        self.open, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_html_is_well_formed_and_escaped(visits):
    X, y = visits
    X = X.rename(columns={"amount": "<b>&amount"})
    sampler = SMOTE(random_state=0, categorical_features="auto")
    report = oversample.report(sampler, X, y.replace("rare", "<rare>"))
    outline = Outline()
    html = report._repr_html_()
    outline.feed(html)
    assert outline.open == []
    assert "<b>&amount" in outline.text
    assert "<rare>" in outline.text
    assert "20 + 80" in outline.text
    assert "<b>&" not in html
    assert not re.search(r"src=|href=|<script", html)


WRAPPED = {
    "selective": lambda inner: SelectiveOverSampler(inner, random_state=0),
    "selective twice": lambda inner: SelectiveOverSampler(SelectiveOverSampler(inner)),
    "combined": lambda inner: SMOTEENN(smote=inner),
    "combined, selective": lambda inner: SMOTEENN(smote=SelectiveOverSampler(inner)),
}
INNER = {
    "categories": SMOTE(k_neighbors=2, categorical_features="auto", random_state=0),
    "gaps": SMOTE(
        k_neighbors=2, categorical_features="auto", missing_values="present", random_state=0
    ),
    "copies": RandomOverSampler(random_state=0),
}


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED.keys())
@pytest.mark.parametrize("kind", INNER)
def test_a_report_takes_every_table_that_the_sampler_inside_takes(wrap, kind):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(size=40), "k": pd.Categorical(list("xy") * 20)})
    if kind != "categories":
        frame.loc[::7, "a"] = np.nan
    y = np.repeat([0, 1], [28, 12])
    report = oversample.report(wrap(INNER[kind]), frame, y)
    assert report.classes.loc[1, "synthetic"] > 0
    assert set(report.columns["kind"]) == {"number", "category"}
