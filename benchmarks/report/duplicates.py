"""What changes without rows that occur twice: a committed table, and the part of a page from it."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from benchmarks.report.alone import against_alone, by_classifier, sections, told
from benchmarks.report.headline import RESAMPLERS
from benchmarks.report.markdown import of_run
from benchmarks.report.measures import AT_RATE
from benchmarks.report.wording import share, signed
from oversample.evaluation.statistics.uncertainty import LEVEL, Verdict

PAGE = "docs/guide/which.md"
TABLE = "docs/results/duplicates.csv"
MEASURES = ("average_precision", AT_RATE.name)
"""The columns of the results that are compared: no moved threshold changes them."""

ALL_ROWS = "_all_rows"
"""The suffix of what the same arms have on the same data sets with all of their rows."""

_KEYS = ["classifier", "measure", "method", "package"]
_CELLS = ["classifier", "method", "dataset", "repeat", "fold"]


def published(rows: pd.DataFrame, all_rows: pd.DataFrame, command: str) -> pd.DataFrame:
    """Return the table that is committed: a row for each classifier, measure and method.

    Parameters
    ----------
    rows : pandas.DataFrame
        The tidy table of results of a run without rows that equal an earlier one.
    all_rows : pandas.DataFrame
        That of a run with all of them, of which the cells of the same arms, data sets and folds
        are taken.
    command : str
        The command that made the first.

    Returns
    -------
    pandas.DataFrame
        What :func:`benchmarks.report.alone.against_alone` returns of both, that of the second with
        the suffix ``ALL_ROWS``; ``dropped``, the share of rows that were left out, a mean over
        data sets; ``known``, the share of test rows in training before; and what was run.
    """
    asked = rows[_CELLS].drop_duplicates()
    others = all_rows.merge(asked, on=_CELLS)
    found = against_alone(rows, MEASURES).set_index(_KEYS)
    before = against_alone(others, MEASURES).set_index(_KEYS).add_suffix(ALL_ROWS)
    table = found.join(before, how="inner").reset_index()
    n_rows, n_all = (part.groupby("dataset")["n_rows"].first() for part in (rows, others))
    folds = others.dropna(subset=["n_test"]).drop_duplicates(["dataset", "repeat", "fold"])
    known = folds.groupby("dataset")[["n_test_known", "n_test"]].sum()
    table["dropped"] = (1 - n_rows / n_all).mean()
    table["known"] = (known["n_test_known"] / known["n_test"]).mean()
    return table.round(6).assign(**of_run(rows, command))


def guide_part(table: pd.DataFrame) -> str:
    """Return the part of the guide that is made from the committed table."""
    first = table.iloc[0]
    lines = [
        f"`{first['command']}`: {first['n_datasets']} data sets of {first['n_families']} families, "
        f"of which {share(first['dropped'])} of the rows are left out, {first['folds']} folds "
        f"({first['machine']}; {first['versions']}). With all rows {share(first['known'])} of the "
        "test rows equal a training row. Differences to the classifier alone, means over families "
        f"with {LEVEL:.0%} bootstrap intervals, without such rows / with all rows of the same data "
        "sets.",
    ]
    return "\n".join([*lines, *sections(table, MEASURES, sentence, matrix)])


def sentence(part: pd.DataFrame) -> str:
    """Return which verdicts on samplers are others, and how the differences moved."""
    arms = part[part["package"].isin(RESAMPLERS)]
    now, before = arms["verdict"], arms[f"verdict{ALL_ROWS}"]
    better, worse = Verdict.BETTER.value, Verdict.WORSE.value
    turned = int(((now == better) & (before == worse) | (now == worse) & (before == better)).sum())
    counts, counts_before = Counter(now), Counter(before)
    moved = (arms["gain"] - arms[f"gain{ALL_ROWS}"]).mean()
    return (
        f"Of {len(arms)} combinations of a sampler and a classifier {counts[better]} are shown to "
        f"be better than the classifier alone, {counts[worse]} worse; with all rows "
        f"{counts_before[better]} and {counts_before[worse]}. {int((now != before).sum())} "
        f"verdicts are others, of which {turned} turned from one side to the other. The mean "
        f"difference moved by {signed(moved)}."
    )


def matrix(part: pd.DataFrame) -> pd.DataFrame:
    """Return the differences of one measure as text: a row per arm, a column per classifier."""
    return by_classifier(part, told(part) + " / " + told(part, ALL_ROWS)).reset_index()
