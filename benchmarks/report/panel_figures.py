"""The figures of one classifier: from the results to what is drawn and said below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from markupsafe import Markup

from benchmarks.report.figures.benefit import benefit_curve, net_benefit
from benchmarks.report.figures.cost import cost_curve, cost_curves
from benchmarks.report.figures.heat import heat_map
from benchmarks.report.figures.plane import recall_precision, time_quality
from benchmarks.report.figures.ranks import Ranking, rank_plot
from benchmarks.report.figures.reliability import pooled_curve, reliability
from benchmarks.report.figures.strip import strip_plot
from benchmarks.report.headline import BASELINE
from benchmarks.report.measures import ALL, Measure
from benchmarks.report.wording import p_text
from benchmarks.statistics.differences import counted_once
from benchmarks.statistics.families import (
    MIN_COVERAGE,
    family_means,
    on_common_cells,
    paired,
    scores_by_cell,
)
from oversample.evaluation.statistics.pairs import pairwise_p
from oversample.evaluation.statistics.ranks import cliques, friedman, mean_ranks

NO_BASELINE = f"Needs the arm {BASELINE} and another one on the same cells."
NOTHING_COMMON = "No two methods have a cell in common."

SMOTE = "imblearn-smote"
CURVES = (BASELINE, "class-weight", "imblearn-random", SMOTE, "oversample-smote")
"""The arms whose probabilities are drawn: one of each kind, more would hide each other."""


class Figure(NamedTuple):
    """A figure with what is said below it.

    Attributes
    ----------
    title : str
        What it shows.
    drawing : Markup or None
        The SVG element; None where there is nothing to draw, and the caption says why.
    caption : str
        How to read it.
    """

    title: str
    drawing: Markup | None
    caption: str


def comparable_means(rows: pd.DataFrame, measures: list[str]) -> pd.DataFrame:
    """Return means per method over the cells that all ranked methods did.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the tidy table, of one classifier.
    measures : list of str
        The columns of the means.

    Returns
    -------
    pandas.DataFrame
        Indexed by method, without those that did too few cells.
    """
    means = {name: paired(scores_by_cell(rows, name), MIN_COVERAGE).mean() for name in measures}
    return pd.DataFrame(means).dropna()


def left_out(known: pd.Index, packages: pd.Series) -> str:
    """Return a sentence on the methods that a figure lacks, empty where it has all."""
    missing = packages.index.difference(known, sort=False)
    return f" Left out, too few cells: {', '.join(missing)}." if len(missing) else ""


def plane_figure(rows: pd.DataFrame, packages: pd.Series) -> Figure:
    """Return recall against precision."""
    title = "Recall against precision"
    means = comparable_means(rows, ["recall", "precision"])
    if means.empty:
        return Figure(title, None, NOTHING_COMMON)
    caption = (
        "Up and to the right is better. Arms along one dotted line have the same F1; an arm that "
        "only moves the threshold slides down and to the right. On the cells that all did."
    )
    drawing = recall_precision(means.assign(package=packages))
    return Figure(title, drawing, caption + left_out(means.index, packages))


def rank_figure(rows: pd.DataFrame, packages: pd.Series, measure: Measure) -> Figure:
    """Return the mean ranks by one measure with its cliques."""
    title = f"Ranks by {measure.label}"
    rows = rows[rows["method"].isin(counted_once(rows))]
    packages = packages[packages.index.isin(rows["method"])]
    scores = paired(scores_by_cell(rows, measure.name), MIN_COVERAGE)
    if len(scores) == 0 or scores.shape[1] < 2:
        return Figure(title, None, NOTHING_COMMON)
    ranks = mean_ranks(scores, measure.greater_is_better)
    runs = cliques(list(ranks.index), pairwise_p(scores))
    test = friedman(scores)
    said = [f"Mean ranks over {len(scores)} families of data sets; an algorithm counts once."]
    if test is not None:
        said.append(
            f"Friedman's test that all rank the same: chi-square {test.statistic:.1f}, "
            f"p-value {p_text(test.p_value)}."
        )
    said.append(
        "A bar at the right spans methods of which no two differ (Wilcoxon's signed-rank test, "
        "Holm's correction over all pairs, level 0.05)."
    )
    ranking = Ranking(measure.label, ranks, packages, runs)
    caption = " ".join(said) + left_out(scores.columns, packages)
    return Figure(title, rank_plot(ranking), caption)


def differences_to_baseline(rows: pd.DataFrame, measure: str) -> pd.DataFrame | None:
    """Return a measure minus that of the classifier alone, cells by methods, or None without it."""
    table = scores_by_cell(rows, measure)
    if BASELINE not in table or table[BASELINE].isna().all():
        return None
    return table.drop(columns=BASELINE).sub(table[BASELINE], axis=0)


def strip_figure(rows: pd.DataFrame, packages: pd.Series) -> Figure:
    """Return the differences per family."""
    title = "Every family of data sets"
    panels = []
    for measure in ALL:
        if measure.name in ("recall", "precision", "average_precision"):
            table = differences_to_baseline(rows, measure.name)
            if table is not None and table.notna().any(axis=None):
                panels.append((f"{measure.label}, difference", family_means(table)))
    if not panels:
        return Figure(title, None, NO_BASELINE)
    caption = (
        f"Differences to the classifier alone ({BASELINE}), each arm on the cells that both did: a "
        "thin line per family, the marker is the mean. Recall can be raised by moving the "
        "threshold alone, average precision cannot."
    )
    return Figure(title, strip_plot(panels, packages.drop(BASELINE)), caption)


def heat_figure(rows: pd.DataFrame, packages: pd.Series) -> Figure:
    """Return the differences of recall per data set and method."""
    title = "Every data set: recall"
    table = differences_to_baseline(rows, "recall")
    if table is None or table.isna().all(axis=None):
        return Figure(title, None, NO_BASELINE)
    by_dataset = table.groupby(level="dataset", sort=False).mean()
    caption = (
        f"Recall minus that of the classifier alone ({BASELINE}): blue is higher, orange lower, "
        "empty was skipped or failed."
    )
    return Figure(title, heat_map(by_dataset, packages), caption)


def time_figure(rows: pd.DataFrame, packages: pd.Series) -> Figure:
    """Return F1 over the time that it takes."""
    title = "Time against quality"
    seconds = rows["seconds_fit"] + rows["seconds_fit_resample"].fillna(0.0)
    logs = rows.assign(log_seconds=np.log(seconds.where(seconds > 0)))
    factors = differences_to_baseline(logs, "log_seconds")
    means = comparable_means(logs, ["f1"])
    if factors is None or BASELINE not in means.index:
        return Figure(title, None, NO_BASELINE)
    time_factor = np.exp(family_means(factors).mean())
    time_factor[BASELINE] = 1.0
    means = means.assign(time_factor=time_factor, package=packages).dropna()
    caption = (
        "Up and to the left is better. The time to resample and fit, tuning of the threshold "
        f"included, as a multiple of that of {BASELINE} on the same fold: geometric mean."
    )
    return Figure(title, time_quality(means), caption + left_out(means.index, packages))


def curve_figures(rows: pd.DataFrame, packages: pd.Series) -> dict[str, Figure]:
    """Return what is drawn of the probabilities of a few arms, on common cells."""
    known = on_common_cells(rows)
    known = known[known["bin_rows"].notna()]
    arms = {method: known[known["method"] == method] for method in CURVES}
    arms = {method: own for method, own in arms.items() if len(own)}
    if not arms:
        nothing = f"None of {', '.join(CURVES)} predicted a probability."
        return {name: Figure(curve.title, None, nothing) for name, curve in DRAWN.items()}
    return {
        name: Figure(
            curve.title,
            curve.draw({method: curve.of(own) for method, own in arms.items()}, packages),
            curve.caption,
        )
        for name, curve in DRAWN.items()
    }


class _Curve(NamedTuple):
    """A line per arm: how it comes from an arm's rows, and how lines are drawn."""

    title: str
    of: Callable[[pd.DataFrame], pd.DataFrame]
    draw: Callable[[dict[str, pd.DataFrame], pd.Series], Markup]
    caption: str


DRAWN = {
    "reliability": _Curve(
        "Calibration",
        pooled_curve,
        reliability,
        "On the diagonal a predicted probability is right; below it, the rare class is predicted "
        "more often than it occurs. Families weigh the same. On the cells that all arms with most "
        "of them did.",
    ),
    "benefit": _Curve(
        "Net benefit",
        benefit_curve,
        net_benefit,
        "What acting on rows from a probability t on is worth if a false alarm costs t / (1 - t) "
        "of a rare row found: 1 is perfect, 0 is acting on none. Probabilities are those of the "
        "arm, not corrected: with real priors see the table. On the same cells.",
    ),
    "cost": _Curve(
        "Cost curves",
        cost_curve,
        cost_curves,
        "What an arm costs with the best of its thresholds, in steps of a tenth, for the costs at "
        "hand: from the left, where false alarms are all that costs, to the right, where misses "
        "are. Lower is better; the triangle is acting on none or on all. Curves that meet differ "
        "by a moved threshold only. On the same cells.",
    ),
}
