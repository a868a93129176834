"""How samplers are compared: folds and seeds, thresholds, metrics, and statistics over data sets.

Private: the repository's benchmark and ``oversample.compare`` are built on it, and nothing of it
is a public name. It needs NumPy, SciPy and scikit-learn only, and knows neither tables of results
nor where they are kept.
"""
