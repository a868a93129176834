"""Scores per data-set family and method, from the cells that can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

CELL = ["family", "dataset", "repeat", "fold"]
ARM = ["classifier", "method"]

MIN_COVERAGE = 0.94
"""A method that did a smaller share of the cells takes no part where all are compared at once.

Of the 18 data sets of the standard run one may be missing: that of three classes, where no
threshold can be moved.
"""


def scores_by_cell(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return one measure as a table of cells by methods.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the tidy table, of one classifier.
    measure : str
        The column of the measure.

    Returns
    -------
    pandas.DataFrame of shape (n_cells, n_methods)
        Indexed by family, data set, repeat and fold; the methods are in their order of appearance.
        NaN where a cell did not go well or the measure is not defined.
    """
    values = rows[measure].where(rows["status"] == "ok")
    keys = [rows[name] for name in [*CELL, "method"]]
    table = values.groupby(keys, sort=False).mean().unstack("method", sort=False)
    return table[list(rows["method"].drop_duplicates())]


def family_means(table: pd.DataFrame) -> pd.DataFrame:
    """Average cells within each data set, then data sets within each family.

    Parameters
    ----------
    table : pandas.DataFrame
        Cells by methods, as from ``scores_by_cell``.

    Returns
    -------
    pandas.DataFrame of shape (n_families, n_methods)
    """
    by_dataset = table.groupby(level=["family", "dataset"], sort=False).mean()
    return by_dataset.groupby(level="family", sort=False).mean()


def paired(table: pd.DataFrame, min_coverage: float = 0.0) -> pd.DataFrame:
    """Return family means over the cells that all methods did, so that every number is paired.

    Parameters
    ----------
    table : pandas.DataFrame
        Cells by methods, as from ``scores_by_cell``.
    min_coverage : float, default=0.0
        A method that did less than this share of the cells on which any method has a score is left
        out, lest it take its missing cells away from all others.

    Returns
    -------
    pandas.DataFrame of shape (n_families, n_methods)
        Without NaN. It has no rows when no cell is common to the methods that remain, and lacks the
        columns of those that were left out.
    """
    table = table.dropna(how="all")
    share = table.notna().mean()
    kept = table.loc[:, (share >= min_coverage) & (share > 0)]
    return family_means(kept.dropna())


def on_common_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the arms that did most cells, on the cells that all of them did.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the tidy table, of one classifier.
    """
    done = scores_by_cell(rows.assign(done=1.0), "done").dropna(how="all")
    kept = done.loc[:, done.notna().mean() >= MIN_COVERAGE]
    cells = pd.MultiIndex.from_frame(rows[CELL]).isin(kept.dropna().index)
    return rows[cells & rows["method"].isin(kept.columns)]


def paired_differences(table: pd.DataFrame, reference: Mapping[str, str]) -> pd.DataFrame:
    """Return family means of the differences between pairs of methods, on their common cells.

    Parameters
    ----------
    table : pandas.DataFrame
        Cells by methods, as from ``scores_by_cell``.
    reference : mapping of str to str
        From a method to the one that is subtracted.

    Returns
    -------
    pandas.DataFrame of shape (n_families, n_pairs)
        One column per pair, named by its first method; NaN where a family has no common cell.
    """
    pairs = {method: table[method] - table[other] for method, other in reference.items()}
    return family_means(pd.DataFrame(pairs, index=table.index))


def mean_over_families(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return means per arm: over the folds, the data sets of a family, the families.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the tidy table, of any classifiers.
    columns : sequence of str
        What to average.

    Returns
    -------
    pandas.DataFrame
        Indexed by classifier and method. The means of an arm are over what it did: two arms compare
        only where they did the same cells.
    """
    columns = list(columns)
    by_dataset = rows.groupby([*ARM, "family", "dataset"], sort=False)[columns].mean()
    by_family = by_dataset.groupby([*ARM, "family"], sort=False).mean()
    return by_family.groupby(ARM, sort=False).mean()
