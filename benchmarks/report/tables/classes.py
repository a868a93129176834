"""Measures over all classes and of each class, where there are more than two."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.measures import MACRO, with_values
from benchmarks.report.tables.field import Field, HtmlTable
from benchmarks.report.wording import decimals
from benchmarks.statistics.families import mean_over_families, on_common_cells


def macro_table(rows: pd.DataFrame, packages: pd.Series) -> HtmlTable | None:
    """Return the measures over all classes on the data sets with more than two, or None.

    On the cells that all arms with most of them did.
    """
    ok = on_common_cells(rows[rows["n_classes"] > 2])
    measures = with_values(ok, MACRO)
    if ok.empty or not measures:
        return None
    means = mean_over_families(ok, [measure.name for measure in measures]).droplevel("classifier")
    n_cells = ok["method"].value_counts()
    found = [
        [
            Field(str(method), packages[method]),
            *(Field(decimals(values[measure.name])) for measure in measures),
            Field(str(n_cells[method])),
        ]
        for method, values in means.iterrows()
    ]
    return HtmlTable(["method", *(measure.label for measure in measures), "cells"], found)


def class_tables(rows: pd.DataFrame, packages: pd.Series) -> list[HtmlTable]:
    """Return the recall of each class, a table for each data set with more than two classes.

    On the cells of the data set that all arms with most of them did.
    """
    many = rows[rows["n_classes"] > 2]
    return [
        _classes_of(dataset, ok, packages)
        for dataset, own in many.groupby("dataset", sort=False)
        for ok in [on_common_cells(own).dropna(subset=["class_recall"])]
        if len(ok)
    ]


def _classes_of(dataset: object, ok: pd.DataFrame, packages: pd.Series) -> HtmlTable:
    long = ok[["method", "class_labels", "class_recall"]].explode(["class_labels", "class_recall"])
    recall = long["class_recall"].astype("float64")
    means = recall.groupby([long["method"], long["class_labels"]], sort=False).mean()
    table = means.unstack("class_labels", sort=False)
    labels = long["class_labels"].unique()
    found = [
        [Field(str(method), packages[method]), *(Field(decimals(value, 2)) for value in values)]
        for method, values in table[labels].iterrows()
    ]
    return HtmlTable([f"{dataset}, class", *map(str, labels)], found)
