"""Speed and memory beside imbalanced-learn and others: ``python -m benchmarks.speed``.

================================== =======================================================
:mod:`benchmarks.speed.cases`      samplers, sizes, targets
:mod:`benchmarks.speed.problems`   their tables
:mod:`benchmarks.speed.contenders` what is timed: samplers and searches of several packages
:mod:`benchmarks.speed.timing`     times of contenders that take turns in one process
:mod:`benchmarks.speed.processes`  every case, memory and first calls, in fresh processes that run
                                   :mod:`benchmarks.speed.child`
:mod:`benchmarks.speed.steps`      what a stopped run has measured already
:mod:`benchmarks.speed.mixing`     the mixing family beside one pass of NumPy
:mod:`benchmarks.speed.table`      tables and verdicts, from the measurements alone
:mod:`benchmarks.speed.fresh`      the tables of fresh processes and of peaks, and their floors
:mod:`benchmarks.speed.published`  the committed table, and the README's part made from it
:mod:`benchmarks.speed.plot`       the scaling plot
:mod:`benchmarks.speed.images`     image transforms instead of samplers, with ``--images``
================================== =======================================================

Nothing is imported here: :mod:`benchmarks.speed.child` times imports in a process of its own.
"""
