"""Statistics of a tidy table of results, which know nothing of how the results were made.

A table has one row per cell, with the columns ``dataset``, ``family``, ``repeat``, ``fold``,
``classifier``, ``method`` and ``status``, and one column per measure. Data sets of one family are
cut from the same source and are not independent, hence everything is averaged within a family first
and the families are what is counted, ranked and tested.

================= =================================================================================
``families``      scores per family and method, from the cells that can be compared
``ranks``         mean ranks, Friedman's test, cliques of methods that do not differ
``pairs``         Wilcoxon's signed-rank test, Holm's correction, win, tie and loss
``bayes``         the Bayesian signed-rank test with a region of practical equivalence
``thresholds``    whether a gain of recall is more than a moved threshold
================= =================================================================================
"""
