"""Arms against others: ours against their peers, all against a reference."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.headline import against
from benchmarks.report.measures import ALL, STRATIFIED
from benchmarks.report.strata import shown_strata
from benchmarks.report.tables.arms import VERDICTS
from benchmarks.report.tables.field import Field, HtmlTable
from benchmarks.report.wording import decimals, interval, p_text, signed

UNCERTAIN = ("difference", "interval", "one family left out", "verdict")


def uncertain_fields(difference: pd.Series) -> list[Field]:
    """Return a mean difference, its interval, its range over leaving one family out, its verdict.

    Parameters
    ----------
    difference : pandas.Series
        With ``gain``, ``low``, ``high``, ``least``, ``most`` and ``verdict``.
    """
    return [
        Field(signed(difference["gain"])),
        Field(interval(difference["low"], difference["high"])),
        Field(interval(difference["least"], difference["most"])),
        VERDICTS[difference["verdict"]],
    ]


def pairs_table(pairs: pd.DataFrame) -> HtmlTable:
    """Return the comparison of one classifier with the peers, recall with its price.

    Parameters
    ----------
    pairs : pandas.DataFrame
        Rows of the comparison, indexed by method.
    """
    headings = ["method", "recall", "peer's", *UNCERTAIN, "win / tie / loss"]
    headings += ["P(worse)", "P(equal)", "P(better)", "precision", "F1", "average precision"]
    headings += ["time ratio", "families", "cells"]
    rows = []
    for method, pair in pairs.iterrows():
        row = [Field(str(method), "ours"), Field(decimals(pair["recall"]))]
        row.append(Field(decimals(pair["peer_recall"])))
        row += uncertain_fields(pair.rename({"recall_gain": "gain"}))
        row += [Field(f"{pair['win']} / {pair['tie']} / {pair['loss']}")]
        row += [Field(decimals(pair[name], 2)) for name in ("worse", "equal", "better")]
        for name in ("precision", "f1", "average_precision"):
            row.append(Field(signed(pair[f"{name}_gain"])))
        row += [Field(decimals(pair["time_ratio"], 2)), Field(str(pair["n_families"]))]
        row.append(Field(str(pair["cells"])))
        rows.append(row)
    return HtmlTable(headings, rows)


def against_tables(
    rows: pd.DataFrame, references: dict[str, str], packages: pd.Series
) -> list[HtmlTable]:
    """Return how the arms of one classifier do against references, a table for each measure.

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
    list of HtmlTable
        Without those of which no arm shares a cell with the reference.
    """
    labels = {measure.name: measure.label for measure in ALL}
    tables = []
    for name, reference in references.items():
        side = against(rows, reference, name)
        if side.empty:
            continue
        headings = ["method", f"{labels[name]} against {reference}", *UNCERTAIN[1:]]
        headings += ["win / tie / loss", "P(worse)", "P(equal)", "P(better)", "p (Holm)", "cells"]
        tables.append(
            HtmlTable(
                headings,
                [
                    [Field(str(method), packages[method]), *_against_fields(compared)]
                    for method, compared in side.iterrows()
                ],
            )
        )
    return tables


def _against_fields(compared: pd.Series) -> list[Field]:
    """Return what a row says of an arm beside its name."""
    return [
        *uncertain_fields(compared),
        Field(f"{compared['win']:.0f} / {compared['tie']:.0f} / {compared['loss']:.0f}"),
        *(
            Field(decimals(compared[name], 2), "likely" if compared[name] >= 0.95 else "")
            for name in ("worse", "equal", "better")
        ),
        Field(p_text(compared["p_value"])),
        Field(str(compared["cells"])),
    ]


def strata_table(rows: pd.DataFrame, packages: pd.Series) -> HtmlTable | None:
    """Return differences to the classifier alone by the separability of the data sets.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the tidy table, of one classifier.
    packages : pandas.Series
        Package per method.

    Returns
    -------
    HtmlTable or None
        None where one stratum has all data sets.
    """
    texts = shown_strata(rows, STRATIFIED.name)
    if texts.empty:
        return None
    found = [
        [Field(method, packages[method]), *map(Field, values)]
        for method, *values in texts.itertuples(index=False)
    ]
    return HtmlTable(["method", *texts.columns[1:]], found)
