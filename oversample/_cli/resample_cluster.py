"""The command ``resample --dask``: parquet files, by the workers of a cluster of Dask."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from oversample._cli.errors import CommandError
from oversample.distributed.folder import UnfinishedFolder

HERE = "here"
"""In place of the address of a scheduler: workers on this machine."""


def resample(options: argparse.Namespace, sampler: Any, exact: Any) -> tuple[int, int]:
    """Resample parquet files into a folder; return the numbers of rows and of new ones.

    Parameters
    ----------
    options : Namespace
        The arguments of the command.
    sampler : sampler
        The sampler.
    exact : {"auto", True, False}
        How neighbours are searched.
    """
    from oversample.distributed.dask_source import import_dask

    import_dask()
    import dask.dataframe as dd

    from oversample import resample_dask

    folder = UnfinishedFolder(options.output)
    folder.check_new()
    with _cluster(options.dask):
        table = dd.read_parquet(options.input)
        more = resample_dask(table, options.target, sampler=sampler, exact=exact)
        # Whatever was written by a call that was interrupted is written again.
        folder.begin({"of": "a cluster", "source": str(options.input.resolve())})
        more.X.to_parquet(
            folder.parts, write_index=False, name_function=lambda i: f"part-{i:06d}.parquet"
        )
        folder.finish()
    return more.n_rows, more.n_synthetic


@contextmanager
def _cluster(address: str) -> Iterator[None]:
    """Take the workers of a scheduler, or start some."""
    try:
        from distributed import Client
    except ImportError as error:
        raise CommandError(
            "--dask needs dask with its cluster, which is not installed: "
            "pip install 'oversample[dask]'"
        ) from error
    # Any free port for the dashboard: other processes may have clusters, too.
    told = {"dashboard_address": ":0"} if address == HERE else {"address": address, "timeout": 10}
    try:
        client = Client(**told)
    except (OSError, ValueError) as error:
        raise CommandError(
            f"There is no scheduler of Dask at {address!r}: {error}. Give its address, such as "
            f"tcp://10.0.0.1:8786, or {HERE!r} for workers on this machine."
        ) from error
    with client:
        yield
