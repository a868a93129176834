"""How sure a mean difference is: intervals, what single families decide, and a verdict."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.stats import norm, t

LEVEL = 0.95
"""The level of all intervals."""

MIN_FAMILIES = 6
"""With fewer families all of them agree by chance too often: one time in 2 ** (n - 1)."""

N_DRAWS = 10_000
_SEED = 0
_ROUNDING = 1e-12


class Verdict(Enum):
    """What a difference shows, where greater is better."""

    BETTER = "better"
    WORSE = "worse"
    NOT_SHOWN = "not shown"


class Uncertain(NamedTuple):
    """A mean difference with its uncertainty.

    Attributes
    ----------
    mean : float
        The mean.
    low, high : float
        The bounds of its interval; NaN where there is none.
    least, most : float
        The least and the greatest mean when one family is left out; NaN below two families.
    verdict : Verdict
        Whether the interval excludes zero, whichever family is left out.
    """

    mean: float
    low: float
    high: float
    least: float
    most: float
    verdict: Verdict


def over_families(differences: np.ndarray) -> Uncertain:
    """Return the mean over families with a bootstrap interval that is the same at every call.

    The interval is the percentile interval of the bootstrap over families, expanded as Hesterberg
    (2015) has it, since the plain one is too narrow for few families: the share cut off at each
    end is ``Phi(-sqrt(n / (n - 1)) * t)``, with the quantile of Student's distribution. There is a
    verdict from six families on, and only where the intervals that leave out one family, each in
    turn, exclude zero on the same side: no verdict is the work of a single family.

    Parameters
    ----------
    differences : ndarray of shape (n_families,)
        One difference for each family, without NaN; positive where the first method is better.
    """
    n_families, mean = len(differences), float(differences.mean())
    if n_families < 2:
        return Uncertain(mean, np.nan, np.nan, np.nan, np.nan, Verdict.NOT_SHOWN)
    counts = _resampled_counts(n_families)
    # Equal differences have no spread: rounding must not give them any.
    means = mean + (counts @ (differences - mean)) / n_families
    low, high = _expanded_interval(means, n_families)
    without = (differences.sum() - differences) / (n_families - 1)
    verdict = _verdict(low, high) if n_families >= MIN_FAMILIES else Verdict.NOT_SHOWN
    if verdict is not Verdict.NOT_SHOWN:
        intervals = (_interval_without(each, counts, differences) for each in range(n_families))
        if any(_verdict(*interval) is not verdict for interval in intervals):
            verdict = Verdict.NOT_SHOWN
    return Uncertain(mean, low, high, float(without.min()), float(without.max()), verdict)


def over_folds(differences: np.ndarray, test_share: float) -> Uncertain:
    """Return the mean over the folds of one data set with the interval of Nadeau and Bengio (2003).

    Training sets of different folds share rows, so that differences of folds vary less than those
    of new data: the variance of the mean is taken as ``(1 / n + test_share) * var`` instead of
    ``var / n``.

    Parameters
    ----------
    differences : ndarray of shape (n_folds,)
        One difference for each fold of each repeat, without NaN; positive where the first method is
        better.
    test_share : float
        The number of test rows divided by that of training rows.
    """
    n_folds, mean = len(differences), float(differences.mean())
    if n_folds < 2:
        return Uncertain(mean, np.nan, np.nan, np.nan, np.nan, Verdict.NOT_SHOWN)
    error = error_over_folds(differences, test_share)
    half = float(t.isf((1 - LEVEL) / 2, n_folds - 1) * error)
    low, high = mean - half, mean + half
    return Uncertain(mean, low, high, np.nan, np.nan, _verdict(low, high))


def error_over_folds(differences: np.ndarray, test_share: float) -> float:
    """Return the standard error of a mean over folds after Nadeau and Bengio (2003).

    Parameters
    ----------
    differences : ndarray of shape (n_folds,)
        At least two; see :func:`over_folds`.
    test_share : float
        The number of test rows divided by that of training rows.
    """
    variance = (1 / len(differences) + test_share) * differences.var(ddof=1)
    return float(np.sqrt(variance))


def cut_share(n_families: int) -> float:
    """Return the share that the expanded percentile interval cuts off at each end."""
    quantile = t.isf((1 - LEVEL) / 2, n_families - 1)
    return float(norm.sf(np.sqrt(n_families / (n_families - 1)) * quantile))


@lru_cache(maxsize=8)
def _resampled_counts(n_families: int) -> np.ndarray:
    """Draw how often each family occurs in each of the samples with replacement."""
    rng = np.random.default_rng(_SEED)
    shares = np.full(n_families, 1 / n_families)
    return rng.multinomial(n_families, shares, size=N_DRAWS).astype("float64")


def _expanded_interval(means: np.ndarray, n_families: int) -> tuple[float, float]:
    """Return the interval of resampled means."""
    share = cut_share(n_families)
    low, high = np.quantile(means, [share, 1 - share])
    return float(low), float(high)


def _interval_without(
    family: int, counts: np.ndarray, differences: np.ndarray
) -> tuple[float, float]:
    """Return the interval of all other families.

    Samples in which a family does not occur are samples of the others, of one observation too many:
    their means are spread to what they are without it.
    """
    without = counts[counts[:, family] == 0]
    n_families = len(differences)
    centre = (differences.sum() - differences[family]) / (n_families - 1)
    spread = without @ (differences - centre) / n_families
    means = centre + spread * np.sqrt(n_families / (n_families - 1))
    return _expanded_interval(means, n_families - 1)


def _verdict(low: float, high: float) -> Verdict:
    """Return on which side of zero an interval lies, by more than errors of rounding."""
    if low > _ROUNDING:
        return Verdict.BETTER
    return Verdict.WORSE if high < -_ROUNDING else Verdict.NOT_SHOWN
