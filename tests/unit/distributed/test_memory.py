"""How much memory a table takes that is larger."""

import subprocess
import sys
from textwrap import dedent

import numpy as np
import pyarrow as pa
from pyarrow import parquet

N_ROWS, GROUP, WIDTH = 800_000, 25_000, 20

RUN = """
    import resource, sys
    import pandas, pyarrow.parquet
    from oversample import SMOTE, resample_parquet

    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

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


def test_memory_does_not_grow_with_the_table(tmp_path):
    small, large = write(tmp_path / "small.parquet", 2 * GROUP), write(tmp_path / "l", N_ROWS)
    printed = subprocess.run(
        [sys.executable, "-c", dedent(RUN), str(small), str(large)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    bytes_of_rows = WIDTH * 4
    # Ten row groups, and five times the rows of the class; the table is 32 row groups.
    bound = 10 * GROUP * bytes_of_rows + 5 * N_ROWS // 200 * bytes_of_rows
    assert int(printed) * 2**20 < bound < N_ROWS * bytes_of_rows / 2
