"""Partners of any class, in partitions of pandas: drawn, fetched, and put beside a class.

See :mod:`.partners` for the rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from oversample.distributed.counts import Counts
from oversample.distributed.frames import FilledFrame, labels_of
from oversample.distributed.joined import ClassFrame, JoinedFrames, in_common_dtypes, join
from oversample.distributed.partners import PartCounts, Places, draw, rows_at, united

if TYPE_CHECKING:
    from pandas import DataFrame, Series


class TakenRows(NamedTuple):
    """The partners that a partition has.

    Attributes
    ----------
    rows : ClassFrame
        Them, each once.
    chosen : ndarray of shape (n_chosen,)
        The new rows, in a run of blocks, whose partners they are.
    row : ndarray of shape (n_chosen,)
        The number in the partition of the partner of each.
    """

    rows: ClassFrame
    chosen: NDArray[np.intp]
    row: NDArray[np.intp]


class RunRows(NamedTuple):
    """The partners of a run of blocks.

    Attributes
    ----------
    rows : JoinedFrames
        Them, each once, in the order of the table.
    number : ndarray of shape (n_rows,)
        The number of each in the table.
    partner : ndarray of shape (n_run,)
        The number of the partner of each new row.
    """

    rows: JoinedFrames
    number: NDArray[np.intp]
    partner: NDArray[np.intp]


def join_counts(counts: Counts, by_partition: Mapping[int, Mapping[Any, int]]) -> PartCounts:
    """Join the counts of partitions, by their numbers from 0."""
    return PartCounts.of(counts, [by_partition[i] for i in range(len(by_partition))])


def draw_run(filled: FilledFrame, parts: PartCounts, blocks: Sequence[int]) -> Places:
    """Draw where the partners of several blocks are."""
    numbers = parts.numbers(filled.partition, filled.row)
    drawn = [draw(filled.filling, numbers, block, parts) for block in blocks]
    return Places(*map(np.concatenate, zip(*drawn, strict=True)))


def take_partners(
    pair: tuple[DataFrame, Series],
    places: Places,
    partition: int,
    *,
    classes: Sequence[Any],
    code: int,
) -> TakenRows:
    """Return the partners that a partition has.

    Parameters
    ----------
    pair : (DataFrame, Series)
        The features and labels of the partition.
    places : Places
        Those of the new rows of a run.
    partition : int
        The number of the partition.
    classes : sequence
        All labels, sorted.
    code : int
        The class being filled, by its position in these.
    """
    X, labels = pair
    chosen = np.flatnonzero(places.partition == partition)

    def is_of(other: int) -> NDArray[np.bool_]:
        same: NDArray[np.bool_] = (labels == classes[other]).to_numpy(dtype=bool, na_value=False)
        return same

    row = rows_at(places, chosen, len(X), is_of, code)
    own = np.unique(row)
    return TakenRows(ClassFrame(X.take(own), labels.take(own), own), chosen, row)


def join_run(
    taken: Mapping[int, TakenRows], parts: PartCounts, dtypes: Mapping[Any, Any]
) -> RunRows:
    """Put the partners that partitions have together.

    Parameters
    ----------
    taken : mapping of int to TakenRows
        Those of all partitions, by number.
    parts : PartCounts
        The rows of each partition.
    dtypes : mapping
        The dtype of each column; see :func:`.joined.join`.
    """
    rows = join(((i, part.rows) for i, part in taken.items()), dtypes)
    partner = np.empty(sum(len(part.chosen) for part in taken.values()), dtype=np.intp)
    for i, part in taken.items():
        partner[part.chosen] = parts.numbers(np.full(len(part.row), i), part.row)
    return RunRows(rows, parts.numbers(rows.partition, rows.row), partner)


def with_partners(
    filled: FilledFrame, parts: PartCounts, run: RunRows, start: int, block: int
) -> FilledFrame:
    """Return a class with the partners of one block beside it.

    Parameters
    ----------
    filled : FilledFrame
        The class, with its own rows.
    parts : PartCounts
        The rows of each partition.
    run : RunRows
        The partners of a run of blocks.
    start : int
        Where the block begins in the run.
    block : int
        Its number.
    """
    import pandas as pd

    filling, counts = filled.filling, parts.counts
    partner = run.partner[start : start + filling.size_of(block)]
    fetched = np.unique(partner)
    at = np.searchsorted(run.number, fetched)
    rows, position = united(parts.numbers(filled.partition, filled.row), fetched, partner)
    table: Any = filling.problem.table
    X = pd.concat(in_common_dtypes([table.X, run.rows.X.take(at)])).take(rows)
    others = labels_of(run.rows.labels.take(at).tolist(), counts)
    labels = np.concatenate([filling.problem.target.labels, others])[rows]
    return replace(
        filled,
        filling=filling.with_partners(X, labels, counts, position),
        index=X.index,
        partition=np.concatenate([filled.partition, run.rows.partition[at]])[rows],
        row=np.concatenate([filled.row, run.rows.row[at]])[rows],
    )
