"""What samplers do where every arm is tuned: a committed table, and the part of a page from it."""

from __future__ import annotations

import json

import pandas as pd

from benchmarks.report.alone import against_alone, sections, sentence
from benchmarks.report.headline import BASELINE
from benchmarks.report.markdown import of_run
from benchmarks.report.measures import AT_RATE
from oversample.evaluation.statistics.uncertainty import LEVEL

PAGE = "docs/guide/which.md"
TABLE = "docs/results/tuned.csv"
MEASURES = ("average_precision", "roc_auc", AT_RATE.name)
"""The columns of the results that are compared: no moved threshold changes them."""

RATIOS = {"ratio_25": 0.25, "ratio_50": 0.5, "ratio_100": 1.0}
"""What the sampler fills up to, by the column that counts the cells that chose it."""


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
        What :func:`benchmarks.report.alone.against_alone` returns; in how many cells an arm chose
        each of ``RATIOS``, the default being the last; how many configurations were tried; and what
        was run.
    """
    done = rows[rows["status"] == "ok"]
    chosen = done["configuration"].map(_ratio)
    counts = pd.DataFrame({name: chosen == ratio for name, ratio in RATIOS.items()})
    arms = counts.groupby([done["classifier"], done["method"]]).sum()
    table = against_alone(rows, MEASURES).join(arms, on=["classifier", "method"])
    (tried,) = rows["n_configurations"].unique()
    return table.round(6).assign(configurations=tried, **of_run(rows, command))


def _ratio(configuration: str) -> float:
    """Return what a configuration fills the rare class up to."""
    return json.loads(configuration)["sampler"].get("sampling_strategy", 1.0)


def guide_part(table: pd.DataFrame) -> str:
    """Return the part of the guide that is made from the committed table."""
    first = table.iloc[0]
    lines = [
        f"`{first['command']}`: {first['n_datasets']} data sets of "
        f"{first['n_families']} families, {first['folds']} folds, each arm the best of "
        f"{first['configurations']} configurations of sampler and classifier, the classifier alone "
        f"too ({first['machine']}; {first['versions']}). Differences to it, means over families "
        f"with {LEVEL:.0%} bootstrap intervals. {ratios(table)}",
    ]
    return "\n".join([*lines, *sections(table, MEASURES, sentence)])


def ratios(table: pd.DataFrame) -> str:
    """Return how often samplers chose which ratio."""
    arms = table.drop_duplicates(["classifier", "method"])
    counts = arms.loc[arms["method"] != BASELINE, list(RATIOS)].sum()
    told = ", ".join(f"{ratio:g} in {counts[name]}" for name, ratio in RATIOS.items())
    return f"Of {counts.sum()} cells of samplers the ratio was {told}, the default among these."
