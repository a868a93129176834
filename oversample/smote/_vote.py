"""The category of a new row: the most frequent among its base row's neighbours (SMOTE-NC)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oversample._random import Stream


def vote(
    codes: NDArray[np.integer],
    neighbors: NDArray[np.intp],
    position: NDArray[np.intp],
    rng: Stream,
) -> NDArray[np.int32]:
    """Choose category codes by vote among neighbours, ties at random.

    Ties are broken as in imbalanced-learn: all (row, level) pairs that have the most votes are
    shuffled together, column after column, and the first of each row wins.

    Parameters
    ----------
    codes : ndarray of shape (n_class, n_categorical)
        The codes of the class's rows.
    neighbors : ndarray of shape (n_class, k)
        The neighbours of each row of the class, as positions in ``codes``.
    position : ndarray of shape (n_new,)
        The base row of each new row, as a position in ``codes``.
    rng : Stream
        Where draws come from.

    Returns
    -------
    ndarray of shape (n_new, n_categorical), int32
        The codes of the new rows.
    """
    chosen = np.empty((len(position), codes.shape[1]), dtype=np.int32)
    for column in range(codes.shape[1]):
        start, levels = _most_voted(codes[:, column][neighbors])
        chosen[:, column] = _break_ties(start, levels, position, rng)
    return chosen


def first_of_most_voted(ballots: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the category with the most votes in each row of ballots, the lowest among equals."""
    start, levels = _most_voted(ballots)
    return levels[start[:-1]]


def _most_voted(ballots: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.integer]]:
    """Return the categories with the most votes in each row of ballots, as one ragged array.

    Line ``i`` has the levels ``start[i]`` to ``start[i + 1]``.
    """
    ballots = np.sort(ballots, axis=1)
    n_lines, k = ballots.shape
    votes = np.zeros((n_lines, k), dtype=np.int32)
    for column in ballots.T:
        votes += ballots == column[:, np.newaxis]
    is_first = np.ones((n_lines, k), dtype=bool)
    is_first[:, 1:] = ballots[:, 1:] != ballots[:, :-1]
    is_top = is_first & (votes == votes.max(axis=1, keepdims=True))
    start = np.concatenate([[0], np.cumsum(is_top.sum(axis=1))])
    return start, ballots[is_top]


def _break_ties(
    start: NDArray[np.intp],
    levels: NDArray[np.integer],
    position: NDArray[np.intp],
    rng: Stream,
) -> NDArray[np.integer]:
    n_tied = np.diff(start)[position]
    first = np.cumsum(n_tied) - n_tied
    # Every new row has the n_tied levels of its base row; all of them are shuffled together.
    rank = np.empty(n_tied.sum(), dtype=np.intp)
    rank[rng.permutation(len(rank))] = np.arange(len(rank))
    best = np.minimum.reduceat(rank, first)
    winner = np.flatnonzero(rank == np.repeat(best, n_tied)) - first
    return levels[start[position] + winner]
