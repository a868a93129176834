"""The first few of many distances, in one order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SETS = 128
"""Sets that positions are dealt to: among so many the first few rarely share one."""

_SETS_PER_SMALLEST = 8
"""Sets for each value that is sought, at least."""

_ROUNDS = 4
"""Positions in each set from which minima of sets are cheaper than a partition of all."""

_SORTED_AS_ONE = 4
"""Cells of a table for each entry up to which lines are sorted as rows of a table."""


def smallest(
    distances: NDArray[np.float64], k: int, own: NDArray[np.intp] | None = None
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the k smallest of each line, by value and then by position.

    Parameters
    ----------
    distances : ndarray of shape (n_lines, n)
        Changed at `own`.
    k : int
    own : ndarray of shape (n_lines,), optional
        A position of each line that is left out.

    Returns
    -------
    tuple of ndarray of shape (n_lines, k)
        Positions and distances.
    """
    if own is not None:
        distances[np.arange(len(own)), own] = np.inf
    # All that can be among the first k, ties of the last included; positions ascend in each line.
    near = distances <= at_least_kth(distances, k)[:, np.newaxis]
    if own is not None:
        near[np.arange(len(own)), own] = False
    found = np.flatnonzero(near)
    line, position = np.divmod(found, distances.shape[1])
    return smallest_entries(line, position, distances[line, position], len(distances), k)


def at_least_kth(values: NDArray[np.floating], k: int) -> NDArray[np.floating]:
    """Return a bound of the k-th smallest of each line that few others are below.

    Positions are dealt to sets, and the bound is the k-th smallest of the minima of the sets: these
    are k values at least. It is found in one fast pass, where a partition moves values about.
    """
    n = values.shape[1]
    n_sets = max(_SETS, _SETS_PER_SMALLEST * k)
    if n < _ROUNDS * n_sets:
        return np.partition(values, k - 1, axis=1)[:, k - 1]
    minima = values[:, :n_sets].copy()
    for first in range(n_sets, n - n_sets + 1, n_sets):
        np.minimum(minima, values[:, first : first + n_sets], out=minima)
    n_left = n % n_sets
    rest = minima[:, :n_left]
    np.minimum(rest, values[:, n - n_left :], out=rest)
    minima.partition(k - 1, axis=1)
    return minima[:, k - 1]


def smallest_entries(
    line: NDArray[np.intp],
    position: NDArray[np.intp],
    distances: NDArray[np.float64],
    n_lines: int,
    k: int,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the k smallest of each line, of which some entries are given, by line and position."""
    starts = np.searchsorted(line, np.arange(n_lines))
    longest = int(np.diff(starts, append=line.size).max(initial=0))
    if n_lines * longest > _SORTED_AS_ONE * line.size:
        order = np.lexsort((position, distances, line))
        chosen = order[starts[:, np.newaxis] + np.arange(k)]
        return position[chosen], distances[chosen]
    places = np.arange(line.size) - starts[line]
    lines = np.full((n_lines, longest), np.inf)
    lines[line, places] = distances
    # Positions ascend in each line, so that a stable sort leaves those of ties in order.
    chosen = np.argsort(lines, axis=1, kind="stable")[:, :k]
    return position[starts[:, np.newaxis] + chosen], np.take_along_axis(lines, chosen, axis=1)
