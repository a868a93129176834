"""The first few of many distances, in one order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


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
    near = distances <= np.partition(distances, k - 1, axis=1)[:, k - 1 : k]
    if own is not None:
        near[np.arange(len(own)), own] = False
    line, position = np.nonzero(near)
    return smallest_entries(line, position, distances[near], len(distances), k)


def smallest_entries(
    line: NDArray[np.intp],
    position: NDArray[np.intp],
    distances: NDArray[np.float64],
    n_lines: int,
    k: int,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the k smallest of each line, of which only some entries are given, sorted by line."""
    order = np.lexsort((position, distances, line))
    starts = np.searchsorted(line, np.arange(n_lines))
    chosen = order[starts[:, np.newaxis] + np.arange(k)]
    return position[chosen], distances[chosen]
