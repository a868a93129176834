"""Mean ranks, Friedman's test, and cliques of methods that do not differ (Demšar 2006)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.stats import friedmanchisquare

if TYPE_CHECKING:
    import pandas as pd


class Friedman(NamedTuple):
    """Friedman's test that all methods rank the same.

    Attributes
    ----------
    statistic : float
        Friedman's chi-square, corrected for ties.
    p_value : float
        From the chi-square distribution with ``n_methods - 1`` degrees of freedom.
    n_families, n_methods : int
        The size of the table.
    """

    statistic: float
    p_value: float
    n_families: int
    n_methods: int


def mean_ranks(scores: pd.DataFrame, greater_is_better: bool = True) -> pd.Series:
    """Return the mean rank of each method, best first; 1 is the best, equal scores share a rank.

    Parameters
    ----------
    scores : pandas.DataFrame of shape (n_families, n_methods)
        Without NaN.
    greater_is_better : bool, default=True
        The direction of the measure.
    """
    ranks = scores.rank(axis=1, ascending=not greater_is_better)
    return ranks.mean().sort_values(kind="stable")


def friedman(scores: pd.DataFrame) -> Friedman | None:
    """Return Friedman's test, or None below three methods or two families, where it has no say.

    Parameters
    ----------
    scores : pandas.DataFrame of shape (n_families, n_methods)
        Without NaN.
    """
    n_families, n_methods = scores.shape
    if n_methods < 3 or n_families < 2:
        return None
    if (scores.nunique(axis=1) == 1).all():  # all ranks are tied: nothing speaks for a difference
        return Friedman(0.0, 1.0, n_families, n_methods)
    statistic, p_value = friedmanchisquare(*scores.to_numpy().T)
    return Friedman(float(statistic), float(p_value), n_families, n_methods)


def cliques(order: list[str], p_values: pd.DataFrame, alpha: float = 0.05) -> list[list[str]]:
    """Return the largest runs of neighbours in the ranking of which no two methods differ.

    Parameters
    ----------
    order : list of str
        The methods, best first.
    p_values : pandas.DataFrame of shape (n_methods, n_methods)
        Corrected p-values of all pairs, symmetric.
    alpha : float, default=0.05
        Two methods differ where the p-value is below.

    Returns
    -------
    list of list of str
        Runs of at least two methods, none inside another. A bar drawn over a run never spans a
        pair that differs.
    """
    differ = p_values.loc[order, order].to_numpy() < alpha
    runs: list[list[str]] = []
    last_end = 0
    for start in range(len(order)):
        end = start + 1
        while end < len(order) and not differ[start : end + 1, start : end + 1].any():
            end += 1
        if end > last_end and end - start > 1:
            runs.append(order[start:end])
            last_end = end
    return runs


def smallest_p(n_families: int, n_pairs: int) -> float:
    """Return the smallest p-value that Wilcoxon's test can reach after Holm's correction.

    It is that of a method which is better on every family: ``n_pairs * 2 ** (1 - n_families)``, at
    most 1. Where it is not below the level, no difference can be found however large it is.
    """
    return float(min(1.0, n_pairs * np.exp2(1.0 - n_families)))
