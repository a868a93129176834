"""What the variants of SMOTE do beside SMOTE: a committed table, and the part of a page from it."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.markdown import markdown_table, of_run
from benchmarks.report.wording import interval, signed
from benchmarks.statistics.differences import counted_once, differences
from oversample.evaluation.statistics.uncertainty import LEVEL, MIN_FAMILIES, Verdict

TABLE = "docs/results/variants.csv"
PAGE = "docs/guide/variants.md"

REFERENCE = "oversample-smote"
ALONE = "none"
MEASURES = {"average_precision": "average precision", "roc_auc": "ROC-AUC"}
"""What is compared: two measures of ranking, which no moved threshold changes."""
TIED = ("k-nearest-neighbors", "decision-tree")
"""Classifiers whose scores are few: average precision has too few ranks of them to tell."""


def published(rows: pd.DataFrame, command: str) -> pd.DataFrame:
    """Return the table that is committed: a row for each classifier, measure and method.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results.
    command : str
        The command that made it.

    Returns
    -------
    pandas.DataFrame
        By how much a method differs from SMOTE (``gain``, ``low``, ``high``, ``least``, ``most``,
        ``verdict``, ``cells``; see :func:`benchmarks.statistics.differences.differences`), and from
        the classifier alone (``gain_alone``, ``verdict_alone``), and what was run.
    """
    rows = rows[rows["method"].isin(counted_once(rows))]
    parts = []
    for classifier, own in rows.groupby("classifier", sort=False):
        for measure in MEASURES:
            if classifier in TIED and measure == "average_precision":
                continue
            found = differences(own, REFERENCE, measure)
            alone = differences(own, ALONE, measure)[["gain", "verdict"]]
            found = found.join(alone.add_suffix("_alone")).rename_axis("method").reset_index()
            parts.append(found.assign(classifier=classifier, measure=measure))
    table = pd.concat(parts, ignore_index=True)
    first = ["classifier", "measure", "method"]
    table = table[[*first, *table.columns.drop(first)]].round(6)
    return table.assign(**of_run(rows, command))


def other_runs(table: pd.DataFrame, command: str) -> list[pd.DataFrame]:
    """Return what each other command made of a committed table, to which a run is added."""
    others = table[table["command"] != command]
    return [run for _, run in others.groupby("command", sort=False)]


def guide_part(table: pd.DataFrame) -> str:
    """Return the part of the guide that is made from the committed table."""
    lines = [
        "Every method has its defaults. Differences to SMOTE are means over families with "
        f"{LEVEL:.0%} bootstrap intervals. Average precision has too few ranks to tell of "
        "classifiers whose scores are few, such as nearest neighbours. Each row is on the cells "
        "(data set, fold, classifier) that both it and SMOTE did.",
    ]
    for _, run in table.groupby("command", sort=False):
        lines += ["", _described(run), "", *markdown_table(_by_method(run))]
        if run["n_families"].iloc[0] >= MIN_FAMILIES:
            lines += ["", " ".join(sentences(run))]
    return "\n".join(lines)


def _described(run: pd.DataFrame) -> str:
    """Return what was run, and where."""
    first = run.iloc[0]
    n_families = int(first["n_families"])
    few = f" Of fewer than {MIN_FAMILIES} families nothing is shown to be better or worse."
    return (
        f"`{first['command']}`: {first['n_datasets']} data sets of {n_families} families, "
        f"{first['folds']} folds ({first['machine']}; {first['versions']})."
        f"{few if n_families < MIN_FAMILIES else ''}"
    )


def sentences(run: pd.DataFrame) -> list[str]:
    """Return what a run shows of the comparison with SMOTE, and what it would show by chance."""
    variants = _variants(run)
    n, better = len(variants), Verdict.BETTER.value
    beats = variants[variants["verdict"] == better]
    loses = variants[variants["verdict"] == Verdict.WORSE.value]
    both = beats[beats["verdict_alone"] == better]
    return [
        f"Of {n} differences {_count(beats)} better than SMOTE beyond noise, whichever family is "
        f"left out{_listed(beats)}.",
        f"Of these, {_count(both)} better than the classifier alone, too{_listed(both)}.",
        f"{_count(loses).capitalize()} worse than SMOTE{_listed(loses)}.",
        f"If all methods were as good as SMOTE, about {n * (1 - LEVEL) / 2:.0f} of {n} "
        "would be better by chance, and as many worse, before families are left out.",
    ]


def _count(part: pd.DataFrame) -> str:
    return f"{len(part) or 'none'} {'are' if len(part) > 1 else 'is'}"


def _listed(part: pd.DataFrame) -> str:
    if not len(part):
        return ""
    names = (
        f"{_short(method)} ({classifier}, {MEASURES[measure]} {signed(gain)})"
        for method, classifier, measure, gain in zip(
            part["method"], part["classifier"], part["measure"], part["gain"], strict=True
        )
    )
    return f": {'; '.join(names)}"


def _variants(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of over-samplers of our own."""
    return table[table["method"].str.startswith("oversample-")]


def _by_method(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each method, as text, with a column for each classifier and measure."""
    texts = {}
    for (classifier, measure), part in table.groupby(["classifier", "measure"], sort=False):
        own = part.set_index("method")
        texts[f"{classifier}: {MEASURES[str(measure)]}"] = pd.Series(
            {
                method: f"{signed(row['gain'])} {interval(row['low'], row['high'])}"
                + ("" if row["verdict"] == Verdict.NOT_SHOWN.value else f" {row['verdict']}")
                for method, row in own.iterrows()
            }
        )
    frame = pd.DataFrame(texts).fillna("")
    per_classifier = table.drop_duplicates(["classifier", "method"])
    frame["cells"] = per_classifier.groupby("method")["cells"].sum().astype(str)
    return frame.rename(index=_short).rename_axis("method").reset_index()


def _short(method: object) -> str:
    return str(method).removeprefix("oversample-")
