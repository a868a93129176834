"""Statistics of scores, one for each family of data sets that are not independent.

=============== ===================================================================================
``ranks``       mean ranks, Friedman's test, cliques of methods that do not differ
``pairs``       Wilcoxon's signed-rank test, Holm's correction, win, tie and loss
``bayes``       the Bayesian signed-rank test with a region of practical equivalence
``uncertainty`` intervals of mean differences, what a single family decides, verdicts
=============== ===================================================================================
"""
