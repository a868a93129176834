"""The compiled search inside other people's threads and processes."""

import os
import subprocess
import sys
from pathlib import Path

# Forking and spawning need a main module of their own; everything is decided in the child.
PROGRAM = """
import multiprocessing, sys
import numpy as np
from concurrent.futures import ThreadPoolExecutor
from joblib import Parallel, delayed
from oversample import SMOTE
from oversample.neighbors import _choice

_choice.use_from_now_on()


def digest(seed):
    X = np.random.default_rng(seed).normal(size=(9000, 6))
    y = (np.arange(9000) < 4200).astype(int)
    return float(SMOTE(random_state=0).fit_resample(X, y)[0].sum())


def main(*kinds):
    expected = [digest(seed) for seed in (0, 1, 2, 3)]
    assert "oversample._kernels.neighbors.search" in sys.modules
    for kind in kinds:
        got = digests_in(kind)
        assert got == expected, (kind, got, expected)


def digests_in(kind):
    if kind == "threads":
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(digest, range(4)))
    if kind in ("fork", "spawn"):
        # A spawned process imports everything anew, and loky has two of them side by side.
        with multiprocessing.get_context(kind).Pool({"fork": 2, "spawn": 1}[kind]) as pool:
            return pool.map(digest, range(4))
    return Parallel(n_jobs=2, backend=kind)(delayed(digest)(seed) for seed in range(4))


if __name__ == "__main__":
    main(*sys.argv[1:])
"""


# Forked before there are threads, whose locks a child would inherit.
KINDS = ["fork", "threads", "threading", "spawn", "loky"]


def test_same_rows_in_workers(tmp_path):
    program = tmp_path / "workers.py"
    program.write_text(PROGRAM)
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, str(program), *KINDS],
        env={**os.environ, "PYTHONPATH": str(root)},
        timeout=120,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
