"""All that the page shows of one classifier."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from benchmarks.report.headline import BASELINE, MOVED_FOR
from benchmarks.report.measures import ALL
from benchmarks.report.panel_figures import (
    Figure,
    curve_figures,
    heat_figure,
    plane_figure,
    rank_figure,
    strip_figure,
    time_figure,
)
from benchmarks.report.tables.arms import arms_table, further_tables, partial_table
from benchmarks.report.tables.classes import class_tables, macro_table
from benchmarks.report.tables.comparisons import against_tables, pairs_table, strata_table
from benchmarks.report.tables.field import HtmlTable
from benchmarks.report.tables.probabilities import calibration_table

RANKED = ("recall", "average_precision")
SMOTE = "imblearn-smote"


class Panel(NamedTuple):
    """One classifier.

    Attributes
    ----------
    classifier : str
        Its name.
    arms : HtmlTable
        Its arms on common cells.
    further : list of tuple
        Titles and tables of further measures of the same.
    partial : HtmlTable or None
        Its arms that did few cells, each above the classifier alone.
    pairs, strata : HtmlTable or None
        Comparisons; None where there is nothing to compare.
    against_alone, against_moved, against_smote : list of HtmlTable
        Comparisons with one arm, a table for each measure.
    calibration, macro : HtmlTable or None
        Further measures; None where nothing was measured.
    classes : list of HtmlTable
        Recall of each class, a table for each data set of several.
    figures : dict of str to Figure
        Its figures by name.
    """

    classifier: str
    arms: HtmlTable
    further: list[tuple[str, HtmlTable]]
    partial: HtmlTable | None
    pairs: HtmlTable | None
    against_alone: list[HtmlTable]
    against_moved: list[HtmlTable]
    against_smote: list[HtmlTable]
    strata: HtmlTable | None
    calibration: HtmlTable | None
    macro: HtmlTable | None
    classes: list[HtmlTable]
    figures: dict[str, Figure]


def panel(rows: pd.DataFrame, arms: pd.DataFrame, few: pd.DataFrame, pairs: pd.DataFrame) -> Panel:
    """Return the panel of a classifier.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the tidy table, of one classifier.
    arms : pandas.DataFrame
        Its rows of the headline, indexed by method.
    few : pandas.DataFrame
        Its rows of ``partial``.
    pairs : pandas.DataFrame
        Its rows of the comparison with the peers, indexed by method.
    """
    packages = arms["package"]
    figures = {"plane": plane_figure(rows, packages), "strip": strip_figure(rows, packages)}
    figures |= {
        f"ranks_{measure.name}": rank_figure(rows, packages, measure)
        for measure in ALL
        if measure.name in RANKED
    }
    figures |= {"heat": heat_figure(rows, packages), "time": time_figure(rows, packages)}
    figures |= curve_figures(rows, packages)
    return Panel(
        classifier=str(rows["classifier"].iloc[0]),
        arms=arms_table(arms),
        further=further_tables(arms),
        partial=partial_table(few),
        pairs=pairs_table(pairs) if len(pairs) else None,
        against_alone=against_tables(rows, dict.fromkeys(RANKED, BASELINE), packages),
        against_moved=against_tables(
            rows, {name: MOVED_FOR[name] for name in ("f1", "g_mean")}, packages
        ),
        against_smote=against_tables(rows, dict.fromkeys(RANKED, SMOTE), packages),
        strata=strata_table(rows, packages),
        calibration=calibration_table(rows, packages),
        macro=macro_table(rows, packages),
        classes=class_tables(rows, packages),
        figures=figures,
    )
