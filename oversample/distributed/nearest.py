"""The nearest rows of other classes, searched part by part and merged.

Rules such as those of :class:`oversample.BorderlineSMOTE` look, for each row of the class that is
filled, at its nearest rows in the whole table. The rows of the class are few and everywhere; each
part answers with the nearest of *its* rows of other classes (:func:`search_part`), two answers are
merged into one (:func:`merge`, in any order and grouping), and the rows that are left
(:meth:`Nearest.places`) join those of the class.

On these few rows the rule finds what it would find on all. Whatever is nearer to a row of the class
than its :math:`k`-th neighbour is of the class, and there, or among its :math:`k` nearest of other
classes, and there too; and rows stand in the order of the table, which decides on ties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample.base import BaseOverSampler
from oversample.neighbors.space import MetricSpace

if TYPE_CHECKING:
    from pandas import DataFrame


class Nearest(NamedTuple):
    """Nearest rows of other classes, by distance, then by partition, then by row.

    Attributes
    ----------
    distance : ndarray of shape (n_class, k), float64
        In the units of the table; infinite where there are fewer than ``k`` rows.
    partition : ndarray of shape (n_class, k), int32
        The partition of each; -1 where there is none.
    row : ndarray of shape (n_class, k), int64
        Its number in that partition; -1 where there is none.
    """

    distance: NDArray[np.float64]
    partition: NDArray[np.int32]
    row: NDArray[np.int64]

    def places(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return partition and row of all rows that were found, each once, in their order."""
        is_found = self.partition >= 0
        place = np.stack([self.partition[is_found], self.row[is_found]])
        partition, row = np.unique(place, axis=1)
        return partition.astype(np.int32), row


def search_part(
    sampler: BaseOverSampler,
    rows: DataFrame,
    n_class: int,
    partition: NDArray[np.int32],
    row: NDArray[np.int64],
    k: int,
) -> Nearest:
    """Find the nearest of a part's rows of other classes to each row of the class.

    Distances are those of the sampler's own search; it is exact.

    Parameters
    ----------
    sampler : BaseOverSampler
        Knows which columns are categories, and what to do with gaps.
    rows : DataFrame of shape (n_class + n_others, n_features)
        The rows of the class, then those of other classes in the part, in the order of the table.
    n_class : int
        The number of rows of the class.
    partition, row : ndarrays of shape (n_others,)
        Where the rows of other classes are.
    k : int
        The number of neighbours, at least 1.

    Raises
    ------
    ValueError
        If cells cannot be used, as ``fit_resample``.
    """
    n_others = len(rows) - n_class
    found = Nearest(
        np.full((n_class, k), np.inf),
        np.full((n_class, k), -1, dtype=np.int32),
        np.full((n_class, k), -1, dtype=np.int64),
    )
    if not n_others:
        return found
    space = MetricSpace(sampler._unfitted()._encode(rows), n_jobs=getattr(sampler, "n_jobs", None))
    own, others = np.arange(n_class), np.arange(n_class, len(rows))
    k = min(k, n_others)
    nearest = space.nearest_of(own, others, k, mismatch=space.mismatch(own))
    found.distance[:, :k] = nearest.distances * space.magnitude
    found.partition[:, :k] = partition[nearest.indices]
    found.row[:, :k] = row[nearest.indices]
    return found


def merge(first: Nearest, second: Nearest) -> Nearest:
    """Return the nearest of two parts; associative, and the same in any order.

    Parameters
    ----------
    first, second : Nearest
        Those of parts that have no row in common, with the same rows of the class and ``k``.
    """
    both = Nearest(
        np.hstack([first.distance, second.distance]),
        np.hstack([first.partition, second.partition]),
        np.hstack([first.row, second.row]),
    )
    k = first.distance.shape[1]
    nearest = np.lexsort((both.row, both.partition, both.distance), axis=1)[:, :k]
    return Nearest(
        np.take_along_axis(both.distance, nearest, axis=1),
        np.take_along_axis(both.partition, nearest, axis=1),
        np.take_along_axis(both.row, nearest, axis=1),
    )
