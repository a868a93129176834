"""Pair rules: which row is mixed with which."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream
from oversample.base import Problem

PairRule = Literal["any", "same", "other", "balanced"]
"""The rows that partners are drawn from."""


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
    at = rng.integers(len(rows), n_new)
    base = rows[at]
    codes = problem.target.codes
    if pairs == "any":
        return base, _others(rng, base, np.full(n_new, len(codes)))
    if pairs == "same":
        return base, rows[_others(rng, at, np.full(n_new, len(rows)))]
    if pairs == "other":
        strangers = np.flatnonzero(codes != problem.target.code_of(label))
        return base, strangers[rng.integers(len(strangers), n_new)]
    return base, _from_drawn_classes(rng, problem, label, at)


def _from_drawn_classes(
    rng: Stream, problem: Problem, label: Any, at: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Draw a class for each base, then a row of it."""
    counts = problem.target.counts
    by_class = np.argsort(problem.target.codes, kind="stable")
    drawn = rng.integers(len(counts), len(at))
    is_own = drawn == problem.target.code_of(label)
    # A position past the end excludes nothing.
    position = _others(rng, np.where(is_own, at, counts[drawn]), counts[drawn])
    first = np.cumsum(counts) - counts
    return by_class[first[drawn] + position]


def _others(
    rng: Stream, excluded: NDArray[np.intp], n_choices: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Draw from ``[0, n_choices)`` without one excluded number, if any other is left."""
    is_among = (excluded < n_choices) & (n_choices > 1)
    n_left = n_choices - is_among
    # The product with a float below one may round up to the number itself, if that is huge.
    drawn = np.minimum((rng.uniform(len(excluded)) * n_left).astype(np.intp), n_left - 1)
    return drawn + (is_among & (drawn >= excluded))
