"""Differences by how separable the classes are: where a forest hardly errs nothing can differ."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.report.headline import BASELINE
from benchmarks.report.wording import interval, signed
from benchmarks.statistics.differences import counted_once, differences

SATURATED = 0.97
"""The area under the ROC curve of a plain random forest from which on all arms are alike."""

STRATA = {
    "below 0.9": (-np.inf, 0.9),
    f"0.9 to {SATURATED}": (0.9, SATURATED),
    f"above {SATURATED}": (SATURATED, np.inf),
}
"""By name: separabilities above the first bound and up to the second."""


def by_separability(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the rows of the data sets of each stratum that has any, by its name."""
    found = {
        name: rows[(rows["separability"] > low) & (rows["separability"] <= high)]
        for name, (low, high) in STRATA.items()
    }
    return {name: part for name, part in found.items() if len(part)}


def shown_strata(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the differences of arms to the classifier alone in each stratum, as text.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the tidy table, of one classifier.
    measure : str
        A measure of which greater values are better.

    Returns
    -------
    pandas.DataFrame
        A row for each algorithm, a column for each stratum, with the number of its families; empty
        where one stratum has all data sets, of which other tables tell.
    """
    strata = by_separability(rows[rows["method"].isin(counted_once(rows))])
    texts = {}
    for name, part in strata.items():
        found = differences(part, BASELINE, measure)
        heading = f"{name} ({_families(part['family'].nunique())})"
        texts[heading] = pd.Series(
            [
                f"{signed(row.gain)} {interval(row.low, row.high)}".removesuffix(" -")
                for row in found.itertuples()
            ],
            found.index,
            dtype="str",
        )
    if len(strata) < 2:
        return pd.DataFrame()
    shown = pd.DataFrame(texts).fillna("-").rename_axis("method")
    return shown.reindex(list(dict.fromkeys(rows["method"]))).dropna(how="all").reset_index()


def _families(number: int) -> str:
    return f"{number} {'family' if number == 1 else 'families'}"
