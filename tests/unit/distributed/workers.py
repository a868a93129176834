"""Workers of Dask of which one is killed while it makes new rows."""

import os
import signal
from contextlib import contextmanager

import pytest


@contextmanager
def two_workers():
    """Start two workers of one thread and 1 GiB, and give their client."""
    distributed = pytest.importorskip("distributed")
    # Any free port for the dashboard: other processes of the tests may have clusters, too.
    settings = {"threads_per_worker": 1, "memory_limit": "1GiB", "dashboard_address": ":0"}
    with (
        distributed.LocalCluster(n_workers=2, **settings) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def pass_on_or_die(part, marker):
    """Kill the process that is given the first block of new rows: it has what these are made of."""
    if len(part) == 64 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return part


def made_despite_a_death(client, more, folder):
    """Return the new rows, in blocks of 64, of workers of which the first to see some is killed."""
    marker = folder / "killed"
    made = client.compute(more.map_partitions(pass_on_or_die, marker, meta=more)).result(300)
    assert marker.exists()
    return made
