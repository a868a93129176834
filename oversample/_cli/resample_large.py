"""The command ``resample --out-of-core``, or ``--dask``: tables that need not fit into memory."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oversample._cli import arguments
from oversample._cli.errors import CommandError, UsageError, as_command_errors
from oversample._cli.tables import kind_of

if TYPE_CHECKING:
    from oversample.distributed.counts import Counts

# Options of files in memory, with their values when they are not given.
_IN_MEMORY: dict[str, Any] = {
    "mark": None,
    "report": None,
    "force": False,
    "copy": [],
    "decimal": ".",
    "encoding": "utf-8",
}


def run(options: argparse.Namespace) -> int:
    """Resample a file or a folder of files into a folder, with bounded memory or on a cluster."""
    is_csv = _check_arguments(options)
    counts = None
    if options.dry_run or options.rows is not None:
        counts = _attempt(lambda: _count(options, is_csv))
    sampler = _sampler(options, counts)
    if options.dry_run:
        assert counts is not None
        with as_command_errors():
            print(_told(sampler, counts))
        return 0
    n_rows, n_new = _attempt(lambda: _resample(options, sampler, is_csv))
    print(f"{options.output}: {n_rows + n_new:,} rows, {n_new:,} of them synthetic")
    return 0


def _attempt(work: Callable[[], Any]) -> Any:
    """Do what reads and writes files; what goes wrong ends the command."""
    try:
        with as_command_errors():
            return work()
    except OSError as error:
        raise CommandError(str(error)) from error


def _check_arguments(options: argparse.Namespace) -> bool:
    """Raise where arguments do not go together; return whether the input is CSV."""
    given = "--out-of-core" if options.dask is None else "--dask"
    if options.out_of_core and options.dask is not None:
        raise UsageError("--dask does not go with --out-of-core: give one of them.")
    for name, default in _IN_MEMORY.items():
        if getattr(options, name) != default:
            raise UsageError(f"--{name} does not go with {given}.")
    if options.output is None and not options.dry_run:
        raise UsageError("Name the folder to write, or give --dry-run.")
    if options.seed is None:
        raise UsageError(
            f"{given} needs a --seed, by which rows are made again after an interruption."
        )
    is_csv = _is_csv(options.input)
    if options.dask is not None and is_csv:
        raise UsageError("--dask goes with parquet only. --out-of-core takes CSV, on one machine.")
    if options.categorical and not is_csv:
        raise UsageError(
            f"--categorical goes with {given} for CSV only: parquet has types, of which text "
            "and dictionaries are categories."
        )
    return is_csv


def _is_csv(path: Path) -> bool:
    """Return whether a file, or the files of a folder, are CSV; parquet else."""
    if not path.is_dir():
        return kind_of(path) == "csv"
    kinds = {ending for ending in ("csv", "parquet") if any(path.glob(f"*.{ending}"))}
    if len(kinds) != 1:
        what = "both *.csv and *.parquet" if kinds else "neither *.csv nor *.parquet"
        raise CommandError(f"The folder {path} has {what}. Name a folder of one kind.")
    return kinds == {"csv"}


def _count(options: argparse.Namespace, is_csv: bool) -> Counts:
    from oversample._table.arrow import import_arrow
    from oversample.distributed.counts import Counts

    import_arrow()
    if is_csv:
        from oversample.distributed.csv_source import CsvSource

        read = _csv(options)
        table = CsvSource.open(options.input, read["separator"], read["missing"])
        return Counts.of([table.count(options.target, read["types"])])
    from oversample.distributed.parquet import count
    from oversample.distributed.source import ParquetSource

    return Counts.of(count(ParquetSource.open(options.input), options.target))


def _sampler(options: argparse.Namespace, counts: Counts | None) -> Any:
    import pandas as pd

    from oversample.distributed.sampler import check_reads_parts

    labels = pd.Series([] if counts is None else counts.classes, dtype=object)
    sampler = arguments.make_sampler(options, labels)
    with as_command_errors():
        check_reads_parts(sampler)
    return sampler


def _resample(options: argparse.Namespace, sampler: Any, is_csv: bool) -> tuple[int, int]:
    """Write the folder; return the numbers of rows and of new ones."""
    from oversample import resample_csv, resample_parquet

    exact = {"yes": True, "no": False}.get(options.exact, "auto")
    if options.dask is not None:
        from oversample._cli import resample_cluster

        return resample_cluster.resample(options, sampler, exact)
    call = {"sampler": sampler, "y": options.target, "exact": exact}
    if is_csv:
        written = resample_csv(options.input, options.output, **call, **_csv(options))
    else:
        written = resample_parquet(options.input, options.output, **call)
    return written.n_rows, written.n_synthetic


def _csv(options: argparse.Namespace) -> dict[str, Any]:
    """Return how CSV is read."""
    return {
        "types": dict.fromkeys(options.categorical, "string"),
        "separator": options.separator,
        "missing": ["", *options.missing],
    }


def _told(sampler: Any, counts: Counts) -> str:
    """Return a table of the rows of each class, before and after."""
    from oversample._shown import text_table

    n_new = counts.to_make(sampler.sampling_strategy)
    rows = []
    for label, n_old in zip(counts.classes.tolist(), counts.counts.tolist(), strict=True):
        new = n_new.get(label, 0)
        rows.append([str(label), *(f"{n:,}" for n in (n_old, new, n_old + new))])
    return "\n".join(text_table(["class", "rows", "new", "then"], rows, words=["class"]))
