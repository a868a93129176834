"""Rows within a distance, counted by the scores of all pairs of leaves that are near each other."""

from __future__ import annotations

import math
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from oversample._kernels.neighbors.structures import Leaves, Lists, Reach
from oversample._kernels.neighbors.within import count_pairs
from oversample.neighbors._by_pair import new_lists, working_memory
from oversample.neighbors._compiled import team_for
from oversample.neighbors._leaves import Grower

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from oversample.neighbors._float32 import Float32Scaling

_ALL = 1e9
"""A distance that all scaled points are within, and of which float32 has the square."""


def count_by_leaf(
    X: NDArray[np.floating],
    surely: float,
    limit: float,
    n_jobs: int | None,
    scaling: Float32Scaling,
) -> NDArray[np.intp]:
    """Count the other rows up to a limit of squared distances from each row.

    Each pair of leaves is scored once, for both. Scores tell of most pairs; those between what is
    surely within the limit and what may be are measured.
    """
    n, d = X.shape
    with team_for(n, n, d, n_jobs) as team:
        leaves = Grower(X, 0.0, scaling, team).grow(X, np.empty((n, 0), dtype=np.intp))
        lists = new_lists(leaves, 0, team)
        reach = _reach_of(leaves, lists, surely, limit)
        lists.cuts[:] = reach.cut
        total = np.zeros(len(lists.cuts), dtype=np.intp)
        lock = Lock()

        def count(first: int, last: int) -> None:
            counts = np.zeros_like(total)
            count_pairs(leaves, lists, working_memory(leaves), reach, first, last, counts)
            with lock:
                np.add(total, counts, out=total)

        team.run_evenly(count, len(leaves.blocks))
    found = np.empty(n, dtype=np.intp)
    found[leaves.order] = total[:n]
    return found


def _reach_of(leaves: Leaves, lists: Lists, surely: float, limit: float) -> Reach:
    """Return between which scores pairs have to be measured.

    A score is minus half of a squared distance, larger by at most twice the relative error of the
    squared norms of both points, and of coordinates that are off by the slack.
    """
    far, near = (min(math.sqrt(square) * leaves.scale, _ALL) for square in (limit, surely))
    farthest = (far + leaves.slack) ** 2 * (1 + leaves.relative)
    largest_norm = -2 * float(lists.halves[: leaves.order.size].min()) / (1 - leaves.relative)
    nearest = max(near - leaves.slack, 0.0) ** 2
    nearest -= 4 * leaves.relative * largest_norm
    cut, sure = np.float32(-0.5 * farthest), np.float32(-0.5 * nearest)
    return Reach(limit, np.nextafter(cut, -np.inf), np.nextafter(sure, np.inf))
