"""Partners of any class in a table of Dask, fetched for runs of blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from oversample.distributed.counts import Counts
from oversample.distributed.dask_graph import Lazy, done, each, task, together
from oversample.distributed.dask_source import DaskSource
from oversample.distributed.frames import count_labels
from oversample.distributed.frames_partners import (
    draw_run,
    join_counts,
    join_run,
    take_partners,
    with_partners,
)

RUN_ROWS = 2**20
"""New rows whose partners are fetched in one reading of the table."""


def part_counts(
    table: DaskSource, counts: Counts, by_partition: Sequence[Mapping[Any, int]] | None
) -> Lazy:
    """Return a task for the rows of each class in each partition, counted if they are not yet."""
    found: Any = by_partition and dict(enumerate(by_partition))
    if by_partition is None:
        counted = [task(count_labels)(part) for part in table.labels()]
        found = together(dict(enumerate(counted)))
    return task(join_counts)(counts, found)


def blocks_with_partners(
    table: DaskSource, filled: Lazy, label: Any, counts: Counts, parts: Lazy, sizes: Sequence[int]
) -> list[Lazy]:
    """Return a task for each block of a class: the class, with the partners of the block.

    One more reading of the table for each run of blocks.

    Parameters
    ----------
    table : DaskSource
        The table.
    filled : task
        The class, with its own rows: a FilledFrame.
    label : object
        The class.
    counts : Counts
        Those of the whole table.
    parts : task
        The rows of each partition: a PartCounts.
    sizes : sequence of int
        The number of rows of each block.
    """
    classes = counts.classes.tolist()
    take = partial(take_partners, classes=classes, code=classes.index(label))
    length = max(1, RUN_ROWS // sizes[0])
    blocks = []
    for first in range(0, len(sizes), length):
        numbers = list(range(first, min(first + length, len(sizes))))
        places = task(draw_run)(filled, parts, numbers)
        pairs = table.pairs_after(done(places))
        taken = each(take, ((pair, places, i) for i, pair in enumerate(pairs)))
        run = task(join_run)(together(dict(enumerate(taken))), parts, table.dtypes)
        starts = [sum(sizes[first:number]) for number in numbers]
        blocks += [
            task(with_partners)(filled, parts, run, start, number)
            for start, number in zip(starts, numbers, strict=True)
        ]
    return blocks
