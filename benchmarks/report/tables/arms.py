"""All arms: with all measures, and recall per classifier."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.measures import ALL, with_values
from benchmarks.report.tables.field import Field, HtmlTable
from benchmarks.report.wording import decimals
from oversample.evaluation.statistics.gain import Gain
from oversample.evaluation.statistics.pairs import ROPE

GAINS = {
    "": Field(""),
    Gain.NONE.value: Field("no gain", "badge"),
    Gain.THRESHOLD.value: Field("threshold only", "badge moved"),
    Gain.RANKING.value: Field("ranks better", "badge ranked"),
}


def arms_table(arms: pd.DataFrame) -> HtmlTable:
    """Return all arms of one classifier with all measures.

    Parameters
    ----------
    arms : pandas.DataFrame
        Rows of the headline, indexed by method.
    """
    measures = with_values(arms, ALL)
    headings = ["method", *(measure.label for measure in measures)]
    headings[3:3] = ["gain of recall"]
    headings += ["resample ms", "fit ms", "cells"]
    n_cells = arms[["n_ok", "n_skipped", "n_failed"]].sum(axis=1)
    rows = []
    for method, arm in arms.iterrows():
        row = [Field(str(method), arm["package"])]
        row += [Field(decimals(arm[measure.name])) for measure in measures]
        row[3:3] = [GAINS[arm["gain"]]]
        row += [Field(decimals(arm["fit_resample_ms"], 2)), Field(decimals(arm["fit_ms"], 1))]
        whole = arm["n_ok"] == n_cells[method]
        text = str(arm["n_ok"]) if whole else f"{arm['n_ok']} of {n_cells[method]}"
        rows.append([*row, Field(text, "" if whole else "warn")])
    return HtmlTable(headings, rows)


def recall_table(table: pd.DataFrame, pairs: pd.DataFrame) -> HtmlTable:
    """Return recall per classifier: the simple arms, then ours beside imbalanced-learn's.

    Parameters
    ----------
    table : pandas.DataFrame
        The headline.
    pairs : pandas.DataFrame
        Ours against imbalanced-learn's.
    """
    classifiers = list(table.index.unique("classifier"))
    methods = table.reset_index().drop_duplicates("method").set_index("method")["package"]
    simple = [method for method in methods.index if methods[method] == "simple"]
    ours = [method for method in methods.index if methods[method] == "ours"]
    rows = []
    for method in simple:
        row = [Field(method, "simple")]
        for classifier in classifiers:
            row += [Field(recall_of(table, classifier, method), "simple"), Field("")]
        rows.append(row)
    for method in ours:
        row = [Field(method.removeprefix("oversample-"), "ours")]
        for classifier in classifiers:
            if (classifier, method) in pairs.index:
                pair = pairs.loc[(classifier, method)]
                marks = [mark_of(table, classifier, name) for name in (method, pair["peer"])]
                row += _pair(pair, max(marks))
            else:
                row += [Field(recall_of(table, classifier, method), "ours"), Field("")]
        rows.append(row)
    for method in methods.index[methods == "imblearn"].difference(pairs["peer"], sort=False):
        row = [Field(method.removeprefix("imblearn-"), "imblearn")]
        for classifier in classifiers:
            row += [Field(""), Field(recall_of(table, classifier, method), "imblearn")]
        rows.append(row)
    return HtmlTable(["method", *classifiers], rows)


def recall_of(table: pd.DataFrame, classifier: str, method: str) -> str:
    """Return the mean recall of an arm, empty when it was not run; ° marks missing cells."""
    if (classifier, method) not in table.index:
        return ""
    return decimals(table.loc[(classifier, method), "recall"]) + mark_of(table, classifier, method)


def mark_of(table: pd.DataFrame, classifier: str, method: str) -> str:
    """Return ° when an arm did fewer cells than another of the same classifier."""
    n_ok = table.loc[classifier, "n_ok"]
    return "°" if 0 < n_ok[method] < n_ok.max() else ""


def _pair(pair: pd.Series, mark: str) -> list[Field]:
    """Return our recall and the peer's on the cells that both did; an arrow marks the higher."""
    gain = pair["recall_gain"]
    ours = decimals(pair["recall"]) + mark + (" ▲" if gain > ROPE else "")
    theirs = decimals(pair["peer_recall"]) + mark + (" ▲" if gain < -ROPE else "")
    return [
        Field(ours, "ours higher" if gain > ROPE else "ours"),
        Field(theirs, "imblearn higher" if gain < -ROPE else "imblearn"),
    ]
