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


def pass_on_or_die(blocks, marker):
    """Kill the process that is given blocks of new rows, and may have what these are made of."""
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return blocks


def made_despite_a_death(client, tables, folder):
    """Return the parts of lazy tables; a worker dies that has the first new block of each."""
    from dask import delayed

    marker = folder / "killed"
    parts = [more.X.to_delayed() for more in tables]
    first = [-len(more.origins) for more in tables]
    dying = delayed(pass_on_or_die)([part[i] for part, i in zip(parts, first, strict=True)], marker)
    for number, (part, i) in enumerate(zip(parts, first, strict=True)):
        part[i] = dying[number]
    made = client.compute(delayed(list)(parts)).result(300)
    assert marker.exists()
    return made
