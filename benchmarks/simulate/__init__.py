"""Samplers against the truth, and against fewer and fewer rare rows.

``python -m benchmarks.simulate`` measures the regret to Bayes of every arm where the posterior is
known, and takes rare rows away from real data step by step.
"""
