"""Benchmark of over-samplers on real skewed data: ``python -m benchmarks.run``.

Three registries say what is compared, and each entry is one line:

* :data:`benchmarks.catalog.datasets.DATASETS`, the tables;
* :data:`benchmarks.catalog.methods.METHODS`, samplers and their rivals that do not resample;
* :data:`benchmarks.catalog.classifiers.CLASSIFIERS`, the classifiers.

:mod:`benchmarks.catalog.profiles` chooses entries of them. One cell is one (data set, repeat, fold,
method, classifier), see :mod:`benchmarks.protocol.cells`. :mod:`benchmarks.protocol.bench` runs
cells, on what :mod:`benchmarks.protocol.experiment` does with one training fold;
:mod:`benchmarks.running.runner` runs many in parallel and stores each in
:mod:`benchmarks.running.store`. :mod:`benchmarks.protocol.results` says what each column of the
table of results means, and everything that is said about a run, by :mod:`benchmarks.statistics` and
:mod:`benchmarks.report`, is computed from that table alone.
"""
