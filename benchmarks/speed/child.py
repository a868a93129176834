"""One measurement in a process of its own: ``python -m benchmarks.speed.child TASK JSON``.

Nothing is imported at the top that a first call has to import itself.
"""

import gc
import json
import sys
from time import perf_counter

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
    """Measure how far the process grows while a sampler resamples once.

    Returns
    -------
    dict
        Bytes of the growth (NaN elsewhere than on Linux), of the result and of the input.
    """
    import warnings
    from dataclasses import replace

    from benchmarks.protocol.memory import measured
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
        with measured() as effort:
            result = sampler.fit_resample(*problem)
    return {"growth": effort.peak_bytes, "result": _size(result), "input": _size(problem)}


def _size(parts):
    """Count the bytes of arrays and frames; of Python objects in them, only the references."""
    return sum(
        int(part.memory_usage().sum()) if hasattr(part, "memory_usage") else part.nbytes
        for part in parts
    )


TASKS = {"first_call": first_call, "peak_memory": peak_memory}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
