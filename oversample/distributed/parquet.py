"""Over-sample parquet files that are larger than memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from oversample._by_name import unknown_name
from oversample._progress import track
from oversample._table.arrow import import_arrow
from oversample.base import BaseOverSampler
from oversample.distributed.cells import Approximation, Exact
from oversample.distributed.counts import Counts
from oversample.distributed.filling import Filling
from oversample.distributed.folder import UnfinishedFolder
from oversample.distributed.nearest import Nearest, merge, search_part
from oversample.distributed.parquet_partners import FilledRows, PartnerSource, Run
from oversample.distributed.partners import PartCounts
from oversample.distributed.rows import CollectedRows, check_label_type, collect, count_labels
from oversample.distributed.sampler import check_call, count_nearest, draws_partners
from oversample.distributed.source import ParquetSource
from oversample.distributed.support import identity_of

if TYPE_CHECKING:
    import pyarrow as pa

_PART_ROWS = 2**20
"""Rows of a file of the result: what is lost at most when a process is killed."""

_SEARCHED_ROWS = 2**17
"""Rows that are searched at a time, in row groups that are smaller."""


class WrittenTable(NamedTuple):
    """What was written.

    Attributes
    ----------
    path : Path
        The folder.
    n_rows : int
        The number of rows of the input, which come first.
    n_synthetic : int
        The number of new rows.
    class_counts : dict
        The number of rows of each label in the result.
    approximations : dict
        For each class whose neighbours were searched in cells, how near these are: ``n_cells``,
        ``recall`` and ``distance_ratio``, on a sample of rows.
    """

    path: Path
    n_rows: int
    n_synthetic: int
    class_counts: dict[Any, int]
    approximations: dict[Any, Approximation]


class Prepared(NamedTuple):
    """All that is known of a call before anything is written.

    Attributes
    ----------
    counts : Counts
        The classes of the source.
    n_new : dict
        The number of rows to make of each class that gets some.
    filled : list
        These classes, ready to be filled.
    partners : PartnerSource or None
        Where partners are read that are drawn from all rows.
    """

    counts: Counts
    n_new: dict[Any, int]
    filled: list[FilledRows]
    partners: PartnerSource | None

    def fetch(self, run: Sequence[tuple[FilledRows, int]]) -> Run:
        """Return blocks with all rows that they are made of."""
        return run if self.partners is None else self.partners.fetch(run)

    def written(self, path: Path) -> WrittenTable:
        """Return what was written to a folder."""
        after = zip(self.counts.classes.tolist(), self.counts.counts.tolist(), strict=True)
        class_counts = {label: n + self.n_new.get(label, 0) for label, n in after}
        n_rows, n_new = int(self.counts.counts.sum()), sum(self.n_new.values())
        in_cells = {
            one.filling.label: one.filling.approximation
            for one in self.filled
            if one.filling.approximation is not None
        }
        return WrittenTable(path, n_rows, n_new, class_counts, in_cells)


def resample_parquet(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    sampler: BaseOverSampler,
    y: str,
    block_size: int = 65_536,
    exact: Exact = "auto",
    provenance: bool = False,
) -> WrittenTable:
    """Over-sample parquet files that need not fit into memory, into a folder of parquet files.

    Row groups are read one at a time: once for the labels alone, once for the rows of the classes
    that are filled, and once to be copied. In memory are one row group, the rows of the classes
    that are filled (several times: as read, as numbers, and for the search), and one block of new
    rows.

    New rows are made in blocks with seeds of their own, so that they depend neither on how the
    table is divided into files and row groups, nor on an interruption. They are other rows than
    those of ``sampler.fit_resample`` for the same seed, by the same rule.

    Parameters
    ----------
    source : str or path
        A parquet file, or a folder of them (``*.parquet``), which are one table in the order of
        their names. All columns but ``y`` are features.
    target : str or path
        The folder to make. Its files, in the order of their names, are the rows of the source as
        they are, then the new ones, class by class.
    sampler : sampler
        One that fills a class from that class's rows alone: :class:`oversample.SMOTE`,
        :class:`oversample.RandomOverSampler`, :class:`oversample.RandomSMOTE`,
        :class:`oversample.DistanceSMOTE`, :class:`oversample.RWO` or
        :class:`oversample.ImageOverSampler`; from the nearest rows of other classes too, for which
        all rows are searched in one more pass: :class:`oversample.BorderlineSMOTE`,
        :class:`oversample.ADASYN`, :class:`oversample.GeometricSMOTE` or, with an ``svm_estimator``
        that is fitted already, :class:`oversample.SVMSMOTE`; or from partners of any
        class, for which the table is read once more for each million of new rows:
        :class:`oversample.Mixup`, :class:`oversample.Remix`, :class:`oversample.BalancedMixup`,
        :class:`oversample.CutMix` or :class:`oversample.SamplePairing`. Its ``random_state`` is an
        ``int`` or a ``SeedSequence``. It is not changed.
    y : str
        The column of the labels: whole numbers, truth values, text or categories.
    block_size : int, default=65536
        New rows that are planned and made at a time. Another size gives other rows.
    exact : {"auto", True, False}, default="auto"
        Whether the neighbours of a class are searched among all of its rows. False: each row inside
        its cell of k-means, which takes less time, and warns of how near these are. "auto": in
        cells where the numbers of a class take more than 2 GiB.
    provenance : bool, default=False
        Whether ``_provenance`` in the folder tells of each new row which rows it comes from:
        ``base_partition`` and ``base_row`` are the number of the row group, counted over all files
        from 0 without empty ones, and that of the row in it; so for the other parents.

    Returns
    -------
    WrittenTable
        How many rows were written, and of which class.

    Raises
    ------
    ImportError
        If pyarrow is not installed (extra ``parquet``).
    FileExistsError
        If the target exists.
    ValueError
        If the table, the labels, the sampler or a parameter cannot be used; the message says which
        and why. Nothing was written then.
    OSError
        If a file cannot be read or written. What was written stays beside the target in a hidden
        folder, ``.NAME.unfinished``, and the same call goes on with it; so it does after the
        process was killed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import pandas as pd
    >>> from oversample import SMOTE, resample_parquet
    >>> folder = Path(tempfile.mkdtemp())
    >>> table = pd.DataFrame({"a": range(100), "label": [1] * 20 + [0] * 80})
    >>> table.to_parquet(folder / "table.parquet", row_group_size=30)
    >>> written = resample_parquet(
    ...     folder / "table.parquet", folder / "more", sampler=SMOTE(random_state=0), y="label"
    ... )
    >>> written.class_counts
    {0: 80, 1: 80}
    >>> len(pd.read_parquet(folder / "more"))
    160
    """
    import_arrow()
    check_call(sampler, block_size, exact)
    folder = UnfinishedFolder(Path(target))
    folder.check_new()
    table = ParquetSource.open(Path(source))
    prepared = prepare(table, y, sampler, block_size, exact)
    told = describe(table.identity(), y, sampler, block_size, provenance)
    folder.begin(told | {"exact": exact})
    write = partial(_write, schema=table.schema)
    for number, partitions in enumerate(track("copying rows", list(table.ranges(_PART_ROWS)))):
        part = map(table.read, partitions)
        folder.write(f"original-{number:06d}.parquet", partial(write, part=part))
    append(prepared, folder, y, provenance, "parquet", write)
    folder.finish()
    return prepared.written(folder.target)


def prepare(
    table: ParquetSource, y: str, sampler: BaseOverSampler, block_size: int, exact: Exact
) -> Prepared:
    """Count, and prepare to fill classes: all passes but the copy, and all errors of tables."""
    by_partition = count(table, y)
    counts = Counts.of(by_partition)
    n_new = counts.to_make(sampler.sampling_strategy)
    filled = _prepare(table, y, sampler, counts, n_new, by_partition, block_size, exact)
    partners = None
    if draws_partners(sampler):
        partners = PartnerSource(table, y, PartCounts.of(counts, by_partition))
    return Prepared(counts, n_new, filled, partners)


def count(table: ParquetSource, y: str) -> list[dict[Any, int]]:
    """Count the labels of each partition."""
    if y not in table.schema.names:
        raise ValueError(unknown_name("column of the table", y, table.schema.names))
    check_label_type(y, table.schema.field(y).type)
    partitions = range(len(table.partitions))
    found = [count_labels(table.read(i, [y])[y]) for i in track("counting labels", partitions)]
    gaps = [counted.get(None, 0) for counted in found]
    if any(gaps):
        file, group, _ = table.partitions[next(i for i, n in enumerate(gaps) if n)]
        raise ValueError(
            f"{sum(gaps):,} rows have no label in {y!r}, the first of them in row group {group} of "
            f"{file.name}. Remove them, or write a label of their own."
        )
    return found


def _prepare(
    table: ParquetSource,
    y: str,
    sampler: BaseOverSampler,
    counts: Counts,
    n_new: Mapping[Any, int],
    by_partition: list[dict[Any, int]],
    block_size: int,
    exact: Exact,
) -> list[FilledRows]:
    """Collect the rows of the classes to be filled, and prepare to fill them."""
    parts: dict[Any, list[CollectedRows]] = {label: [] for label in n_new}
    wanted = [i for i, counted in enumerate(by_partition) if not n_new.keys().isdisjoint(counted)]
    for i in track("collecting rows", wanted):
        labels = [label for label in n_new if label in by_partition[i]]
        for label, rows in collect(table.read(i), y, labels, i).items():
            parts[label].append(rows)
    own = {label: CollectedRows.join(parts.pop(label)) for label in n_new}
    k = count_nearest(sampler)
    others = _nearest(table, y, sampler, own, k) if k else {}
    filled = []
    for label, n in n_new.items():
        rows = own[label]
        if label in others:
            rows = CollectedRows.join([rows, others[label]]).in_order()
        filling = Filling.prepare(
            sampler,
            rows.features(y),
            counts,
            label,
            n,
            block_size,
            labels=rows.labels(y),
            exact=exact,
        )
        filled.append(FilledRows(own[label], rows, filling))
    return filled


def _nearest(
    table: ParquetSource,
    y: str,
    sampler: BaseOverSampler,
    own: Mapping[Any, CollectedRows],
    k: int,
) -> dict[Any, CollectedRows]:
    """Return the nearest rows of other classes to those of each class, in two passes."""
    found: dict[Any, Nearest] = {}
    for partitions in track("searching rows", list(table.ranges(_SEARCHED_ROWS))):
        read = CollectedRows.join([CollectedRows.of(table.read(i), i) for i in partitions])
        for label, rows in own.items():
            others = read.without(label, y)
            both = CollectedRows.join([rows, others]).features(y)
            part = search_part(sampler, both, len(rows.row), others.partition, others.row, k)
            found[label] = merge(found[label], part) if label in found else part
    places = {label: nearest.places() for label, nearest in found.items()}
    taken: dict[Any, list[CollectedRows]] = {label: [] for label in own}
    for i in track("collecting neighbors", range(len(table.partitions))):
        wanted = {label: row[partition == i] for label, (partition, row) in places.items()}
        if any(map(len, wanted.values())):
            read = CollectedRows.of(table.read(i), i)
            for label, chosen in wanted.items():
                taken[label].append(read.take(chosen))
    return {label: CollectedRows.join(parts) for label, parts in taken.items()}


def describe(
    identity: list[list[Any]], y: str, sampler: BaseOverSampler, block_size: int, provenance: bool
) -> dict[str, Any]:
    """Return all that a result depends on."""
    import pyarrow

    import oversample

    with np.printoptions(threshold=sys.maxsize):
        parameters = {name: repr(value) for name, value in sampler.get_params().items()}
    return {
        "source": identity,
        "y": y,
        "sampler": [type(sampler).__name__, parameters, identity_of(sampler)],
        "block_size": block_size,
        "provenance": provenance,
        "rows of a part": _PART_ROWS,
        "versions": [oversample.__version__, np.__version__, pyarrow.__version__],
    }


def append(
    prepared: Prepared,
    folder: UnfinishedFolder,
    y: str,
    provenance: bool,
    ending: str,
    write: Callable[..., None],
) -> None:
    """Write the new rows, in parts: tables that ``write`` writes to a path, as ``part=``.

    After a ``ValueError``, for the cells of partners are checked when they are read, nothing is
    left.
    """
    for number, blocks in enumerate(track("making rows", list(_runs(prepared.filled)))):
        name = f"synthetic-{number:06d}"
        # What is written already is not fetched, and what is written twice is fetched once.
        fetch = cache(partial(prepared.fetch, blocks))
        try:
            if provenance:
                _write_origins(folder, f"_provenance/{name}.parquet", fetch)
            folder.write(f"{name}.{ending}", partial(write, part=_make(fetch, y)))
        except ValueError:
            folder.discard()
            raise


def _runs(filled: list[FilledRows]) -> Iterator[list[tuple[FilledRows, int]]]:
    """Yield runs of blocks, of any classes, that are one part together."""
    run: list[tuple[FilledRows, int]] = []
    n_rows = 0
    for one in filled:
        for block in range(one.filling.n_blocks):
            size = one.filling.size_of(block)
            if run and n_rows + size > _PART_ROWS:
                yield run
                run, n_rows = [], 0
            run.append((one, block))
            n_rows += size
    if run:
        yield run


def _make(fetch: Callable[[], Run], y: str) -> Iterator[pa.Table]:
    for one, block in fetch():
        yield one.own.to_arrow(one.filling.make(one.filling.plan(block)), y)


def _write(path: Path, part: Iterable[pa.Table], schema: pa.Schema) -> None:
    """Write tables as the row groups of one file."""
    from pyarrow import parquet

    with parquet.ParquetWriter(path, schema) as writer:
        for rows in part:
            writer.write_table(rows, row_group_size=max(1, len(rows)))


def _write_origins(folder: UnfinishedFolder, name: str, fetch: Callable[[], Run]) -> None:
    """Write where the new rows of one part come from."""

    def write(path: Path) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        origins = [
            one.rows.origins(one.filling.plan(block).plan.to_frame()) for one, block in fetch()
        ]
        # Rows of several parents have fewer of them in a class of few rows.
        parquet.write_table(pa.concat_tables(origins, promote_options="default"), path)

    folder.write(name, write)
