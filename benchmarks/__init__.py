"""Benchmark of over-samplers on real skewed data: ``python -m benchmarks.run``.

Three registries say what is compared, and each entry is one line:

* :data:`benchmarks.catalog.datasets.DATASETS`, the tables;
* :data:`benchmarks.catalog.methods.METHODS`, samplers and their rivals that do not resample;
* :data:`benchmarks.catalog.classifiers.CLASSIFIERS`, the classifiers.

:mod:`benchmarks.catalog.profiles` chooses entries of them. The commands stand on top, and below are

============================= =====================================================================
:mod:`benchmarks.catalog`     the registries, and the readers of tables
:mod:`benchmarks.protocol`    what a cell (data set, repeat, fold, method, classifier) is, what is
                              done with it, and what each column of its row means
:mod:`benchmarks.running`     the command line, many cells in parallel, their stored records
:mod:`benchmarks.statistics`  averages over the families of data sets in a table of results
:mod:`benchmarks.report`      everything that is said about a run, from that table alone
:mod:`benchmarks.speed`       time and memory of the samplers, and of image transforms
============================= =====================================================================

Folds, thresholds, measures and tests are those of ``oversample.evaluation``.
"""
