"""Two methods at a time: Wilcoxon's signed-rank test, Holm's correction, win, tie and loss."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.stats import rankdata, wilcoxon

if TYPE_CHECKING:
    import pandas as pd

ROPE = 0.01
"""Differences of at most this size are equal in practice, on measures between 0 and 1."""

_ENUMERATED = 13
"""Up to so many families all patterns of signs are gone through, so ties need no approximation."""

_TABULATED = 50
"""Up to so many families SciPy has the exact distribution, without ties."""


class WinTieLoss(NamedTuple):
    """Counts of families.

    Attributes
    ----------
    win, tie, loss : int
        Where the first method is better, equal in practice, or worse.
    """

    win: int
    tie: int
    loss: int


def win_tie_loss(differences: np.ndarray, rope: float = ROPE) -> WinTieLoss:
    """Count the families where a difference is above, within and below the region of equivalence.

    Parameters
    ----------
    differences : ndarray of shape (n_families,)
        Positive where the first method is better.
    rope : float, default=0.01
        Half the width of the region of practical equivalence, which includes its bounds.
    """
    win, loss = int((differences > rope).sum()), int((differences < -rope).sum())
    return WinTieLoss(win, len(differences) - win - loss, loss)


def signed_rank_p(differences: np.ndarray) -> np.ndarray:
    """Return the two-sided p-value of Wilcoxon's signed-rank test for each column.

    Zeros take part in the ranking and are then left out (Pratt 1959). Up to 13 families the
    p-value is exact, whatever is tied; above, it is exact up to 50 families where nothing is tied
    and the normal approximation with its correction for ties otherwise.

    Parameters
    ----------
    differences : ndarray of shape (n_families, n_pairs)
        One column per pair of methods, without NaN.

    Returns
    -------
    ndarray of shape (n_pairs,)
        1 where all differences are zero.
    """
    n_families, n_pairs = differences.shape
    if n_families <= _ENUMERATED:
        return _enumerated_p(differences)
    p_values = np.ones(n_pairs)
    size = np.sort(np.abs(differences), axis=0)
    tied = (size[0] == 0) | (np.diff(size, axis=0) == 0).any(axis=0)
    exact = ~tied & (n_families <= _TABULATED)
    some = size[-1] > 0
    for chosen, method in ((exact, "exact"), (some & ~exact, "asymptotic")):
        if chosen.any():
            test = wilcoxon(differences[:, chosen], zero_method="pratt", method=method, axis=0)
            p_values[chosen] = test.pvalue
    return p_values


def _enumerated_p(differences: np.ndarray) -> np.ndarray:
    """Return the share of all patterns of signs whose rank sum is as far from zero as ours."""
    n_families = len(differences)
    ranks = rankdata(np.abs(differences), axis=0)
    ranks[differences == 0] = 0
    bits = np.arange(2**n_families)[:, None] >> np.arange(n_families) & 1
    possible = np.abs((2.0 * bits - 1) @ ranks)
    observed = np.abs((np.sign(differences) * ranks).sum(axis=0))
    # Ranks are halves of whole numbers, so their sums are exact.
    return (possible >= observed).mean(axis=0)


def holm(p_values: np.ndarray) -> np.ndarray:
    """Return p-values corrected for their number by the step-down rule of Holm (1979).

    The i-th smallest of m is multiplied by ``m - i + 1``; none may then be below a smaller one's,
    nor above 1.
    """
    order = np.argsort(p_values, kind="stable")
    factors = np.arange(len(p_values), 0, -1)
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(1.0, np.maximum.accumulate(factors * p_values[order]))
    return corrected


def pairwise_p(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the Holm-corrected p-values of all pairs of methods, with 1 on the diagonal.

    Parameters
    ----------
    scores : pandas.DataFrame of shape (n_families, n_methods)
        Without NaN, with at least one family.
    """
    import pandas as pd

    values, n_methods = scores.to_numpy(), scores.shape[1]
    table = np.ones((n_methods, n_methods))
    if n_methods > 1:
        first, second = np.array(list(combinations(range(n_methods), 2))).T
        corrected = holm(signed_rank_p(values[:, first] - values[:, second]))
        table[first, second] = table[second, first] = corrected
    return pd.DataFrame(table, index=scores.columns, columns=scores.columns)
