"""What resampling takes, what was skipped, what failed, and what the data are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.report.datasets import datasets_of
from benchmarks.report.remarks import time_ratios
from benchmarks.report.tables.field import Field, HtmlTable
from benchmarks.report.wording import decimals, share


def time_table(rows: pd.DataFrame) -> HtmlTable | None:
    """Return our time of ``fit_resample`` against the peers', or None when nothing was timed."""
    ratios = time_ratios(rows)
    if ratios.empty:
        return None
    headings = ["method", "peer", "median ratio", "quartiles", "paired cells", "first call ms"]
    found = []
    for method, ratio in ratios.iterrows():
        row = [Field(str(method), "ours"), Field(ratio["peer"], "words imblearn")]
        row += [Field(decimals(ratio["median"], 2), "likely")]
        row += [Field(f"{ratio['low']:.2f} to {ratio['high']:.2f}"), Field(str(ratio["n_cells"]))]
        found.append([*row, Field(decimals(ratio["first_ms"], 0))])
    return HtmlTable(headings, found)


def trouble_table(rows: pd.DataFrame) -> HtmlTable | None:
    """Return what was skipped and what failed, with each reason, or None when all went well."""
    missing = rows[rows["status"] != "ok"]
    if missing.empty:
        return None
    found = []
    keys = ["status", "method", "reason"]
    for (status, method, reason), cells in missing.groupby(keys, sort=True):
        datasets, classifiers = cells["dataset"].unique(), cells["classifier"].unique()
        found.append(
            [
                Field(str(method)),
                Field(str(status), f"badge {status}"),
                Field(str(len(cells))),
                Field(names_of(datasets), "words"),
                Field(names_of(classifiers), "words"),
                Field(str(reason), "words"),
            ]
        )
    return HtmlTable(["method", "status", "cells", "data sets", "classifiers", "reason"], found)


def names_of(names: Sequence[str]) -> str:
    """Return the first names of a list, and how many more there are."""
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def dataset_table(rows: pd.DataFrame) -> HtmlTable:
    """Return the facts about the data sets."""
    headings = ["data set", "family", "classes", "rows", "columns", "nominal", "missing cells"]
    headings += ["minority rows", "imbalance ratio", "separability"]
    headings += ["rows equal to another", "test rows in training"]
    counts = ["n_classes", "n_rows", "n_features", "n_nominal", "n_missing", "n_minority"]
    found = []
    for _, dataset in datasets_of(rows).iterrows():
        row = [Field(dataset["dataset"]), Field(dataset["family"], "words")]
        row += [Field(f"{dataset[name]:,}") for name in counts]
        row += [Field(decimals(dataset["imbalance_ratio"], 1))]
        row += [Field(decimals(dataset["separability"], 2))]
        found.append([*row, *(Field(share(dataset[name])) for name in ("duplicates", "known"))])
    return HtmlTable(headings, found)
