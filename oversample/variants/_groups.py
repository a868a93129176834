"""Partners from the group of their base: any rows of it, or the nearest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream
from oversample.plan import CombinationPlan, Plan
from oversample.smote.laws import Dirichlet, Interpolation, draw_steps, draw_weights


def draw_in_groups(
    rng: Stream,
    line: NDArray[np.intp],
    group_of: NDArray[np.intp],
    rows: NDArray[np.intp],
    law: Interpolation = (0.0, 1.0),
) -> Plan | CombinationPlan:
    """Draw the partners and steps of new rows, from all others in the group of their base.

    Parameters
    ----------
    rng : Stream
        Where draws come from: first partners, then steps.
    line : ndarray of shape (n_new,)
        The position in ``rows`` of each new row's base.
    group_of : ndarray of shape (n_rows,)
        The group of each row, from 0.
    rows : ndarray of shape (n_rows,)
        Row numbers.
    law : tuple of (float, float), Beta or Dirichlet, default=(0.0, 1.0)
        The law of the step.

    Returns
    -------
    Plan or CombinationPlan
        The plan; a combination where the law is of several parents. A base that is alone in its
        group is copied.
    """
    n_partners = law.n_parents - 1 if isinstance(law, Dirichlet) else 1
    order = np.argsort(group_of, kind="stable")
    size = np.bincount(group_of)
    start = np.cumsum(size) - size
    slot = np.empty(len(rows), dtype=np.intp)
    slot[order] = np.arange(len(rows)) - start[group_of[order]]
    group = group_of[line]
    ahead = _draw_distinct(rng, size[group] - 1, n_partners)
    places = start[group, np.newaxis] + (slot[line, np.newaxis] + ahead) % size[group, np.newaxis]
    return _draw_amounts(rng, rows[line], rows[order[places]], ahead > 0, law)


def draw_among(
    rng: Stream,
    line: NDArray[np.intp],
    neighbors: NDArray[np.intp],
    n_neighbors: NDArray[np.intp],
    rows: NDArray[np.intp],
    law: Interpolation = (0.0, 1.0),
) -> Plan | CombinationPlan:
    """Draw the partners and steps of new rows, from neighbours that are not equally many.

    Parameters
    ----------
    rng : Stream
        Where draws come from: first partners, then steps.
    line : ndarray of shape (n_new,)
        The position in ``rows`` of each new row's base.
    neighbors : ndarray of shape (n_rows, k)
        The neighbours of each row, as positions.
    n_neighbors : ndarray of shape (n_rows,)
        How many of them there are.
    rows : ndarray of shape (n_rows,)
        Row numbers.
    law : tuple of (float, float), Beta or Dirichlet, default=(0.0, 1.0)
        The law of the step.

    Returns
    -------
    Plan or CombinationPlan
        The plan; a combination where the law is of several parents. A base without neighbours is
        copied.
    """
    n_partners = law.n_parents - 1 if isinstance(law, Dirichlet) else 1
    number = _draw_distinct(rng, n_neighbors[line], n_partners)
    own = line[:, np.newaxis]
    partner = np.where(number > 0, neighbors[own, np.maximum(number - 1, 0)], own)
    return _draw_amounts(rng, rows[line], rows[partner], number > 0, law)


def _draw_amounts(
    rng: Stream,
    base: NDArray[np.intp],
    partner: NDArray[np.intp],
    is_there: NDArray[np.bool_],
    law: Interpolation,
) -> Plan | CombinationPlan:
    """Draw how much of each partner there is; of one that is not there, nothing."""
    if not isinstance(law, Dirichlet):
        return Plan(base, partner[:, 0], draw_steps(rng, len(base), law))
    parent = np.column_stack([base, partner])
    is_used = np.column_stack([np.full(len(base), True), is_there])
    return CombinationPlan(parent, draw_weights(rng, parent.shape, law.concentration, is_used))


def _draw_distinct(rng: Stream, highest: NDArray[np.intp], n: int) -> NDArray[np.intp]:
    """Draw n different numbers from 1 to ``highest`` for each entry; 0 where there are too few.

    Floyd's algorithm: of numbers up to a growing limit one is drawn, or the limit itself where that
    has been drawn before. All subsets are equally likely, though not all orders of one.
    """
    drawn = np.zeros((len(highest), n), dtype=np.intp)
    first = highest - np.minimum(n, highest) + 1
    for column in range(n):
        limit = first + column
        number = (rng.uniform(len(highest)) * limit).astype(np.intp) + 1
        number = np.where((drawn[:, :column] == number[:, np.newaxis]).any(axis=1), limit, number)
        drawn[:, column] = np.where(limit <= highest, number, 0)
    return drawn
