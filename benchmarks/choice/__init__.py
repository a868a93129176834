"""The automatic choice of a sampler: its rule on simulated truth, and its acceptance on real data.

``python -m benchmarks.choice simulate`` compares rules and their constants where the truth is known
and on placebos; ``accept`` then runs the rule that was frozen, nested, on real data sets;
``publish`` writes what is committed. Nothing of the second part may be used in the first.
"""
