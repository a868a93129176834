"""Benchmark of over-samplers on real skewed data: ``python -m benchmarks.run``.

Four registries say what is compared, and each entry is one line:

* :data:`benchmarks.datasets.DATASETS`, the tables;
* :data:`benchmarks.methods.METHODS`, the arms (samplers and their rivals that do not resample);
* :data:`benchmarks.learners.LEARNERS`, the classifiers;
* :data:`benchmarks.metrics.METRICS`, what is measured on the test fold.

:mod:`benchmarks.profiles` chooses entries of the first three. One cell is one (data set, repeat,
fold, learner, method): :mod:`benchmarks.cells` runs it and returns one row,
:mod:`benchmarks.runner` runs many in parallel, and :mod:`benchmarks.summary` computes everything
that is printed from the table of rows alone.
"""
