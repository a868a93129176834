"""What samplers do where every arm chose its threshold: a committed table, and a part of a page."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from benchmarks.report.headline import BASELINE, RESAMPLERS
from benchmarks.report.markdown import markdown_table, of_run
from benchmarks.report.measures import ALL
from benchmarks.report.wording import interval, signed, span
from benchmarks.statistics.differences import counted_once, differences
from benchmarks.statistics.families import family_means, scores_by_cell
from oversample.evaluation.statistics.uncertainty import LEVEL, Verdict

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
    rows = rows[rows["method"].isin(counted_once(rows))]
    packages = rows.drop_duplicates("method").set_index("method")["package"]
    parts = []
    for classifier, own in rows.groupby("classifier", sort=False):
        for measure in MEASURES:
            found = differences(own, BASELINE, measure).rename_axis("method")
            scores = scores_by_cell(own, measure)
            both = {name: scores[[BASELINE, name]].dropna() for name in found.index}
            found["alone"] = {
                name: float(family_means(cells)[BASELINE].mean()) for name, cells in both.items()
            }
            if measure in REALIZED:
                rates = scores_by_cell(own, REALIZED[measure])
                found["realized"] = family_means(rates).mean()
            found = found.assign(package=packages).reset_index()
            parts.append(found.assign(classifier=classifier, measure=measure))
    table = pd.concat(parts, ignore_index=True)
    first = ["classifier", "measure", "method", "package"]
    table = table[[*first, *table.columns.drop(first)]].round(6)
    return table.assign(**of_run(rows, command))


def guide_part(table: pd.DataFrame) -> str:
    """Return the part of the guide that is made from the committed table."""
    first = table.iloc[0]
    lines = [
        f"`{first['command']}`: {first['n_datasets']} data sets of "
        f"{first['n_families']} families, {first['folds']} folds ({first['machine']}; "
        f"{first['versions']}). Differences to the classifier alone, means over families with "
        f"{LEVEL:.0%} bootstrap intervals.",
    ]
    labels = {measure.name: measure.label for measure in ALL}
    for measure in MEASURES:
        part = table[table["measure"] == measure]
        label = labels[measure]
        lines += [
            "",
            f"{label[0].upper()}{label[1:]}. {sentence(part)}",
            "",
            *markdown_table(matrix(part)),
        ]
    return "\n".join(lines)


def sentence(part: pd.DataFrame) -> str:
    """Return what is shown of a measure for the arms that resample."""
    arms = part[part["package"].isin(RESAMPLERS)]
    counts = Counter(arms["verdict"])
    said = (
        f"Of {len(arms)} combinations of a sampler and a classifier "
        f"{counts[Verdict.BETTER.value]} are shown to be better than the classifier alone, "
        f"{counts[Verdict.WORSE.value]} worse (differences {span(arms['gain'])})."
    )
    if part["realized"].notna().any():
        low, high = part["realized"].min(), part["realized"].max()
        what = "precision" if "precision" in part["measure"].iloc[0] else "false-positive rate"
        said += f" On test rows these thresholds had a mean {what} of {low:.3f} to {high:.3f}."
    return said


def matrix(part: pd.DataFrame) -> pd.DataFrame:
    """Return the differences of one measure as text: a row per arm, a column per classifier."""
    texts = part.assign(
        text=[
            f"{signed(gain)} {interval(low, high)}"
            + ("" if verdict == Verdict.NOT_SHOWN.value else f" {verdict}")
            for gain, low, high, verdict in zip(
                part["gain"], part["low"], part["high"], part["verdict"], strict=True
            )
        ]
    )
    wide = texts.pivot(index="method", columns="classifier", values="text").fillna("-")
    wide = wide.loc[part["method"].unique(), part["classifier"].unique()]
    cells = part.groupby("method")["cells"].agg(["min", "max"])
    wide["cells"] = [
        str(low) if low == high else f"{low} to {high}"
        for low, high in cells.loc[wide.index].itertuples(index=False)
    ]
    return wide.reset_index()
