"""``report.html``: one page that needs nothing but a browser."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from benchmarks.report.advice import advice
from benchmarks.report.datasets import duplicate_remarks
from benchmarks.report.findings import (
    overall_findings,
    peer_findings,
    price_findings,
    recall_findings,
)
from benchmarks.report.headline import partial
from benchmarks.report.markdown import machines, protocol, versions
from benchmarks.report.panel import panel
from benchmarks.report.remarks import power_remarks
from benchmarks.report.tables.arms import recall_table
from benchmarks.report.tables.facts import dataset_table, time_table, trouble_table

TEMPLATES = Path(__file__).parent / "templates"


def page(rows: pd.DataFrame, table: pd.DataFrame, pairs: pd.DataFrame) -> str:
    """Return the report as a page of HTML with all that it needs inside.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results.
    table : pandas.DataFrame
        Its headline.
    pairs : pandas.DataFrame
        Ours against imbalanced-learn's.
    """
    panels = []
    for classifier, of_classifier in rows.groupby("classifier", sort=False):
        its_pairs = pairs[pairs.index.get_level_values("classifier") == classifier]
        arms = table.loc[[classifier]]
        panels.append(
            panel(
                of_classifier,
                arms.droplevel("classifier"),
                partial(of_classifier, arms),
                its_pairs.droplevel("classifier"),
            )
        )
    by_classifier: dict[str, list[str]] = {}
    for classifier, sentence in [*recall_findings(table), *price_findings(rows, table)]:
        by_classifier.setdefault(classifier, []).append(sentence[0].upper() + sentence[1:])
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        protocol=protocol(rows).replace("`", ""),
        counts=rows["status"].value_counts().to_dict(),
        n_methods=rows["method"].nunique(),
        advice=advice(table),
        findings=[
            *overall_findings(table),
            *peer_findings(pairs),
            *power_remarks(rows),
            *duplicate_remarks(rows),
        ],
        classifier_findings=by_classifier,
        time=time_table(rows),
        recall=recall_table(table, pairs),
        panels=panels,
        trouble=trouble_table(rows),
        datasets=dataset_table(rows),
        seeds=", ".join(map(str, rows["seed"].unique())),
        machines=machines(rows),
        versions=versions(rows),
    )
