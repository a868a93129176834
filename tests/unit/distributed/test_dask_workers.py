"""A worker of Dask is killed: no sampler's rows change."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from oversample import SMOTE, resample_dask
from oversample._threads import count_threads
from oversample.distributed import dask_driver
from tests.unit.distributed import test_nearest, test_partners
from tests.unit.distributed.tables import divided
from tests.unit.distributed.workers import made_despite_a_death, two_workers

dask = pytest.importorskip("dask", reason="needs dask, which the extra of that name brings")

pytestmark = pytest.mark.dask

SAMPLERS = {
    "of one class": SMOTE(random_state=0, categorical_features="auto"),
    "of nearest rows": test_nearest.SAMPLERS["borderline-2"],
    "of partners": test_partners.SAMPLERS["balanced"],
}


def test_a_killed_worker_changes_nothing(tmp_path):
    table = test_nearest.make_table().to_pandas().astype({"label": "string[pyarrow]"})
    call = {"y": "label", "block_size": 40}
    frame = divided(table, [60] * 4)
    tables = [resample_dask(frame, sampler=sampler, **call) for sampler in SAMPLERS.values()]
    # Several blocks of each are yet to be made when the first is there.
    assert min(len(more.origins) for more in tables) > 4
    wanted = [more.X.compute(scheduler="synchronous") for more in tables]
    with two_workers() as client:
        made = made_despite_a_death(client, tables, tmp_path)
        # Searches take one thread of a worker, by what its nanny sets.
        assert set(client.run(count_threads, None).values()) == {1}
        assert dask_driver._budget() == 2**30 // 4
    for parts, rows in zip(made, wanted, strict=True):
        assert_frame_equal(pd.concat(parts), rows)
