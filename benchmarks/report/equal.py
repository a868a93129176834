"""What samplers do where every arm chose its threshold: a committed table, and a part of a page."""

from __future__ import annotations

import pandas as pd

from benchmarks.report.alone import against_alone, sections
from benchmarks.report.alone import sentence as counted
from benchmarks.report.markdown import of_run
from benchmarks.statistics.families import family_means, scores_by_cell
from oversample.evaluation.statistics.uncertainty import LEVEL

PAGE = "docs/guide/which.md"
REALIZED = {
    "recall_at_rate_05_tuned": "rate_05_tuned",
    "recall_at_precision_tuned": "precision_tuned",
}
"""What a threshold that was chosen for it has on test rows, by the measure."""

TABLE = "docs/results/thresholds.csv"
MEASURES = (
    "balanced_accuracy_tuned",
    "f1_tuned",
    "recall_at_rate_05_tuned",
    "recall_at_precision_tuned",
)
"""The columns of the results that are compared."""


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
        By how much a method differs from the classifier alone; see
        :func:`benchmarks.statistics.differences.differences`; ``alone``, what this has on the same
        cells; ``realized``, the mean of ``REALIZED``; and what was run.
    """
    table = against_alone(rows, MEASURES)
    for (classifier, measure), part in table.groupby(["classifier", "measure"], sort=False):
        if measure in REALIZED:
            own = rows[rows["classifier"] == classifier]
            realized = family_means(scores_by_cell(own, REALIZED[str(measure)])).mean()
            table.loc[part.index, "realized"] = part["method"].map(realized)
    return table.round(6).assign(**of_run(rows, command))


def guide_part(table: pd.DataFrame) -> str:
    """Return the part of the guide that is made from the committed table."""
    first = table.iloc[0]
    lines = [
        f"`{first['command']}`: {first['n_datasets']} data sets of "
        f"{first['n_families']} families, {first['folds']} folds ({first['machine']}; "
        f"{first['versions']}). Differences to the classifier alone, means over families with "
        f"{LEVEL:.0%} bootstrap intervals.",
    ]
    return "\n".join([*lines, *sections(table, MEASURES, sentence)])


def sentence(part: pd.DataFrame) -> str:
    """Return what is shown of a measure for the arms that resample."""
    said = counted(part)
    if part["realized"].notna().any():
        low, high = part["realized"].min(), part["realized"].max()
        what = "precision" if "precision" in part["measure"].iloc[0] else "false-positive rate"
        said += f" On test rows these thresholds had a mean {what} of {low:.3f} to {high:.3f}."
    return said
