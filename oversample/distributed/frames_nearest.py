"""Nearest rows of other classes, in partitions of pandas: searched, merged, and fetched.

See :mod:`.nearest` for the rule. Here are all classes at once, so that a partition is read once for
all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oversample.base import BaseOverSampler
from oversample.distributed.joined import ClassFrame, conform, in_common_dtypes, join
from oversample.distributed.nearest import Nearest, merge, search_part

if TYPE_CHECKING:
    from pandas import DataFrame, Series

Pair = tuple["DataFrame", "Series"]
"""The features and labels of a partition."""

Places = tuple[NDArray[np.int32], NDArray[np.int64]]
"""Partitions, and rows in them."""


def join_classes(
    parts: Mapping[int, Mapping[Any, ClassFrame]],
    labels: Sequence[Any],
    dtypes: Mapping[Any, Any],
) -> dict[Any, DataFrame]:
    """Return the rows of each class, of all partitions, in the order of the table."""
    return {
        label: join(((i, part[label]) for i, part in parts.items()), dtypes).X for label in labels
    }


def search_partition(
    pair: Pair,
    own: Mapping[Any, DataFrame],
    partition: int,
    *,
    sampler: BaseOverSampler,
    k: int,
    dtypes: Mapping[Any, Any],
) -> dict[Any, Nearest]:
    """Find the nearest of a partition's rows of other classes, for each row of each class.

    Parameters
    ----------
    pair : (DataFrame, Series)
        The partition.
    own : mapping of label to DataFrame
        The rows of each class in all partitions.
    partition : int
        The number of the partition.
    sampler : BaseOverSampler
        See :func:`.nearest.search_part`.
    k : int
        The number of neighbours.
    dtypes : mapping
        The dtype of each column; see :func:`.joined.join`.

    Raises
    ------
    ValueError
        If a row has no label, columns cannot be joined, or cells cannot be used.
    """
    import pandas as pd

    X, labels = pair
    if labels.isna().any():
        raise ValueError(
            f"Partition {partition} has {int(labels.isna().sum()):,} rows without a label. Remove "
            "them, or write a label of their own."
        )
    X, found = conform(X, dtypes, partition), {}
    for label, rows in own.items():
        others = np.flatnonzero((labels != label).to_numpy(dtype=bool))
        both = pd.concat(in_common_dtypes([rows, X.take(others)]))
        place = np.full(len(others), partition, dtype=np.int32)
        found[label] = search_part(sampler, both, len(rows), place, others, k)
    return found


def merge_found(parts: Sequence[Mapping[Any, Nearest]]) -> dict[Any, Nearest]:
    """Return the nearest of several partitions, for each class."""
    return {label: reduce(merge, (part[label] for part in parts)) for label in parts[0]}


def places_of(found: Mapping[Any, Nearest]) -> dict[Any, Places]:
    """Return where the rows are that were found, each once, for each class."""
    return {label: nearest.places() for label, nearest in found.items()}


def take_places(pair: Pair, places: Mapping[Any, Places], partition: int) -> dict[Any, ClassFrame]:
    """Return the rows of a partition that were found, for each class.

    Parameters
    ----------
    pair : (DataFrame, Series)
        The partition.
    places : mapping of label to (partitions, rows)
        Where rows are.
    partition : int
        The number of the partition.
    """
    (X, labels), taken = pair, {}
    for label, (partitions, rows) in places.items():
        own = rows[partitions == partition]
        taken[label] = ClassFrame(X.take(own), labels.take(own), own)
    return taken


def of_class(parts: Mapping[int, Mapping[Any, ClassFrame]], label: Any) -> dict[int, ClassFrame]:
    """Return what partitions have for one class."""
    return {i: part[label] for i, part in parts.items()}
