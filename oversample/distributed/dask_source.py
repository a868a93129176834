"""Collections of Dask as partitions: lazy frames and arrays, and what is appended to them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from oversample._by_name import unknown_name
from oversample.distributed.dask_graph import Lazy, apart, each, task
from oversample.distributed.frames import ClassFrame, check_label_dtype, collect

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_AS_IT_IS: Mapping[str, Any] = {"meta": (None, object), "enforce_metadata": False}
"""For functions of partitions whose results are neither frames nor series."""

_CELL_OF_TEXT = 64
"""Bytes that a cell of no fixed width is taken for: text, and other objects."""


def import_dask() -> None:
    """Raise where Dask is not installed.

    Raises
    ------
    ImportError
        If it is not installed, or not the part of it that knows frames.
    """
    try:
        import dask.array
        import dask.dataframe  # noqa: F401
    except ImportError as error:
        raise ImportError(
            "Tables of Dask need dask with its frames, which is not installed: "
            "pip install 'oversample[dask]'"
        ) from error


@dataclass(frozen=True, eq=False)
class DaskSource(ABC):
    """A table of Dask: partitions, each of which becomes a frame of features and its labels.

    Attributes
    ----------
    X : object
        The user's own rows.
    y : object
        The user's own labels, or the column that they are in.
    """

    X: Any
    y: Any

    remedy: ClassVar[str] = "X.repartition(partition_size='100MB')"
    """What makes partitions smaller."""

    @abstractmethod
    def labels(self) -> list[Lazy]:
        """Return the labels of each partition, a Series."""

    @abstractmethod
    def collect(self, wanted: Sequence[Any]) -> list[Lazy]:
        """Return the rows of classes that each partition has: a dict of ClassFrame."""

    @abstractmethod
    def pairs_after(self, given: Lazy) -> list[Lazy]:
        """Return features and labels of each partition, which is read once a task is done.

        Otherwise partitions would be read, and held, while the task still waits.
        """

    @abstractmethod
    def append(self, blocks: Sequence[tuple[Lazy, int]]) -> tuple[Any, Any]:
        """Return X and y with new rows: pairs of features and labels, and how many there are."""

    @property
    def dtypes(self) -> Mapping[Any, Any]:
        """The dtype of each column of features; None of categories that partitions know."""
        return common_dtypes(self.X._meta)

    @property
    def row_bytes(self) -> int:
        """Bytes of a row in memory, roughly."""
        return sum(_bytes_of_dtype(dtype) for dtype in self.X._meta.dtypes)


def open_dask(X: Any, y: Any) -> DaskSource:
    """Return a table of Dask by its partitions; nothing is computed.

    Parameters
    ----------
    X : dask.dataframe.DataFrame or dask.array.Array of shape (n_rows, n_columns)
        The rows.
    y : str, dask.dataframe.Series or dask.array.Array of shape (n_rows,)
        Their labels, or the column of a frame that they are in.

    Raises
    ------
    TypeError
        If these are no collections of Dask, or not of one kind.
    ValueError
        If ``y`` is no column, holds no labels, or is divided in another way than ``X`` is.
    """
    import dask.array as da
    import dask.dataframe as dd

    if isinstance(X, dd.DataFrame):
        repeated = sorted({str(name) for name in X.columns if list(X.columns).count(name) > 1})
        if repeated:
            raise ValueError(f"X has several columns of one name: {repeated}. Rename them.")
        if isinstance(y, dd.Series):
            return _pair_of_frames(X, y)
        if getattr(y, "__hash__", None) is None or hasattr(y, "__dask_graph__"):
            raise TypeError(
                f"y is a {_kind(y)}, but X is a dask.dataframe. Name the column of X that labels "
                "are in, or pass a dask.dataframe.Series."
            )
        if y not in X.columns:
            raise ValueError(unknown_name("column of the table", y, list(X.columns)))
        check_label_dtype(y, X._meta[y].dtype)
        return _FrameWithLabels(X, y)
    if isinstance(X, da.Array):
        return _pair_of_arrays(X, y)
    raise TypeError(
        f"X is a {_kind(X)}, which is no dask.dataframe and no dask.array. A table in memory is "
        "for sampler.fit_resample(X, y), and parquet files are for oversample.resample_parquet."
    )


class _FrameWithLabels(DaskSource):
    """A frame that has its labels in a column."""

    def labels(self) -> list[Lazy]:
        return apart(_unfused(self.X[self.y]))

    def collect(self, wanted: Sequence[Any]) -> list[Lazy]:
        found = self.X.map_partitions(_collect_with_labels, self.y, wanted, **_AS_IT_IS)
        return apart(_partitions(found, self.X.npartitions))

    def pairs_after(self, given: Lazy) -> list[Lazy]:
        read = self.X.map_partitions(_without_labels, self.y, given, **_AS_IT_IS)
        return _partitions(read, self.X.npartitions)

    @property
    def dtypes(self) -> Mapping[Any, Any]:
        return common_dtypes(self.X._meta.drop(columns=self.y))

    def append(self, blocks: Sequence[tuple[Lazy, int]]) -> tuple[Any, Any]:
        position = list(self.X.columns).index(self.y)
        new = [task(_with_labels)(made, self.y, position) for made, _ in blocks]
        return _append_parts(self.X, new), self.y


class _FrameAndSeries(DaskSource):
    """A frame, and its labels apart."""

    def labels(self) -> list[Lazy]:
        return apart(_unfused(self.y))

    def collect(self, wanted: Sequence[Any]) -> list[Lazy]:
        # By themselves: read together, X and y might be joined to partitions that differ.
        frames = _partitions(self.X.map_partitions(_as_it_is, **_AS_IT_IS), self.X.npartitions)
        pairs = zip(apart(frames), self.labels(), strict=True)
        return [task(collect)(rows, labels, wanted) for rows, labels in pairs]

    def pairs_after(self, given: Lazy) -> list[Lazy]:
        X, y = (
            _partitions(of.map_partitions(_after, given, **_AS_IT_IS), of.npartitions)
            for of in (self.X, self.y)
        )
        return each(_pair, zip(X, y, strict=True))

    def append(self, blocks: Sequence[tuple[Lazy, int]]) -> tuple[Any, Any]:
        X = [made[0] for made, _ in blocks]
        y = [made[1].rename(self.y.name) for made, _ in blocks]
        return _append_parts(self.X, X), _append_parts(self.y, y)


class _Arrays(DaskSource):
    """An array in blocks of whole rows, and its labels."""

    remedy = "X.rechunk({0: 'auto', 1: -1})"

    def labels(self) -> list[Lazy]:
        return [task(_series)(block) for block in apart(self.y.to_delayed())]

    def collect(self, wanted: Sequence[Any]) -> list[Lazy]:
        # In one task with the reading of a block, for the reason that is told in _partitions.
        frames = self.X.map_blocks(_frame, meta=np.empty((0, 0), dtype=object)).to_delayed()[:, 0]
        pairs = zip(apart(frames), self.labels(), strict=True)
        return [task(collect)(rows, labels, wanted) for rows, labels in pairs]

    def pairs_after(self, given: Lazy) -> list[Lazy]:
        X, y = (
            list(of.map_blocks(_after, given, meta=of._meta).to_delayed().ravel())
            for of in (self.X, self.y)
        )
        return each(_pair_of_blocks, zip(X, y, strict=True))

    @property
    def dtypes(self) -> Mapping[Any, Any]:
        return dict.fromkeys(range(self.X.shape[1]), self.X.dtype)

    def append(self, blocks: Sequence[tuple[Lazy, int]]) -> tuple[Any, Any]:
        import dask.array as da

        X, y = [self.X], [self.y]
        for made, n_rows in blocks:
            rows = task(_array)(made[0], self.X.dtype)
            labels = task(_array)(made[1], self.y.dtype)
            X.append(da.from_delayed(rows, (n_rows, self.X.shape[1]), meta=self.X._meta))
            y.append(da.from_delayed(labels, (n_rows,), meta=self.y._meta))
        # Blocks of unknown sizes are allowed, for there is but one axis to join.
        return (
            da.concatenate(X, allow_unknown_chunksizes=True),
            da.concatenate(y, allow_unknown_chunksizes=True),
        )

    @property
    def row_bytes(self) -> int:
        return int(self.X.shape[1]) * _bytes_of_dtype(self.X.dtype)


def _pair_of_frames(X: Any, y: Any) -> DaskSource:
    if X.npartitions != y.npartitions or X.divisions != y.divisions:
        raise ValueError(
            f"X has {X.npartitions} partitions and y has {y.npartitions}, or other divisions: rows "
            "and labels would not be together. Take both from one frame, or name the column."
        )
    check_label_dtype(y.name, y._meta.dtype)
    return _FrameAndSeries(X, y)


def _pair_of_arrays(X: Any, y: Any) -> DaskSource:
    import dask.array as da

    if not isinstance(y, da.Array) or y.ndim != 1 or X.ndim != 2:
        shapes = f"{_kind(X)} of {X.ndim} dimensions and {_kind(y)}"
        if hasattr(y, "ndim"):
            shapes += f" of {y.ndim}"
        raise TypeError(
            f"X and y are a {shapes}. X has to be a dask.array of rows and columns, and y one of "
            "their labels."
        )
    check_label_dtype("y", _series(y._meta).dtype)
    if X.numblocks[1] > 1:
        X = X.rechunk({1: -1})
    is_known = not (np.isnan(X.chunks[0]).any() or np.isnan(y.chunks[0]).any())
    if is_known and X.shape[0] == y.shape[0]:
        y = y.rechunk((X.chunks[0],))
    if X.numblocks[0] != y.numblocks[0] or (is_known and X.shape[0] != y.shape[0]):
        raise ValueError(
            f"X has {X.shape[0]} rows in {X.numblocks[0]} blocks, and y {y.shape[0]} in "
            f"{y.numblocks[0]}: rows and labels would not be together. Give both the same chunks; "
            "compute_chunk_sizes() finds those that are not known."
        )
    return _Arrays(X, y)


def _partitions(found: Any, n_partitions: int) -> list[Lazy]:
    """Return what was found in each partition of a frame, in one task with its reading.

    Were reading a task of its own, it would be the one that passes the partition on, and Dask would
    hold all partitions until the rows of a class are together.
    """
    parts = list(found.to_delayed())
    return parts if len(parts) == n_partitions else _unfused(found)


def _unfused(collection: Any) -> list[Lazy]:
    """Return the partitions of a frame or series, each read without columns that are not needed.

    What ``to_delayed`` optimizes by itself is read in larger partitions where columns are few:
    labels would be in others than rows.
    """
    return list(collection.simplify().to_delayed(optimize_graph=False))


def common_dtypes(meta: DataFrame) -> Mapping[Any, Any]:
    """Return the dtypes of a frame's columns; None where categories are known to partitions only.

    Parameters
    ----------
    meta : DataFrame of shape (0, n_columns)
        What Dask knows of the frame.
    """
    import pandas as pd
    from dask.dataframe.utils import UNKNOWN_CATEGORIES

    def common(dtype: Any) -> Any:
        is_unknown = isinstance(dtype, pd.CategoricalDtype) and UNKNOWN_CATEGORIES in list(
            dtype.categories
        )
        return None if is_unknown else dtype

    return {name: common(dtype) for name, dtype in meta.dtypes.items()}


def _collect_with_labels(part: DataFrame, y: Any, wanted: Sequence[Any]) -> dict[Any, ClassFrame]:
    return collect(part.drop(columns=y), part[y], wanted)


def _without_labels(part: DataFrame, y: Any, _: object) -> tuple[DataFrame, Series]:
    return part.drop(columns=y), part[y]


def _after(part: Any, _: object) -> Any:
    return part


def _pair(X: DataFrame, y: Series) -> tuple[DataFrame, Series]:
    return X, y


def _pair_of_blocks(X: Any, y: Any) -> tuple[DataFrame, Series]:
    return _frame(X), _series(y)


def _as_it_is(part: DataFrame) -> DataFrame:
    return part


def _frame(X: Any) -> DataFrame:
    import pandas as pd

    return pd.DataFrame(X)


def _series(labels: Any) -> Series:
    import pandas as pd

    # Text of NumPy has a width, which pandas does not know.
    return pd.Series(labels.astype(object) if labels.dtype.kind == "U" else labels)


def _with_labels(made: tuple[DataFrame, Series], y: Any, position: int) -> DataFrame:
    # What a task was given belongs to others too.
    X = made[0].copy(deep=False)
    X.insert(position, y, made[1])
    return X


def _array(made: DataFrame | Series, dtype: Any) -> Any:
    return made.to_numpy().astype(dtype, copy=False)


def _append_parts(collection: Any, new: Sequence[Lazy]) -> Any:
    """Append partitions to a frame or series; none of its own is touched."""
    import dask
    import dask.dataframe as dd

    # Text of new rows is what that of the frame is, which was made with this setting or without.
    with dask.config.set({"dataframe.convert-string": False}):
        # Not verified: categories of partitions may differ, and all else is of the same meta.
        parts = dd.from_delayed(list(new), meta=collection._meta, verify_meta=False)
        return dd.concat([collection, parts])


def _bytes_of_dtype(dtype: Any) -> int:
    import pandas as pd

    if isinstance(dtype, pd.CategoricalDtype):
        return 4
    width = int(getattr(dtype, "itemsize", 0)) if getattr(dtype, "kind", "O") != "O" else 0
    return width or _CELL_OF_TEXT


def _kind(value: object) -> str:
    return f"{type(value).__module__.split('.')[0]} {type(value).__name__}"
