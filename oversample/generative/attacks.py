"""Attacks: steps that raise a loss, inside a ball around each row and a box around all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream

Norm = Literal["inf", "l2"]
"""What is bounded: every coordinate, or the length of the step."""

Steps = NDArray[np.float64]
Evaluate = Callable[[Steps], tuple[NDArray[np.float64], Steps]]
"""Returns the loss at each step, and its gradient."""

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


def fgsm(ball: Ball, evaluate: Evaluate, repair: Callable[[Steps], Steps]) -> Steps:
    """Return one step as far as the ball allows, from the row itself."""
    _, gradient = evaluate(np.zeros_like(ball.low))
    steps = ball.project(ball.ascent(gradient) * ball.radius[:, np.newaxis])
    return repair(steps)


def pgd(
    ball: Ball,
    evaluate: Evaluate,
    repair: Callable[[Steps], Steps],
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
