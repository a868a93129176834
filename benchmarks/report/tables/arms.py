"""All arms: with their measures, and recall per classifier."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.measures import AT_RATE, BESIDE, JUDGED, MAIN, TUNED, with_values
from benchmarks.report.tables.field import Field, HtmlTable
from benchmarks.report.wording import decimals
from oversample.evaluation.statistics.uncertainty import Verdict

VERDICTS = {
    "": Field(""),
    Verdict.BETTER.value: Field("better", "badge ranked"),
    Verdict.WORSE.value: Field("worse", "badge moved"),
    Verdict.NOT_SHOWN.value: Field("not shown", "badge"),
}

AGAINST = {AT_RATE.name: "at the same rate"}
"""What the heading of a verdict says where a label is too long."""

FURTHER = {
    "The same arms at the same operating points, and their probabilities": BESIDE,
    "The same arms with thresholds of their own": tuple(TUNED.values()),
}
"""Groups of measures, by the title of their table."""


def arms_table(arms: pd.DataFrame) -> HtmlTable:
    """Return the arms of one classifier that did most cells, with what is shown of each first.

    Parameters
    ----------
    arms : pandas.DataFrame
        Rows of the headline, indexed by method.
    """
    arms = arms[arms["covered"] | (arms["n_ok"] == 0)]
    measures = with_values(arms, MAIN)
    headings = ["method", *(measure.label for measure in measures)]
    headings += [f"{AGAINST.get(measure.name, measure.label)} against none" for measure in JUDGED]
    headings += ["resample ms", "fit ms", "cells", "own cells"]
    n_cells = arms[["n_ok", "n_skipped", "n_failed"]].sum(axis=1)
    rows = []
    for method, arm in arms.iterrows():
        row = [Field(str(method), arm["package"])]
        row += [Field(decimals(arm[measure.name])) for measure in measures]
        row += [VERDICTS[arm[f"{measure.name}_verdict"]] for measure in JUDGED]
        row += [Field(decimals(arm["fit_resample_ms"], 2)), Field(decimals(arm["fit_ms"], 1))]
        row.append(Field(str(arm["n_common"] if arm["covered"] else 0)))
        whole = arm["n_ok"] == n_cells[method]
        text = str(arm["n_ok"]) if whole else f"{arm['n_ok']} of {n_cells[method]}"
        rows.append([*row, Field(text, "" if whole else "warn")])
    return HtmlTable(headings, rows)


def further_tables(arms: pd.DataFrame) -> list[tuple[str, HtmlTable]]:
    """Return titles and tables of the further measures of the same arms on the same cells.

    Parameters
    ----------
    arms : pandas.DataFrame
        Rows of the headline, indexed by method.
    """
    arms = arms[arms["covered"] | (arms["n_ok"] == 0)]
    found = []
    for title, group in FURTHER.items():
        measures = with_values(arms, group)
        rows = [
            [
                Field(str(method), arm["package"]),
                *(Field(decimals(arm[measure.name])) for measure in measures),
            ]
            for method, arm in arms.iterrows()
        ]
        if measures:
            table = HtmlTable(["method", *(measure.label for measure in measures)], rows)
            found.append((title, table))
    return found


def partial_table(arms: pd.DataFrame) -> HtmlTable | None:
    """Return the arms of one classifier that did few cells, each above the classifier alone.

    Parameters
    ----------
    arms : pandas.DataFrame
        Rows of ``partial``.
    """
    if arms.empty:
        return None
    measures = with_values(arms, MAIN)
    headings = ["method", *(measure.label for measure in measures), "cells"]
    rows = []
    for _, arm in arms.iterrows():
        row = [Field(arm["method"], arm["package"])]
        row += [Field(decimals(arm[measure.name])) for measure in measures]
        rows.append([*row, Field(str(arm["n_common"]))])
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
                row += _pair(table, classifier, method, pairs.loc[(classifier, method)])
            else:
                row += [Field(recall_of(table, classifier, method), "ours"), Field("")]
        rows.append(row)
    for method in methods.index[methods == "imblearn"].difference(pairs["peer"], sort=False):
        row = [Field(method.removeprefix("imblearn-"), "imblearn")]
        for classifier in classifiers:
            row += [Field(""), Field(recall_of(table, classifier, method), "imblearn")]
        rows.append(row)
    n_common = table.groupby("classifier", sort=False)["n_common"].first()
    headings = [f"{classifier}, {n_common[classifier]} cells" for classifier in classifiers]
    return HtmlTable(["method", *headings], rows)


def recall_of(table: pd.DataFrame, classifier: str, method: str) -> str:
    """Return the mean recall of an arm, empty when it was not run."""
    if (classifier, method) not in table.index:
        return ""
    return decimals(table.loc[(classifier, method), "recall"])


def _pair(table: pd.DataFrame, classifier: str, method: str, pair: pd.Series) -> list[Field]:
    """Return our recall and the peer's; an arrow marks the one that is shown to be better."""
    higher = {
        Verdict.BETTER.value: (" ▲", "ours higher", "", "imblearn"),
        Verdict.WORSE.value: ("", "ours", " ▲", "imblearn higher"),
        Verdict.NOT_SHOWN.value: ("", "ours", "", "imblearn"),
    }
    ours_mark, ours_class, their_mark, their_class = higher[pair["verdict"]]
    return [
        Field(recall_of(table, classifier, method) + ours_mark, ours_class),
        Field(recall_of(table, classifier, pair["peer"]) + their_mark, their_class),
    ]
