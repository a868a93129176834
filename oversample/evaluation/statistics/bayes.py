"""The Bayesian signed-rank test with a region of practical equivalence."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from oversample.evaluation.statistics.pairs import ROPE

_PRIOR_STRENGTH = 0.5
_N_DRAWS = 5_000
"""Two standard errors of a probability near a half are then 0.014."""


@lru_cache(maxsize=8)
def _draw_weights(n_values: int, n_draws: int, seed: int) -> np.ndarray:
    """Return weights of the prior and the families; the same ones for all pairs of methods."""
    strength = np.ones(n_values)
    strength[0] = _PRIOR_STRENGTH
    weights = np.random.default_rng(seed).dirichlet(strength, n_draws)
    weights.setflags(write=False)
    return weights


class Posterior(NamedTuple):
    """Probabilities that add up to 1.

    Attributes
    ----------
    worse, equal, better : float
        That the first method is worse, equal in practice, or better on a new family.
    """

    worse: float
    equal: float
    better: float


def signed_rank_posterior(
    differences: np.ndarray, rope: float = ROPE, n_draws: int = _N_DRAWS, seed: int = 0
) -> Posterior:
    """Return how probable it is that a method is worse, equal in practice or better.

    Weights ``w`` are drawn from a Dirichlet distribution with 1 for each family and 1/2 for one
    made-up family without a difference, which is the prior. Each draw sums ``w_i w_j`` over all
    pairs by where the mean of the two differences lies: below, inside or above the region of
    practical equivalence, half and half on its bounds. The region with the largest sum wins the
    draw, and the probabilities are the shares of draws won (Benavoli, Corani, Demšar and Zaffalon
    2017, "Time for a Change", section 4.2.2).

    Parameters
    ----------
    differences : ndarray of shape (n_families,)
        Positive where the first method is better, without NaN.
    rope : float, default=0.01
        Half the width of the region of practical equivalence, above 0.
    n_draws : int, default=5000
        How many weights are drawn.
    seed : int, default=0
        That of the draws: the same table always gives the same numbers.

    Raises
    ------
    ValueError
        When there is no difference, or ``rope`` is not above 0.
    """
    if len(differences) == 0:
        raise ValueError("the signed-rank test needs the difference of at least one family, got 0")
    if not rope > 0:
        raise ValueError(f"rope must be above 0, got {rope}")
    values = np.concatenate([[0.0], differences])
    weights = _draw_weights(len(values), n_draws, seed)
    better = _mass_above(values, weights, rope)
    worse = _mass_above(-values, weights, rope)
    masses = np.column_stack([worse, 1 - worse - better, better])
    shares = np.bincount(masses.argmax(axis=1), minlength=3) / n_draws
    return Posterior(*map(float, shares))


def _mass_above(values: np.ndarray, weights: np.ndarray, bound: float) -> np.ndarray:
    """Return the sum of ``w_i w_j`` over the pairs whose mean is above a bound, for each draw.

    With the values in ascending order, the partners of one value that are above lie behind a cut:
    cumulated weights give their sum without going through all pairs.
    """
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[:, order]
    cumulated = np.zeros((len(weights), len(values) + 1))
    np.cumsum(weights, axis=1, out=cumulated[:, 1:])
    partner = 2 * bound - values
    first, last = (np.searchsorted(values, partner, side=side) for side in ("left", "right"))
    below = (cumulated[:, first] + cumulated[:, last]) / 2  # half of those on the bound
    return (weights * (1 - below)).sum(axis=1)
