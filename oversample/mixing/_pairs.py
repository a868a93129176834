"""Pair rules: which row is mixed with which."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream
from oversample.base import Problem

PairRule = Literal["any", "same", "other", "balanced"]
"""The rows that partners are drawn from."""

ANY, OTHER = -1, -2
"""Codes that are no class: all rows, and those of other classes than the one being filled."""


def draw_pairs(
    rng: Stream, problem: Problem, label: Any, n_new: int, pairs: PairRule
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Draw base rows from the class being filled, and a partner for each.

    A row is not its own partner, unless it is all that its class has.

    Parameters
    ----------
    rng : Stream
        Where draws come from: first all bases, then all partners.
    problem : Problem
        The rows.
    label : object
        The class being filled.
    n_new : int
        The number of pairs.
    pairs : {"any", "same", "other", "balanced"}
        Partners are drawn uniformly from all rows, from the rows of the class, from the rows of
        all other classes; or from a class drawn uniformly, so that all classes are equally likely.

    Returns
    -------
    base, partner : ndarrays of shape (n_new,)
        Row numbers.
    """
    rows = problem.rows_of(label)
    code = problem.target.code_of(label)
    at = rng.integers(len(rows), n_new)
    drawn = draw_positions(rng, problem.target.counts, code, at, rows[at], pairs)
    if problem.partners is not None:
        # Rows of a larger table, which have been found where they are by the same draws.
        return rows[at], problem.partners
    return rows[at], _rows_at(problem, code, drawn)


class DrawnPartners(NamedTuple):
    """Where partners stand, before they are looked up.

    Attributes
    ----------
    among : ndarray of shape (n_new,), intp
        The class that a partner is counted in, as a code; :data:`ANY` in all rows, :data:`OTHER` in
        those of all classes but that which is filled.
    position : ndarray of shape (n_new,), intp
        Its position among these, in the order of the table.
    """

    among: NDArray[np.intp]
    position: NDArray[np.intp]


def draw_positions(
    rng: Stream,
    counts: NDArray[np.intp],
    code: int,
    at: NDArray[np.intp],
    base: NDArray[np.intp],
    pairs: PairRule,
) -> DrawnPartners:
    """Draw where partners stand, for which the numbers of rows are enough.

    Parameters
    ----------
    rng : Stream
        Where draws come from.
    counts : ndarray of shape (n_classes,)
        The number of rows of each class.
    code : int
        The class being filled.
    at, base : ndarrays of shape (n_new,)
        The position of each base row in its class, and in the table.
    pairs : {"any", "same", "other", "balanced"}
        See :func:`draw_pairs`.
    """
    n_new, n_rows = len(at), int(counts.sum())
    if pairs == "any":
        return DrawnPartners(np.full(n_new, ANY), _others(rng, base, np.full(n_new, n_rows)))
    if pairs == "same":
        position = _others(rng, at, np.full(n_new, counts[code]))
        return DrawnPartners(np.full(n_new, code), position)
    if pairs == "other":
        position = rng.integers(n_rows - int(counts[code]), n_new)
        return DrawnPartners(np.full(n_new, OTHER), position)
    drawn = rng.integers(len(counts), n_new)
    # A position past the end excludes nothing.
    excluded = np.where(drawn == code, at, counts[drawn])
    return DrawnPartners(drawn, _others(rng, excluded, counts[drawn]))


def _rows_at(problem: Problem, code: int, drawn: DrawnPartners) -> NDArray[np.intp]:
    """Return the numbers of partners in a table in memory."""
    codes, counts = problem.target.codes, problem.target.counts
    if not len(drawn.among) or drawn.among[0] == ANY:
        return drawn.position
    if drawn.among[0] == OTHER:
        return np.flatnonzero(codes != code)[drawn.position]
    if (drawn.among == code).all():
        # Rows of other classes may be in a larger table only, whose counts are known.
        return np.flatnonzero(codes == code)[drawn.position]
    by_class = np.argsort(codes, kind="stable")
    first = np.cumsum(counts) - counts
    return by_class[first[drawn.among] + drawn.position]


def _others(
    rng: Stream, excluded: NDArray[np.intp], n_choices: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Draw from ``[0, n_choices)`` without one excluded number, if any other is left."""
    is_among = (excluded < n_choices) & (n_choices > 1)
    n_left = n_choices - is_among
    # The product with a float below one may round up to the number itself, if that is huge.
    drawn = np.minimum((rng.uniform(len(excluded)) * n_left).astype(np.intp), n_left - 1)
    return drawn + (is_among & (drawn >= excluded))
