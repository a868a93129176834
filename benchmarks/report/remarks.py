"""What has to be known to read a run: times, too few data sets, skips, failures and warnings."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from benchmarks.report.wording import decimals, listed
from benchmarks.statistics.differences import counted_once
from benchmarks.statistics.families import CELL
from oversample.evaluation.statistics.ranks import smallest_p

ALPHA = 0.05
"""The level of all tests."""


def time_ratios(rows: pd.DataFrame) -> pd.DataFrame:
    """Return our time of ``fit_resample`` divided by the peer's, cell by cell.

    Returns
    -------
    pandas.DataFrame
        Indexed by method, with ``peer``, the quartiles ``low``, ``median`` and ``high`` of the
        ratios, ``n_cells``, the number of paired cells, and ``first_ms``, the longest untimed first
        call. A method that was never timed together with its peer is left out.
    """
    key = [*CELL, "classifier"]
    timed = rows[(rows["status"] == "ok") & rows["seconds_fit_resample"].notna()]
    found = []
    for method, ours in timed[timed["peer"] != ""].groupby("method", sort=False):
        peer = ours["peer"].iloc[0]
        theirs = timed[timed["method"] == peer].groupby(key)["seconds_fit_resample"].mean()
        ratio = ours.set_index(key)["seconds_fit_resample"].div(theirs).dropna()
        if len(ratio):
            low, median, high = ratio.quantile([0.25, 0.5, 0.75])
            first_ms = 1000 * ours["seconds_warm_up"].max()
            found.append((method, peer, low, median, high, len(ratio), first_ms))
    columns = ["method", "peer", "low", "median", "high", "n_cells", "first_ms"]
    return pd.DataFrame(found, columns=columns).set_index("method")


def time_remarks(ratios: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence per method that was timed together with its peer."""
    for method, ratio in ratios.iterrows():
        first = ratio["first_ms"]
        longest = "" if pd.isna(first) else f"; longest untimed first call {first:.0f} ms"
        yield (
            f"fit_resample time, {method} / {ratio['peer']}: median {ratio['median']:.2f} "
            f"(quartiles {ratio['low']:.2f} to {ratio['high']:.2f}, {ratio['n_cells']} paired "
            f"cells{longest})."
        )


def power_remarks(rows: pd.DataFrame) -> Iterator[str]:
    """Yield a warning when no pair of methods could be told apart however large the difference."""
    n_families, n_methods = rows["family"].nunique(), len(counted_once(rows))
    if n_families == 1 < n_methods:
        yield (
            f"All data come from one family: what holds for its {n_methods} methods need not hold "
            "elsewhere. Read the means as a description, and differences against those between "
            "repeats (--repeats)."
        )
        return
    n_pairs = n_methods * (n_methods - 1) // 2
    reachable = smallest_p(n_families, n_pairs)
    if n_pairs and reachable >= ALPHA:
        yield (
            f"{n_families} families of data sets cannot tell "
            f"{n_methods} methods apart: "
            f"even a method that wins on all of them reaches only p = {decimals(reachable, 2)} "
            "after Holm's correction. Read the means and the ranks as a description."
        )


def trouble_remarks(rows: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence per method of which cells were skipped or failed, with the first reason."""
    missing = rows[rows["status"] != "ok"]
    for (status, method), cells in missing.groupby(["status", "method"], sort=False):
        reasons = cells["reason"].unique()
        more = f" (and {len(reasons) - 1} other reasons)" if len(reasons) > 1 else ""
        where = listed(cells["dataset"].unique(), rows["dataset"].nunique(), "data sets")
        yield f"{method}, {status} cells: {len(cells)} on {where}: {reasons[0]}{more}"
    if len(missing):
        yield (
            "Means are on the cells that all arms with most of the cells did; arms with fewer have "
            "a table of their own, each beside the classifier alone on the same cells."
        )
    n_warned = int((rows["warnings"] != "").sum())
    if n_warned:
        yield f"Cells with a warning: {n_warned}; see the column warnings of the results."
