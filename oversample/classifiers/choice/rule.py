r"""The rule: when a candidate is better than nothing, and which of several is taken.

A candidate has one difference to nothing for each inner fold, :math:`d_1, \ldots, d_n`, on the same
rows. Its advantage is their mean, with the standard error of Nadeau and Bengio,
:math:`s = \sqrt{(1/n + n_{test}/n_{train}) \, \mathrm{var}(d)}`, and its statistic is
:math:`t = \bar d / s`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample.evaluation.statistics.uncertainty import error_over_folds

Rule = Literal["max-t"] | float

N_SCREENED = 5
"""Inner scores after which candidates that are clearly worse are dropped."""

REQUIRED = 2.0
"""Standard errors that are asked for by default: frozen on simulated truth and on placebos."""

SCREEN = 1.0
"""Standard errors below which a candidate is dropped after the first scores; frozen with it."""

GUARDED = 1.0
"""Standard errors by which average precision must be better, where scores are tied and another
measure judges; frozen on further simulated truth."""

MIN_SCORES = 5
"""Fewer inner scores than that say too little of their own spread."""

MIN_RARE = 20
"""Fewer rows of the rarest class than that say too little of it."""

LEVEL = 0.05
"""How often "max-t" takes something, if no candidate is better than nothing."""

_N_DRAWS, _SEED = 20_000, 0
_ROUNDING = 1e-12


class Advantage(NamedTuple):
    """The mean difference of a candidate to nothing, its standard error, and their ratio."""

    mean: float
    error: float
    statistic: float


class Selection(NamedTuple):
    """What the rule takes: a name, or None for nothing; and the statistic that it asked for."""

    name: str | None
    required: float


def advantage(differences: NDArray[np.float64], test_share: float) -> Advantage:
    """Return the advantage of a candidate over nothing.

    Parameters
    ----------
    differences : ndarray of shape (n_scores,)
        At least two, positive where the candidate is better.
    test_share : float
        The number of test rows divided by that of training rows.

    Returns
    -------
    Advantage
        A candidate that always scores as nothing does has the statistic 0.
    """
    mean, error = float(differences.mean()), error_over_folds(differences, test_share)
    if abs(mean) < _ROUNDING:
        return Advantage(mean, error, 0.0)
    return Advantage(mean, error, float(mean / error) if error > _ROUNDING else mean * np.inf)


def is_dropped(differences: NDArray[np.float64], test_share: float, screen: float = SCREEN) -> bool:
    """Return whether a candidate is dropped, by the first scores or by the guard.

    Parameters
    ----------
    differences : ndarray of shape (n_scores,)
        To nothing.
    test_share : float
        The number of test rows divided by that of training rows.
    screen : float
        The statistic below which it is.

    Returns
    -------
    bool
        True if its statistic is below that.
    """
    return advantage(differences, test_share).statistic < screen


def select(
    differences: Mapping[str, NDArray[np.float64]],
    n_dropped: int,
    sizes: Mapping[str, int],
    test_share: float,
    rule: Rule,
) -> Selection:
    """Return the candidate that is taken.

    Parameters
    ----------
    differences : mapping
        The differences to nothing of each candidate that is left, all of one length.
    n_dropped : int
        How many candidates were dropped before.
    sizes : mapping
        The number of rows that each makes.
    test_share : float
        The number of test rows divided by that of training rows.
    rule : "max-t" or float
        The statistic that a candidate needs: the simultaneous one, or a number.

    Returns
    -------
    Selection
        Among candidates that pass and are within one standard error of the best of them, the one
        that makes the fewest rows; of several with equally few, the best.
    """
    found = {name: advantage(values, test_share) for name, values in differences.items()}
    if not found:
        return Selection(None, np.nan)
    required = rule if not isinstance(rule, str) else max_t([*differences.values()], n_dropped)
    passing = {name: a for name, a in found.items() if a.statistic > required}
    if not passing:
        return Selection(None, required)
    best = max(passing.values(), key=lambda a: a.mean)
    near = [name for name, a in passing.items() if a.mean >= best.mean - best.error]
    return Selection(min(near, key=lambda name: (sizes[name], -found[name].mean)), required)


def max_t(differences: list[NDArray[np.float64]], n_dropped: int, level: float = LEVEL) -> float:
    r"""Return the statistic that the best of all candidates exceeds by chance at some level.

    The statistics are taken as multivariate t with :math:`n - 1` degrees of freedom and the
    correlations of the differences; those of candidates that were dropped as independent of all
    others, which demands no less than what they were.

    Parameters
    ----------
    differences : list of ndarray of shape (n_scores,)
        Those of the candidates that are left.
    n_dropped : int
        The number of all others.
    level : float
        The share of runs in which something is taken though no candidate is better.

    Returns
    -------
    float
        The quantile, from draws that are the same at every call.
    """
    rng = np.random.default_rng(_SEED)
    centred = np.array([values - values.mean() for values in differences])
    norms = np.linalg.norm(centred, axis=1, keepdims=True)
    directions = centred / np.where(norms > _ROUNDING, norms, 1.0)
    n_scores = centred.shape[1]
    # Sums of normal numbers, weighted by directions of length one, correlate as these do.
    numbers = rng.normal(size=(_N_DRAWS, n_scores)) @ directions.T
    others = rng.normal(size=(_N_DRAWS, n_dropped))
    scale = np.sqrt(rng.chisquare(n_scores - 1, _N_DRAWS) / (n_scores - 1))
    greatest = np.column_stack([numbers, others]).max(axis=1) / scale
    return float(np.quantile(greatest, 1 - level))
