"""Nearest rows of other classes in a table of Dask.

The rows of the classes that are filled are one task, of which the search of every partition gets
the result; what partitions find is merged a few at a time; and the rows that are left are fetched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from oversample.base import BaseOverSampler
from oversample.distributed.dask_graph import Lazy, done, each, reduce_tree, task, together
from oversample.distributed.dask_source import DaskSource
from oversample.distributed.frames_nearest import (
    join_classes,
    merge_found,
    of_class,
    places_of,
    search_partition,
    take_places,
)


def nearest_of_others(
    table: DaskSource,
    sampler: BaseOverSampler,
    found: Sequence[Lazy],
    labels: Sequence[Any],
    k: int,
) -> Mapping[Any, Lazy]:
    """Return tasks for the nearest rows of other classes to those of each class, by partition.

    Two more readings of each partition.

    Parameters
    ----------
    table : DaskSource
        The table.
    sampler : BaseOverSampler
        Knows how to measure distances.
    found : sequence of tasks
        What each partition has of the classes.
    labels : sequence
        The classes.
    k : int
        How many rows of other classes the rule reads of each row of a class.
    """
    own = task(join_classes)(together(dict(enumerate(found))), labels, table.dtypes)
    # What is read waits for a task whose result is nothing; rows go to the tasks that search.
    pairs = table.pairs_after(done(own))
    search = partial(search_partition, sampler=sampler, k=k, dtypes=table.dtypes)
    nearest = each(search, ((pair, own, i) for i, pair in enumerate(pairs)))
    places = each(places_of, [(reduce_tree(merge_found, nearest),)])[0]
    pairs = table.pairs_after(done(places))
    taken = each(take_places, ((pair, places, i) for i, pair in enumerate(pairs)))
    parts = together(dict(enumerate(taken)))
    return {label: task(of_class)(parts, label) for label in labels}
