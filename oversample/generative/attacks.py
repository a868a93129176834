"""Attacks: steps that raise a loss, inside a ball around each row and a box around all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from oversample._params import Constraint, integer_from, is_real, one_of, real_within
from oversample._random import Stream
from oversample.neighbors import kneighbors

Attack = Literal["pgd", "fgsm"]
"""How steps are found."""

Norm = Literal["inf", "l2"]
"""What is bounded: every coordinate, or the length of the step."""

Steps = NDArray[np.float64]
Evaluate = Callable[[Steps], tuple[NDArray[np.float64], Steps]]
"""Returns the loss at each step, and its gradient."""

Repair = Callable[[Steps], Steps]
"""Returns steps to rows that can be."""

Epsilon = float | tuple[float, float]
"""The radius of all balls, or the least and the greatest."""

_Range = Constraint(
    "a pair of numbers, 0 <= low <= high",
    lambda v: (
        isinstance(v, tuple)
        and len(v) == 2
        and all(map(is_real, v))
        and bool(0 <= v[0] <= v[1] < np.inf)
    ),
)

ATTACKS: dict[str, list[type | None]] = {
    "attack": [one_of(*get_args(Attack))],
    "norm": [one_of(*get_args(Norm))],
    "epsilon": [real_within(0, np.inf), _Range],
    "n_steps": [integer_from(1)],
    "rounds": [integer_from(1)],
}
"""The parameters of every sampler that attacks a classifier."""

_HALVINGS = 4
"""How often a step is halved that leads to rows of other classes, before it is given up."""

_OVERSHOOT = 2.5
"""The steps of PGD together are so many radii long, so that each place of a ball is in reach."""


@dataclass(frozen=True, eq=False)
class Ball:
    """Where steps may lead.

    Attributes
    ----------
    norm : {"inf", "l2"}
        How steps are measured.
    radius : ndarray of shape (n,)
        The longest step of each row.
    low, high : ndarray of shape (n, d)
        The box around all rows, relative to each; it holds 0.
    """

    norm: Norm
    radius: NDArray[np.float64]
    low: Steps
    high: Steps

    def project(self, steps: Steps) -> Steps:
        """Return steps inside the ball and the box: of "inf" the nearest ones.

        Of "l2" they are clipped into the box, then shortened, which does not leave it.
        """
        steps = np.clip(steps, self.low, self.high)
        limit = self.radius[:, np.newaxis]
        if self.norm == "inf":
            return np.clip(steps, -limit, limit)
        length = np.linalg.norm(steps, axis=1, keepdims=True)
        return steps * np.minimum(1.0, np.divide(limit, length, where=length > 0, out=limit + 1.0))

    def ascent(self, gradient: Steps) -> Steps:
        """Return the step of length 1 that raises the loss most, to the first order."""
        if self.norm == "inf":
            return np.sign(gradient)
        # Scaled first: the squares of a tiny gradient are no floats.
        largest = np.abs(gradient).max(axis=1, keepdims=True, initial=0.0)
        gradient = gradient / np.where(largest > 0, largest, 1.0)
        length = np.linalg.norm(gradient, axis=1, keepdims=True)
        return gradient / np.where(length > 0, length, 1.0)

    def start(self, rng: Stream) -> Steps:
        """Draw steps, uniform in the ball, and put them into the box."""
        n, d = self.low.shape
        if self.norm == "inf":
            inside = rng.uniform(n * d, -1.0, 1.0).reshape(n, d)
        else:
            inside = self.ascent(rng.normal((n, d))) * rng.uniform(n)[:, np.newaxis] ** (1 / d)
        return self.project(inside * self.radius[:, np.newaxis])


def draw_radii(epsilon: Epsilon, n: int, rng: Stream) -> NDArray[np.float64]:
    """Return the radius of each of ``n`` balls: all alike, or drawn uniformly from a pair."""
    low, high = epsilon if isinstance(epsilon, tuple) else (epsilon, epsilon)
    return rng.uniform(n, low, high) if low < high else np.full(n, float(low))


def find_steps(
    attack: Attack, ball: Ball, evaluate: Evaluate, repair: Repair, n_steps: int, rng: Stream
) -> Steps:
    """Return the steps of an attack by its name; see :func:`fgsm` and :func:`pgd`."""
    if attack == "fgsm":
        return fgsm(ball, evaluate, repair)
    return pgd(ball, evaluate, repair, n_steps, rng)


def fgsm(ball: Ball, evaluate: Evaluate, repair: Repair) -> Steps:
    """Return one step as far as the ball allows, from the row itself."""
    _, gradient = evaluate(np.zeros_like(ball.low))
    steps = ball.project(ball.ascent(gradient) * ball.radius[:, np.newaxis])
    return repair(steps)


def pgd(
    ball: Ball,
    evaluate: Evaluate,
    repair: Repair,
    n_steps: int,
    rng: Stream,
) -> Steps:
    """Return for each row the best place of several steps from a random start, the start included.

    Parameters
    ----------
    ball : Ball
        Where steps may lead.
    evaluate : callable
        The loss and its gradient.
    repair : callable
        Applied after each step.
    n_steps : int
        The number of steps, each ``2.5 / n_steps`` radii long.
    rng : Stream
        Where the start is drawn from.

    Returns
    -------
    ndarray of shape (n, d)
        From each row to its new one.
    """
    pace = _OVERSHOOT / n_steps * ball.radius[:, np.newaxis]
    steps = repair(ball.start(rng))
    loss, gradient = evaluate(steps)
    best, best_loss = steps, loss
    for _ in range(n_steps):
        steps = repair(ball.project(steps + pace * ball.ascent(gradient)))
        loss, gradient = evaluate(steps)
        is_better = loss > best_loss
        best = np.where(is_better[:, np.newaxis], steps, best)
        best_loss = np.where(is_better, loss, best_loss)
    return best


def among_own(
    steps: Steps, is_foreign: Callable[[Steps], NDArray[np.bool_]], repair: Repair
) -> Steps:
    """Halve steps that end nearest to a row of another class, and give up those that stay.

    Parameters
    ----------
    steps : ndarray of shape (n, d)
        From each row to its new one.
    is_foreign : callable
        Returns which steps end nearest to a row of another class.
    repair : callable
        Applied to halved steps.

    Returns
    -------
    ndarray of shape (n, d)
        The steps; zeros of those that still end there after four halvings.
    """
    steps = steps.copy()
    for attempt in range(_HALVINGS + 1):
        foreign = is_foreign(steps)
        if not foreign.any():
            break
        shorter = repair(steps / 2) if attempt < _HALVINGS else np.zeros_like(steps)
        steps[foreign] = shorter[foreign]
    return steps


def ends_among_others(
    steps: Steps, ends: Steps, known: Steps, codes: NDArray[np.integer], code: int
) -> NDArray[np.bool_]:
    """Return which steps end nearest to a row of another class.

    Parameters
    ----------
    steps : ndarray of shape (n, d)
        The steps. One of zeros ends at its base row, whatever lies there too.
    ends : ndarray of shape (n, d)
        Where they end.
    known : ndarray of shape (n_rows, d)
        All rows.
    codes : ndarray of shape (n_rows,)
        Their classes.
    code : int
        The class that steps must not leave.

    Returns
    -------
    ndarray of shape (n,), bool
    """
    nearest = kneighbors(known, 1, points=ends).indices[:, 0]
    return (codes[nearest] != code) & steps.any(axis=1)
