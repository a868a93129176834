"""Frames of Dask in partitions of any sizes, and all that is made of them in one computation."""

import numpy as np
import pandas as pd
import pytest


def divided(table, sizes):
    """Return a frame of Dask whose partitions have these sizes."""
    dd = pytest.importorskip("dask.dataframe")
    stops = np.cumsum(sizes)
    assert stops[-1] == len(table)
    parts = [table.iloc[stop - size : stop] for stop, size in zip(stops, sizes, strict=True)]
    return dd.from_map(lambda i: parts[i], range(len(parts)), meta=table.iloc[:0])


def parts_and_origins(more):
    """Compute the rows of a longer table, and where new ones come from, on threads."""
    dask = pytest.importorskip("dask")
    found = dask.compute(*more.X.to_delayed(), *more.origins, scheduler="threads")
    n = more.X.npartitions
    return pd.concat(found[:n]), pd.concat(found[n:], ignore_index=True)
