"""Speed and memory beside imbalanced-learn and others: ``python -m benchmarks.speed``.

================================= =======================================================
:mod:`benchmarks.speed.cases`     samplers, sizes, targets, data
:mod:`benchmarks.speed.timing`    warm times of contenders that take turns in this process
:mod:`benchmarks.speed.processes` memory and first calls, in fresh processes that run
                                  :mod:`benchmarks.speed.child`
:mod:`benchmarks.speed.mixing`    the mixing family beside one pass of NumPy
:mod:`benchmarks.speed.table`     tables and verdicts, from the measurements alone
:mod:`benchmarks.speed.plot`      the scaling plot
:mod:`benchmarks.speed.images`    image transforms instead of samplers, with ``--images``
================================= =======================================================

Nothing is imported here: :mod:`benchmarks.speed.child` times imports in a process of its own.
"""
