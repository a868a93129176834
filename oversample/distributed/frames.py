"""What pandas holds of a partition: its labels counted, and its rows of some classes collected.

Each function is pure and knows of no engine: whatever hands out a table as frames of pandas, part
by part, can count, collect, join and make rows with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from oversample.base import BaseOverSampler
from oversample.distributed.counts import Counts
from oversample.distributed.filling import Filling
from oversample.distributed.rows import origin_columns

if TYPE_CHECKING:
    from pandas import DataFrame, Index, Series


def check_label_dtype(y: Any, dtype: Any) -> None:
    """Raise where a column holds no labels, by its dtype."""
    import pandas as pd
    from pandas.api import types

    plain = dtype.categories.dtype if isinstance(dtype, pd.CategoricalDtype) else dtype
    known = (types.is_integer_dtype, types.is_bool_dtype, types.is_string_dtype)
    if not any(is_known(plain) for is_known in known):
        raise ValueError(
            f"Column {y!r} is of dtype {dtype}, but labels are whole numbers, truth values or "
            "text, or categories of these. Make another column with the classes."
        )


def count_labels(labels: Series) -> dict[Any, int]:
    """Return the number of rows of each label; ``None`` stands for missing ones."""
    import pandas as pd

    counted = labels.value_counts(dropna=False)
    found = zip(counted.index.tolist(), counted.tolist(), strict=True)
    return {None if pd.isna(label) else label: n for label, n in found if n}


class ClassFrame(NamedTuple):
    """The rows of one class that a partition has.

    Attributes
    ----------
    X : DataFrame of shape (n_rows, n_features)
        The features, with their own index.
    labels : Series of shape (n_rows,)
        The label of each row, which is the same.
    row : ndarray of shape (n_rows,)
        The number of each row in the partition.
    """

    X: DataFrame
    labels: Series
    row: NDArray[np.intp]


def collect(X: DataFrame, labels: Series, wanted: Sequence[Any]) -> dict[Any, ClassFrame]:
    """Return the rows of some classes that a partition has, none of a class included.

    Parameters
    ----------
    X : DataFrame of shape (n_rows, n_features)
        The features of the partition.
    labels : Series of shape (n_rows,)
        Its labels.
    wanted : sequence
        The classes.

    Raises
    ------
    ValueError
        If there are more or fewer labels than rows.
    """
    if len(X) != len(labels):
        raise ValueError(
            f"A partition has {len(X)} rows, and {len(labels)} labels. Labels have to be divided "
            "as rows are."
        )
    rows = {
        label: np.flatnonzero((labels == label).to_numpy(dtype=bool, na_value=False))
        for label in wanted
    }
    return {label: ClassFrame(X.take(own), labels.take(own), own) for label, own in rows.items()}


@dataclass(frozen=True, eq=False)
class FilledFrame:
    """A class of a table in frames, ready to be filled block by block, anywhere.

    Attributes
    ----------
    filling : Filling
        The class, with its neighbours.
    index : Index of shape (n_class,)
        The index of its rows.
    label : Series of shape (1,)
        A cell with its label.
    partition : ndarray of shape (n_class,), int32
        The partition of each row.
    row : ndarray of shape (n_class,), int64
        Its number in that partition.
    """

    filling: Filling
    index: Index
    label: Series
    partition: NDArray[np.int32]
    row: NDArray[np.int64]

    @classmethod
    def prepare(
        cls,
        parts: Mapping[int, ClassFrame],
        sampler: BaseOverSampler,
        counts: Counts,
        label: Any,
        n_new: int,
        block_size: int,
        dtypes: Mapping[Any, Any] | None = None,
    ) -> Self:
        """Join the rows of a class, encode them, and search neighbours.

        Parameters
        ----------
        parts : mapping of int to ClassFrame
            What partitions, at least one, have of the class, by the number of the partition.
        sampler, counts, label, n_new, block_size
            See :meth:`Filling.prepare`.
        dtypes : mapping, optional
            The dtype of each column of features, None where partitions may have other categories.
            By default partitions have the same dtypes, but for categories.

        Raises
        ------
        ValueError
            If there are not as many rows as were counted, partitions cannot be joined, or the
            sampler cannot work on the rows.
        """
        import pandas as pd

        numbers = sorted(parts)
        frames = [parts[i].X for i in numbers]
        if dtypes is not None:
            frames = [_conform(X, dtypes, i) for i, X in zip(numbers, frames, strict=True)]
        X = pd.concat(_in_common_dtypes(frames))
        n_counted = int(counts.counts[counts.classes.tolist().index(label)])
        if len(X) != n_counted:
            raise ValueError(
                f"There are {len(X):,} rows of class {label!r}, and {n_counted:,} were "
                "counted. Give the class_counts of this very table, or none to have them counted; "
                "a table that is made anew each time has to be the same each time."
            )
        filling = Filling.prepare(sampler, X, counts, label, n_new, block_size)
        # Searched here, neighbours come with the class; otherwise each worker would search.
        filling.plan(0)
        cell = next(parts[i].labels.iloc[:1] for i in numbers if len(parts[i].labels))
        partition = np.repeat(np.array(numbers, np.int32), [len(frame) for frame in frames])
        row = np.concatenate([parts[i].row for i in numbers]).astype(np.int64)
        return cls(filling, X.index, cell, partition, row)

    def make(self, block: int) -> tuple[DataFrame, Series]:
        """Make the rows of a block.

        Returns
        -------
        X : DataFrame of shape (n_block, n_features)
            The new rows; the index of each is that of its base row.
        labels : Series of shape (n_block,)
            Their label.
        """
        planned = self.filling.plan(block)
        X, index = self.filling.make(planned), self.index.take(planned.plan.base)
        labels = self.label.take(np.zeros(len(X), dtype=np.intp))
        return X.set_axis(index), labels.set_axis(index)

    def origins(self, block: int) -> DataFrame:
        """Return where the rows of a block come from, each parent a partition and a row in it."""
        import pandas as pd

        plan = self.filling.plan(block).plan.to_frame()
        return pd.DataFrame(origin_columns(plan, self.partition, self.row))


def _in_common_dtypes(parts: Sequence[DataFrame]) -> list[DataFrame]:
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


def _conform(X: DataFrame, dtypes: Mapping[Any, Any], partition: int) -> DataFrame:
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
