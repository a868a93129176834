"""The tables of the page, as text with classes of its style sheet."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from benchmarks.report.headline import against
from benchmarks.report.measures import ALL, MACRO, measured
from benchmarks.report.wording import decimals, signed
from benchmarks.statistics.families import mean_over_families
from benchmarks.statistics.pairs import ROPE
from benchmarks.statistics.thresholds import Gain


class Field(NamedTuple):
    """A field of a table.

    Attributes
    ----------
    text : str
        What it says.
    class_ : str
        Classes of the style sheet, separated by spaces.
    """

    text: str
    class_: str = ""


class HtmlTable(NamedTuple):
    """A table: the first field of each row is its head.

    Attributes
    ----------
    headings : list of str
        One per column.
    rows : list of list of Field
        The fields.
    """

    headings: list[str]
    rows: list[list[Field]]


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
    measures = measured(arms, ALL)
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
                row += _pair(pairs.loc[(classifier, method)])
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
    """Return the mean recall of an arm, empty when it was not run."""
    if (classifier, method) not in table.index:
        return ""
    return decimals(table.loc[(classifier, method), "recall"])


def _pair(pair: pd.Series) -> list[Field]:
    """Return our recall and the peer's on the cells that both did; an arrow marks the higher."""
    gain = pair["recall_gain"]
    ours = decimals(pair["recall"]) + (" ▲" if gain > ROPE else "")
    theirs = decimals(pair["peer_recall"]) + (" ▲" if gain < -ROPE else "")
    return [
        Field(ours, "ours higher" if gain > ROPE else "ours"),
        Field(theirs, "imblearn higher" if gain < -ROPE else "imblearn"),
    ]


def pairs_table(pairs: pd.DataFrame) -> HtmlTable:
    """Return the comparison of one classifier with the peers, recall with its price.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Rows of the comparison, indexed by method.
    """
    headings = ["method", "recall", "peer's", "difference", "win / tie / loss"]
    headings += ["P(worse)", "P(equal)", "P(better)", "precision", "F1", "average precision"]
    headings += ["time ratio", "families"]
    rows = []
    for method, pair in pairs.iterrows():
        row = [Field(str(method), "ours"), Field(decimals(pair["recall"]))]
        row += [Field(decimals(pair["peer_recall"])), Field(signed(pair["recall_gain"]))]
        row += [Field(f"{pair['win']} / {pair['tie']} / {pair['loss']}")]
        row += [Field(decimals(pair[name], 2)) for name in ("worse", "equal", "better")]
        for name in ("precision", "f1", "average_precision"):
            row.append(Field(signed(pair[f"{name}_gain"])))
        row += [Field(decimals(pair["time_ratio"], 2)), Field(str(pair["n_families"]))]
        rows.append(row)
    return HtmlTable(headings, rows)


def against_table(
    rows: pd.DataFrame, references: dict[str, str], packages: pd.Series
) -> HtmlTable | None:
    """Return how the arms of one classifier do against references.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the tidy table, of one classifier.
    references : dict of str to str
        From a measure to the method that it is compared with.
    packages : pandas.Series
        Package per method.

    Returns
    -------
    HtmlTable or None
        None when a reference was not run or shares no cell with any arm.
    """
    sides = {name: against(rows, reference, name) for name, reference in references.items()}
    if any(side.empty for side in sides.values()):
        return None
    labels = {measure.name: measure.label for measure in ALL}
    headings, methods = ["method"], pd.Index(packages.index)
    for name, side in sides.items():
        headings += [f"{labels[name]} against {references[name]}", "win / tie / loss"]
        headings += ["P(worse)", "P(equal)", "P(better)", "p (Holm)"]
        methods = methods.intersection(side.index, sort=False)
    found = []
    for method in methods:
        row = [Field(str(method), packages[method])]
        for compared in (side.loc[method] for side in sides.values()):
            row.append(Field(signed(compared["gain"])))
            row.append(
                Field(f"{compared['win']:.0f} / {compared['tie']:.0f} / {compared['loss']:.0f}")
            )
            row += [
                Field(decimals(compared[name], 2), "likely" if compared[name] >= 0.95 else "")
                for name in ("worse", "equal", "better")
            ]
            row.append(Field(decimals(compared["p_value"], 3)))
        found.append(row)
    return HtmlTable(headings, found)


def calibration_table(rows: pd.DataFrame, packages: pd.Series) -> HtmlTable | None:
    """Return how right the probabilities of one classifier's arms are.

    Intercept and slope are medians over the families: a single fold that is separated perfectly
    has no finite slope.

    Returns
    -------
    HtmlTable or None
        None when no arm predicted probabilities.
    """
    ok = rows[rows["status"] == "ok"]
    names = ["calibration_intercept", "calibration_slope"]
    if ok[names].isna().all(axis=None):
        return None
    by_family = ok.groupby(["method", "family"], sort=False)[names].median()
    medians = by_family.groupby("method", sort=False).median()
    means = mean_over_families(ok, ["brier_score", "log_loss"]).droplevel("classifier")
    table = means.join(medians)
    headings = ["method", "Brier", "log-loss", "intercept (0 is right)", "slope (1 is right)"]
    found = []
    for method, values in table.iterrows():
        row = [Field(str(method), packages[method])]
        row += [Field(decimals(values["brier_score"])), Field(decimals(values["log_loss"]))]
        row += [Field(signed(values[names[0]], 2)), Field(decimals(values[names[1]], 2))]
        found.append(row)
    return HtmlTable(headings, found)


def macro_table(rows: pd.DataFrame, packages: pd.Series) -> HtmlTable | None:
    """Return the measures over all classes on the data sets with more than two, or None."""
    ok = rows[(rows["status"] == "ok") & (rows["n_classes"] > 2)]
    measures = measured(ok, MACRO)
    if ok.empty or not measures:
        return None
    means = mean_over_families(ok, [measure.name for measure in measures]).droplevel("classifier")
    found = [
        [
            Field(str(method), packages[method]),
            *(Field(decimals(values[measure.name])) for measure in measures),
        ]
        for method, values in means.iterrows()
    ]
    return HtmlTable(["method", *(measure.label for measure in measures)], found)


def class_table(rows: pd.DataFrame, packages: pd.Series) -> HtmlTable | None:
    """Return the recall of each class of each data set with more than two classes, or None."""
    ok = rows[(rows["status"] == "ok") & rows["class_recall"].notna() & (rows["n_classes"] > 2)]
    if ok.empty:
        return None
    long = ok[["dataset", "method", "class_labels", "class_recall"]].explode(
        ["class_labels", "class_recall"]
    )
    recall = long["class_recall"].astype("float64")
    keys = [long["dataset"], long["class_labels"], long["method"]]
    table = recall.groupby(keys, sort=False).mean().unstack("method", sort=False)
    found = [
        [Field(f"{dataset}, class {label}"), *(Field(decimals(value, 2)) for value in values)]
        for (dataset, label), values in zip(table.index, table.to_numpy(), strict=True)
    ]
    return HtmlTable(["class", *table.columns], found)


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


def names_of(names: list[str]) -> str:
    """Return the first names of a list, and how many more there are."""
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def dataset_table(rows: pd.DataFrame) -> HtmlTable:
    """Return the facts about the data sets."""
    headings = ["data set", "family", "classes", "rows", "columns", "nominal", "missing cells"]
    headings += ["minority rows", "imbalance ratio", "separability"]
    counts = ["n_classes", "n_rows", "n_features", "n_nominal", "n_missing", "n_minority"]
    found = []
    for _, dataset in rows.drop_duplicates("dataset").iterrows():
        row = [Field(dataset["dataset"]), Field(dataset["family"], "words")]
        row += [Field(f"{dataset[name]:,}") for name in counts]
        row += [Field(decimals(dataset["imbalance_ratio"], 1))]
        found.append([*row, Field(decimals(dataset["separability"], 2))])
    return HtmlTable(headings, found)
