"""Partners of any class: drawn by counts alone, found where they are, and put beside the class.

Rules that mix a row of the class with one of any other (:class:`oversample.Mixup`) look at the two
rows of a pair only. Where a partner stands, such as at the 70th row of class 2, is drawn before any
row is read (:func:`draw`); each partition knows which of them it has (:func:`rows_at`); and the
rows of a block, with those of the class, are a table that the sampler's own rule works on
(:func:`united`), given the partners that it would draw itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample.distributed.counts import Counts
from oversample.distributed.filling import Filling
from oversample.distributed.sampler import streams_of_block
from oversample.mixing._pairs import ANY, OTHER, DrawnPartners


class Places(NamedTuple):
    """Where the partners of some new rows are.

    Attributes
    ----------
    partition : ndarray of shape (n_new,), intp
        The partition of each.
    among : ndarray of shape (n_new,), intp
        The class, as a code, that its position is counted in; see :class:`DrawnPartners`.
    position : ndarray of shape (n_new,), intp
        Its position among the rows of that class in the partition.
    """

    partition: NDArray[np.intp]
    among: NDArray[np.intp]
    position: NDArray[np.intp]


class PartCounts(NamedTuple):
    """The rows of each class in each partition.

    Attributes
    ----------
    counts : Counts
        Those of the whole table.
    n_rows : ndarray of shape (n_partitions, n_classes), intp
        Those of each partition.
    """

    counts: Counts
    n_rows: NDArray[np.intp]

    @classmethod
    def of(cls, counts: Counts, by_partition: Iterable[Mapping[Any, int]]) -> PartCounts:
        """Join the counts of partitions.

        Raises
        ------
        ValueError
            If they are not those of the whole table.
        """
        classes = counts.classes.tolist()
        parts = list(by_partition)
        n_rows = np.array([[part.get(label, 0) for label in classes] for part in parts], np.intp)
        n_read = sum(sum(part.values()) for part in parts)
        if (n_rows.sum(axis=0) != counts.counts).any() or n_rows.sum() != n_read:
            raise ValueError(
                f"Partitions have {n_read:,} rows, of other classes than were counted. Give the "
                "class_counts of this very table, or none to have them counted."
            )
        return cls(counts, n_rows)

    def numbers(self, partition: NDArray[np.integer], row: NDArray[np.integer]) -> NDArray[np.intp]:
        """Return the number in the table of rows of partitions."""
        ends = np.cumsum(self.n_rows.sum(axis=1))
        return (ends - self.n_rows.sum(axis=1))[partition] + row

    def locate(self, drawn: DrawnPartners, code: int) -> Places:
        """Return the partition of each partner, and the position that it has in it.

        Parameters
        ----------
        drawn : DrawnPartners
            Where partners stand in the table.
        code : int
            The class being filled.
        """
        places = Places(np.empty_like(drawn.position), drawn.among, np.empty_like(drawn.position))
        for among in np.unique(drawn.among):
            chosen = np.flatnonzero(drawn.among == among)
            ends = np.cumsum(self._counted(int(among), code))
            partition = np.searchsorted(ends, drawn.position[chosen], side="right")
            before = np.concatenate([[0], ends[:-1]])[partition]
            places.partition[chosen] = partition
            places.position[chosen] = drawn.position[chosen] - before
        return places

    def _counted(self, among: int, code: int) -> NDArray[np.intp]:
        """Return how many rows each partition has, of all or of some classes."""
        total: NDArray[np.intp] = self.n_rows.sum(axis=1)
        if among == ANY:
            return total
        return total - self.n_rows[:, code] if among == OTHER else self.n_rows[:, among]


def draw(filling: Filling, numbers: NDArray[np.intp], block: int, parts: PartCounts) -> Places:
    """Draw where the partners of a block are, as its plan will.

    Parameters
    ----------
    filling : Filling
        The class, with its own rows.
    numbers : ndarray of shape (n_class,)
        The number of each of these in the table.
    block : int
        The number of the block.
    parts : PartCounts
        The rows of each partition.
    """
    sampler: Any = filling.sampler
    code = filling.problem.target.code_of(filling.label)
    streams = streams_of_block(filling.seed, code, block)
    size = filling.size_of(block)
    drawn = sampler._draw_partners(streams, parts.counts.counts, code, numbers, size)
    return parts.locate(drawn, code)


def rows_at(
    places: Places,
    chosen: NDArray[np.intp],
    n_rows: int,
    is_of: Callable[[int], NDArray[np.bool_]],
    code: int,
) -> NDArray[np.intp]:
    """Return the number in a partition of each partner that it has.

    Parameters
    ----------
    places : Places
        Those of new rows of a class.
    chosen : ndarray of shape (n_chosen,)
        Which of them are in the partition.
    n_rows : int
        The number of its rows.
    is_of : callable
        Tells which of its rows are of a class, by its code.
    code : int
        The class being filled.
    """
    rows = np.empty(len(chosen), dtype=np.intp)
    for among in np.unique(places.among[chosen]):
        asked = np.flatnonzero(places.among[chosen] == among)
        if among == ANY:
            members = np.arange(n_rows)
        else:
            members = np.flatnonzero(~is_of(code) if among == OTHER else is_of(int(among)))
        rows[asked] = members[places.position[chosen[asked]]]
    return rows


def united(
    own: NDArray[np.intp], fetched: NDArray[np.intp], partner: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which rows, of a class and of partners, are a table; and the partners in it.

    Parameters
    ----------
    own : ndarray of shape (n_class,)
        The numbers of the rows of the class in the table.
    fetched : ndarray of shape (n_fetched,)
        Those of rows that were fetched.
    partner : ndarray of shape (n_new,)
        Those of the partners of new rows, each of them own or fetched.

    Returns
    -------
    rows : ndarray of shape (n_rows,)
        Positions in own and fetched rows together: each row once, in the order of the table.
    position : ndarray of shape (n_new,)
        Where each partner stands among these.
    """
    number, rows = np.unique(np.concatenate([own, fetched]), return_index=True)
    return rows, np.searchsorted(number, partner)
