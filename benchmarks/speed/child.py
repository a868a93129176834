"""One measurement in a process of its own: ``python -m benchmarks.speed.child TASK JSON``.

Nothing is imported at the top that a first call has to import itself.
"""

import contextlib
import gc
import importlib
import json
import pickle
import sys
from time import perf_counter

_KERNELS_LOADED_BY = 5_000
"""Minority rows of a first resampling that loads all code, so that only data is counted."""


def first_call(module, sampler, parameters, data):
    """Import a package and resample once, as a script does.

    Parameters
    ----------
    module, sampler : str
        What is imported, and from where.
    parameters : dict
        What the sampler is made with.
    data : str
        A pickled table and its labels; the time that reading them takes does not count.

    Returns
    -------
    dict
        Seconds of the imports (NumPy among them) and of the call, and, on Linux, the most bytes
        that the process held.
    """
    start = perf_counter()
    import numpy  # noqa: F401 - timed

    with_numpy = perf_counter()
    with open(data, "rb") as file:
        X, y = pickle.load(file)
    read = perf_counter()
    made = getattr(importlib.import_module(module), sampler)(**parameters)
    imported = perf_counter()
    made.fit_resample(X, y)
    done = perf_counter()
    found = {
        "seconds_imports": with_numpy - start + imported - read,
        "seconds_first_call": done - imported,
        "seconds_total": with_numpy - start + done - read,
    }
    with contextlib.suppress(OSError), open("/proc/self/status") as status:
        kilobytes = next(line.split()[1] for line in status if line.startswith("VmHWM"))
        found["bytes_peak"] = 1024 * int(kilobytes)
    return found


def time_case(case, distribution, seed, rounds):
    """Time repeated calls in both states of this process; see :mod:`benchmarks.speed.timing`."""
    from benchmarks.speed.cases import Case
    from benchmarks.speed.timing import Rounds, time_case

    return time_case(Case(**case), distribution, seed, Rounds(**rounds))


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
    from benchmarks.speed.cases import Case
    from benchmarks.speed.contenders import OURS, make_sampler
    from benchmarks.speed.problems import make_problem
    from benchmarks.speed.timing import load_kernels

    warnings.simplefilter("ignore")
    if package == OURS:
        load_kernels()
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


TASKS = {"first_call": first_call, "time_case": time_case, "peak_memory": peak_memory}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
