"""What Arrow reads of a partition: its labels counted, and its rows of some classes collected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from oversample._table.arrow import frame_of_arrow

if TYPE_CHECKING:
    import pyarrow as pa
    from pandas import DataFrame


def check_label_type(y: str, kind: pa.DataType) -> None:
    """Raise where a column holds no labels, by its type."""
    from pyarrow import types

    plain = kind.value_type if types.is_dictionary(kind) else kind
    known = (types.is_integer, types.is_boolean, types.is_string, types.is_large_string)
    if not any(is_known(plain) for is_known in known):
        raise ValueError(
            f"Column {y!r} is of type {kind}, but labels are whole numbers, truth values or text, "
            "or categories of these. Write another column with the classes."
        )


def count_labels(column: pa.ChunkedArray) -> dict[Any, int]:
    """Return the number of rows of each label; ``None`` stands for missing ones."""
    counted = _plain(column).value_counts()
    return {entry["values"].as_py(): entry["counts"].as_py() for entry in counted}


@dataclass(frozen=True)
class CollectedRows:
    """Rows of partitions, such as all those of one class, and where they come from.

    Attributes
    ----------
    table : pyarrow.Table of shape (n_rows, n_columns)
        The rows, with their label.
    partition : ndarray of shape (n_rows,), int32
        The partition of each row.
    row : ndarray of shape (n_rows,), int64
        Its number in that partition.
    """

    table: pa.Table
    partition: NDArray[np.int32]
    row: NDArray[np.int64]

    @classmethod
    def of(cls, table: pa.Table, partition: int) -> CollectedRows:
        """Return all rows of a partition."""
        n_rows = len(table)
        return cls(table, np.full(n_rows, partition, dtype=np.int32), np.arange(n_rows))

    @classmethod
    def join(cls, parts: Sequence[CollectedRows]) -> CollectedRows:
        """Put the rows of partitions, at least one, one after another.

        Raises
        ------
        ValueError
            If a column has more categories in all partitions than its type can number.
        """
        import pyarrow as pa

        try:
            table = pa.concat_tables([part.table for part in parts]).unify_dictionaries()
        except pa.ArrowInvalid as error:
            raise ValueError(
                "A column of categories has more of them in all row groups than its type can "
                "number. Write it as text, or as a dictionary with 32-bit indices."
            ) from error
        return cls(
            table.combine_chunks(),
            np.concatenate([part.partition for part in parts]),
            np.concatenate([part.row for part in parts]),
        )

    def take(self, rows: NDArray[np.integer]) -> CollectedRows:
        """Return some of the rows, by their position."""
        import pyarrow as pa

        return CollectedRows(self.table.take(pa.array(rows)), self.partition[rows], self.row[rows])

    def without(self, label: Any, y: str) -> CollectedRows:
        """Return the rows of other classes."""
        return self.take(np.flatnonzero(~is_of(self.table[y], label)))

    def in_order(self) -> CollectedRows:
        """Return the rows in the order of the table."""
        return self.take(np.lexsort((self.row, self.partition)))

    def labels(self, y: str) -> NDArray[Any]:
        """Return the label of each row."""
        labels: NDArray[Any] = _plain(self.table[y]).to_numpy()
        return labels

    def features(self, y: str) -> DataFrame:
        """Return all columns but the label, each as Arrow has it; dictionaries as categories."""
        return frame_of_arrow(self.table.drop_columns([y]))

    def to_arrow(self, made: DataFrame, y: str) -> pa.Table:
        """Return new rows of the class as Arrow has its own: the same columns and types."""
        import pyarrow as pa

        schema = self.table.schema
        first = pa.array(np.zeros(len(made), dtype=np.int64))
        columns = [
            self.table[field.name].take(first)
            if field.name == y
            else pa.array(made[field.name], type=field.type)
            for field in schema
        ]
        return pa.Table.from_arrays(columns, schema=schema)

    def origins(self, plan: DataFrame) -> pa.Table:
        """Return a plan as a table, in which each parent is a partition and a row in it.

        Parameters
        ----------
        plan : DataFrame
            What ``to_frame`` of a plan returns, row numbers being those of the collected rows.
        """
        import pyarrow as pa

        return pa.table(origin_columns(plan, self.partition, self.row))


def origin_columns(
    plan: DataFrame, partition: NDArray[np.int32], row: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    """Return the columns of a plan, a partition and a row in it in place of each row number.

    Parameters
    ----------
    plan : DataFrame
        What ``to_frame`` of a plan returns, row numbers being those of the collected rows.
    partition, row : ndarray of shape (n_class,)
        That of each collected row.
    """
    columns: dict[str, Any] = {}
    for name, values in plan.items():
        if str(name).split("_")[0] in ("base", "partner", "parents"):
            columns[f"{name}_partition"] = partition[values]
            columns[f"{name}_row"] = row[values]
        else:
            columns[str(name)] = values.to_numpy()
    return columns


def collect(
    table: pa.Table, y: str, labels: Sequence[Any], partition: int
) -> Mapping[Any, CollectedRows]:
    """Return the rows of some classes that a partition has.

    Parameters
    ----------
    table : pyarrow.Table
        The partition.
    y : str
        The column of the labels.
    labels : sequence
        The classes.
    partition : int
        The number of the partition.
    """
    read, found = CollectedRows.of(table, partition), {}
    for label in labels:
        rows = np.flatnonzero(is_of(table[y], label))
        if len(rows):
            found[label] = read.take(rows)
    return found


def is_of(column: pa.ChunkedArray, label: Any) -> NDArray[np.bool_]:
    """Return which rows are of a class."""
    import pyarrow as pa
    from pyarrow import compute

    own = _plain(column)
    is_own: NDArray[np.bool_] = compute.equal(own, pa.scalar(label, own.type)).to_numpy()
    return is_own


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the values of a column that may be a dictionary."""
    from pyarrow import types

    is_dictionary = types.is_dictionary(column.type)
    return column.cast(column.type.value_type) if is_dictionary else column
