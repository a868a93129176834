"""Arms beside the classifier alone in chosen measures: a table, a sentence and a matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pandas as pd

from benchmarks.report.headline import BASELINE, RESAMPLERS
from benchmarks.report.markdown import markdown_table
from benchmarks.report.measures import ALL
from benchmarks.report.wording import interval, signed, span
from benchmarks.statistics.differences import counted_once, differences
from benchmarks.statistics.families import family_means, scores_by_cell
from oversample.evaluation.statistics.uncertainty import Verdict


def against_alone(rows: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """Return a row for each classifier, measure and method, each algorithm once.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results.
    measures : sequence of str
        Columns of it, of which greater values are better.

    Returns
    -------
    pandas.DataFrame
        By how much a method differs from the classifier alone; see
        :func:`benchmarks.statistics.differences.differences`; and ``alone``, what this has on the
        same cells.
    """
    rows = rows[rows["method"].isin(counted_once(rows))]
    packages = rows.drop_duplicates("method").set_index("method")["package"]
    parts = []
    for classifier, own in rows.groupby("classifier", sort=False):
        for measure in measures:
            found = differences(own, BASELINE, measure).rename_axis("method")
            scores = scores_by_cell(own, measure)
            both = {name: scores[[BASELINE, name]].dropna() for name in found.index}
            found["alone"] = {
                name: float(family_means(cells)[BASELINE].mean()) for name, cells in both.items()
            }
            found = found.assign(package=packages).reset_index()
            parts.append(found.assign(classifier=classifier, measure=measure))
    table = pd.concat(parts, ignore_index=True)
    first = ["classifier", "measure", "method", "package"]
    return table[[*first, *table.columns.drop(first)]]


def sentence(part: pd.DataFrame) -> str:
    """Return what is shown of a measure for the arms that resample."""
    arms = part[part["package"].isin(RESAMPLERS)]
    counts = Counter(arms["verdict"])
    return (
        f"Of {len(arms)} combinations of a sampler and a classifier "
        f"{counts[Verdict.BETTER.value]} are shown to be better than the classifier alone, "
        f"{counts[Verdict.WORSE.value]} worse (differences {span(arms['gain'])})."
    )


def told(part: pd.DataFrame, suffix: str = "") -> pd.Series:
    """Return differences as text, each with its interval, and with a verdict where one is shown.

    Parameters
    ----------
    part : pandas.DataFrame
        Rows of what :func:`against_alone` returns.
    suffix : str, default=""
        What the names of the columns end with.
    """
    columns = (part[f"{name}{suffix}"] for name in ("gain", "low", "high", "verdict"))
    texts = [
        f"{signed(gain)} {interval(low, high)}"
        + ("" if verdict == Verdict.NOT_SHOWN.value else f" {verdict}")
        for gain, low, high, verdict in zip(*columns, strict=True)
    ]
    return pd.Series(texts, index=part.index)


def by_classifier(part: pd.DataFrame, texts: pd.Series) -> pd.DataFrame:
    """Return texts on the rows of one measure: a row per arm, a column per classifier."""
    wide = part.assign(text=texts).pivot(index="method", columns="classifier", values="text")
    return wide.fillna("-").loc[part["method"].unique(), part["classifier"].unique()]


def matrix(part: pd.DataFrame) -> pd.DataFrame:
    """Return the differences of one measure as text, and on how many cells they are."""
    wide = by_classifier(part, told(part))
    cells = part.groupby("method")["cells"].agg(["min", "max"])
    wide["cells"] = [
        str(low) if low == high else f"{low} to {high}"
        for low, high in cells.loc[wide.index].itertuples(index=False)
    ]
    return wide.reset_index()


def sections(
    table: pd.DataFrame,
    measures: Sequence[str],
    said: Callable[[pd.DataFrame], str],
    shown: Callable[[pd.DataFrame], pd.DataFrame] = matrix,
) -> list[str]:
    """Return the lines of a page on each measure: what is said of it, and its differences."""
    labels = {measure.name: measure.label for measure in ALL}
    lines: list[str] = []
    for measure in measures:
        part, label = table[table["measure"] == measure], labels[measure]
        head = f"{label[0].upper()}{label[1:]}. {said(part)}"
        lines += ["", head, "", *markdown_table(shown(part))]
    return lines
