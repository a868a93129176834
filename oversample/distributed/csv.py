"""Over-sample CSV that is larger than memory."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oversample._params import Constraint, Mapping_, check_parameter
from oversample._table.arrow import import_arrow
from oversample.base import BaseOverSampler
from oversample.distributed.cells import Exact
from oversample.distributed.csv_source import CsvSource
from oversample.distributed.folder import UnfinishedFolder
from oversample.distributed.parquet import (
    WrittenTable,
    append,
    describe,
    prepare,
)
from oversample.distributed.sampler import check_call
from oversample.distributed.source import ParquetSource

if TYPE_CHECKING:
    import pyarrow as pa

_Character = Constraint("one character", lambda v: isinstance(v, str) and len(v) == 1)
_Texts = Constraint(
    "a list of texts",
    lambda v: isinstance(v, list | tuple) and all(isinstance(text, str) for text in v),
)

_GROUP = 2**17
"""Rows of a row group of the typed copy, at most."""


def resample_csv(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    sampler: BaseOverSampler,
    y: str,
    types: Mapping[str, Any] | None = None,
    separator: str | None = ",",
    missing: Sequence[str] = ("",),
    block_size: int = 65_536,
    exact: Exact = "auto",
    provenance: bool = False,
) -> WrittenTable:
    """Over-sample CSV that need not fit into memory, into a folder of CSV files.

    As :func:`resample_parquet`, on a typed copy of the rows that is made first, in the hidden
    folder beside the target, and is gone at the end. Lines of the source come back as they are, for
    their files are copied.

    Parameters
    ----------
    source : str or path
        A CSV file with a header in UTF-8, or a folder of them (``*.csv``), which are one table in
        the order of their names. All columns but ``y`` are features.
    target : str or path
        The folder to make: ``original-*.csv``, copies of the files of the source, then
        ``synthetic-*.csv``, all with a header.
    sampler : sampler
        See :func:`resample_parquet`. Text is a category: ``categorical_features="auto"``.
    y : str
        The column of the labels: whole numbers or text.
    types : dict of str to pyarrow.DataType or str, optional
        The types of columns, such as ``{"postcode": "string"}``. Those of others are read in a
        first pass: whole numbers (int64), numbers (float64) or dates (``2024-01-31``) if all cells
        are, else text, as identifiers with leading zeros are.
    separator : str or None, default=","
        What stands between cells, one character; None: whichever of ``,``, ``;``, ``|`` and the
        tabulator stands most often in the first line.
    missing : sequence of str, default=("",)
        What stands for a missing cell; new ones are empty.
    block_size, exact, provenance
        See :func:`resample_parquet`; partitions of ``_provenance`` are numbered in the typed copy,
        which has the rows of the source in their order.

    Returns
    -------
    WrittenTable
        How many rows were written, and of which class.

    Raises
    ------
    ImportError, FileExistsError, ValueError, OSError
        As :func:`resample_parquet`; after a ``ValueError`` nothing is left either.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import pandas as pd
    >>> from oversample import SMOTE, resample_csv
    >>> folder = Path(tempfile.mkdtemp())
    >>> table = pd.DataFrame({"age": range(100), "state": ["ill"] * 20 + ["well"] * 80})
    >>> table.to_csv(folder / "table.csv", index=False)
    >>> written = resample_csv(
    ...     folder / "table.csv", folder / "more", sampler=SMOTE(random_state=0), y="state"
    ... )
    >>> written.class_counts
    {'ill': 80, 'well': 80}
    """
    import_arrow()
    check_call(sampler, block_size, exact)
    check_parameter("separator", separator, [_Character, None], "resample_csv")
    check_parameter("missing", missing, [_Texts], "resample_csv")
    check_parameter("types", types, [Mapping_, None], "resample_csv")
    folder = UnfinishedFolder(Path(target))
    folder.check_new()
    table = CsvSource.open(Path(source), separator, list(missing))
    table.check_target(y)
    schema = table.schema(types or {})
    told = describe(table.identity(), y, sampler, block_size, provenance)
    types_told = [str(schema), table.separator, list(missing)]
    folder.begin(told | {"exact": exact, "types": types_told})
    try:
        folder.keep("typed.parquet", lambda path: table.convert(path, schema, _GROUP))
        typed = ParquetSource.open(folder.path / "typed.parquet")
        prepared = prepare(typed, y, sampler, block_size, exact)
    except ValueError:
        folder.discard()
        raise
    for number, file in enumerate(table.files):
        folder.write(f"original-{number:06d}.csv", partial(shutil.copyfile, file))
    write = partial(_write, schema=schema, separator=table.separator)
    append(prepared, folder, y, provenance, "csv", write)
    folder.finish()
    return prepared.written(folder.target)


def _write(path: Path, part: Iterable[pa.Table], schema: pa.Schema, separator: str) -> None:
    """Write tables as one file with a header."""
    from pyarrow import csv

    options = csv.WriteOptions(delimiter=separator, quoting_style="needed")
    with csv.CSVWriter(path, schema, write_options=options) as writer:
        for rows in part:
            for batch in rows.to_batches():
                # For a batch of no row, releases of Arrow write again what they wrote before.
                if batch.num_rows:
                    writer.write_batch(batch)
