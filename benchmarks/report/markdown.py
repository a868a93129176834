"""``summary.md``: the report as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from benchmarks.report.advice import advice
from benchmarks.report.datasets import datasets_of
from benchmarks.report.findings import findings
from benchmarks.report.headline import partial
from benchmarks.report.measures import HEADLINE, JUDGED, STRATIFIED, with_values
from benchmarks.report.strata import shown_strata
from benchmarks.report.wording import decimals, interval, share, signed


def markdown(rows: pd.DataFrame, table: pd.DataFrame, pairs: pd.DataFrame) -> str:
    """Return the summary as a markdown page, with the data sets, the machine and the versions.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results.
    table : pandas.DataFrame
        Its headline.
    pairs : pandas.DataFrame
        Ours against imbalanced-learn's.
    """
    datasets = datasets_of(rows)
    lines = ["# Benchmark", "", protocol(rows), ""]
    first = advice(table)
    if first:
        lines += ["## In thirty seconds", "", *(f"* {escaped(said)}" for said in first), ""]
    lines += ["## What it says", ""]
    lines += [f"* {escaped(sentence)}" for sentence in findings(rows, table, pairs)]
    for classifier in table.index.unique("classifier"):
        lines += ["", f"## {escaped(str(classifier))}"]
        for title, texts in tables_of(rows, table, classifier):
            if title:
                lines += ["", escaped(title)]
            lines += ["", *markdown_table(texts)]
        strata = shown_strata(rows[rows["classifier"] == classifier], STRATIFIED.name)
        if len(strata):
            lines += ["", f"Difference of {STRATIFIED.label} by the separability of the data set"]
            lines += ["", *markdown_table(strata)]
    if len(pairs):
        lines += ["", "## Ours against imbalanced-learn's", "", *markdown_table(shown_pairs(pairs))]
    lines += ["", "## Data sets", "", *markdown_table(shown_datasets(datasets))]
    lines += ["", provenance(rows), ""]
    return "\n".join(lines)


def protocol(rows: pd.DataFrame) -> str:
    """Return how the numbers came about."""
    n_datasets, n_families = rows["dataset"].nunique(), rows["family"].nunique()
    tuned = rows["n_configurations"].max()
    tuning = ""
    if tuned > 1:
        tuning = f" Each arm is the best of {tuned} configurations, chosen in inner folds."
    return (
        f"{n_datasets} data {'set' if n_datasets == 1 else 'sets'} of {n_families} "
        f"{'family' if n_families == 1 else 'families'}, {rows['repeat'].nunique()} x "
        f"{rows['fold'].nunique()} stratified folds, resampling inside the training fold only. "
        "Recall and the other measures are those of the rarest class. Means over the folds of a "
        "data set, the data sets of a family, the families; the predicted class is the most "
        f"probable one unless the arm tunes the threshold.{tuning} The time (ms) is that of "
        "`fit_resample` alone."
    )


def provenance(rows: pd.DataFrame) -> str:
    """Return seed, machines and versions."""
    seeds = ", ".join(map(str, rows["seed"].unique()))
    return escaped(f"Seed {seeds}. {machines(rows)}; {versions(rows)}.")


def of_run(rows: pd.DataFrame, command: str) -> dict[str, int | str]:
    """Return what a committed table says of the run that it is made from, by column.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results.
    command : str
        The command that made it.
    """
    return {
        "n_datasets": rows["dataset"].nunique(),
        "n_families": rows["family"].nunique(),
        "folds": f"{rows['repeat'].nunique()} x {rows['fold'].nunique()}",
        "command": command,
        "machine": machines(rows),
        "versions": versions(rows),
    }


def machines(rows: pd.DataFrame) -> str:
    """Return the machines that a table comes from."""
    return ", ".join(rows["machine"].unique())


def versions(rows: pd.DataFrame) -> str:
    """Return the packages and all of their versions in a table."""
    found = []
    for name in rows:
        if name.startswith("version_"):
            known = [version for version in rows[name].unique() if version]
            if known:
                found.append(f"{name.removeprefix('version_')} {' and '.join(known)}")
    return ", ".join(found)


def tables_of(
    rows: pd.DataFrame, table: pd.DataFrame, classifier: str
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the tables of a classifier as text: a title, empty for the first, and a table.

    The means on common cells, the differences to the classifier alone with their uncertainty, and
    the arms that did few cells.
    """
    arms = table.loc[[classifier]]
    yield "", shown(arms.droplevel("classifier"))
    for measure in JUDGED:
        texts = shown_differences(arms.droplevel("classifier"), measure.name)
        if len(texts):
            title = f"Difference of {measure.label} to the classifier alone, each algorithm once"
            yield title, texts
    few = partial(rows, arms)
    if len(few):
        yield (
            "Arms that did few cells, each above the classifier alone on the same cells",
            _shown_means(few).assign(cells=few["n_common"].astype(str)),
        )


def shown(arms: pd.DataFrame) -> pd.DataFrame:
    """Return the headline of a classifier as text, on the cells that all of its arms did."""
    arms = arms[arms["covered"] | (arms["n_ok"] == 0)]
    cells = arms["n_common"].where(arms["covered"], 0).astype(str)
    return _shown_means(arms.reset_index(names="method")).assign(cells=cells.to_numpy())


def _shown_means(arms: pd.DataFrame) -> pd.DataFrame:
    """Return method, measures and time as text, with the headings that a terminal has room for."""
    texts = {"method": arms["method"]}
    texts |= {
        measure.label: arms[measure.name].map(decimals) for measure in with_values(arms, HEADLINE)
    }
    texts["ms"] = arms["fit_resample_ms"].map(lambda value: decimals(value, 2))
    return pd.DataFrame(texts)


def shown_differences(arms: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the differences of the arms of a classifier to it alone as text, with verdicts.

    Parameters
    ----------
    arms : pandas.DataFrame
        Rows of the headline, indexed by method.
    measure : str
        The name of one of ``JUDGED``.
    """
    arms = arms[arms["counted"] & (arms[f"{measure}_verdict"] != "")]
    bounds = {name: arms[f"{measure}_{name}"] for name in ("low", "high", "least", "most")}
    texts = {
        "method": arms.index,
        "difference": arms[f"{measure}_gain"].map(signed),
        "interval": [*map(interval, bounds["low"], bounds["high"])],
        "one family left out": [*map(interval, bounds["least"], bounds["most"])],
        "verdict": arms[f"{measure}_verdict"],
        "cells": arms[f"{measure}_cells"].astype(str),
    }
    return pd.DataFrame(texts).reset_index(drop=True)


def shown_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the comparison with the peers as text."""
    texts = pairs[["peer"]].reset_index()[["classifier", "method", "peer"]]
    columns = pairs.reset_index()
    texts["recall"] = columns["recall"].map(decimals)
    texts["peer's recall"] = columns["peer_recall"].map(decimals)
    texts["difference"] = columns["recall_gain"].map(signed)
    texts["interval"] = [*map(interval, columns["low"], columns["high"])]
    texts["one family left out"] = [*map(interval, columns["least"], columns["most"])]
    texts["verdict"] = columns["verdict"]
    texts["win / tie / loss"] = [
        f"{win} / {tie} / {loss}"
        for win, tie, loss in zip(columns["win"], columns["tie"], columns["loss"], strict=True)
    ]
    texts["P(equal in practice)"] = columns["equal"].map(lambda value: decimals(value, 2))
    texts["time ratio"] = columns["time_ratio"].map(lambda value: decimals(value, 2))
    texts["cells"] = columns["cells"].astype(str)
    return texts


def shown_datasets(datasets: pd.DataFrame) -> pd.DataFrame:
    """Return the facts about the data sets as text."""
    counts = ["n_classes", "n_rows", "n_features", "n_nominal", "n_missing", "n_minority"]
    texts = datasets[["dataset", "family", *counts]].copy()
    texts["imbalance_ratio"] = datasets["imbalance_ratio"].map(lambda ratio: decimals(ratio, 1))
    texts["separability"] = datasets["separability"].map(lambda area: decimals(area, 2))
    texts["rows equal to another"] = datasets["duplicates"].map(share)
    texts["test rows in training"] = datasets["known"].map(share)
    return texts


def markdown_table(frame: pd.DataFrame) -> list[str]:
    """Return the lines of a markdown table: text to the left, numbers to the right."""
    cells = [
        [f"{value:g}" if isinstance(value, float) else escaped(str(value)) for value in row]
        for row in frame.itertuples(index=False)
    ]
    rule = ["---"] + ["---:"] * (frame.shape[1] - 1)
    return ["| " + " | ".join(row) + " |" for row in [list(frame), rule, *cells]]


def escaped(text: str) -> str:
    """Return text in one line, in which no character is taken for markdown or for HTML."""
    return re.sub(r"([\\`*\[\]<&|])", r"\\\1", " ".join(text.split()))
