"""Statistics of a tidy table of results, which know nothing of how the results were made.

A table has one row per cell, with the columns ``dataset``, ``family``, ``repeat``, ``fold``,
``classifier``, ``method`` and ``status``, and one column per measure. Data sets of one family are
cut from the same source and are not independent, hence everything is averaged within a family first
(:mod:`benchmarks.statistics.families`) and the families are what is counted, ranked and tested, by
``oversample.evaluation.statistics``.
"""
