"""Rows that several partitions of pandas have, put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pandas import DataFrame, Series


class ClassFrame(NamedTuple):
    """Rows of a partition: those of one class, or some of others.

    Attributes
    ----------
    X : DataFrame of shape (n_rows, n_features)
        The features, with their own index.
    labels : Series of shape (n_rows,)
        The label of each row.
    row : ndarray of shape (n_rows,)
        The number of each row in the partition.
    """

    X: DataFrame
    labels: Series
    row: NDArray[np.intp]


class JoinedFrames(NamedTuple):
    """Rows of partitions, in the order of the table.

    Attributes
    ----------
    X : DataFrame of shape (n_rows, n_features)
        The features, with their own index.
    labels : Series of shape (n_rows,)
        The label of each row.
    partition : ndarray of shape (n_rows,), int32
        The partition of each row.
    row : ndarray of shape (n_rows,), int64
        Its number in that partition.
    """

    X: DataFrame
    labels: Series
    partition: NDArray[np.int32]
    row: NDArray[np.int64]


def join(
    parts: Iterable[tuple[int, ClassFrame]], dtypes: Mapping[Any, Any] | None = None
) -> JoinedFrames:
    """Put rows of partitions together, at least one, in the order of the table.

    Parameters
    ----------
    parts : iterable of (int, ClassFrame)
        Rows, each of them once, and the number of their partition.
    dtypes : mapping, optional
        The dtype of each column, None where partitions may have other categories. By default
        partitions have the same dtypes, but for categories.

    Raises
    ------
    ValueError
        If partitions have columns that cannot be joined.
    """
    import pandas as pd

    parts = sorted(parts, key=lambda part: part[0])
    frames = [part.X if dtypes is None else conform(part.X, dtypes, i) for i, part in parts]
    X = pd.concat(in_common_dtypes(frames))
    sizes = [len(frame) for frame in frames]
    partition = np.repeat(np.array([i for i, _ in parts], dtype=np.int32), sizes)
    row = np.concatenate([part.row for _, part in parts]).astype(np.int64)
    labels = pd.concat([part.labels for _, part in parts])
    order = np.lexsort((row, partition))
    if (order[:-1] > order[1:]).any():
        X, labels, partition, row = X.take(order), labels.take(order), partition[order], row[order]
    return JoinedFrames(X, labels, partition, row)


def in_common_dtypes(parts: Sequence[DataFrame]) -> list[DataFrame]:
    """Return the same columns of several partitions, with the same categories."""
    parts = [part for part in parts if len(part)] or parts[:1]
    dtypes = {name: _common_dtype([part[name] for part in parts]) for name in parts[0].columns}
    return [
        part.astype({name: dtype for name, dtype in dtypes.items() if part[name].dtype != dtype})
        for part in parts
    ]


def _common_dtype(columns: Sequence[Series]) -> Any:
    import pandas as pd
    from pandas.api.types import union_categoricals

    dtypes = [column.dtype for column in columns]
    if all(dtype == dtypes[0] for dtype in dtypes):
        return dtypes[0]
    name = columns[0].name
    if not all(isinstance(dtype, pd.CategoricalDtype) for dtype in dtypes):
        listed = ", ".join(sorted(set(map(str, dtypes))))
        raise ValueError(
            f"Column {name!r} has several dtypes in partitions: {listed}. Cast it to one."
        )
    try:
        return union_categoricals([column.array for column in columns]).dtype
    except TypeError as error:
        raise ValueError(
            f"Categories of column {name!r} cannot be joined: {error}. Give all partitions the "
            "same."
        ) from error


def conform(X: DataFrame, dtypes: Mapping[Any, Any], partition: int) -> DataFrame:
    """Return rows in the dtypes of all partitions."""
    if list(X.columns) != list(dtypes):
        differing = sorted(set(map(str, X.columns)) ^ set(map(str, dtypes)))
        what = f"lacks or adds {differing}" if differing else "has them in another order"
        raise ValueError(
            f"Partition {partition} has other columns than the table says: it {what}. Bring all "
            "partitions to the same columns."
        )
    for name, dtype in dtypes.items():
        if dtype is not None and X[name].dtype != dtype:
            X = X.astype({name: _checked_dtype(X[name], dtype, partition)})
    return X


def _checked_dtype(column: Series, dtype: Any, partition: int) -> Any:
    """Return a dtype; raise where cells would be others in it."""
    gone = column.isna()
    try:
        cast = column.astype(dtype)
        is_kept = (cast.isna() == gone).all()
        # As objects: categories that differ cannot be compared.
        is_kept = is_kept and (cast[~gone].astype(object) == column[~gone].astype(object)).all()
    except (TypeError, ValueError):
        is_kept = False
    if not is_kept:
        raise ValueError(
            f"Column {column.name!r} of partition {partition} is {column.dtype}, with cells that "
            f"are no {dtype}, which it is by the dtypes of the table. Cast it in all partitions "
            "before."
        )
    return dtype
