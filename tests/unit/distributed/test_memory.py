"""How much memory a table takes that is larger."""

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

N_ROWS, GROUP, WIDTH = 800_000, 25_000, 20

RUN = """
    import sys
    import pandas, pyarrow.parquet
    from oversample import SMOTE, resample_parquet

    def peak():
        # Unlike ru_maxrss this does not begin with the peak of the process that forked.
        lines = open("/proc/self/status").read().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024

    def run(source):
        sampler = SMOTE(random_state=0, sampling_strategy={1: 40_000}, n_jobs=1)
        resample_parquet(source, source + "-more", sampler=sampler, y="label", block_size=10_000)

    run(sys.argv[1])
    before = peak()
    run(sys.argv[2])
    print(peak() - before)
"""


def write(path, n_rows):
    """Write a table of random numbers, of which one in 200 rows is of class 1."""
    rng = np.random.default_rng(0)
    block = {f"x{j}": rng.normal(size=GROUP).astype(np.float32) for j in range(WIDTH)}
    block["label"] = (np.arange(GROUP) % 200 == 0).astype(np.int8)
    with parquet.ParquetWriter(path, pa.table(block).schema, compression="none") as writer:
        for _ in range(n_rows // GROUP):
            writer.write_table(pa.table(block))
    return path


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peaks are read from Linux")
def test_memory_does_not_grow_with_the_table(tmp_path):
    small, large = write(tmp_path / "small.parquet", 4 * GROUP), write(tmp_path / "l", N_ROWS)
    printed = subprocess.run(
        [sys.executable, "-c", dedent(RUN), str(small), str(large)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # What is kept are the rows of one class, one in 200, several times.
    # The rest of the bound is for allocators, which keep some row groups that were freed.
    assert int(printed) * 2**20 < N_ROWS * WIDTH * 4 / 2
