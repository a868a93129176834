"""One measurement in a process of its own: ``python -m benchmarks.speed.child TASK JSON``.

Nothing is imported at the top that a first call has to import itself.
"""

import gc
import json
import sys
from pathlib import Path
from time import perf_counter

_STATUS = Path("/proc/self/status")
_CLEAR_REFS = Path("/proc/self/clear_refs")
_RESET_PEAK = "5"

_KERNELS_LOADED_BY = 5_000
"""Minority rows of a first resampling that loads all code, so that only data is counted."""


def first_call(package, n_minority, n_features):
    """Import a package and resample once, as a script does.

    Returns
    -------
    dict
        Seconds of the imports (NumPy among them), of the call, and of both.
    """
    start = perf_counter()
    import numpy as np

    with_numpy = perf_counter()
    X = np.random.default_rng(0).standard_normal((3 * n_minority, n_features))
    y = (np.arange(3 * n_minority) >= 2 * n_minority).astype(np.intp)
    made = perf_counter()
    if package == "oversample":
        from oversample import SMOTE
    else:
        from imblearn.over_sampling import SMOTE
    imported = perf_counter()
    SMOTE(random_state=0).fit_resample(X, y)
    done = perf_counter()
    imports = with_numpy - start + imported - made
    call = done - imported
    return {"imports": imports, "first_call": call, "total": imports + call}


def peak_memory(package, case, distribution, seed, loaded_by=_KERNELS_LOADED_BY):
    """Resample once and tell how far the process grew meanwhile.

    Linux's own high-water mark of resident memory is read, after a reset: it misses no short peak,
    as sampling would, it sees the memory of any allocator, as tracemalloc would not, and it costs
    no time. (getrusage's maximum cannot be reset, and starts with that of the parent process.)

    Returns
    -------
    dict
        Bytes of the growth, of the result and of the input.
    """
    import warnings
    from dataclasses import replace

    from benchmarks.speed.cases import Case, make_problem, make_sampler

    warnings.simplefilter("ignore")
    case = Case(**case)
    share = loaded_by / case.n_minority
    for tried in (
        replace(case, n_minority=loaded_by, n_rows=round(share * case.n_rows)),
        case,
    ):
        problem = make_problem(tried, distribution, seed)
        sampler = make_sampler(package, tried, problem, seed)
        gc.collect()
        _CLEAR_REFS.write_text(_RESET_PEAK)
        before = _resident("VmRSS")
        result = sampler.fit_resample(*problem)
        growth = _resident("VmHWM") - before
    return {"growth": growth, "result": _size(result), "input": _size(problem)}


def _resident(field):
    """Read one of the process's figures of memory, in bytes."""
    for line in _STATUS.read_text().splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return 1024 * int(value.split()[0])
    raise RuntimeError(f"{_STATUS} has no {field}")


def _size(parts):
    """Count the bytes of arrays and frames; of Python objects in them, only the references."""
    return sum(
        int(part.memory_usage().sum()) if hasattr(part, "memory_usage") else part.nbytes
        for part in parts
    )


TASKS = {"first_call": first_call, "peak_memory": peak_memory}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
