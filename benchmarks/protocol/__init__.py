"""The rules of the comparison: all that a number in the results depends on besides the entries.

What a data set, a method and a classifier are (:mod:`~benchmarks.protocol.dataset`,
:mod:`~benchmarks.protocol.method`, :mod:`~benchmarks.protocol.classifier`), what one cell of them
is (:mod:`~benchmarks.protocol.cells`), what is done with it (:mod:`~benchmarks.protocol.bench`,
on :mod:`~benchmarks.protocol.experiment`), and what the columns of its row mean
(:mod:`~benchmarks.protocol.results`).
"""
