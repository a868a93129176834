"""What pandas holds of a partition: its labels counted, and its rows of some classes collected.

Each function is pure and knows of no engine: whatever hands out a table as frames of pandas, part
by part, can count, collect, join and make rows with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from oversample.base import BaseOverSampler
from oversample.distributed.cells import Approximation, Exact
from oversample.distributed.counts import Counts
from oversample.distributed.filling import Filling
from oversample.distributed.joined import ClassFrame, join
from oversample.distributed.rows import origin_columns
from oversample.distributed.sampler import draws_partners

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
    index : Index of shape (n_rows,)
        The index of its rows, and of those of other classes that the rule reads.
    label : Series of shape (1,)
        A cell with its label.
    partition : ndarray of shape (n_rows,), int32
        The partition of each row.
    row : ndarray of shape (n_rows,), int64
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
        others: Mapping[int, ClassFrame] | None = None,
        exact: Exact = "auto",
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
        others : mapping of int to ClassFrame, optional
            The rows of other classes that the rule reads, by partition.
        exact : {"auto", True, False}
            Whether neighbours are searched among all rows of the class; see
            :meth:`Filling.prepare`.

        Raises
        ------
        ValueError
            If there are not as many rows as were counted, partitions cannot be joined, or the
            sampler cannot work on the rows.
        """
        own = join(parts.items(), dtypes)
        n_counted = int(counts.counts[counts.classes.tolist().index(label)])
        if len(own.X) != n_counted:
            raise ValueError(
                f"There are {len(own.X):,} rows of class {label!r}, and {n_counted:,} were "
                "counted. Give the class_counts of this very table, or none to have them counted; "
                "a table that is made anew each time has to be the same each time."
            )
        rows = join([*parts.items(), *others.items()], dtypes) if others else own
        labels = labels_of(rows.labels.tolist(), counts) if others else None
        call = (sampler, rows.X, counts, label, n_new, block_size)
        filling = Filling.prepare(*call, labels=labels, exact=exact)
        # Searched here, neighbours come with the class; otherwise each worker would search.
        if not draws_partners(sampler):
            filling.plan(0)
        cell = next(part.labels.iloc[:1] for part in parts.values() if len(part.labels))
        return cls(filling, rows.X.index, cell, rows.partition, rows.row)

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

    def approximation(self) -> Approximation | None:
        """Return how near neighbours are that were searched in cells; None where it is exact."""
        return self.filling.approximation

    def origins(self, block: int) -> DataFrame:
        """Return where the rows of a block come from, each parent a partition and a row in it."""
        import pandas as pd

        plan = self.filling.plan(block).plan.to_frame()
        return pd.DataFrame(origin_columns(plan, self.partition, self.row))


def labels_of(labels: list[Any], counts: Counts) -> NDArray[Any]:
    """Return labels as they were counted; raise where one was not."""
    unknown = set(labels) - set(counts.classes.tolist())
    if unknown:
        raise ValueError(
            f"There are rows of class {min(map(str, unknown))}, of which none was counted. Give "
            "the class_counts of all classes of this very table, or none to have them counted."
        )
    return np.array(labels, dtype=counts.classes.dtype)
