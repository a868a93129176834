"""Over-sample tables of Dask: lazy in, lazy out."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from oversample.base import BaseOverSampler
from oversample.distributed.cells import Exact
from oversample.distributed.counts import Counts
from oversample.distributed.dask_graph import Lazy, task, together
from oversample.distributed.dask_nearest import nearest_of_others
from oversample.distributed.dask_partners import blocks_with_partners, part_counts
from oversample.distributed.dask_source import DaskSource, import_dask, open_dask
from oversample.distributed.frames import FilledFrame, count_labels
from oversample.distributed.sampler import check_call, count_nearest, draws_partners

_LARGEST_BUDGET = 2**31
"""Bytes; beyond, moving the rows of a class between workers takes longer than making others."""

_SHARE = 4
"""One in so many bytes of a worker may be the rows of one class, or one partition."""

_COPIES = 3
"""The rows of a class are held as they are, as numbers, and for the search."""

_FOUND = 160
"""Bytes of a nearest row, its distance and place, in all answers that are merged at once."""


class LazyTable(NamedTuple):
    """A table of Dask with more rows, of which none is computed yet.

    Attributes
    ----------
    X : dask.dataframe.DataFrame or dask.array.Array
        The partitions that were given, untouched, then those of new rows.
    y : dask.dataframe.Series, dask.array.Array or str
        The labels, in the form in which they were given: where they are a column, its name.
    origins : list of dask.delayed.Delayed
        For each partition of new rows, in their order, a frame that tells where each row comes
        from: ``base_partition`` and ``base_row``, and so for the other parents.
    n_rows : int
        The number of rows that were given, which come first.
    n_synthetic : int
        The number of new rows.
    class_counts : dict
        The number of rows of each label in the result.
    approximations : dict of dask.delayed.Delayed
        For each class that is filled, how near its neighbours are if they are searched in cells:
        ``n_cells``, ``recall`` and ``distance_ratio``, on a sample of rows; None if they are not.
        Empty with ``exact=True``.
    """

    X: Any
    y: Any
    origins: list[Any]
    n_rows: int
    n_synthetic: int
    class_counts: dict[Any, int]
    approximations: dict[Any, Any]


def resample_dask(
    X: Any,
    y: Any,
    *,
    sampler: BaseOverSampler,
    block_size: int = 65_536,
    exact: Exact = "auto",
    class_counts: Mapping[Any, int] | None = None,
    memory_limit: int | None = None,
) -> LazyTable:
    """Over-sample a table of Dask, lazily.

    All that is computed at once are the numbers of rows of each class, of which the number of new
    rows follows: one pass over the labels, and none where ``class_counts`` are given. The rest is a
    graph of tasks, which run when the result is computed: partitions are read for the rows of the
    classes that are filled; one task for each class joins these and searches neighbours; one for
    each block makes new rows. Nothing is sent to workers beforehand or bound to them, so that
    what a lost worker has made is made again, the same.

    New rows are made in blocks with seeds of their own, so that they depend neither on partitions,
    workers and their order, nor on which worker makes them: they are those of
    :func:`oversample.resample_parquet` for the same table, seed and size of blocks. They are other
    rows than those of ``sampler.fit_resample`` for the same seed, by the same rule.

    Parameters
    ----------
    X : dask.dataframe.DataFrame or dask.array.Array of shape (n_rows, n_columns)
        The table.
    y : str, dask.dataframe.Series or dask.array.Array of shape (n_rows,)
        The column of the labels, or the labels, in the partitions of ``X``: whole numbers, truth
        values, text or categories.
    sampler : sampler
        One that fills a class from that class's rows alone: :class:`oversample.SMOTE`,
        :class:`oversample.RandomOverSampler`, :class:`oversample.RandomSMOTE`,
        :class:`oversample.DistanceSMOTE`, :class:`oversample.RWO`, :class:`oversample.Mixup` with
        ``pairs="same"`` or :class:`oversample.ImageOverSampler`; or from the nearest rows of
        other classes too, for which each partition is read twice more and searched by itself:
        :class:`oversample.BorderlineSMOTE`, :class:`oversample.ADASYN`,
        :class:`oversample.GeometricSMOTE` or, with an ``svm_estimator`` that is fitted already,
        :class:`oversample.SVMSMOTE`; or from partners of any class, for which the table is read
        once more for each million of new rows: :class:`oversample.Mixup`,
        :class:`oversample.Remix`, :class:`oversample.BalancedMixup`, :class:`oversample.CutMix` or
        :class:`oversample.SamplePairing`. Its ``random_state`` is an ``int`` or a
        ``SeedSequence``. It is not changed.
    block_size : int, default=65536
        New rows of a partition, which are planned and made at a time. Another size gives other
        rows.
    exact : {"auto", True, False}, default="auto"
        Whether the neighbours of a class are searched among all of its rows, or each row inside its
        cell of k-means; see :func:`oversample.resample_parquet`. The warning of how near these are
        is one of the worker that searches; ``approximations`` has the figures.
    class_counts : dict, optional
        The number of rows of each label, if it is known: nothing is computed then. Those of classes
        that are filled are compared with what is found.
    memory_limit : int, optional
        Bytes that the rows of one class, or one partition, may take. By default a quarter of the
        memory of the smallest worker of the current client, and 2 GiB at most.

    Returns
    -------
    LazyTable
        Rows and labels in the collections that were given. Divisions are unknown, for new rows
        have the index of the row that each is made from.

    Raises
    ------
    ImportError
        If Dask is not installed (extra ``dask``).
    TypeError
        If ``X`` or ``y`` is no collection of Dask, or they are not of one kind.
    ValueError
        If the labels, the sampler or a parameter cannot be used; the message says which and why.
        What is wrong with cells is found when the result is computed, and raised there.
    MemoryError
        If a class or a partition needs more than ``memory_limit``, or workers died of a partition.

    Examples
    --------
    >>> import pandas as pd
    >>> import dask.dataframe as dd  # doctest: +SKIP
    >>> from oversample import SMOTE, resample_dask
    >>> table = pd.DataFrame({"a": range(100), "label": [1] * 20 + [0] * 80})
    >>> frame = dd.from_pandas(table, npartitions=4)  # doctest: +SKIP
    >>> more = resample_dask(frame, "label", sampler=SMOTE(random_state=0))  # doctest: +SKIP
    >>> more.class_counts  # doctest: +SKIP
    {0: 80, 1: 80}
    >>> more.X.npartitions  # doctest: +SKIP
    5
    """
    import_dask()
    check_call(sampler, block_size, exact)
    table = open_dask(X, y)
    budget = _budget() if memory_limit is None else memory_limit
    by_partition = _count(table) if class_counts is None else None
    counts = Counts.of([class_counts] if class_counts is not None else by_partition or [])
    n_new = counts.to_make(sampler.sampling_strategy)
    n_rows = dict(zip(counts.classes.tolist(), counts.counts.tolist(), strict=True))
    sampler._check_class_sizes({label: n_rows[label] for label in n_new})
    _check_memory(table, n_rows, n_new, by_partition, budget)
    _check_search_memory(table, n_rows, n_new, count_nearest(sampler), budget)
    filled = _fill(table, sampler, counts, n_new, by_partition, block_size, exact)
    in_cells = () if exact is True else filled
    blocks, origins = _make(table, sampler, counts, n_new, by_partition, block_size, filled)
    longer = table.append(blocks) if blocks else (table.X, table.y)
    return LazyTable(
        *longer,
        origins,
        sum(n_rows.values()),
        sum(n_new.values()),
        {label: n + n_new.get(label, 0) for label, n in n_rows.items()},
        {label: task(FilledFrame.approximation)(filled[label]) for label in in_cells},
    )


def _fill(
    table: DaskSource,
    sampler: BaseOverSampler,
    counts: Counts,
    n_new: Mapping[Any, int],
    by_partition: Sequence[Mapping[Any, int]] | None,
    block_size: int,
    exact: Exact,
) -> dict[Any, Lazy]:
    """Return tasks for the classes that are filled, each a FilledFrame."""
    found, k = table.collect(list(n_new)) if n_new else [], count_nearest(sampler)
    others: Mapping[Any, Lazy] = {}
    if n_new and k:
        others = nearest_of_others(table, sampler, found, list(n_new), k)
    filled = {}
    for label, n in n_new.items():
        # Partitions that are known to have nothing of the class are not read for it.
        parts = {
            i: part[label]
            for i, part in enumerate(found)
            if by_partition is None or label in by_partition[i]
        }
        call = (sampler, counts, label, n, block_size, table.dtypes, others.get(label), exact)
        filled[label] = task(FilledFrame.prepare)(together(parts), *call)
    return filled


def _make(
    table: DaskSource,
    sampler: BaseOverSampler,
    counts: Counts,
    n_new: Mapping[Any, int],
    by_partition: Sequence[Mapping[Any, int]] | None,
    block_size: int,
    filled: Mapping[Any, Lazy],
) -> tuple[list[tuple[Lazy, int]], list[Lazy]]:
    """Return tasks that make blocks of new rows, each with their number, and their origins."""
    has_partners = bool(n_new) and draws_partners(sampler)
    in_parts = part_counts(table, counts, by_partition) if has_partners else None
    blocks, origins = [], []
    for label, n in n_new.items():
        sizes = [min(block_size, n - start) for start in range(0, n, block_size)]
        ready = [filled[label]] * len(sizes)
        if has_partners:
            ready = blocks_with_partners(table, filled[label], label, counts, in_parts, sizes)
        for block, one in enumerate(ready):
            blocks.append((task(FilledFrame.make, nout=2)(one, block), sizes[block]))
            origins.append(task(FilledFrame.origins)(one, block))
    return blocks, origins


def _count(table: DaskSource) -> list[dict[Any, int]]:
    """Count the labels of each partition: all that is computed before the result is."""
    counted = [task(count_labels)(part) for part in table.labels()]
    killed: Any = getattr(sys.modules.get("distributed"), "KilledWorker", ())
    try:
        found = list(together(dict(enumerate(counted))).compute().values())
    except killed as error:
        number = {part.key: i for i, part in enumerate(counted)}
        # Tasks of frames are named by pairs: what they do, and to which partition.
        named = error.task[-1] if isinstance(error.task, tuple) else error.task
        raise MemoryError(
            f"Partition {number.get(error.task, named)} cannot be read: {error.args[2] + 1} "
            "workers died of it, which most often is for want of memory. Make partitions smaller: "
            f"{table.remedy}, or workers larger."
        ) from error
    gaps = [part.get(None, 0) for part in found]
    if any(gaps):
        first = next(i for i, n in enumerate(gaps) if n)
        raise ValueError(
            f"{sum(gaps):,} rows have no label, the first of them in partition {first}. Remove "
            "them, or write a label of their own."
        )
    return found


def _budget() -> int:
    """Return the bytes that one task may hold, by the memory of the workers that there are."""
    distributed = sys.modules.get("distributed")
    try:
        workers = distributed.default_client().scheduler_info()["workers"] if distributed else {}
    except ValueError:
        # Without a client, tasks run here.
        workers = {}
    limits = [worker["memory_limit"] for worker in workers.values() if worker["memory_limit"]]
    return min([_LARGEST_BUDGET, *(limit // _SHARE for limit in limits)])


def _check_memory(
    table: DaskSource,
    n_rows: Mapping[Any, int],
    n_new: Mapping[Any, int],
    by_partition: Sequence[Mapping[Any, int]] | None,
    budget: int,
) -> None:
    """Raise where a partition, or the rows of a class, are too many for one worker."""
    for i, counted in enumerate(by_partition or ()):
        n = sum(counted.values())
        if n * table.row_bytes > budget:
            raise MemoryError(
                f"Partition {i} has {_amount(n, table.row_bytes)}, and {_mebibytes(budget)} "
                f"may be used for one. Make partitions smaller: {table.remedy}; or workers larger; "
                "or set memory_limit, in bytes."
            )
    for label, n in n_rows.items():
        if label in n_new and n * table.row_bytes * _COPIES > budget:
            raise MemoryError(
                f"Class {label!r} has {_amount(n, table.row_bytes * _COPIES)} with those that "
                f"are needed to search neighbors, and {_mebibytes(budget)} may be used for one. "
                "All rows of a class that is filled have to be in one worker: make workers "
                "larger; or leave the class out of sampling_strategy; or sample its rows and drop "
                "columns before; or set memory_limit, in bytes."
            )


def _check_search_memory(
    table: DaskSource, n_rows: Mapping[Any, int], n_new: Mapping[Any, int], k: int, budget: int
) -> None:
    """Raise where the rows of all classes, which partitions are searched for, are too many."""
    n = sum(n_rows[label] for label in n_new)
    row_bytes = table.row_bytes * _COPIES + k * _FOUND
    if k and n * row_bytes > budget:
        raise MemoryError(
            f"The classes that are filled have {_amount(n, row_bytes)} with the {k} nearest of "
            f"other classes to each, and {_mebibytes(budget)} may be used for them. They have to "
            "be in each worker: make workers larger; or fill one class at a time, by "
            "sampling_strategy; or set memory_limit, in bytes."
        )


def _amount(n_rows: int, row_bytes: int) -> str:
    return f"{n_rows:,} rows, about {_mebibytes(n_rows * row_bytes)}"


def _mebibytes(n_bytes: int) -> str:
    return f"{n_bytes / 2**20:,.1f} MiB"
