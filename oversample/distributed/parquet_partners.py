"""The rows of parquet files that partners are: drawn for a run of blocks, and read once for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample._progress import track
from oversample.distributed.filling import Filling
from oversample.distributed.partners import PartCounts, Places, draw, rows_at, united
from oversample.distributed.rows import CollectedRows, is_of
from oversample.distributed.source import ParquetSource


class FilledRows(NamedTuple):
    """A class that is filled: its rows, those that its rule reads, and how new ones are made."""

    own: CollectedRows
    rows: CollectedRows
    filling: Filling


Run = Iterable[tuple[FilledRows, int]]
"""Classes, and the number of a block of each."""


class _Fetched:
    """Blocks and what was read for them, of which one at a time is a table."""

    def __init__(self, blocks: Sequence[Callable[[], tuple[FilledRows, int]]]) -> None:
        self._blocks = blocks

    def __iter__(self) -> Iterator[tuple[FilledRows, int]]:
        for unite in self._blocks:
            yield unite()


class PartnerSource(NamedTuple):
    """Where partners are read.

    Attributes
    ----------
    table : ParquetSource
        The source.
    y : str
        The column of the labels.
    parts : PartCounts
        The rows of each partition.
    """

    table: ParquetSource
    y: str
    parts: PartCounts

    def fetch(self, run: Sequence[tuple[FilledRows, int]]) -> Run:
        """Return blocks with the partners that they draw, for which the source is read once."""
        places = [self._draw(*one) for one in run]
        found = [np.empty_like(place.partition) for place in places]
        read: list[list[CollectedRows]] = [[] for _ in run]
        wanted = np.unique(np.concatenate([place.partition for place in places]))
        for i in track("collecting partners", wanted.tolist()):
            partition = CollectedRows.of(self.table.read(i), i)
            is_of_class = cache(partial(self._is_of, partition))
            for (one, _), place, rows, taken in zip(run, places, found, read, strict=True):
                chosen = np.flatnonzero(place.partition == i)
                if len(chosen):
                    code = one.filling.problem.target.code_of(one.filling.label)
                    rows[chosen] = rows_at(place, chosen, len(partition.row), is_of_class, code)
                    taken.append(partition.take(np.unique(rows[chosen])))
        numbers = [
            self.parts.numbers(place.partition, rows)
            for place, rows in zip(places, found, strict=True)
        ]
        blocks = zip(run, numbers, read, strict=True)
        return _Fetched(
            [
                partial(self._unite, one, block, number, taken)
                for (one, block), number, taken in blocks
            ]
        )

    def _draw(self, one: FilledRows, block: int) -> Places:
        numbers = self.parts.numbers(one.own.partition, one.own.row)
        return draw(one.filling, numbers, block, self.parts)

    def _is_of(self, partition: CollectedRows, code: int) -> NDArray[np.bool_]:
        return is_of(partition.table[self.y], self.parts.counts.classes.tolist()[code])

    def _unite(
        self,
        one: FilledRows,
        block: int,
        partner: NDArray[np.intp],
        taken: Sequence[CollectedRows],
    ) -> tuple[FilledRows, int]:
        """Put the rows of a class and of partners together."""
        fetched, own = CollectedRows.join(taken), one.own
        rows, position = united(
            self.parts.numbers(own.partition, own.row),
            self.parts.numbers(fetched.partition, fetched.row),
            partner,
        )
        both = CollectedRows.join([own, fetched]).take(rows)
        labels = both.labels(self.y)
        filling = one.filling.with_partners(
            both.features(self.y), labels, self.parts.counts, position
        )
        return FilledRows(own, both, filling), block
